"""Whose order is expected within a month, and whose was and did not come: from the book."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from django.db.models import QuerySet

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import Team, User
from kehu.desk.accounts.roles import Reach
from kehu.desk.core.templatetags.figures import span_words
from kehu.desk.grading.book import Book
from kehu.desk.grading.book.columns import Floats, Ints, Mask, is_in
from kehu.desk.grading.chips import Chip, chip
from kehu.desk.grading.conditions import who_meets
from kehu.desk.grading.measuring import outlook_of
from kehu.desk.grading.models import Grade, Shape
from kehu.desk.grading.window import DAYS, Window, counted_from, window_of
from kehu.desk.insights.expecting import expecting_in_force
from kehu.desk.insights.figures import Figure, money
from kehu.desk.insights.forecasts.words import percent
from kehu.desk.insights.review import answered_for
from kehu.desk.ledger.models import Customer
from kehu.engine.expecting import LISTS
from kehu.engine.forecasts.adding import Together, sum_of_orders
from kehu.engine.rules.words import Words

EXPECTED, MISSED = LISTS
_CHIPS = ("stage", "profit_tier", "reorder_frequency")
_DAYS = ("days_since_last_order", "typical_gap_days")
_READ = (*DAYS, *_DAYS, "p_order_30d", "p_active", "value_12m")


@dataclass(frozen=True)
class Line:
    """A customer on a list; None and empty for what is not known.

    `between` is when the next order is expected, `amount` that of a usual order day of its own or
    the house's usual order where it never ordered; `worth` what counts: the amount times its
    chance, or the value of 12 months. `due` is the day by which its usual gap was over.
    """

    customer: Customer
    values: Mapping[str, float | None]
    chips: list[Chip]
    between: Window | None
    chance: str
    active: str
    amount: Figure
    worth: Figure
    last: date | None
    silent: int | None
    gap: int | None
    due: date | None

    @property
    def window(self) -> str:
        """The days between which the order is expected, in words; empty where that is not known."""
        return span_words(self.between.first, self.between.last) if self.between else ""


class OrderList:
    """One of the lists, of the customers that an actor answers for: the best first."""

    def __init__(
        self, book: Book, actor: Actor, name: str, owner: int | None = None, team: int | None = None
    ) -> None:
        self.book, self.name, self.owner, self.team = book, name, owner, team
        self.within = answered_for(book, actor)
        if owner is not None:
            self.within &= book.owner() == owner
        if team is not None:
            members = User.objects.filter(team=team).values_list("pk", flat=True)
            self.within &= is_in(book.owner(), list(members))
        self._shape = Shape.objects.order_by("-pk").first()
        self.mask: Mask = self.within & who_meets(book, expecting_in_force().lists[name].when)

    @property
    def is_known(self) -> bool:
        """Is anything forecast of anybody?"""
        return bool((~np.isnan(self._number("p_order_30d")[self.within])).any())

    def rows(self) -> Ints:
        """Rows of the book, the one worth most first."""
        rows = np.flatnonzero(self.mask)
        worth = np.nan_to_num(self._worth()[rows])
        found: Ints = rows[np.lexsort([self.book.pks[rows], -worth])]
        return found

    def together(self, rows: Mask) -> Together:
        """What the orders of 30 days of some customers amount to, with its range."""
        chances, amounts = self._number("p_order_30d")[rows], self._amounts()[rows]
        known = ~(np.isnan(chances) | np.isnan(amounts))
        spending = outlook_of(self._shape).spending if self._shape else None
        return sum_of_orders(chances[known], amounts[known], spending.p if spending else None)

    def lines(self, rows: Ints, words: Words) -> list[Line]:
        """Lines of some rows, with two questions to the database."""
        pks = self.book.pks[rows].tolist()
        customers = Customer.objects.select_related("owner").in_bulk(pks)
        graded = dict(Grade.objects.filter(customer__in=pks).values_list("customer_id", "as_of"))
        columns = {name: self._number(name)[rows].tolist() for name in _READ}
        columns |= {"amount": self._amounts()[rows].tolist(), "worth": self._worth()[rows].tolist()}
        chips = self._chips(rows, words)
        known = [{name: _known(one[at]) for name, one in columns.items()} for at in range(len(pks))]
        return [
            _line(customers[pk], chips[at], known[at], graded[pk], words)
            for at, pk in enumerate(pks)
            if pk in customers and pk in graded
        ]

    def _worth(self) -> Floats:
        if self.name == MISSED:
            return self._number("value_12m")
        return self._number("p_order_30d") * self._amounts()

    def _amounts(self) -> Floats:
        own = self._number("amount_per_order_day")
        usual = self._shape.usual_order_amount if self._shape else None
        return np.where(np.isnan(own), usual or 0.0, own)

    def _number(self, name: str) -> Floats:
        if name in self.book.numbers:
            return self.book.number(name)
        return np.full(len(self.book), np.nan)

    def _chips(self, rows: Ints, words: Words) -> list[list[Chip]]:
        """Of each row its labels."""
        book = self.book
        places = {name: book.words(name)[rows] for name in _CHIPS if name in book.dimensions}
        found: list[list[Chip]] = [[] for _ in rows]
        for name, column in places.items():
            for at, place in enumerate(column.tolist()):
                one = chip(name, book.texts[place], words) if place >= 0 else None
                found[at] += [one] if one else []
        return found


def teams_to_choose(actor: Actor) -> "QuerySet[Team]":
    """The teams to which an actor may narrow a list: all, or none where one sees but one's own."""
    return Team.objects.all() if actor.reach is Reach.ALL else Team.objects.none()


def _line(
    customer: Customer,
    chips: list[Chip],
    values: Mapping[str, float | None],
    as_of: datetime,
    words: Words,
) -> Line:
    window, silent, gap = window_of(values, as_of), *(_whole(values[name]) for name in _DAYS)
    last = None if silent is None else counted_from(as_of) - timedelta(days=silent)
    return Line(
        customer,
        values,
        chips,
        window if last else None,
        _share(values["p_order_30d"]),
        _share(values["p_active"]),
        money(values["amount"] or 0.0, words),
        money(values["worth"] or 0.0, words),
        last,
        silent,
        gap,
        None if last is None or gap is None else last + timedelta(days=gap),
    )


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _share(value: float | None) -> str:
    return "" if value is None else percent(value)


def summed(found: OrderList, words: Words) -> Sequence[Figure]:
    """What all of them together bring in 30 days: mean, low and high, and what the list brings."""
    everybody, listed = found.together(found.within), found.together(found.mask)
    amounts = (everybody.mean, everybody.low, everybody.high, listed.mean)
    return [money(one, words) for one in amounts]
