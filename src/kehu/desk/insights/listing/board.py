"""The list as a board: a column for each label, its best customers on top, with what is due."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from kehu.desk.accounts.models import User
from kehu.desk.followups.models import FollowUp
from kehu.desk.followups.queries import open_follow_ups
from kehu.desk.grading.book.columns import Floats, Ints, Mask
from kehu.desk.grading.chips import Chip, chip
from kehu.desk.insights.figures import Figure, money
from kehu.desk.insights.listing.facets import codes_in_order
from kehu.desk.insights.listing.narrowed import Narrowed
from kehu.desk.ledger.models import Customer
from kehu.engine.rules.words import Words

_CARDS = 20  # of a column; the list has the rest
_CHIPS = ("deal_stars", "profit_tier", "follow_up")
_WORTH = "purchases_12m"


@dataclass(frozen=True)
class Card:
    """One customer: who holds it, its other labels, what it bought, and the play most worth."""

    pk: int
    name: str
    owner: str
    chips: list[Chip]
    bought: Figure
    play: FollowUp | None


@dataclass(frozen=True)
class Column:
    """The customers of one label: how many, what they bought in 12 months, and the best of them."""

    chip: Chip | None
    count: int
    bought: Figure
    cards: list[Card]
    query: str


def board(narrowed: Narrowed, name: str, words: Words) -> list[Column]:
    """A column for each label of a dimension that somebody found has, the best first."""
    book = narrowed.book
    now, worth = book.words(name), np.nan_to_num(book.number(_WORTH))
    masks = {
        code: narrowed.mask & (now == book.position(code))
        for code in codes_in_order(narrowed.counts(name), words.rulebook.dimensions[name])
    }
    best = {code: _best(mask, worth) for code, mask in masks.items()}
    cards = _cards(narrowed, {int(row) for rows in best.values() for row in rows}, name, words)
    return [
        Column(
            chip(name, code, words),
            int(mask.sum()),
            money(float(worth[mask].sum()), words),
            [cards[row] for row in best[code].tolist() if row in cards],
            narrowed.asked.address(chosen={**narrowed.asked.chosen, name: (code,)}),
        )
        for code, mask in masks.items()
        if mask.any()
    ]


def _best(mask: Mask, worth: Floats) -> Ints:
    """Rows of those who bought most."""
    rows = np.flatnonzero(mask)
    return rows[np.argsort(-worth[rows], kind="stable")[:_CARDS]]


def _cards(narrowed: Narrowed, rows: Iterable[int], by: str, words: Words) -> Mapping[int, Card]:
    """By row of the book; customers and plays are read in one go for all columns."""
    book = narrowed.book
    numbers = {row: int(book.pks[row]) for row in rows}
    names = dict(Customer.objects.filter(pk__in=numbers.values()).values_list("pk", "name"))
    owners = dict(User.objects.values_list("pk", "name"))
    held, bought = book.owner(), book.number(_WORTH)
    plays = _plays(narrowed, numbers.values())
    return {
        row: Card(
            pk,
            names[pk],
            owners.get(int(held[row]), ""),
            [one for name in _CHIPS if name != by and (one := _chip(narrowed, name, row, words))],
            money(float(np.nan_to_num(bought[row])), words),
            plays.get(pk),
        )
        for row, pk in numbers.items()
        if pk in names
    }


def _chip(narrowed: Narrowed, name: str, row: int, words: Words) -> Chip | None:
    book = narrowed.book
    at = int(book.words(name)[row]) if name in book.dimensions else -1
    return chip(name, book.texts[at], words) if at >= 0 else None


def _plays(narrowed: Narrowed, numbers: Iterable[int]) -> Mapping[int, FollowUp]:
    """The open play most worth with each customer."""
    rows = open_follow_ups(narrowed.actor).filter(customer__in=list(numbers))
    return {one.customer_id: one for one in rows.order_by("rank", "-pk")}
