"""A ledger folder that tests write files into, and read back as Kehu does."""

import csv
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kehu.engine.backends.checking import DimensionCodes, Vocabulary
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.folder import LedgerFolder
from kehu.engine.backends.staging import Staged, stage
from kehu.engine.ledger import Ledger
from kehu.engine.rules.load import load_rulebook
from kehu.engine.schema import TABLES
from kehu.errors import Fault

CODES = {
    name: DimensionCodes(dimension.codes, dimension.pattern)
    for name, dimension in load_rulebook(None).dimensions.items()
}
VOCABULARY = Vocabulary(CODES)
Row = dict[str, Any]

# A row or two in every table, with every column that a fault can stand in.
SOUND: dict[str, list[Row]] = {
    "customers": [
        {"customer_id": "C1", "name": "Acme", "country": "DE", "created_at": "2024-01-01",
         "source": "fair", "channel_role": "retailer", "relationship": "consumer",
         "employees": "12", "annual_turnover": "1000.5", "is_member": "true"},
        {"customer_id": "C2", "name": "Béla", "country": "hu"},
    ],
    "contacts": [{"contact_id": "K1", "customer_id": "C1", "birth_year": "1980"}],
    "products": [{"product_id": "P1", "name": "Lamp", "category": "lighting", "list_price": "9.5"}],
    "exchange_rates": [{"date": "2024-03-01", "currency": "USD", "rate": "7.2"}],
    "orders": [
        {"order_id": "O1", "customer_id": "C1", "ordered_at": "2024-03-01", "amount": "100",
         "cost": "60", "currency": "USD"},
        {"order_id": "O2", "customer_id": "C2", "ordered_at": "2024-03-02", "amount": "50"},
    ],
    "order_lines": [
        {"order_id": "O1", "line": "1", "product_id": "P1", "quantity": "10", "unit_price": "10"},
    ],
    "payments": [
        {"payment_id": "Y1", "order_id": "O1", "customer_id": "C1", "due_at": "2024-04-01",
         "amount": "100", "currency": "USD"},
    ],
    "interactions": [
        {"interaction_id": "I1", "customer_id": "C1", "at": "2024-02-01", "direction": "in",
         "channel": "email", "kind": "inquiry", "delivered": "TRUE", "topics": "price; moq"},
    ],
    "inquiries": [
        {"inquiry_id": "Q1", "customer_id": "C1", "at": "2024-02-01", "source": "website",
         "kind": "partial", "product_ids": "P1", "order_intent": "False"},
    ],
    "quotations": [
        {"quotation_id": "T1", "customer_id": "C1", "at": "2024-03-05", "amount": "90",
         "currency": "USD", "product_id": "P1", "unit_price": "9", "outcome": "lost",
         "lost_reason": "price"},
    ],
    "proformas": [
        {"proforma_id": "F1", "customer_id": "C1", "issued_at": "2024-03-05", "amount": "90",
         "currency": "USD"},
    ],
    "samples": [
        {"sample_id": "S1", "customer_id": "C1", "product_id": "P1", "requested_at": "2024-03-05",
         "fee": "5", "freight": "20", "currency": "USD"},
    ],
    "customs_records": [
        {"record_id": "R1", "customer_id": "C1", "arrived_at": "2024-03-05", "quantity": "100",
         "value": "9000", "currency": "USD", "supplier": "Lux", "origin_country": "CN"},
    ],
    "judgements": [
        {"judgement_id": "J1", "customer_id": "C1", "at": "2024-03-05", "subject": "need",
         "value": "open"},
    ],
    "answers": [
        {"answer_id": "A1", "customer_id": "C1", "at": "2024-03-05", "question": "value_driver",
         "value": "economy"},
    ],
}  # fmt: skip

Place = tuple[str, str, str, int | None, int | None, str | None]


def place(fault: Fault) -> Place:
    """Everything of a fault but its words."""
    return (fault.severity, fault.code, fault.file, fault.row, fault.line, fault.column)


