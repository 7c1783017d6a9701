"""The chance of a first order: how many of those who stood alike ordered soon after.

Customers without an order are told apart by how far the dealings have come and how fresh they are;
shares of those who stood so three months ago are drawn towards those of all on that step.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ibis.expr.types import Table

from kehu.engine.forecasts.arithmetic import Number, either, least, where
from kehu.engine.forecasts.names import FIRST
from kehu.engine.portable import count_where

DAYS = (30, 90)
_FRESH = 3  # steps of freshness
_LONG_AGO = 1e6  # days, of what never was
_FEWEST = 10  # first orders in three months, below which nothing is said
_BELIEVED = 30.0  # customers who weigh as much as all on their step


@dataclass(frozen=True)
class FirstOrders:
    """By standing (`standing_of`) the chances of a first order within `DAYS`."""

    chances: Mapping[str, tuple[float, float]]

    def as_json(self) -> dict[str, Any]:
        """Plain values, out of which `of_json` makes it again."""
        return {"chances": {name: list(some) for name, some in self.chances.items()}}

    @classmethod
    def of_json(cls, plain: Mapping[str, Any]) -> "FirstOrders":
        """Out of what `as_json` made."""
        return cls({name: (some[0], some[1]) for name, some in plain["chances"].items()})


def standing_of(columns: Mapping[str, Number]) -> Number:
    """A number for how a customer without an order stands, from the measures of `names.FIRST`.

    The step, 0 nothing came back · 1 asked · 2 asked again · 3 meant to order in the last half
    year · 4 has an open proforma, times three, plus how fresh the last message is, 2 from the last
    thirty days · 1 from the last half year · 0 older.
    """
    asked = where(columns["inquiries"] + columns["inbound"] >= 1, 1.0, 0.0)
    again = where((columns["inbound"] >= 3) | (columns["inquiries"] >= 2), 2.0, asked)
    means = where(either(columns["days_since_last_intent"], _LONG_AGO) <= 183, 3.0, again)
    step = where(columns["open_proformas"] >= 1, 4.0, means)
    last = least(either(columns["days_since_last_inbound"], _LONG_AGO),
                 either(columns["days_since_last_inquiry"], _LONG_AGO))  # fmt: skip
    fresh = where(last <= 30, 2.0, where(last <= 183, 1.0, 0.0))
    return step * _FRESH + fresh


def standing_counts(past: Table) -> Table:
    """Of customers who had not ordered: how many of each standing, and how many ordered since.

    `past` has the measures of `names.FIRST` as they were and `first_after`, the days until the
    first order after that (null: none yet). Columns: standing, customers, within_30, within_90.
    """
    columns = {name: past[name].cast("float64") for name in FIRST}
    rows = past.mutate(standing=standing_of(columns).cast("int64"))
    within = {f"within_{days}": count_where(rows.first_after <= days) for days in DAYS}
    return rows.group_by("standing").aggregate(customers=rows.count(), **within)


def fit_first_orders(rows: Iterable[Mapping[str, int]]) -> FirstOrders | None:
    """The chances by standing, from `standing_counts`; none where too few ordered at all."""
    counts = {one["standing"]: one for one in rows}
    if sum(one["within_90"] for one in counts.values()) < _FEWEST:
        return None
    return FirstOrders({str(standing): (_share(counts, standing, 30), _share(counts, standing, 90))
                        for standing in range(5 * _FRESH)})  # fmt: skip


def _share(counts: Mapping[int, Mapping[str, int]], standing: int, days: int) -> float:
    step = range(standing // _FRESH * _FRESH, standing // _FRESH * _FRESH + _FRESH)
    everybody = _leaning(counts, counts, days, 0.0, 0.0)
    of_step = _leaning(counts, step, days, everybody, _BELIEVED)
    return _leaning(counts, (standing,), days, of_step, _BELIEVED)


def _leaning(
    counts: Mapping[int, Mapping[str, int]],
    which: Iterable[int],
    days: int,
    on: float,
    weight: float,
) -> float:
    there = [counts[one] for one in which if one in counts]
    ordered = sum(one[f"within_{days}"] for one in there)
    whole = sum(one["customers"] for one in there) + weight
    return (ordered + weight * on) / whole if whole else on
