"""The demo ledger graded: what was found of every customer."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo_folder import MOMENT
from ibis.expr.types import Table

from kehu.engine.backends.checking import DimensionCodes, Vocabulary
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.folder import LedgerFolder
from kehu.engine.ledger import Ledger
from kehu.engine.rules.explain import Explanation, explain_all
from kehu.engine.rules.labelling import label_rows, measure_rows, rule_values
from kehu.engine.rules.load import default_rulebook

Row = dict[str, Any]


@dataclass(frozen=True)
class Demo:
    """The demo ledger, not numbered, with everything that was found of each customer, by id."""

    folder: Path
    ledger: Ledger
    measures: dict[str, Row]
    overrides: dict[str, dict[str, str]]
    labels: dict[tuple[str, str], Row]

    def explained(self, customer: str) -> dict[str, Explanation]:
        values = self.measures[customer]
        return explain_all(default_rulebook(), values, self.overrides[customer])


@contextmanager
def graded_demo(folder: Path) -> Iterator[Demo]:
    """The folder graded by the rulebook that ships; the engine closes at the end."""
    book = default_rulebook()
    codes = {name: DimensionCodes(d.codes, d.pattern) for name, d in book.dimensions.items()}
    with DuckDB() as engine:

        def rows(table: Table) -> list[Row]:
            found: list[Row] = engine.batches(table).read_all().to_pylist()
            return found

        opened = LedgerFolder(engine, folder, "CNY", Vocabulary(codes))
        ledger = opened.ledger()
        measures = rows(measure_rows(ledger, MOMENT, book))
        set_by_people = rows(rule_values(ledger, MOMENT, book))
        labels = rows(label_rows(ledger, MOMENT, book))
        yield Demo(
            folder,
            opened.ledger(numbered=False),
            {row["customer_id"]: row for row in measures},
            {row["customer_id"]: _overrides(row) for row in set_by_people},
            {(row["customer_id"], row["dimension"]): row for row in labels},
        )


def _overrides(row: Row) -> dict[str, str]:
    given = {name: value for name, value in row.items() if name.endswith("__override")}
    return {name.removesuffix("__override"): value for name, value in given.items() if value}
