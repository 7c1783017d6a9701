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
from django.db.models import QuerySet

from kehu.desk.grading.bridge import customers_tables, present_tables, shared_tables
from kehu.desk.grading.found import Found, Label
from kehu.desk.grading.models import Grade
from kehu.desk.ledger.models import Customer
from kehu.engine.backends.arrow import arrow_ledger
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.plan import MeasurePlan
from kehu.engine.ledger import Ledger, Settings
from kehu.engine.measures import MEASURES
from kehu.engine.rules.explain import explain_all
from kehu.engine.rules.labelling import labelled, rule_values
from kehu.engine.rules.ranks import Ranks
from kehu.engine.rules.rulebook import Rulebook
from kehu.engine.standings import STANDINGS

NAMES = (*MEASURES, *STANDINGS)
_BATCH = 5_000
_one_at_a_time = Lock()


@dataclass(frozen=True)
class Sums:
    """Everybody's purchases and profit of 12 months by customer code, and the usual order."""

    codes: "np.ndarray[Any, Any]"
    purchases: "np.ndarray[Any, Any]"
    profit: "np.ndarray[Any, Any]"
    usual_order_amount: float | None

    @classmethod
    def known(cls, usual_order_amount: float | None) -> "Sums":
        rows = list(Grade.objects.values_list("customer__code", "purchases", "profit"))
        codes, purchases, profit = zip(*rows, strict=True) if rows else ((), (), ())
        figures = (np.array(purchases, dtype=float), np.array(profit, dtype=float))
        return cls(np.array(codes, dtype=object), *figures, usual_order_amount)

    def around(self, code: str) -> Ranks:
        """The ranks of all others, as one customer sees them."""
        others = self.codes != code
        before = np.asarray(self.codes[others] < code, dtype=bool)
        return Ranks.of(
            self.purchases[others], self.profit[others], before, self.usual_order_amount
        )


def find_some(
    customers: "QuerySet[Customer]", moment: datetime, rulebook: Rulebook, currency: str, sums: Sums
) -> Iterator[Found]:
    """What is found of a few customers; who is not listed at the moment is left out."""
    known = {code: (pk, extra) for code, pk, extra in customers.values_list("code", "pk", "extra")}
    with _one_at_a_time:
        plan = _plan(present_tables(), rulebook.settings, currency)
        rows = plan.measured({**customers_tables(customers), **shared_tables()}, moment)
        judged = plan.judged()
    for row in rows:
        code = row["customer_id"]
        own = [one for one in judged if one["customer_id"] == code]
        stood = sums.around(code).stand(_plain(row))
        number, extra = known[code]
        values = {**{name: extra.get(name) for name in rulebook.columns}, **stood}
        explained = explain_all(rulebook, values, rulebook.overrides(own))
        labels = {name: (one.label, one.rule, _rounded(one.score))
                  for name, one in explained.items()}  # fmt: skip
        yield Found(number, stood, labels)


@contextmanager
def whole_ledger(currency: str) -> Iterator[Ledger]:
    """Everything in the database, on an engine of its own."""
    with DuckDB() as engine:
        yield arrow_ledger(engine, {**customers_tables(), **shared_tables()}, currency)


def find_all(ledger: Ledger, moment: datetime, rulebook: Rulebook) -> Iterator[Found]:
    """What is found of every listed customer of the whole ledger, computed in one go."""
    keys = dict(Customer.objects.values_list("code", "pk"))
    engine = ledger.engine
    values = engine.keep("values_found", rule_values(ledger, moment, rulebook, NAMES))
    wide = labelled(engine, values, rulebook)
    # Read whole, one after the other: a connection streams one answer at a time.
    chosen = engine.batches(values.select("customer_id", *NAMES).order_by("customer_id"))
    measures = chosen.read_all().to_batches(_BATCH)
    labels = engine.batches(wide.order_by("customer_id")).read_all().to_batches(_BATCH)
    for row, given in zip(_rows(measures), _rows(labels), strict=True):
        found: dict[str, Label] = {
            name: (given[name], given[f"{name}__rule"], given.get(f"{name}__score"))
            for name in rulebook.dimensions
        }
        yield Found(keys[row["customer_id"]], _plain(row), found)


@lru_cache(maxsize=2)
def _plan(present: frozenset[str], settings: Settings, currency: str) -> MeasurePlan:
    return MeasurePlan(present, settings, currency)


def _rows(batches: Iterable[Any]) -> Iterator[dict[str, Any]]:
    for batch in batches:
        yield from batch.to_pylist()


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Measures as JSON has them: money as a float."""
    kept = {name: row.get(name) for name in NAMES}
    return {n: float(v) if isinstance(v, Decimal) else v for n, v in kept.items()}


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 6)
