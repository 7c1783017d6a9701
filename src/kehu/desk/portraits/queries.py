"""Reading portraits, always within the actor's reach."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from django.db.models import QuerySet

from kehu.desk.accounts.actor import Actor
from kehu.desk.grading.book import Book, reached, the_book
from kehu.desk.grading.book.columns import Mask
from kehu.desk.grading.rules import rulebook_in_force
from kehu.desk.ledger.models import Customer, Judgement
from kehu.desk.ledger.queries import within_reach
from kehu.desk.portraits.in_force import portrait_in_force
from kehu.desk.portraits.kept import the_gallery
from kehu.desk.portraits.kinds import kinds_of
from kehu.desk.portraits.models import Offer, Portrait, SimilarGroup
from kehu.engine.portraits.chosen import said_anyway
from kehu.engine.portraits.commonality import Common, commonality
from kehu.engine.portraits.facts import NO_LABEL
from kehu.engine.portraits.portrait import Tag
from kehu.engine.portraits.tags import HAND
from kehu.engine.schema import LIFTED
from kehu.words import Lang

_PLACES = ("country", "market")


@dataclass(frozen=True)
class Held:
    """A value that a customer has, and in how many messages or contacts it stands, if in any."""

    code: str
    title: str
    evidence: int | None
    heard: bool


@dataclass(frozen=True)
class TagLine:
    """A tag of one customer: its values, who said so by hand if anybody, what one may say."""

    tag: Tag
    title: str
    about: str
    standard: str
    held: list[Held]
    by_hand: Judgement | None
    choices: list[tuple[str, str]]

    @property
    def nothing(self) -> bool:
        """Was it said by hand that none of the values holds?"""
        return self.by_hand is not None and not self.held

    @property
    def codes(self) -> list[str]:
        return [one.code for one in self.held]


def tag_lines(customer: Customer, lang: Lang) -> list[TagLine]:
    """Every tag in the order of the rulebook."""
    kept = Portrait.objects.filter(customer=customer).values_list("tags", flat=True).first() or {}
    judged = _judged(customer)
    return [
        _line(tag, kept.get(name, {}), judged.get(name), lang)
        for name, tag in portrait_in_force().tags.items()
    ]


def _line(tag: Tag, told: dict[str, list[object]], judged: Judgement | None, lang: Lang) -> TagLine:
    held = [
        Held(value.code, value.title[lang], _count(told[value.code][1]), bool(value.words))
        for value in tag.values
        if value.code in told
    ]
    by_hand = judged if not told or any(by == HAND for by, _ in told.values()) else None
    choices = [(value.code, value.title[lang]) for value in tag.values]
    return TagLine(
        tag, tag.title[lang], tag.about[lang], tag.standard[lang], held, by_hand, choices
    )


def _count(evidence: object) -> int | None:
    return evidence if isinstance(evidence, int) else None


def _judged(customer: Customer) -> dict[str, Judgement]:
    """The newest judgement of each tag, those lifted left out."""
    tags = [*portrait_in_force().tags]
    rows = Judgement.objects.filter(customer=customer, subject__in=tags).order_by("at", "pk")
    newest = {row.subject: row for row in rows}
    return {subject: row for subject, row in newest.items() if row.value != LIFTED}


# ---- what groups have in common ----------------------------------------------------------------


@dataclass(frozen=True)
class InCommon:
    """Traits of a group of `size` against `elsewhere` others; `known` are those with a trait."""

    size: int
    elsewhere: int
    found: list[Common]

    @property
    def significant(self) -> list[Common]:
        return [one for one in self.found if one.significant]


def in_common(book: Book, within: Mask, group: Mask, named: Collection[str] = ()) -> InCommon:
    """What a group has more often than the others within reach.

    `named` are dimensions and measures by which it was chosen: they are no finding.
    """
    portrait, rows = portrait_in_force(), within & book.graded()
    members = group[rows]
    size = int(members.sum())
    others = int(rows.sum()) - size
    if not size or not others:
        return InCommon(size, others, [])
    left_out = said_anyway(named, rulebook_in_force(), portrait)
    kinds = kinds_of(book, rows)
    return InCommon(size, others, commonality(kinds, members, portrait.doubt, left_out))


@dataclass(frozen=True)
class Place:
    """Where a customer is: its country, or its market where too little is known of the country.

    `kind` is country or market and `value` its code; of all customers there who are within reach.
    """

    kind: str
    value: str
    common: InCommon


def place_of(actor: Actor, customer: Customer) -> Place | None:
    """What customers of the same place have in common (T5); None where nobody knows the place."""
    book = the_book()
    row = book.rows([customer.pk])
    if not len(row):
        return None
    within = reached(book, actor)
    places = [("country", customer.country, book.country() == customer.country.encode())]
    if "market" in book.worded:
        at = book.words("market")
        places.append(("market", book.texts[at[row[0]]], at == at[row[0]]))
    found = [Place(kind, value, in_common(book, within, group, _PLACES))
             for kind, value, group in places if value not in ("", NO_LABEL)]  # fmt: skip
    return next((one for one in found if one.common.significant), found[-1] if found else None)


# ---- similar groups ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Card:
    """A group as it is shown: how many of it the actor sees, what they bought in 12 months."""

    group: SimilarGroup
    name: str
    about: str
    count: int
    purchases: float


def similar_groups(actor: Actor, lang: Lang) -> list[Card]:
    """The groups of last night with members within reach, the largest first."""
    book = the_book()
    bought = np.nan_to_num(book.number("purchases_12m")) if book.graded().any() else None
    cards = []
    for group in SimilarGroup.objects.filter(left_at=None):
        members = members_of(group, book) & reached(book, actor)
        if members.any() and bought is not None:
            worth = float(bought[members].sum())
            cards.append(card(group, lang, int(members.sum()), worth))
    return sorted(cards, key=lambda one: (-one.count, one.group.key))


def card(group: SimilarGroup, lang: Lang, count: int, purchases: float) -> Card:
    """A group in the reader's language."""
    name, about = (getattr(group, f"{part}_{lang}") for part in ("name", "about"))
    return Card(group, name, about, count, purchases)


def members_of(group: SimilarGroup, book: Book) -> Mask:
    """Rows of the book in a group."""
    inside = [pk for pk, one in the_gallery.portraits().items() if one.group == group.key]
    return np.isin(book.pks, inside)


def group_of(customer: Customer) -> SimilarGroup | None:
    """The group of similar customers that a customer is in."""
    portrait = Portrait.objects.select_related("group").filter(customer=customer).first()
    return portrait.group if portrait else None


# ---- recommendations ---------------------------------------------------------------------------


def offers_of(actor: Actor) -> "QuerySet[Offer]":
    """Recommendations to customers within reach."""
    rows = Offer.objects.filter(within_reach(actor, "customer__"))
    return rows.select_related("customer__owner", "product__productprice", "answered_by")
