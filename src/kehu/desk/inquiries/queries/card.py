"""A thread in full: the mail with what was read of it, what speaks for and against, the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import QuerySet

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User
from kehu.desk.inquiries.barred import entries_against
from kehu.desk.inquiries.drafts import draft_of
from kehu.desk.inquiries.known_to_us import customers_at
from kehu.desk.inquiries.markets import Similar, market_in_common, similar_won
from kehu.desk.inquiries.models import Mail, Mailbox, SecondLook, Thread
from kehu.desk.inquiries.reach import mailboxes_of
from kehu.desk.inquiries.understanding import Understood, understood
from kehu.desk.intake.blacklist.asking import is_barred
from kehu.desk.intake.models import Barred
from kehu.desk.ledger.models import Customer
from kehu.desk.ledger.queries import customers_of
from kehu.desk.portraits.queries import InCommon
from kehu.reading.catalogue import Product
from kehu.reading.facts import Wanted
from kehu.reading.priority import Priority
from kehu.reading.replies import Reply, languages_of, price_position
from kehu.reading.titles import signal_words, title
from kehu.words import Lang

NEWEST = 50  # mails of a thread that are shown at once
_FEW_PIECES = 100  # of a sample; more are what is wanted later


@dataclass(frozen=True)
class Piece:
    """Some of a mail's text; `field` is what it says, empty for what says nothing of interest."""

    words: str
    field: str


@dataclass(frozen=True)
class SignalLine:
    """A signal in words, with its reason and the words of the mail it rests on."""

    code: str
    title: str
    why: str
    tone: str
    evidence: Sequence[str]
    by_hand: bool


@dataclass(frozen=True)
class WantedLine:
    """A line of what is asked for, with the products that fit and how we stand in the market."""

    number: int
    wanted: Wanted
    products: list[Product]
    position: str


