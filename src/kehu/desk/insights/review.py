"""The monthly review (M1): who rose and who fell from a month's beginning to its end, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
from django.utils import timezone

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.company import company_timezone
from kehu.desk.grading.book import Book, reached, the_book
from kehu.desk.grading.book.columns import Mask
from kehu.desk.grading.models import LabelChange
from kehu.desk.insights.managing import managing_in_force
from kehu.desk.ledger.models import Customer
from kehu.engine.rules.words import Words

RISEN, FALLEN, ASIDE = "risen", "fallen", "aside"
WAYS = (RISEN, FALLEN, ASIDE)
_AT_ONCE = 500


@dataclass(frozen=True)
class Move:
    """A label that is another at the month's end than at its beginning; `change` was the last."""

    customer_id: int
    dimension: str
    before: str
    after: str
    change: int
    way: str
    value: float


@dataclass(frozen=True)
class Counted:
    """How many rose, fell and moved aside in a dimension."""

    name: str
    title: str
    risen: int
    fallen: int
    aside: int


@dataclass(frozen=True)
class Narrowing:
    """What of a review is asked for; empty and None: everything."""

    dimension: str = ""
    way: str = ""
    owner: int | None = None


class Review:
    """One month of the customers that an actor answers for: the team's, or one's own."""

    def __init__(self, actor: Actor, month: date, words: Words, owner: int | None = None) -> None:
        self.month, self.words = month, words
        self.book = the_book()
        self.mask = answered_for(self.book, actor)
        if owner is not None:
            self.mask &= self.book.owner() == owner
        self.start, self.end = month_bounds(month)
        self.moves = list(self._moves())

    def counts(self) -> list[Counted]:
        """Every dimension that is reviewed, the weightiest first."""
        found: dict[tuple[str, str], int] = {}
        for move in self.moves:
            found[move.dimension, move.way] = found.get((move.dimension, move.way), 0) + 1
        return [
            Counted(name, self.words.name(name), *(found.get((name, way), 0) for way in WAYS))
            for name in managing_in_force().review.dimensions
        ]

    def narrowed(self, asked: Narrowing) -> list[Move]:
        """The moves asked for, the most valuable customer first, its dimensions in their order."""
        order = {name: n for n, name in enumerate(managing_in_force().review.dimensions)}
        found = [
            move
            for move in self.moves
            if asked.dimension in ("", move.dimension) and asked.way in ("", move.way)
        ]
        return sorted(found, key=lambda one: (-one.value, one.customer_id, order[one.dimension]))

    def lost(self) -> int:
        """How many customers the month's end finds gone."""
        lost = managing_in_force().review.lost
        return sum(lost.get(move.dimension) == move.after for move in self.moves)

    def new(self) -> int:
        """How many customers became known in the month."""
        new = Customer.objects.filter(created_at__gte=self.start, created_at__lt=self.end)
        rows = self.book.rows(list(new.values_list("pk", flat=True)))
        return int(self.mask[rows].sum())

    def _moves(self) -> Iterator[Move]:
        names = managing_in_force().review.dimensions
        changes = LabelChange.objects.filter(
            at__gte=self.start, at__lt=self.end, dimension__in=names
        )
        rows = changes.order_by("at", "pk").values_list(
            "customer_id", "dimension", "before", "after", "pk"
        )
        first: dict[tuple[int, str], str] = {}
        last: dict[tuple[int, str], tuple[str, int]] = {}
        for customer, dimension, before, after, pk in rows:
            first.setdefault((customer, dimension), before)
            last[customer, dimension] = after, pk
        value, within = self._value(), self._within({customer for customer, _ in first})
        for (customer, dimension), before in first.items():
            after, pk = last[customer, dimension]
            if customer in within and before != after:
                way = self._way(dimension, before, after)
                yield Move(customer, dimension, before, after, pk, way, value[within[customer]])

    def _way(self, dimension: str, before: str, after: str) -> str:
        """Up or down the ladder; aside where one of the labels is not on it."""
        step = self.words.rulebook.dimensions[dimension].step(before, after)
        return RISEN if step > 0 else FALLEN if step < 0 else ASIDE

    def _within(self, customer_ids: set[int]) -> dict[int, int]:
        """The rows of those whom the actor answers for."""
        rows = self.book.rows(sorted(customer_ids))
        rows = rows[self.mask[rows]]
        return dict(zip(self.book.pks[rows].tolist(), rows.tolist(), strict=True))

    def _value(self) -> Sequence[float]:
        """What each customer bought in the last 12 months."""
        if "purchases_12m" not in self.book.numbers:
            return [0.0] * len(self.book)
        found: list[float] = np.nan_to_num(self.book.number("purchases_12m")).tolist()
        return found


def known_since() -> datetime | None:
    """When the first change of a label was noted; before that nothing is known of labels."""
    return LabelChange.objects.order_by("at").values_list("at", flat=True).first()


def changes_of(moves: Sequence[Move]) -> Iterator[tuple[Move, LabelChange, Customer]]:
    """Moves with their last change and customer, some hundred read at once."""
    for start in range(0, len(moves), _AT_ONCE):
        some = moves[start : start + _AT_ONCE]
        changes = LabelChange.objects.in_bulk([move.change for move in some])
        customers = Customer.objects.select_related("owner").in_bulk(
            {move.customer_id for move in some}
        )
        for move in some:
            if move.change in changes and move.customer_id in customers:
                yield move, changes[move.change], customers[move.customer_id]


def month_asked(text: str) -> date:
    """The month that `2026-10` names, not after this one; without one the last whole month."""
    this = timezone.localdate().replace(day=1)
    try:
        asked = date.fromisoformat(f"{text}-01")
    except ValueError:
        asked = month_before(this)
    return max(min(asked, this), date(2000, 1, 1))


def month_before(month: date) -> date:
    """The first day of the month before."""
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def month_bounds(month: date) -> tuple[datetime, datetime]:
    """The first moment of a month at the company, and that of the next."""
    zone, first = company_timezone(), month.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    start, end = (
        timezone.make_aware(datetime.combine(day, time.min), zone) for day in (first, after)
    )
    return start, end


def answered_for(book: Book, actor: Actor) -> Mask:
    """Whoever reviews a team sees the team's and the pool's; anybody else one's own."""
    within = reached(book, actor)
    if actor.may(Permission.REVIEW) or actor.user is None:
        return within.copy()
    own: Mask = within & (book.owner() == actor.user.pk)
    return own
