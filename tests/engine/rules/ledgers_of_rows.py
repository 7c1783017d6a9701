"""Small ledgers written row by row, graded and explained by any rulebook."""

import csv
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kehu.engine.backends.checking import DimensionCodes, Vocabulary
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.folder import LedgerFolder
from kehu.engine.rules.explain import Explanation, explain_all
from kehu.engine.rules.labelling import label_rows
from kehu.engine.rules.rulebook import Rulebook
from kehu.engine.rules.single import Single, ranks_around, single_customer

T = datetime(2026, 10, 31, 12, tzinfo=UTC)
Codes = Mapping[str, tuple[str, ...]]


def ago(days: float) -> str:
    return (T - timedelta(days=days)).isoformat()


def write_tables(
    folder: Path,
    kind: str,
    *,
    customers: list[dict[str, str]],
    judgements: list[dict[str, str]],
    orders: list[tuple[str, float]],
) -> None:
    """Tables as CSV or as Parquet of text; an order is a customer and how many days ago it was."""
    tables: dict[str, list[dict[str, Any]]] = {"customers": customers}
    tables["judgements"] = [{"at": ago(3), **judgement} for judgement in judgements]
    tables["orders"] = [
        {"order_id": str(n), "customer_id": customer, "ordered_at": ago(days), "amount": "1000"}
        for n, (customer, days) in enumerate(orders)
    ]
    for name, rows in tables.items():
        if kind == "csv":
            with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
        else:
            pq.write_table(pa.Table.from_pylist(rows), folder / f"{name}.parquet")


def opened(engine: DuckDB, folder: Path, book: Rulebook, known_codes: Codes | None) -> LedgerFolder:
    codes = {
        name: DimensionCodes((*d.codes, *(known_codes or {}).get(name, ())), d.pattern)
        for name, d in book.dimensions.items()
    }
    return LedgerFolder(engine, folder, "CNY", Vocabulary(codes))


def labels_of(
    folder: Path, book: Rulebook, known_codes: Codes | None = None
) -> dict[str, dict[str, str]]:
    """By customer and dimension. The ledger must be free of errors."""
    with DuckDB() as engine:
        ledger = opened(engine, folder, book, known_codes)
        ledger.check()
        assert not list(ledger.errors())
        rows = engine.batches(label_rows(ledger.ledger(), T, book)).read_all().to_pylist()
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        found.setdefault(row["customer_id"], {})[row["dimension"]] = row["label"]
    return found


def single(folder: Path, book: Rulebook, customer: str, known_codes: Codes | None = None) -> Single:
    with DuckDB() as engine:
        ledger = opened(engine, folder, book, known_codes)
        ranks = ranks_around(ledger.ledger(numbered=False), T, book.settings, customer)
        ledger.restrict_to(customer)
        return single_customer(ledger.ledger(numbered=False), T, book, ranks, customer)


def explained(
    folder: Path, book: Rulebook, customer: str, known_codes: Codes | None = None
) -> dict[str, Explanation]:
    """As `kehu explain` finds it, from the customer's own rows."""
    one = single(folder, book, customer, known_codes)
    return explain_all(book, one.values, one.overrides)
