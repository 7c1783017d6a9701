"""A customer's forecasts out of its measures and what all customers together say.

Formulas go in two steps, so that an engine computes once what several read: `shared_columns` first,
and `forecast_columns` from these and the rest.
"""

from collections.abc import Callable, Collection, Mapping
from functools import partial

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
from kehu.engine.forecasts.names import AMOUNT, PACE, reads_of
from kehu.engine.forecasts.outlook import Terms
from kehu.engine.forecasts.rhythm import Gap, gap_of, horizon
from kehu.engine.forecasts.spending import value_below

YEAR, QUARTER, MONTH = 365, 90, 30
_KEEPS_TO_IT = 1.5  # times the typical gap within which a customer keeps to its rhythm
_SURE = 1e-6  # no chance is taken for smaller
_WITH = {"orders": ("orders", "orders_squared", "some")}  # come together
SCORES = ("p_active", *_WITH["orders"], "some_30", "some_90")
_READ_BY = {
    "orders": {"expected_orders_12m", "value_12m", "value_12m_low", "value_12m_high"},
    "some_30": {"p_order_30d"},
    "some_90": {"p_order_90d"},
}
Columns = Mapping[str, Number]


def history_scores(
    buying: Buying | None, of: Histories, names: Collection[str]
) -> dict[str, Floats]:
    """Of each distinct history what the model of orders says, NaN where there is none, as far as
    the named forecasts read it.

    p_active; orders, orders_squared and some: mean, mean square and chance of any of the next 365
    days; some_30 and some_90: the chance of any in as many days.
    """
    horizons = {"orders": YEAR, "some_30": MONTH, "some_90": QUARTER}
    asked = [one for one in horizons if {*names} & _READ_BY[one]]
    scores = [score for one in ("p_active", *asked) for score in _WITH.get(one, (one,))]
    if buying is None:
        return {name: np.full(len(of), np.nan) for name in scores}
    found = [buying.p_active(of)]
    for one in asked:
        ahead = buying.ahead(of, horizons[one])
        found += [ahead.mean, ahead.square, ahead.any] if one == "orders" else [ahead.any]
    return dict(zip(scores, found, strict=True))


def shared_columns(names: Collection[str], columns: Columns, terms: Terms) -> dict[str, Number]:
    """What several forecasts read, as far as the named ones need it.

    `columns` are the measures that they read and `usual`, the mean logarithm of gaps of the
    customer's kind. Gives typical and steady of the customer's own gap and of its imports', mean
    and mean_square of the amount of an order.
    """
    reads, found = {*reads_of(names)}, dict[str, Number]()
    if reads & {*PACE[2:]}:
        own, imports = _own_gap(columns, terms), _imports_gap(columns, terms)
        found |= {"typical": own.typical, "steady": own.steadiness}
        found |= {"imports_typical": imports.typical, "imports_steady": imports.steadiness}
    if reads & {*AMOUNT}:
        found |= _amount(columns, terms)
    return found


def forecast_columns(names: Collection[str], columns: Columns, terms: Terms) -> dict[str, Number]:
    """The named forecasts, as columns or arrays.

    `columns` are those of `shared_columns`, what these were made of, the scores of the customer's
    own history (not known where it never ordered) and the chances of a first order, `first_30` and
    `first_90`.
    """
    return {name: _FORMULAS[name](columns, terms) for name in names}


# ---- what several read ---------------------------------------------------------------------------


def _own_gap(columns: Columns, terms: Terms) -> Gap:
    moved = terms.follows_imports * (log(columns["customs_gap_days"]) - terms.imports.usual)
    usual = columns["usual"] + either(moved, 0.0)
    return gap_of(terms.orders, usual, columns["order_days"] - 1.0, columns["typical_gap_days"],
                  columns["gap_spread"], columns["days_since_last_order"])  # fmt: skip


