"""Histories of orders, each kind once with how many customers have it.

Models see a customer as three whole numbers of days, so that most functions of one of them are
computed once for each value there is and looked up.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Columns that tell one history from another.
HISTORY = ("repeats", "last", "age")
ENOUGH = 5_000  # customers by whom a model is chosen, and near whose parameters those of all are
NEAR = 10_000  # rows that a processor keeps near while it works on them


@dataclass(frozen=True)
class Histories:
    """Distinct histories, in days: `repeats` order days after the first, `last` from the first to
    the last one, `age` from the first to now; `weight` customers have that history.

    `log_gaps` is the sum over all customers of the logarithms of all gaps between order days.
    Models count time in units of `unit` days.
    """

    repeats: Ints
    last: Ints
    age: Ints
    weight: Floats
    log_gaps: float
    unit: float = 1.0

    def __len__(self) -> int:
        return len(self.repeats)

    @cached_property
    def customers(self) -> int:
        return int(self.weight.sum())

    @cached_property
    def without_last(self) -> tuple["Histories", Ints]:
        """Told apart by repeats and age alone, and which of these each history is."""
        (repeats, age), at = _pairs(self.repeats, self.age)
        return Histories(repeats, 0 * age, age, np.ones(len(age)), 0.0, self.unit), at

    @cached_property
    def without_age(self) -> tuple["Histories", Ints]:
        """Told apart by repeats and last alone, and which of these each history is."""
        (repeats, last), at = _pairs(self.repeats, self.last)
        return Histories(repeats, last, last, np.ones(len(last)), 0.0, self.unit), at

    def parts(self) -> Iterator["Histories"]:
        """`NEAR` rows at a time, one part at least."""
        for rows in slices(len(self)):
            yield self._rows(rows, self.weight[rows])

    def thinned(self) -> "Histories":
        """About `ENOUGH` customers, every so-and-so-manieth in the order of histories."""
        rows, weight = every(self.weight, ENOUGH)
        return self if len(rows) == len(self) else self._rows(rows, weight)

    def _rows(self, rows: Any, weight: Floats) -> "Histories":
        share = float(weight.sum() / self.weight.sum())
        return Histories(self.repeats[rows], self.last[rows], self.age[rows], weight,
                         self.log_gaps * share, self.unit)  # fmt: skip

    def by_repeats(self, of: Callable[[Floats], Floats]) -> Floats:
        """A function of the number of repeats, computed once for each number there is."""
        return _looked_up(self.repeats, 1.0, of)

    def by_last(self, of: Callable[[Floats], Floats]) -> Floats:
        """A function of the time from the first to the last order day."""
        return _looked_up(self.last, self.unit, of)

    def by_age(self, of: Callable[[Floats], Floats]) -> Floats:
        """A function of the time from the first order day to now."""
        return _looked_up(self.age, self.unit, of)

    def by_since(self, of: Callable[[Floats], Floats]) -> Floats:
        """A function of the time since the last order day."""
        return _looked_up(self.age - self.last, self.unit, of)


def slices(count: int) -> list[slice]:
    """Rows up to `count`, `NEAR` at a time."""
    return [slice(begin, begin + NEAR) for begin in range(0, max(count, 1), NEAR)]


def every(weight: Floats, wanted: int) -> tuple[Ints, Floats]:
    """Which rows have one of about so many customers, evenly spread over all, and how many."""
    step = max(1.0, float(weight.sum()) / wanted)
    upto = np.floor(np.cumsum(weight) / step + 1e-9)
    taken = np.diff(upto, prepend=0.0)
    rows = np.flatnonzero(taken)
    return rows, taken[rows]


def _pairs(x: Ints, y: Ints) -> tuple[tuple[Ints, Ints], Ints]:
    """The distinct pairs of two whole numbers, and where each row's own is among them."""
    many = int(y.max(initial=0)) + 1
    found, at = np.unique(x * many + y, return_inverse=True)
    return (found // many, found % many), at


def _looked_up(values: Ints, unit: float, of: Callable[[Floats], Floats]) -> Floats:
    there = of(np.arange(values.max(initial=0) + 1) / unit)
    return there[..., values]


def sorted_histories(rows: pa.Table) -> pa.Table:
    """In the order in which `read_histories` has them."""
    return rows.sort_by([(name, "ascending") for name in HISTORY])


def read_histories(rows: pa.Table, unit: float) -> Histories:
    """Out of columns repeats, last, age, weight and log_gaps (of days), one row a history."""
    rows = sorted_histories(rows)
    whole = {name: rows[name].to_numpy().astype(np.int64) for name in HISTORY}
    weight = rows["weight"].to_numpy().astype(np.float64)
    gaps = float(whole["repeats"] @ weight)
    log_gaps = float(rows["log_gaps"].fill_null(0.0).to_numpy().sum()) - gaps * float(np.log(unit))
    return Histories(**whole, weight=weight, log_gaps=log_gaps, unit=unit)
