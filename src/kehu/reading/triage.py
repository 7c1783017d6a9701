"""A mail in, a structured inquiry out."""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from threading import Thread

from kehu.reading.acts import Acts, acts_of
from kehu.reading.authenticity.judging import Verdict, authenticity
from kehu.reading.authenticity.signals import Case, Signal, signals
from kehu.reading.catalogue import Product
from kehu.reading.decisions import Decision, decide
from kehu.reading.encoder import encoder_ready
from kehu.reading.facts import Facts, facts_of
from kehu.reading.kinds import INQUIRIES, Judged, in_thread, kind_of
from kehu.reading.known import Known, KnownCustomer
from kehu.reading.language import language_of, language_ready
from kehu.reading.message.forms import Form, filled_form
from kehu.reading.message.machines import machine
from kehu.reading.message.newest import bare_subject, split
from kehu.reading.message.parts import Message, read_message
from kehu.reading.priority import Priority, priority
from kehu.reading.products.index import index_of
from kehu.reading.sender.identity import Sender, introductions, sender
from kehu.reading.terms.trade import Terms, terms
from kehu.reading.text import MailText
from kehu.reading.understood import NOTHING, Goods, Reader

_SAMPLE = 0.5
_ASKED = ("asks_offer", "states_needs", "asks_sample")


@dataclass(frozen=True)
class Inquiry:
    """All that was read of one mail, and what is to be done."""

    message: Message
    text: MailText
    language: str
    form: Form | None
    sender: Sender
    customer: KnownCustomer | None
    acts: Acts
    goods: Goods
    terms: Terms
    judged: Judged
    signals: tuple[Signal, ...]
    verdict: Verdict
    facts: Facts
    decision: Decision
    priority: Priority


class Desk:
    """Reads mails against a catalogue and what is known. Made once, it reads any number."""

    def __init__(self, products: Sequence[Product], known: Known) -> None:
        # What is unpacked from files comes while the catalogue is made ready.
        ready = [Thread(target=one) for one in (encoder_ready, language_ready)]
        for one in ready:
            one.start()
        self.products = tuple(products)
        self.by_sku = {product.sku: product for product in self.products}
        self.known = known
        self._reader = Reader(index_of(self.products))
        for one in ready:
            one.join()

    def knowing(self, known: Known) -> "Desk":
        """The same desk, which knows something else besides its catalogue."""
        other = copy(self)
        other.known = known
        return other

    def read(self, raw: bytes) -> Inquiry:
        """Read one mail. Raises what `read_message` raises."""
        return next(self.read_all([read_message(raw)]))

    def read_all(self, messages: Sequence[Message]) -> Iterator[Inquiry]:
        """Read several mails, which is faster than one by one."""
        taken = [self._text(message) for message in messages]
        for message, (text, form), acts in zip(
            messages, taken, acts_of([text for text, _ in taken]), strict=True
        ):
            yield self._inquiry(message, text, form, acts)

    def _text(self, message: Message) -> tuple[MailText, Form | None]:
        form = filled_form(message, self.known.own_domain)
        if form is not None:
            filled = [f"{role}: {value}" for role, value in form.values.items()]
            wanted = "\n".join(
                form.values[role] for role in ("product", "quantity") if role in form.values
            )
            newest = split(form.message)
            body = f"{wanted}\n{newest.body}".strip()
            return MailText(
                "", body, newest.passed_on, "\n".join([newest.signature, *filled])
            ), form
        newest = split(message.text, message.subject)
        return MailText(
            bare_subject(message.subject), newest.body, newest.passed_on, newest.signature
        ), None

    def _inquiry(self, message: Message, text: MailText, form: Form | None, acts: Acts) -> Inquiry:
        known = self.known
        language = language_of(text.body or text.passed_on, text.subject, text.signature)
        who = sender(message, text, form, known.own_domain)
        customer = known.customer(who.mailbox.address, who.domain)
        goods = self._reader.goods(text, language, who, acts)
        told = introductions(text, who)
        asked = [one for one in acts.sentences_that(*_ASKED) if one not in told]
        trade = terms(text, told, asked)
        thread = in_thread(message, who, known)
        judged = kind_of(message, text, machine(message), form, who, acts, goods, trade, known)
        if judged.kind == "not_inquiry":
            goods = NOTHING
        asks = judged.kind in (*INQUIRIES, "sample_request")
        running = judged.kind in ("follow_up", "complaint")
        case = Case(message, text, who, acts, goods, trade, known, asks, running)
        found = signals(case)
        verdict = authenticity(case, found, thread=thread)
        sampled = judged.kind == "sample_request" or (
            asks and acts.best("asks_sample")[0] > _SAMPLE
        )
        facts = facts_of(
            case, language, judged.kind, verdict.authenticity, found, asks_sample=sampled
        )
        decision = decide(facts, self.by_sku, customer)
        weight = priority(facts, decision.step, self.by_sku, customer, 0.0, 0.0)
        return Inquiry(message, text, language, form, who, customer, acts, goods, trade, judged,
                       found, verdict, facts, decision, weight)  # fmt: skip
