"""Measuring a few customers, or grading all of not many, again and again: compiled once, then run
as of any moment.

Building and compiling the expressions of all measures takes a second and more whatever the number
of rows; running what was compiled takes a tenth.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import pyarrow as pa

from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.parsing import SQL_TYPES, named
from kehu.engine.forecasts.forecasting import kept_outlook
from kehu.engine.forecasts.outlook import Outlook
from kehu.engine.ledger import Known, Ledger, Moment, Settings
from kehu.engine.measures import MEASURES, measure_customers
from kehu.engine.measures.judgements import judgements_in_force
from kehu.engine.portable import day_number, utc
from kehu.engine.portraits.facts import Told, told_tables
from kehu.engine.portraits.portrait import Portrait
from kehu.engine.rules.labelling import labelled, rule_values
from kehu.engine.rules.rulebook import Rulebook
from kehu.engine.rules.single import usual_order
from kehu.engine.schema import LEDGER
from kehu.engine.schema import Table as LedgerTable

_OWN_TYPES = {"number": "DOUBLE", "yes or no": "BOOLEAN", "text": "VARCHAR"}


@ibis.udf.scalar.builtin(name="getvariable", signature=((dt.string,), dt.Timestamp()))  # type: ignore[untyped-decorator]
def _moment(variable: str) -> Any:
    """DuckDB's own: the value of a variable."""


@ibis.udf.scalar.builtin(name="getvariable", signature=((dt.string,), dt.int32))  # type: ignore[untyped-decorator]
def _day(variable: str) -> Any:
    """DuckDB's own: the value of a variable."""