def _imports_gap(columns: Columns, terms: Terms) -> Gap:
    return gap_of(terms.imports, terms.imports.usual, columns["customs_shipment_days"] - 1.0,
                  columns["customs_gap_days"], columns["customs_gap_spread"],
                  columns["days_since_last_customs_shipment"])  # fmt: skip


def _amount(columns: Columns, terms: Terms) -> dict[str, Number]:
    amount = columns["amount_per_order_day"]
    earned = amount > 0
    count = where(earned, greatest(columns["order_days"] - 1.0, 1.0), 0.0)
    amount = where(earned, amount, 0.0)
    return {"mean": terms.spending.mean(count, amount),
            "mean_square": terms.spending.mean_square(count, amount)}  # fmt: skip


# ---- forecasts -----------------------------------------------------------------------------------


def _score(name: str, columns: Columns, _: Terms) -> Number:
    return rounded(columns[name], 6)


def _value(columns: Columns, _: Terms) -> Number:
    return rounded(columns["orders"] * columns["mean"], 2)


def _value_below(share: float, columns: Columns, terms: Terms) -> Number:
    some = greatest(columns["some"], _SURE)
    value = value_below(share, columns["orders"], columns["orders_squared"], some, columns["mean"],
                        columns["mean_square"], terms.spending.p)  # fmt: skip
    there = known(columns["orders"]) & known(columns["mean"])
    return where(there, rounded(value, 2), unknown_like(value))


def _days_to_order(share: float, columns: Columns, _: Terms) -> Number:
    """Of the next order; of who never ordered, of the next import, where there is a rhythm."""
    own = Gap(columns["typical"], columns["steady"], columns["days_since_last_order"])
    imports = Gap(columns["imports_typical"], columns["imports_steady"],
                  columns["days_since_last_customs_shipment"])  # fmt: skip
    ours, theirs = (one.ends_after(share, horizon(one, QUARTER, _KEEPS_TO_IT))
                    for one in (own, imports))  # fmt: skip
    theirs = where(columns["customs_shipment_days"] >= 3, theirs, unknown_like(theirs))
    days = up(rounded(where(columns["order_days"] >= 1, ours, theirs), 6))
    return where(known(days), greatest(days, 1.0), unknown_like(days))


def _order_within(days: int, columns: Columns, _: Terms) -> Number:
    """Halfway, in logarithms of the odds, between the model of orders, which knows no customer's
    own rhythm, and the rhythm, which knows the customer's few gaps alone: on the orders of a
    retailer's two years that had a smaller error than either."""
    gap = Gap(columns["typical"], columns["steady"], columns["days_since_last_order"])
    by_model = columns[f"some_{days}"]
    by_rhythm = columns["p_active"] * gap.ends_within(days)
    both = chance((log_odds(_sane(by_model)) + log_odds(_sane(by_rhythm))) / 2.0)
    of_again = where(known(by_rhythm), both, by_model)
    return rounded(either(of_again, columns[f"first_{days}"]), 6)


def _silence(columns: Columns, _: Terms) -> Number:
    gap = Gap(columns["typical"], columns["steady"], columns["days_since_last_order"])
    return rounded(gap.ended_by_now(), 6)


def _sane(p: Number) -> Number:
    return least(greatest(p, _SURE), 1.0 - _SURE)


_FORMULAS: Mapping[str, Callable[[Columns, Terms], Number]] = {
    "p_active": partial(_score, "p_active"),
    "expected_orders_12m": partial(_score, "orders"),
    "value_12m": _value,
    "value_12m_low": partial(_value_below, 0.1),
    "value_12m_high": partial(_value_below, 0.9),
    "days_to_order_p10": partial(_days_to_order, 0.1),
    "days_to_order_p50": partial(_days_to_order, 0.5),
    "days_to_order_p90": partial(_days_to_order, 0.9),
    "p_order_30d": partial(_order_within, MONTH),
    "p_order_90d": partial(_order_within, QUARTER),
    "silence_share": _silence,
}
