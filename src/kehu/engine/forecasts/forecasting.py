"""Everybody's forecasts: histories grouped and joined by the engine, models fitted in between."""

from collections.abc import Collection, Mapping
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
from kehu.engine.forecasts.names import AMOUNT, FIRST, reads_of
from kehu.engine.forecasts.outlook import Outlook, Terms
from kehu.engine.forecasts.pace import KIND, pace_sums
from kehu.engine.forecasts.scoring import forecast_columns, history_scores, shared_columns
from kehu.engine.ledger import Known

_TEXT = pa.schema([("text", pa.string())])
_FLOAT = pa.float64()


@dataclass(frozen=True)
class Forecasting:
    """The named forecasts of all customers of a ledger at a moment.

    `measures` has one row a customer with what these forecasts read. `model` is one of
    `buying.NAMES` or `auto`, and counts time in units of `unit` days.
    """

    known: Known
    measures: Table
    names: Collection[str]
    model: str = AUTO
    unit: float = 1.0

    @cached_property
    def outlook(self) -> Table:
        """One row, `text`: the models fitted to these customers, an `Outlook`."""
        keep, reads = self.known.keep, {*reads_of(self.names)}
        facts = {"histories": self._histories}
        if self.model == AUTO:
            facts["earlier"] = keep("earlier_histories", earlier_histories(self.known))
        if reads & {*AMOUNT}:
            facts["spent"] = keep("spent", spent(self._inputs))
        if self._reads_kinds:
            facts["pace"] = self._pace
            facts["pairs"] = keep("gap_pairs", gap_pairs(self.known))
        if reads & {*FIRST}:
            counts = standing_counts(past_standings(self.known))
            facts["first_orders"] = keep("standing_counts", counts)
        work = partial(_fitted, tuple(facts), self.model, self.unit)
        return self._work_out("outlook", [*facts.values()], work)

    def read_outlook(self) -> Outlook:
        """The outlook, read."""
        return _outlook(self._engine.batches(self.outlook).read_all())

    def forecasts(self) -> Table:
        """One row a customer: customer and the named forecasts."""
        rows = self._with_scores()
        if self._reads_kinds:
            kinds = self._work_out("kinds", [self._pace, self.outlook], _kinds)
            rows = _beside(rows, kinds, KIND)
        if {*reads_of(self.names)} & {*FIRST}:
            first = self._work_out("first_chances", [self.outlook], _first)
            standing = standing_of({name: rows[name] for name in FIRST}).cast("int64")
            rows = _beside(rows.mutate(standing=standing), first, ("standing",))
        rows = rows.cross_join(self._work_out("outlook_numbers", [self.outlook], _numbers))
        rows = rows.mutate(**shared_columns(self.names, *_columns(rows)))
        found = forecast_columns(self.names, *_columns(rows))
        return rows.select("customer", **{n: one.cast("float64") for n, one in found.items()})

    @cached_property
    def _inputs(self) -> Table:
        return inputs_of(self.measures)

    @cached_property
    def _histories(self) -> Table:
        return self.known.keep("histories", histories_of(self._inputs))

    @cached_property
    def _pace(self) -> Table:
        return self.known.keep("pace", pace_sums(self._inputs))

    @property
    def _reads_kinds(self) -> bool:
        return "country" in reads_of(self.names)

    def _with_scores(self) -> Table:
        work = partial(_scores, self.names)
        scores = self._work_out("history_scores", [self._histories, self.outlook], work)
        return _beside(self._inputs, scores, HISTORY)

    def _work_out(self, name: str, rows: list[Table], work: Any) -> Table:
        return self._engine.work_out(name, rows, work)

    @property
    def _engine(self) -> Engine:
        return self.known.ledger.engine


def _columns(rows: Table) -> tuple[dict[str, Any], Terms]:
    columns = {name: rows[name] for name in rows.columns}
    return columns, Terms.of(columns)


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


def _scores(names: Collection[str], histories: pa.Table, outlook: pa.Table) -> pa.Table:
    buying = _outlook(outlook).buying
    of = read_histories(histories, buying.unit if buying else 1.0)
    keys = {name: pa.array(getattr(of, name), pa.int32()) for name in HISTORY}
    scores = {name: _nulls(values) for name, values in history_scores(buying, of, names).items()}
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
