"""One customer's forecasts, from its own measures and the outlook that is kept of all."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from kehu.engine.forecasts.buying import Buying
from kehu.engine.forecasts.first_orders import standing_of
from kehu.engine.forecasts.histories import Histories
from kehu.engine.forecasts.names import AMOUNT, FIRST, FORECASTS, HISTORY, PACE
from kehu.engine.forecasts.outlook import Outlook, Terms
from kehu.engine.forecasts.scoring import SCORES, forecast_columns, history_scores, shared_columns

Values = Mapping[str, Any]


def forecasts_of(outlook: Outlook, values: Values) -> dict[str, float | None]:
    """Every forecast of `names.FORECASTS`; None where it is not known.

    `values` has the measures that forecasts read.
    """
    names = (*HISTORY, *AMOUNT, *PACE, *FIRST)
    columns = {name: _array(values[name]) for name in names}
    columns |= {"usual": _array(_usual(outlook, values)), **_first(outlook, columns)}
    columns |= _scores(outlook.buying, values)
    terms = Terms.of(outlook.numbers())
    with np.errstate(all="ignore"):  # what is not known is NaN, and goes through every formula
        columns |= shared_columns(FORECASTS, columns, terms)
        found = forecast_columns(FORECASTS, columns, terms)
    return {name: None if np.isnan(one) else float(one[0]) for name, one in found.items()}


def _scores(buying: Buying | None, values: Values) -> dict[str, Any]:
    history = [values[name] for name in HISTORY]
    if buying is None or not history[0] or None in history:
        return dict.fromkeys(SCORES, _array(None))
    return history_scores(
        buying, _one(int(history[0]), int(history[1]), int(history[2]), buying.unit), FORECASTS
    )


def p_active_of(buying: Buying | None, values: Values) -> float | None:
    """The forecast `p_active` alone."""
    history = tuple(values[name] for name in HISTORY)
    if buying is None or not history[0] or None in history:
        return None
    return _p_active(buying, int(history[0]), int(history[1]), int(history[2]))


@lru_cache(maxsize=1_000)
def _p_active(buying: Buying, order_days: int, since_first: int, since_last: int) -> float:
    of = _one(order_days, since_first, since_last, buying.unit)
    return round(float(buying.p_active(of)[0]), 6)


def _one(order_days: int, since_first: int, since_last: int, unit: float) -> Histories:
    row = [np.array([days]) for days in (order_days - 1, since_first - since_last, since_first)]
    return Histories(row[0], row[1], row[2], np.ones(1), 0.0, unit)


def _usual(outlook: Outlook, values: Values) -> float | None:
    if outlook.rhythm is None:
        return None
    role = values["judged_channel_role"] or values["recorded_channel_role"] or "unknown"
    return outlook.rhythm.usual_of(role, values["country"] or "")


def _first(outlook: Outlook, inputs: Mapping[str, Any]) -> dict[str, Any]:
    chances = outlook.first_orders.chances if outlook.first_orders else {}
    month, quarter = chances.get(str(int(standing_of(inputs)[0])), (None, None))
    return {"first_30": _array(month), "first_90": _array(quarter)}


def _array(value: float | None) -> Any:
    return np.array([np.nan if value is None else float(value)])
