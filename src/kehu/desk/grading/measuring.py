"""Runs the engine over the database: over a few customers at once, or over all."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np
import pyarrow as pa
from django.db.models import QuerySet
from ibis.expr.types import Table

from kehu.desk.grading.book import Book
from kehu.desk.grading.bridge import customers_tables, present_tables, shared_tables
from kehu.desk.grading.codes import keep
from kehu.desk.grading.found import Found
from kehu.desk.grading.models import Shape
from kehu.desk.grading.own_columns import own_columns, own_values
from kehu.desk.grading.packing import Packing, packing_of
from kehu.desk.ledger.models import Customer
from kehu.engine.backends import Engine
from kehu.engine.backends.arrow import arrow_ledger
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.plan import EverybodyPlan, GradingPlan, MeasurePlan, Recorder
from kehu.engine.forecasts.forecasting import kept_outlook
from kehu.engine.forecasts.outlook import Outlook
from kehu.engine.forecasts.single import forecasts_of
from kehu.engine.ledger import Known, Ledger, Settings
from kehu.engine.measures import MEASURES
from kehu.engine.rules.explain import explain_all
from kehu.engine.rules.labelling import labelled, rule_values
from kehu.engine.rules.ranks import Ranks
from kehu.engine.rules.rulebook import Rulebook
from kehu.engine.rules.single import usual_order_amount
from kehu.engine.standings import STANDINGS

NAMES = (*MEASURES, *STANDINGS)
_BATCH = 5_000
NOT_MANY = 2_000  # customers; of more, one thread would take longer than compiling anew
_PLANS = 2  # kept of each kind, about 35 MB each: a house has one set of tables with rows for long
_one_at_a_time = Lock()


def ranks_around(code: str, book: Book, shape: Shape) -> Ranks:
    """The ranks of all others, as the customer of that code sees them, and what the shape keeps of
    everybody."""
    others = book.graded() & (book.codes() != code.encode())
    purchases, profit = (book.number(n)[others] for n in ("purchases_12m", "profit_12m"))
    before = book.codes()[others] < code.encode()
    buying = outlook_of(shape).buying
    return Ranks.of(purchases, profit, before, shape.usual_order_amount, buying)


def outlook_of(shape: Shape) -> Outlook:
    """The forecast models fitted to everybody; nothing before that was done."""
    return _outlook(shape.outlook) if shape.outlook else Outlook()


_outlook = lru_cache(maxsize=2)(Outlook.of_text)


def find_some(
    customers: "QuerySet[Customer]",
    moment: datetime,
    rulebook: Rulebook,
    currency: str,
    shape: Shape,
    book: Book,
) -> Found:
    """What is found of a few customers; who is not listed at the moment is left out."""
    known = {code: (pk, extra) for code, pk, extra in customers.values_list("code", "pk", "extra")}
    with _one_at_a_time:
        plan = _plan(present_tables(), rulebook.settings, currency)
        rows = plan.measured({**customers_tables(customers), **shared_tables()}, moment)
        judged = plan.judged()
    measured, given = [], []
    for row in rows:
        code = row["customer_id"]
        own = [one for one in judged if one["customer_id"] == code]
        plain = _plain(row)
        plain |= forecasts_of(outlook_of(shape), plain)
        stood = ranks_around(code, book, shape).stand(plain)
        values = {**own_values(rulebook, known[code][1]), **stood}
        explained = explain_all(rulebook, values, rulebook.overrides(own))
        measured.append(stood)
        given.append({n: (one.label, one.rule, _rounded(one.score))
                      for n, one in explained.items()})  # fmt: skip
    _keep_words(measured, given)
    numbers = np.array([known[row["customer_id"]][0] for row in rows], dtype=np.int64)
    return Found(numbers, packing_of(shape).packed(measured, given))


@dataclass(frozen=True)
class Everybody:
    """What is found of all customers: by customer_id their measures and labels, and what the shape
    keeps of everybody."""

    measures: pa.Table
    labels: pa.Table
    usual_order_amount: float | None
    outlook: Outlook

    def found(self, packing: Packing) -> Iterator[Found]:
        """The same, packed."""
        return _found(self.measures, self.labels, packing)


def find_everybody(moment: datetime, rulebook: Rulebook, currency: str) -> Everybody:
    """What is found of all customers; a house of not many has a plan for them that is kept."""
    if Customer.objects.count() > NOT_MANY:
        with whole_ledger(currency, rulebook) as ledger:
            return _find_many(ledger, moment, rulebook)
    with _one_at_a_time:
        plan = _plan_of_all(present_tables(), rulebook, currency)
        return Everybody(*plan.found(_whole_tables(rulebook), moment))


def _find_many(ledger: Ledger, moment: datetime, rulebook: Rulebook) -> Everybody:
    values = _values_of_all(ledger, moment, rulebook)
    usual = usual_order_amount(Known(ledger, moment, rulebook.settings))
    outlook = kept_outlook(ledger.engine)
    return Everybody(*_found_of_all(ledger.engine, values, rulebook), usual, outlook)


@contextmanager
def whole_ledger(currency: str, rulebook: Rulebook) -> Iterator[Ledger]:
    """Everything in the database that the rulebook reads, on an engine of its own."""
    with DuckDB() as engine:
        yield arrow_ledger(engine, _whole_tables(rulebook), currency)


def _whole_tables(rulebook: Rulebook) -> dict[str, pa.Table]:
    tables = {**customers_tables(), **shared_tables()}
    own = own_columns(rulebook, tables["customers"]["customer_id"].to_pylist())
    for name, column in own.items():
        tables["customers"] = tables["customers"].append_column(name, column)
    return tables


def _values_of_all(ledger: Ledger, moment: datetime, rulebook: Rulebook) -> Table:
    """What conditions read, and all measures, of every listed customer of the whole ledger."""
    return ledger.engine.keep("values_found", rule_values(ledger, moment, rulebook, NAMES))


def _found_of_all(engine: Engine, values: Table, rulebook: Rulebook) -> tuple[pa.Table, pa.Table]:
    """Measures and labels of those of `_values_of_all`, each by customer_id."""
    wide = labelled(engine, values, rulebook)
    # Read whole, one after the other: a connection streams one answer at a time.
    chosen = engine.batches(values.select("customer_id", *NAMES).order_by("customer_id"))
    return chosen.read_all(), engine.batches(wide.order_by("customer_id")).read_all()


def find_past(
    currency: str, moments: Iterable[datetime], rulebook: Rulebook, packing: Packing
) -> Iterator[tuple[datetime, Found]]:
    """What would have been found of everybody at each of these moments."""
    with Recorder() as engine:
        ledger = arrow_ledger(engine, {**customers_tables(), **shared_tables()}, currency)
        plan = GradingPlan(ledger, rulebook, NAMES)
        for moment in moments:
            parts = list(_found(*plan.found(moment), packing))
            numbers = [np.empty(0, np.int64), *(part.customer_ids for part in parts)]
            records = [packing.empty(0), *(part.records for part in parts)]
            yield moment, Found(np.concatenate(numbers), np.concatenate(records))


def _found(measures: pa.Table, labels: pa.Table, packing: Packing) -> Iterator[Found]:
    keys = dict(Customer.objects.values_list("code", "pk"))
    keep(
        _words(
            [
                *measures.drop(["customer_id"]).columns,
                *labels.drop(["customer_id", "owner"]).columns,
            ]
        )
    )
    for start in range(0, measures.num_rows, _BATCH):
        some = measures.slice(start, _BATCH)
        numbers = [keys[code] for code in some["customer_id"].to_pylist()]
        records = packing.columns(some, labels.slice(start, _BATCH))
        yield Found(np.array(numbers, dtype=np.int64), records)


@lru_cache(maxsize=_PLANS)
def _plan(present: frozenset[str], settings: Settings, currency: str) -> MeasurePlan:
    return MeasurePlan(present, settings, currency)


@lru_cache(maxsize=_PLANS)
def _plan_of_all(present: frozenset[str], rulebook: Rulebook, currency: str) -> EverybodyPlan:
    return EverybodyPlan(present, rulebook, NAMES, currency)


def _words(columns: Iterable[Any]) -> set[str]:
    """Every word in columns of words."""
    words: set[str] = set()
    for column in columns:
        if pa.types.is_string(column.type) or pa.types.is_dictionary(column.type):
            words.update(column.unique().to_pylist())
    return words - {None}


def _keep_words(measured: list[dict[str, Any]], given: list[dict[str, Any]]) -> None:
    texts = {value for row in measured for value in row.values() if isinstance(value, str)}
    keep(texts | {text for row in given for one in row.values() for text in one[:2] if text})


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Measures as plain numbers and words: money as a float."""
    kept = {name: row.get(name) for name in NAMES}
    return {n: float(v) if isinstance(v, Decimal) else v for n, v in kept.items()}


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 6)
