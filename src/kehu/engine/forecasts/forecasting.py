"""Everybody's forecasts: histories grouped and joined by the engine, models fitted in between."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
import pyarrow as pa
from ibis.expr.types import Table

from kehu.engine.backends import Engine
from kehu.engine.forecasts.facts import (
    earlier_histories,
    gap_pairs,
    histories_of,
    inputs_of,
    past_standings,
    spent,
)
from kehu.engine.forecasts.first_orders import standing_counts, standing_of
from kehu.engine.forecasts.fit_outlook import AUTO, fit_outlook
from kehu.engine.forecasts.histories import HISTORY, read_histories
from kehu.engine.forecasts.names import FIRST, FORECASTS
from kehu.engine.forecasts.outlook import Outlook, Terms
from kehu.engine.forecasts.pace import KIND, pace_sums
from kehu.engine.forecasts.scoring import forecast_columns, history_scores
from kehu.engine.ledger import Known

_TEXT = pa.schema([("text", pa.string())])
_FLOAT = pa.float64()


@dataclass(frozen=True)
class Forecasting:
    """Forecasts of all customers of a ledger at a moment.

    `measures` has one row a customer with what the forecasts read; where it lacks what all but
    `p_active` read, that one alone can be asked for. `model` is one of `buying.NAMES` or `auto`,
    and counts time in units of `unit` days.
    """

    known: Known
    measures: Table
    model: str = AUTO
    unit: float = 1.0

    @cached_property
    def inputs(self) -> Table:
        """What forecasts read, see `facts.inputs_of`."""
        return inputs_of(self.measures)

    @cached_property
    def outlook(self) -> Table:
        """One row, `text`: the models fitted to these customers, an `Outlook`."""
        keep = self.known.keep
        facts = {"histories": self._histories,
                 "earlier": keep("earlier_histories", earlier_histories(self.known))}  # fmt: skip
        if self._all:
            past = past_standings(self.known)
            facts |= {"spent": keep("spent", spent(self.inputs)), "pace": self._pace,
                      "pairs": keep("gap_pairs", gap_pairs(self.known)),
                      "first_orders": keep("standing_counts", standing_counts(past))}  # fmt: skip
        work = partial(_fitted, tuple(facts), self.model, self.unit)
        return self._work_out("outlook", [*facts.values()], work)

    def read_outlook(self) -> Outlook:
        """The outlook, read."""
        return _outlook(self._engine.batches(self.outlook).read_all())

    def p_active(self) -> Table:
        """One row a customer: customer and p_active."""
        rows = self._with_scores()
        return rows.select("customer", p_active=rows.p_active.round(6))

    def forecasts(self) -> Table:
        """One row a customer: customer and every forecast of `names.FORECASTS`."""
        rows = self._with_scores()
        kinds = self._work_out("kinds", [self._pace, self.outlook], _kinds)
        first = self._work_out("first_chances", [self.outlook], _first)
        rows = _beside(_beside(rows, kinds, KIND), first, ("standing",))
        rows = rows.cross_join(self._work_out("outlook_numbers", [self.outlook], _numbers))
        columns = {name: rows[name] for name in rows.columns}
        found = forecast_columns(columns, columns, rows.usual, columns, Terms.of(columns))
        return rows.select("customer", **{name: found[name].cast("float64") for name in FORECASTS})

    @property
    def _all(self) -> bool:
        return "country" in self.measures.columns

    @cached_property
    def _histories(self) -> Table:
        return self.known.keep("histories", histories_of(self.inputs))

    @cached_property
    def _pace(self) -> Table:
        return self.known.keep("pace", pace_sums(self.inputs))

    def _with_scores(self) -> Table:
        scores = self._work_out("history_scores", [self._histories, self.outlook], _scores)
        rows = self.inputs
        if self._all:
            standing = standing_of({name: rows[name] for name in FIRST})
            rows = rows.mutate(standing=standing.cast("int64"))
        return _beside(rows, scores, HISTORY)

    def _work_out(self, name: str, rows: list[Table], work: Any) -> Table:
        return self._engine.work_out(name, rows, work)

    @property
    def _engine(self) -> Engine:
        return self.known.ledger.engine


def kept_outlook(engine: Engine) -> Outlook:
    """The outlook of the forecasts that were last computed on the engine."""
    return _outlook(engine.batches(engine.kept("outlook")).read_all())


def _beside(rows: Table, more: Table, by: tuple[str, ...]) -> Table:
    """Rows with the columns of `more` that has the same key, if any."""
    return rows.left_join(more, list(by)).drop(*(f"{name}_right" for name in by))


# ---- tables worked out in Python ----------------------------------------------------------------


def _fitted(names: tuple[str, ...], model: str, unit: float, *facts: pa.Table) -> pa.Table:
    outlook = fit_outlook(dict(zip(names, facts, strict=True)), model, unit)
    return pa.table({"text": [outlook.as_text()]}, schema=_TEXT)


def _outlook(rows: pa.Table) -> Outlook:
    return Outlook.of_text(rows["text"][0].as_py())


def _scores(histories: pa.Table, outlook: pa.Table) -> pa.Table:
    buying = _outlook(outlook).buying
    of = read_histories(histories, buying.unit if buying else 1.0)
    keys = {name: pa.array(getattr(of, name), pa.int32()) for name in HISTORY}
    scores = {name: _nulls(values) for name, values in history_scores(buying, of).items()}
    return pa.table({**keys, **scores})


def _kinds(pace: pa.Table, outlook: pa.Table) -> pa.Table:
    rhythm, kinds = _outlook(outlook).rhythm, pace.select(list(KIND))
    usual = [rhythm.usual_of(*one.values()) if rhythm else np.nan for one in kinds.to_pylist()]
    return kinds.append_column("usual", _nulls(np.array(usual, np.float64)))


def _first(outlook: pa.Table) -> pa.Table:
    first = _outlook(outlook).first_orders
    chances: Mapping[str, Any] = first.chances if first else {}
    rows = [{"standing": int(standing), "first_30": month, "first_90": quarter}
            for standing, (month, quarter) in chances.items()]  # fmt: skip
    schema = pa.schema([("standing", pa.int64()), ("first_30", _FLOAT), ("first_90", _FLOAT)])
    return pa.Table.from_pylist(rows, schema)


def _numbers(outlook: pa.Table) -> pa.Table:
    return pa.table({n: _nulls(np.array([x])) for n, x in _outlook(outlook).numbers().items()})


def _nulls(values: Any) -> pa.Array:
    return pa.array(values, _FLOAT, from_pandas=True)
