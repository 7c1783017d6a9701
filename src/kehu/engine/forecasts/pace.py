"""The pace of all customers, from sums over them: of each kind one row."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from ibis.expr.types import Table, Value

from kehu.engine.forecasts.rhythm import Pace, Rhythm, kind_of
from kehu.engine.portable import count_where, millionths

# Who is alike: by role, as a person judged or recorded it, and by country.
KIND = ("role", "country")
_FEWEST = 10  # customers with two gaps and more, below which nothing is said
_BELIEVED = 10.0  # customers of a kind who weigh as much as all others
_LEAST = 1e-3  # of a variance
Sums = Mapping[str, Any]


def pace_sums(customers: Table) -> Table:
    """Sums of what `fit_rhythm` needs, one row a kind.

    `customers` has role, country and the measures typical_gap_days, gap_spread, order_days,
    customs_gap_days, customs_gap_spread and customs_shipment_days.
    """
    gaps, log_gap = (customers.order_days - 1).cast("float64"), customers.typical_gap_days.ln()
    imports = (customers.customs_shipment_days - 1).cast("float64")
    log_imports = customers.customs_gap_days.ln()
    both = log_gap.notnull() & log_imports.notnull()
    return customers.group_by(*KIND).aggregate(
        voices=log_gap.count(),
        log_gaps=_sum(log_gap),
        **_components("order", gaps, log_gap, customers.gap_spread),
        **_components("import", imports, log_imports, customers.customs_gap_spread),
        both=count_where(both),
        both_orders=_sum(log_gap, both),
        both_imports=_sum(log_imports, both),
        both_products=_sum(log_gap * log_imports, both),
        both_squares=_sum(log_imports * log_imports, both),
    )


def _components(name: str, gaps: Value, mean: Value, spread: Value) -> dict[str, Value]:
    some = spread.notnull()  # two gaps and more
    return {
        f"{name}_customers": count_where(some),
        f"{name}_gaps": _sum(gaps, some),
        f"{name}_gaps_squared": _sum(gaps * gaps, some),
        f"{name}_means": _sum(gaps * mean, some),
        f"{name}_means_squared": _sum(gaps * mean * mean, some),
        f"{name}_within": _sum((gaps - 1.0) * spread * spread, some),
    }


def _sum(value: Value, where: Value | None = None) -> Value:
    return (millionths(value).sum(where=where).cast("float64") / 1e6).fill_null(0.0)


def fit_rhythm(rows: Iterable[Sums]) -> Rhythm | None:
    """The rhythm of all, from the rows of `pace_sums`; none where too few ordered three times."""
    kinds = list(rows)
    whole = {name: sum(one[name] for one in kinds) for name in (kinds[0] if kinds else ())
             if name not in KIND}  # fmt: skip
    orders = _pace("order", whole) if kinds else None
    if orders is None:
        return None
    return Rhythm(orders, _usual_by_kind(kinds, orders.usual), *_imports(whole))


def _pace(name: str, sums: Sums) -> Pace | None:
    """Variances within and among customers: the analysis of variance of one way with groups of
    different size (Searle, Casella, McCulloch 1992, "Variance Components", section 3.6)."""
    count, gaps = sums[f"{name}_customers"], sums[f"{name}_gaps"]
    if count < _FEWEST:
        return None
    within = max(sums[f"{name}_within"] / (gaps - count), _LEAST)
    usual = sums[f"{name}_means"] / gaps
    between = sums[f"{name}_means_squared"] - gaps * usual**2 - (count - 1) * within
    among = max(between / (gaps - sums[f"{name}_gaps_squared"] / gaps), _LEAST)
    return Pace(within, among, usual)


def _usual_by_kind(kinds: list[Sums], usual: float) -> dict[str, float]:
    """Each customer has one voice; few of a kind lean on all of the role, these on everybody."""
    count = sum(one["voices"] for one in kinds)
    everybody = sum(one["log_gaps"] for one in kinds) / count if count else usual
    found = {"": everybody}
    for role in sorted({one["role"] for one in kinds}):
        same = [one for one in kinds if one["role"] == role]
        of_role = _leaning(same, everybody)
        found[role] = of_role
        found |= {kind_of(one["role"], one["country"]): _leaning([one], of_role) for one in same}
    return found


def _leaning(kinds: list[Sums], on: float) -> float:
    count, logs = (sum(one[name] for one in kinds) for name in ("voices", "log_gaps"))
    return float((logs + _BELIEVED * on) / (count + _BELIEVED))


def _imports(sums: Sums) -> tuple[Pace | None, float]:
    """The pace of imports, and the slope of orders' pace on it, drawn towards none."""
    pace = _pace("import", sums)
    count = sums["both"]
    if pace is None or count < _FEWEST:
        return pace, 0.0
    products = sums["both_products"] - sums["both_orders"] * sums["both_imports"] / count
    squares = sums["both_squares"] - sums["both_imports"] ** 2 / count
    slope = products / max(squares, _LEAST) * count / (count + 2 * _BELIEVED)
    return pace, float(np.clip(slope, 0.0, 1.0))