class MeasurePlan:
    """All measures of whichever customers' rows it is given.

    `present` names the tables that the whole ledger has rows in (see `engine.ledger.Ledger`). Not
    safe for two threads at once.
    """

    def __init__(self, present: frozenset[str], settings: Settings, base_currency: str) -> None:
        self._engine = Recorder()
        known = _known(self._engine, present, settings, base_currency)
        measures = measure_customers(known, MEASURES).wide(MEASURES)
        judged = judgements_in_force(known).select("subject", "value", customer_id="customer")
        self._measures, self._judgements = map(self._engine.ibis.compile, (measures, judged))

    def measured(self, rows: Mapping[str, pa.Table], moment: datetime) -> list[dict[str, Any]]:
        """One row for each customer listed at the moment: customer_id, owner and all measures.

        `rows` are the ledger's tables by name, each with the columns and types of `arrow.SCHEMAS`;
        a table that is not given is empty. `judged` then tells what people decided of them.
        """
        _fill(self._engine, rows)
        self._engine.again(moment)
        return self._rows(self._measures)

    def judged(self) -> list[dict[str, str]]:
        """The judgements in force of the customers measured last: customer_id, subject, value."""
        return self._rows(self._judgements)

    def _rows(self, query: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._engine.sql.sql(query).to_arrow_table().to_pylist()
        return rows


class PortraitPlan:
    """Tags and categories of whichever customers it is given, with what grading found of them.

    `graded` is a table of the columns that conditions of tags read, by customer_id; its rows do
    not matter. Not safe for two threads at once.
    """

    def __init__(
        self,
        present: frozenset[str],
        settings: Settings,
        base_currency: str,
        portrait: Portrait,
        graded: pa.Table,
    ) -> None:
        self._engine = engine = Recorder()
        known = _known(engine, present, settings, base_currency)
        engine.sql.register("given", graded)
        engine.sql.execute("CREATE TABLE graded AS SELECT * FROM given LIMIT 0")
        keys = known.ledger.tables["customers"].select("customer", "customer_id")
        joined = engine.ibis.table("graded").join(keys, "customer_id")
        customers = engine.keep("portrait_customers", joined)
        tables = told_tables(known, customers, portrait)
        self._told = [engine.ibis.compile(table) for table in tables]

    def told(self, rows: Mapping[str, pa.Table], graded: pa.Table, moment: datetime) -> Told:
        """What is told of the customers of `graded`; `rows` as `measured` above takes them."""
        sql = self._engine.sql
        _fill(self._engine, rows)
        _replace(self._engine, "graded", graded)
        self._engine.again(moment)
        told = Told(*(sql.sql(query).to_arrow_table() for query in self._told))
        _fill(self._engine, {})  # messages of everybody are not kept in memory
        return told


class GradingPlan:
    """Measures and labels of all customers of a ledger, which stays as it is.

    The ledger must be on a `Recorder`. Not safe for two threads at once.
    """

    def __init__(self, ledger: Ledger, rulebook: Rulebook, names: Sequence[str]) -> None:
        engine = ledger.engine
        assert isinstance(engine, Recorder)
        values = engine.keep("values_found", rule_values(ledger, engine.moment, rulebook, names))
        wide = labelled(engine, values, rulebook)
        self._engine = engine
        chosen = values.select("customer_id", *names)
        self._found = [engine.ibis.compile(one.order_by("customer_id")) for one in (chosen, wide)]

    def found(self, moment: datetime) -> tuple[pa.Table, pa.Table]:
        """Of each customer listed at the moment, by customer_id: the named measures and standings,
        and the columns of `labelling.labelled`."""
        self._engine.again(moment)
        measures, labels = (self._engine.sql.sql(one).to_arrow_table() for one in self._found)
        return measures, labels


class EverybodyPlan:
    """The same of all customers of whichever ledger it is given, which must not be large.

    `present` as for `MeasurePlan`. Not safe for two threads at once.
    """

    def __init__(
        self, present: frozenset[str], rulebook: Rulebook, names: Sequence[str], base_currency: str
    ) -> None:
        self._engine = engine = Recorder()
        kinds = {name: _OWN_TYPES[column.kind] for name, column in rulebook.columns.items()}
        known = _known(engine, present, rulebook.settings, base_currency, kinds)
        self._usual = engine.ibis.compile(usual_order(known))
        self._grading = GradingPlan(known.ledger, rulebook, names)

    def found(
        self, rows: Mapping[str, pa.Table], moment: datetime
    ) -> tuple[pa.Table, pa.Table, float | None, Outlook]:
        """As `GradingPlan.found`, then the usual amount of an order and the forecasts' models.

        `rows` as `MeasurePlan.measured` takes them; its customers also have the rulebook's columns.
        """
        _fill(self._engine, rows)
        measures, labels = self._grading.found(moment)
        usual = self._engine.sql.sql(self._usual).fetchall()[0][0]
        _fill(self._engine, {})  # what was computed of them is replaced the next time
        return measures, labels, usual, kept_outlook(self._engine)


class Recorder(DuckDB):
    """Remembers what it was asked to keep, and keeps it again as of another moment.

    `moment` stands in expressions for the moment that is given with `again`. It has one thread:
    with few rows planning takes the time, to which more threads only add.
    """

    def __init__(self) -> None:
        super().__init__()
        self.sql.execute("SET threads = 1")
        self._again: list[Callable[[], None]] = []
        self._at(datetime(2000, 1, 1))
        self.moment = Moment(_moment("moment"), _day("today"))

    def create(self, name: str, query: str) -> None:
        self._do(partial(super().create, name, query))

    def worked_out(self, name: str, queries: Sequence[str], work: Callable[..., pa.Table]) -> None:
        self._do(partial(super().worked_out, name, queries, work))

    def _do(self, step: Callable[[], None]) -> None:
        self._again.append(step)
        step()

    def again(self, moment: datetime) -> None:
        """Make every table anew, as of the moment."""
        self._at(moment)
        for step in self._again:
            step()

    def _at(self, moment: datetime) -> None:
        self.sql.execute(f"SET VARIABLE moment = TIMESTAMP '{utc(moment).isoformat(' ')}'")
        self.sql.execute(f"SET VARIABLE today = {day_number(moment)}::INTEGER")


def _known(
    engine: Recorder,
    present: frozenset[str],
    settings: Settings,
    base_currency: str,
    own: Mapping[str, str] | None = None,
) -> Known:
    """Empty tables of a ledger, as of the engine's moment.

    `own` are columns of customers beyond the schema, with their types.
    """
    for table in LEDGER:
        engine.sql.execute(f"CREATE TABLE ledger_{table.name} ({_columns(table)})")
    for name, kind in (own or {}).items():
        engine.sql.execute(f"ALTER TABLE ledger_customers ADD COLUMN {named(name)} {kind}")
    tables = {one.name: engine.ibis.table(f"ledger_{one.name}") for one in LEDGER}
    return Known(Ledger(engine, tables, base_currency, present), engine.moment, settings)


def _fill(engine: Recorder, rows: Mapping[str, pa.Table]) -> None:
    """These rows in place of those before; a table that is not given is empty."""
    for table in LEDGER:
        key = ", customer_id AS customer" if table.has_customer_key else ""
        _replace(engine, f"ledger_{table.name}", rows.get(table.name), key)


def _replace(engine: Recorder, name: str, rows: pa.Table | None, key: str = "") -> None:
    engine.sql.execute(f"DELETE FROM {name}")
    if rows is not None:
        engine.sql.register("given", rows)
        engine.sql.execute(f"INSERT INTO {name} BY NAME SELECT *{key} FROM given")
        engine.sql.unregister("given")


def _columns(table: LedgerTable) -> str:
    columns = [f"{named(c.name)} {SQL_TYPES[c.kind]}" for c in table.columns]
    return ", ".join([*columns, *(["customer VARCHAR"] if table.has_customer_key else [])])
