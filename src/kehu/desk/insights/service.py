"""Are high grades really served better (M4)? How long customers wait for us, against a standard."""

from dataclasses import dataclass

import numpy as np

from kehu.desk.accounts.models import User
from kehu.desk.grading.book import Book
from kehu.desk.grading.book.columns import Floats, Ints, Mask
from kehu.desk.grading.chips import Chip, chip
from kehu.desk.grading.conditions import who_meets
from kehu.desk.insights.figures import Figure, money
from kehu.desk.insights.listing.narrowed import Narrowed
from kehu.desk.insights.managing import managing_in_force
from kehu.desk.ledger.models import Customer
from kehu.engine.managing import Standard
from kehu.engine.rules.words import Words

_WAITED, _GAP = "days_since_last_outbound", "median_contact_gap_days_12m"
_SHOWN = 50


@dataclass(frozen=True)
class Served:
    """The held customers of one grade: days since we last got in touch, and between our contacts.

    Medians and the value that nine of ten do not exceed; None where nobody has one. `beyond` wait
    longer than the standard, who was never contacted (`never`) among them.
    """

    code: str
    chip: Chip | None
    standard: int
    count: int
    waited: int | None
    waited_most: int | None
    gap: int | None
    gap_most: int | None
    beyond: int
    never: int

    @property
    def share(self) -> int:
        """Percent of the customers who wait longer than the standard."""
        return round(100 * self.beyond / self.count)

    @property
    def is_late(self) -> bool:
        """Does the one in the middle wait longer than the standard?"""
        return self.waited is None or self.waited > self.standard


@dataclass(frozen=True)
class Late:
    """A customer who waits longer than the standard of its grade; `waited` None: always."""

    customer: Customer
    holder: User | None
    waited: int | None
    bought: Figure


class Service:
    """How the grades of one dimension are served, the best grade first."""

    def __init__(self, narrowed: Narrowed, standard: Standard, words: Words) -> None:
        self.narrowed, self.book, self.words = narrowed, narrowed.book, words
        self.standard = standard
        self.label = self.book.words(standard.dimension)
        self.waited = self.book.number(_WAITED)
        left_out = who_meets(self.book, managing_in_force().left_out.when)
        self.counts: Mask = narrowed.mask & (self.book.owner() > 0) & ~left_out

    def rows(self) -> list[Served]:
        """Every grade with a standard that somebody has."""
        dimension = self.words.rulebook.dimensions[self.standard.dimension]
        order = dict.fromkeys((*reversed(dimension.lift), *dimension.codes))
        found = [self._served(code) for code in order if code in self.standard.days]
        return [one for one in found if one is not None]

    def late(self, code: str) -> tuple[int, list[Late]]:
        """Who of a grade waits too long: how many, and those who bought most."""
        bought = self.book.number("purchases_12m")
        rows = np.flatnonzero(self._beyond(code))
        rows = rows[np.lexsort([self.book.pks[rows], -np.nan_to_num(bought[rows])])]
        return len(rows), self._told(rows[:_SHOWN], bought)

    def _served(self, code: str) -> Served | None:
        of = self._of(code)
        if not of.any():
            return None
        waited, gap = self.waited[of], self.book.number(_GAP)[of]
        return Served(
            code,
            chip(self.standard.dimension, code, self.words),
            self.standard.days[code],
            int(of.sum()),
            _within(waited, 0.5),
            _within(waited, 0.9),
            _within(gap, 0.5),
            _within(gap, 0.9),
            int(self._beyond(code).sum()),
            int(np.isnan(waited).sum()),
        )

    def _of(self, code: str) -> Mask:
        at = self.book.position(code)
        nobody: Mask = np.zeros(len(self.book), bool)
        return nobody if at is None else self.counts & (self.label == at)

    def _beyond(self, code: str) -> Mask:
        late = np.isnan(self.waited) | (self.waited > self.standard.days[code])
        beyond: Mask = self._of(code) & late
        return beyond

    def _told(self, rows: Ints, bought: Floats) -> list[Late]:
        pks = self.book.pks[rows].tolist()
        customers = Customer.objects.select_related("owner").in_bulk(pks)
        return [
            Late(
                customers[pk], customers[pk].owner,
                None if np.isnan(self.waited[row]) else int(self.waited[row]),
                money(float(np.nan_to_num(bought[row])), self.words),
            )
            for row, pk in zip(rows.tolist(), pks, strict=True)
            if pk in customers
        ]  # fmt: skip


def is_measured(book: Book) -> bool:
    """Is it known how long customers wait? Not before the first grading."""
    return {_WAITED, _GAP} <= set(book.numbers)


def worst(rows: list[Served]) -> Served | None:
    """The grade whose customers wait longest against their standard; None where all are within."""
    late = [row for row in rows if row.is_late]
    return max(late, key=lambda row: (row.waited or np.inf) / row.standard, default=None)


def better_served(rows: list[Served]) -> Served | None:
    """A grade below the best whose customers wait less than the best's; None where none does."""
    known = [row for row in rows if row.waited is not None]
    if not known or rows[0].waited is None:
        return min(known, key=lambda row: row.waited or 0, default=None)
    least = min(known, key=lambda row: row.waited or 0)
    return least if (least.waited or 0) < rows[0].waited else None


def _within(days: Floats, share: float) -> int | None:
    """The days that this share of those who have any does not exceed."""
    known = days[~np.isnan(days)]
    return int(np.quantile(known, share, method="higher")) if len(known) else None
