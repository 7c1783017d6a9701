"""A customer's forecasts out of its measures and what all customers together say."""

from collections.abc import Mapping

import numpy as np

from kehu.engine.forecasts.arithmetic import (
    Number,
    chance,
    either,
    greatest,
    known,
    least,
    log,
    log_odds,
    rounded,
    unknown_like,
    up,
    where,
)
from kehu.engine.forecasts.buying import Buying
from kehu.engine.forecasts.histories import Floats, Histories
from kehu.engine.forecasts.outlook import Terms
from kehu.engine.forecasts.rhythm import Gap, gap_of, horizon
from kehu.engine.forecasts.spending import value_range

YEAR, QUARTER, MONTH = 365, 90, 30
_KEEPS_TO_IT = 1.5  # times the typical gap within which a customer keeps to its rhythm
_SURE = 1e-6  # no chance is taken for smaller
Columns = Mapping[str, Number]


def history_scores(buying: Buying | None, of: Histories) -> dict[str, Floats]:
    """Of each distinct history what the model of orders says; NaN where there is none.

    p_active; orders, orders_squared and some: mean, mean square and chance of any of the next 365
    days; some_30 and some_90: the chance of any in as many days.
    """
    names = ("p_active", "orders", "orders_squared", "some", "some_30", "some_90")
    if buying is None:
        return {name: np.full(len(of), np.nan) for name in names}
    year, month, quarter = (buying.ahead(of, days) for days in (YEAR, MONTH, QUARTER))
    found = (buying.p_active(of), year.mean, year.square, year.any, month.any, quarter.any)
    return dict(zip(names, found, strict=True))


def forecast_columns(
    inputs: Columns, history: Columns, usual: Number, first: Columns, terms: Terms
) -> dict[str, Number]:
    """Every forecast of `names.FORECASTS`, as columns or arrays.

    `inputs` are the measures that they read, `history` the scores of the customer's own history
    (not known where it never ordered), `usual` the mean logarithm of gaps of its kind, `first` the
    chances of a first order, `first_30` and `first_90`.
    """
    own, imports = _own_gap(inputs, usual, terms), _imports_gap(inputs, terms)
    return {
        "p_active": rounded(history["p_active"], 6),
        "expected_orders_12m": rounded(history["orders"], 6),
        **_value(inputs, history, terms),
        **_window(inputs, own, imports),
        "p_order_30d": _order_within(MONTH, history, own, first["first_30"]),
        "p_order_90d": _order_within(QUARTER, history, own, first["first_90"]),
        "silence_share": rounded(own.ended_by_now(), 6),
    }


def _own_gap(inputs: Columns, usual: Number, terms: Terms) -> Gap:
    imports_gap = inputs["customs_gap_days"]
    moved = terms.follows_imports * (log(imports_gap) - terms.imports.usual)
    usual = usual + either(moved, 0.0)
    return gap_of(terms.orders, usual, inputs["order_days"] - 1.0, inputs["typical_gap_days"],
                  inputs["gap_spread"], inputs["days_since_last_order"])  # fmt: skip


def _imports_gap(inputs: Columns, terms: Terms) -> Gap:
    return gap_of(terms.imports, terms.imports.usual, inputs["customs_shipment_days"] - 1.0,
                  inputs["customs_gap_days"], inputs["customs_gap_spread"],
                  inputs["days_since_last_customs_shipment"])  # fmt: skip


def _value(inputs: Columns, history: Columns, terms: Terms) -> dict[str, Number]:
    amount = inputs["amount_per_order_day"]
    earned = amount > 0
    count = where(earned, greatest(inputs["order_days"] - 1.0, 1.0), 0.0)
    mean = terms.spending.mean(count, where(earned, amount, 0.0))
    square = terms.spending.mean_square(count, where(earned, amount, 0.0))
    low, high = value_range(history["orders"], history["orders_squared"],
                            greatest(history["some"], _SURE), mean, square, terms.spending.p,
                            (0.1, 0.9))  # fmt: skip
    found = {"value_12m": history["orders"] * mean, "value_12m_low": low, "value_12m_high": high}
    there = known(history["orders"]) & known(mean)
    return {name: where(there, rounded(one, 2), unknown_like(one)) for name, one in found.items()}


def _window(inputs: Columns, own: Gap, imports: Gap) -> dict[str, Number]:
    """Of the next order; of who never ordered, of the next import, where there is a rhythm."""
    ordered, rhythm = inputs["order_days"] >= 1, inputs["customs_shipment_days"] >= 3
    found = {}
    for share, name in ((0.1, "p10"), (0.5, "p50"), (0.9, "p90")):
        ours, theirs = (one.ends_after(share, horizon(one, QUARTER, _KEEPS_TO_IT))
                        for one in (own, imports))  # fmt: skip
        theirs = where(rhythm, theirs, unknown_like(theirs))
        days = up(rounded(where(ordered, ours, theirs), 6))
        found[f"days_to_order_{name}"] = where(known(days), greatest(days, 1.0), unknown_like(days))
    return found


def _order_within(days: int, history: Columns, own: Gap, first: Number) -> Number:
    """Halfway, in logarithms of the odds, between the model of orders, which knows no customer's
    own rhythm, and the rhythm, which knows the customer's few gaps alone: on the orders of a
    retailer's two years that had a smaller error than either."""
    by_model = history[f"some_{days}"]
    by_rhythm = history["p_active"] * own.ends_within(days)
    both = chance((log_odds(_sane(by_model)) + log_odds(_sane(by_rhythm))) / 2.0)
    of_again = where(known(by_rhythm), both, by_model)
    return rounded(either(of_again, first), 6)


def _sane(p: Number) -> Number:
    return least(greatest(p, _SURE), 1.0 - _SURE)
