"""A mail in, a structured inquiry out."""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from threading import Thread

from kehu.reading.acts import Acts, acts_of
from kehu.reading.authenticity.judging import Verdict, authenticity
from kehu.reading.authenticity.signals import Case, Signal, signals
from kehu.reading.catalogue import Product
from kehu.reading.decisions import Decision, decide
from kehu.reading.encoder import encoder_ready
from kehu.reading.facts import Facts, facts_of
from kehu.reading.kinds import SAMPLES, Judged, kind_of
from kehu.reading.known import Known, KnownCustomer
from kehu.reading.language import language_of, language_ready
from kehu.reading.message.disowned import disowned
from kehu.reading.message.forms import Form, filled_form
from kehu.reading.message.forwards import passed_on
from kehu.reading.message.newest import bare_subject, split
from kehu.reading.message.parts import Message, read_message
from kehu.reading.priority import Priority, priority
from kehu.reading.products.index import index_of
from kehu.reading.seen import Seen
from kehu.reading.sender.identity import Sender, introductions, sender
from kehu.reading.terms.trade import Terms, Told, terms
from kehu.reading.text import MailText
from kehu.reading.understood import NOTHING, Goods, Reader

_SAMPLE = 0.5
# Where a place is named for another reason than that goods shall go there.
_ELSEWHERE = ("introduces", "invites_or_news", "thanks_or_greets", "big_promise", "gives_contact")
_ASKED = ("asks_offer", "states_needs", "asks_sample", "ships_to")


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
        return map(self._inquiry, self.seen(messages))

    def seen(self, messages: Sequence[Message]) -> Iterator[Seen]:
        """What several mails say, not judged yet; what a colleague passed on, as if it had come by
        itself."""
        messages = [self._first(message) for message in messages]
        taken = [self._text(message) for message in messages]
        for message, (text, form), acts in zip(
            messages, taken, acts_of([text for text, _ in taken]), strict=True
        ):
            yield self._seen(message, text, form, acts)

    def _first(self, message: Message) -> Message:
        own, domain = self.known.own_domain, message.sender.domain
        ours = bool(own) and f".{domain}".endswith(f".{own}") and not disowned(message)
        return (passed_on(message) if ours else None) or message

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

    def _seen(self, message: Message, text: MailText, form: Form | None, acts: Acts) -> Seen:
        language = language_of(text.body or text.passed_on, text.subject, text.signature)
        who = sender(message, text, form, self.known)
        goods = self._reader.goods(text, language, who, acts)
        told = introductions(text, who)
        shipped = [one for one in acts.sentences_that("ships_to") if one not in told]
        introduced = [*told, *acts.sentences_that(*_ELSEWHERE)]
        asked = [one for one in acts.sentences_that(*_ASKED) if one not in introduced]
        names = [who.company.value] if who.company else []
        trade = terms(text, Told(introduced, asked, shipped, names))
        return Seen(message, text, language, form, who, acts, goods, trade, self.known)

    def _inquiry(self, seen: Seen) -> Inquiry:
        judged = kind_of(seen)
        if judged.kind == "not_inquiry":
            seen = replace(seen, goods=NOTHING)
        case = Case(seen, judged.kind)
        found = signals(case)
        verdict = authenticity(case, found)
        sampled = judged.kind == "sample_request" or (
            case.asks and seen.acts.best(*SAMPLES)[0] > _SAMPLE
        )
        facts = facts_of(case, verdict.authenticity, found, asks_sample=sampled)
        decision = decide(facts, self.by_sku, seen.customer)
        weight = priority(facts, decision.step, self.by_sku, seen.customer, 0.0, 0.0)
        return Inquiry(
            seen.message, seen.text, seen.language, seen.form, seen.sender, seen.customer,
            seen.acts, seen.goods, seen.terms, judged, found, verdict, facts, decision, weight,
        )  # fmt: skip
