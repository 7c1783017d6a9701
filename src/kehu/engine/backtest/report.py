"""The back-test of one past day: forecasts beside naive ones, and what labels earned after it."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa

from kehu.engine.backtest.afterwards import afterwards, must_be_over, usual_wait
from kehu.engine.backtest.errors import (
    Floats,
    Mask,
    area_under_curve,
    brier,
    calibration,
    concordance,
    coverage,
    mean_absolute_error,
)
from kehu.engine.forecasts.names import FORECASTS, HISTORY
from kehu.engine.ledger import Ledger
from kehu.engine.rules.labelling import labelled, rule_values
from kehu.engine.rules.rulebook import Dimension, Rulebook

_HAS_RHYTHM = 3  # order days, from which on the next order is judged
KEHU, MEAN_GAP, CONSTANT, RECENCY = "kehu", "last_plus_mean_gap", "constant_median", "recency"


@dataclass(frozen=True)
class Row:
    """One figure of a back-test.

    `part` is next_order, chance, calibration, label or ladder; `name` the figure, the forecast or
    the dimension; `group` a bin or a label; `method` who said it. What is not meant is None.
    """

    part: str
    name: str
    customers: int
    group: str | None = None
    method: str | None = None
    figure: float | None = None
    said: float | None = None
    happened: float | None = None
    purchases: float | None = None
    profit: float | None = None
    lift: float | None = None


SCHEMA = pa.schema(
    [("part", pa.string()), ("name", pa.string()), ("group", pa.string()), ("method", pa.string()),
     ("customers", pa.int64()), ("figure", pa.float64()), ("said", pa.float64()),
     ("happened", pa.float64()), ("purchases", pa.float64()), ("profit", pa.float64()),
     ("lift", pa.float64())]
)  # fmt: skip


def as_table(rows: list[Row]) -> pa.Table:
    """The rows as a table of `SCHEMA`."""
    return pa.Table.from_pylist([asdict(row) for row in rows], SCHEMA)


def backtest(ledger: Ledger, moment: datetime, days: int, rulebook: Rulebook) -> list[Row]:
    """What was said as of the moment, and what happened in so many days after it.

    Raises KehuError `not_over_yet` where these days are not over in the ledger.
    """
    must_be_over(ledger, moment, days)
    customers = _customers(ledger, moment, days, rulebook)
    wait = usual_wait(ledger, moment, days, rulebook.settings)
    return [
        *_next_order(customers, days, wait),
        *_chances(customers, days),
        *(row for one in rulebook.dimensions.values() for row in _labels(customers, one)),
    ]


@dataclass(frozen=True)
class _Customers:
    """Everybody at the moment: numbers (NaN unknown), labels, and what came of them."""

    table: pa.Table

    def number(self, name: str) -> Floats:
        found: Floats = self.table[name].cast(pa.float64()).to_numpy()
        return found

    def labels(self, dimension: str) -> Any:
        return self.table[dimension].to_numpy(zero_copy_only=False)

    def within(self, days: int) -> Mask:
        """Who ordered within so many days."""
        return self.number("next_order") <= days


def _customers(ledger: Ledger, moment: datetime, days: int, rulebook: Rulebook) -> _Customers:
    engine = ledger.engine
    values = rule_values(ledger, moment, rulebook, [*FORECASTS, *HISTORY])
    values = engine.keep("values_tested", values)
    labels = labelled(engine, values, rulebook).select("customer", *rulebook.dimensions)
    after = afterwards(ledger, moment, days, rulebook.settings)
    numbers = values.select("customer", "customer_id", *FORECASTS, *HISTORY)
    rows = numbers.join(labels, "customer").left_join(after, "customer").order_by("customer_id")
    table = engine.batches(rows.drop("customer", "customer_right")).read_all()
    for name in ("purchases", "profit"):
        at = table.schema.get_field_index(name)
        table = table.set_column(at, name, table[name].fill_null(0.0))
    return _Customers(table)


# ---- forecasts -----------------------------------------------------------------------------------


def _next_order(of: _Customers, days: int, wait: float | None) -> Iterator[Row]:
    came = of.within(days) & (of.number("order_days") >= _HAS_RHYTHM)
    came &= ~np.isnan(of.number("days_to_order_p50"))
    happened, count = of.number("next_order")[came], int(came.sum())

    def row(name: str, method: str, figure: float | None) -> Row:
        return Row("next_order", name, count, method=method, figure=figure)

    low, middle, high = (of.number(f"days_to_order_{p}")[came] for p in ("p10", "p50", "p90"))
    gap = _mean_gap(of)[came]
    said = {KEHU: middle, MEAN_GAP: np.maximum(gap - of.number("days_since_last_order")[came], 1.0)}
    if wait is not None:
        said[CONSTANT] = np.full(count, wait)
    for method, those in said.items():
        yield row("mean_absolute_error_days", method, mean_absolute_error(those, happened))
    yield row("coverage_of_the_80_percent_window", KEHU, coverage(low, high, happened))


def _mean_gap(of: _Customers) -> Floats:
    gaps = of.number("order_days") - 1.0
    whole = of.number("days_since_first_order") - of.number("days_since_last_order")
    return whole / np.where(gaps > 0, gaps, np.nan)


def _chances(of: _Customers, days: int) -> Iterator[Row]:
    known = ~np.isnan(of.number("p_order_90d")) & (of.number("order_days") >= 1)
    rhythm = known & (of.number("order_days") >= _HAS_RHYTHM)
    for horizon in (one for one in (30, 90) if one <= days):
        name = f"p_order_{horizon}d"
        for group, who in (("ordered", known), ("ordered_three_times", rhythm)):
            yield from _chance(of, horizon, group, who)
        said, happened = of.number(name)[known], of.within(horizon)[known]
        for number, one in enumerate(calibration(said, happened), start=1):
            yield Row("calibration", name, one.customers, f"{number:02}", KEHU, said=one.said,
                      happened=one.happened)  # fmt: skip


def _chance(of: _Customers, horizon: int, group: str, who: Mask) -> Iterator[Row]:
    happened, count = of.within(horizon)[who], int(who.sum())
    said = of.number(f"p_order_{horizon}d")[who]
    recency = -of.number("days_since_last_order")[who]
    for method, those in ((KEHU, said), (RECENCY, recency)):
        area = area_under_curve(those, happened)
        yield Row("chance", f"auc_{horizon}d", count, group, method, area)
    yield Row("chance", f"brier_{horizon}d", count, group, KEHU, brier(said, happened),
              *((float(x.mean()) if count else None) for x in (said, happened)))  # fmt: skip


# ---- labels --------------------------------------------------------------------------------------


def _labels(of: _Customers, dimension: Dimension) -> Iterator[Row]:
    labels, profit = of.labels(dimension.name), of.number("profit")
    everybody = float(profit.mean()) if len(profit) else 0.0
    ordered, purchases = of.within(10**6), of.number("purchases")
    for label in sorted({*labels}):
        mine = labels == label
        earned = float(profit[mine].mean())
        yield Row("label", dimension.name, int(mine.sum()), label,
                  happened=float(ordered[mine].mean()), purchases=float(purchases[mine].mean()),
                  profit=earned, lift=earned / everybody if everybody > 0 else None)  # fmt: skip
    rungs = {code: float(at) for at, code in enumerate(dimension.lift)}
    on = np.array([rungs.get(label, np.nan) for label in labels])
    there = ~np.isnan(on)
    if dimension.lift:
        figure = concordance(on[there], profit[there])
        yield Row("ladder", dimension.name, int(there.sum()), method=KEHU, figure=figure)
