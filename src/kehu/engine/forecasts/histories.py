"""Histories of orders, each kind once with how many customers have it.

Models see a customer as three whole numbers of days, so that most functions of one of them are
computed once for each value there is and looked up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Columns that tell one history from another.
HISTORY = ("repeats", "last", "age")


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