@dataclass(frozen=True)
class Card:
    """One thread, by its newest mail to us."""

    actor: Actor
    thread: Thread
    mail: Mail
    told: Understood
    lang: Lang
    now: datetime
    most: int

    @cached_property
    def mails(self) -> list[Mail]:
        """The thread, the newest first."""
        rows = self.thread.mails.select_related("sending", "by", "reading")
        return list(rows.order_by("-at", "-pk")[: self.most])

    @cached_property
    def mail_count(self) -> int:
        return self.thread.mails.count()

    @property
    def older(self) -> int:
        """How many mails to show so that older ones are among them; 0 where all are shown."""
        return self.most + NEWEST if self.most < self.mail_count else 0

    @property
    def pieces(self) -> list[Piece]:
        """The body and what was passed on, with what was found in it."""
        return pieces(self.mail, self.mail.body_start, self.mail.signature_start)

    @property
    def signature(self) -> list[Piece]:
        return pieces(self.mail, self.mail.signature_start, len(self.mail.text))

    @property
    def waits(self) -> float:
        """Days since the mail came; 0 where we owe no answer."""
        since = self.thread.waits_since
        return (self.now - since).total_seconds() / 86_400 if since else 0.0

    @cached_property
    def priority(self) -> Priority:
        return self.told.priority(self.waits)

    @property
    def priority_parts(self) -> list[tuple[str, int]]:
        """Each part in words with its points."""
        return [(title("priority", name, self.lang), round(value))
                for name, value in vars(self.priority).items()]  # fmt: skip

    @property
    def signals(self) -> list[SignalLine]:
        """Those that speak against first."""
        lines = [self._signal(code) for code in self.told.facts.signals]
        order = ("against", "neutral", "for")
        return sorted(lines, key=lambda one: order.index(one.tone))

    def _signal(self, code: str) -> SignalLine:
        evidence = self.mail.reading.evidence.get(code, [])
        by_hand = code not in self.told.proposed.signals
        return SignalLine(code, *signal_words(code, self.lang), evidence, by_hand)

    @property
    def wanted(self) -> list[WantedLine]:
        lines = []
        for number, one in enumerate(self.told.facts.wanted):
            products = [self.told.products[sku] for sku in one.skus if sku in self.told.products]
            position = price_position(products[0]) if products else None
            words = title("price_position", position, self.lang) if position else ""
            lines.append(WantedLine(number, one, products, words))
        return lines

    @property
    def missing(self) -> list[str]:
        return [title("missing", code, self.lang) for code in self.told.decision.missing]

    @property
    def sample_asked(self) -> str:
        """What the sample desk's form is filled with, as a query; empty where none is asked for,
        or nobody said yet who asks."""
        facts, customer = self.told.facts, self.thread.customer
        if customer is None or not facts.asks_sample:
            return ""
        counted = [one.quantity for one in facts.wanted if one.quantity and one.unit == "pcs"]
        few = [number for number in counted if number == int(number) and number <= _FEW_PIECES]
        return urlencode({
            "customer": customer.code, "product": next(iter(facts.skus), ""),
            "pieces": int(few[0]) if few else 1, "decision": self.told.decision.sample or "",
        })  # fmt: skip

    @cached_property
    def similar(self) -> list[Similar]:
        categories = {one.category for line in self.wanted for one in line.products}
        return similar_won(self.actor, self.told.country, categories, self.thread.customer)

    @cached_property
    def in_common(self) -> InCommon | None:
        return market_in_common(self.actor, self.told.country)

    @cached_property
    def candidates(self) -> list[Customer]:
        """Who of those within reach may have written, where nobody said so yet."""
        if self.thread.customer is not None:
            return []
        found = customers_at(self.mail.answer_to)
        if self.told.facts.company and not found:
            named = customers_of(self.actor).filter(name__icontains=self.told.facts.company)
            found = list(named.order_by("name")[:5])
        mine = customers_of(self.actor).filter(pk__in=[one.pk for one in found])
        return list(mine.order_by("name"))

    @property
    def is_lead(self) -> bool:
        return self.told.facts.kind != "not_inquiry"

    @cached_property
    def barred_by(self) -> list[tuple[Barred, str]]:
        """The entries of the blacklist that mean a stranger, each with what of the mail that is;
        those of a customer stand on his page."""
        return [] if self.thread.customer else entries_against(self.mail, self.told.facts)

    @cached_property
    def is_barred(self) -> bool:
        customer = self.thread.customer
        return is_barred(customer) if customer else bool(self.barred_by)

    @property
    def looks(self) -> list[SecondLook]:
        rows = SecondLook.objects.filter(mail__thread=self.thread)
        return list(rows.select_related("taken_by", "mail").order_by("demanded_at"))

    def draft(self, me: User, language: str | None) -> Reply | None:
        if self.is_barred:
            return None
        return draft_of(self.told, self.thread.customer, me, language)

    @property
    def draft_languages(self) -> list[str]:
        return languages_of(self.told.facts, self.told.decision)

    @property
    def mailboxes(self) -> list[Mailbox]:
        return list(mailboxes_of(self.actor))


def in_full(threads: "QuerySet[Thread]") -> "QuerySet[Thread]":
    """With everything that a card reads of them."""
    return threads.select_related("customer__owner", "contact", "holder", "told__reading")


def card_of(
    actor: Actor, thread: Thread, lang: Lang, now: datetime, most: int = NEWEST
) -> Card | None:
    """The card of a thread with `most` of its mails; None while nothing of it was read."""
    mail = thread.told
    if mail is None:
        return None
    mail.thread = thread
    return Card(actor, thread, mail, understood(mail), lang, now, most)


def pieces(mail: Mail, start: int, end: int) -> list[Piece]:
    """The text of a mail between two places, cut where something was found in it."""
    found, at = [], start
    for field, first, last in mail.reading.highlights:
        if at <= first and last <= end:
            found += [Piece(mail.text[at:first], ""), Piece(mail.text[first:last], field)]
            at = last
    return [one for one in (*found, Piece(mail.text[at:end], "")) if one.words]