class Folder:
    """A folder on disk, written table by table and read with one engine."""

    def __init__(self, engine: DuckDB, path: Path) -> None:
        self.engine = engine
        self.path = path
        self.kind = "csv"
        self.tables: dict[str, list[Row]] = {}
        self.look(None)

    # ---- writing -----------------------------------------------------------------------------

    def write(self, name: str, content: str | bytes) -> None:
        """A file as it is, byte for byte."""
        raw = content.encode() if isinstance(content, str) else content
        (self.path / name).write_bytes(raw)
        self.look(None)

    def write_parquet(self, table: str, columns: dict[str, Any]) -> None:
        pq.write_table(pa.table(columns), self.path / f"{table}.parquet")
        self.look(None)

    def sound(self, *tables: str) -> None:
        """The tables told, all where none is, with nothing wrong in them."""
        for table in tables or SOUND:
            self.put(table, *SOUND[table])

    def put(self, table: str, *rows: Row) -> None:
        """The table's whole file, with the columns that any of its rows has."""
        self.tables[table] = list(rows)
        self.look(None)
        names = list(dict.fromkeys(name for row in rows for name in row))
        if self.kind == "parquet":
            cells = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in names}
            self.write_parquet(table, cells)
            return
        with (self.path / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows(rows)

    def add(self, table: str, *rows: Row) -> list[int]:
        """Rows like the table's first one but for what is told; returns their row numbers."""
        first, had = SOUND[table][0], len(self.tables[table])
        key = next(iter(first))
        new = [{**first, key: f"new{had + n}", **row} for n, row in enumerate(rows)]
        self.put(table, *self.tables[table], *new)
        return list(range(had + 1, had + len(rows) + 1))

    # ---- reading -----------------------------------------------------------------------------

    def file(self, table: str) -> str:
        return f"{table}.{self.kind}"

    def at(self, severity: str, code: str, table: str, row: int | None, column: str) -> Place:
        """The place of a fault in a table written with `put`, whose CSV has a line a row."""
        line = row + 1 if row and self.kind == "csv" else None
        return (severity, code, self.file(table), row, line, column)

    def open(self, base_currency: str = "CNY", vocabulary: Vocabulary = VOCABULARY) -> LedgerFolder:
        """A fresh look at the files, checked."""
        reading = LedgerFolder(self.engine, self.path, base_currency, vocabulary)
        reading.check()
        return reading

    def look(self, reading: LedgerFolder | None) -> None:
        """Go on from this reading; from a fresh one when there is none."""
        self._reading: LedgerFolder | None = reading
        self._ledger: Ledger | None = None

    def reading(self) -> LedgerFolder:
        if self._reading is None:
            self._reading = self.open()
        return self._reading

    def ledger(self) -> Ledger:
        if self._ledger is None:
            self._ledger = self.reading().ledger()
        return self._ledger

    def faults(self) -> list[Fault]:
        return list(self.reading().faults())

    def places(self) -> list[Place]:
        return [place(fault) for fault in self.faults()]

    def rows(self, table: str) -> list[Row]:
        """The typed rows by their key, without what is empty."""
        read = self.engine.batches(self.ledger().tables[table]).read_all().to_pylist()
        rows = [{name: cell for name, cell in row.items() if cell is not None} for row in read]
        return sorted(rows, key=lambda row: [row[name] for name in TABLES[table].key])

    def keys(self, table: str) -> list[str]:
        return [row[TABLES[table].key[0]] for row in self.rows(table)]

    def set_aside(self) -> list[dict[str, Any]]:
        """Go on without the bad rows; returns the lines of the file that says why."""
        told = self.path / "aside.jsonl"
        count = self.reading().set_aside(told, "en")
        lines = [json.loads(line) for line in told.read_text("utf-8").splitlines()]
        assert count == len(lines)
        return lines

    def staged(self, table: str) -> tuple[Staged, list[tuple[object, ...]], set[int]]:
        """How a table was staged, its raw rows that have no fault, and the rows that have one."""
        (one,) = stage(self.engine.sql, self.path, self.engine.scratch)
        rows = self.engine.sql.execute(f"FROM ({one.relation}) ORDER BY _row").fetchall()
        told = f"SELECT row FROM read_parquet('{one.row_faults}')"
        faulty = self.engine.sql.execute(told).fetchall() if one.row_faults else []
        wrong = {row for (row,) in faulty}
        return one, [row for row in rows if row[-2] not in wrong], wrong
