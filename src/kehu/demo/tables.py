"""The fifteen tables of the ledger, typed, and a writer that leaves a whole ledger or none."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from kehu.demo.batches import Ints

_MOMENT = pa.timestamp("us", tz="UTC")
_MONEY = pa.decimal128(18, 4)
_PRICE = pa.decimal128(18, 6)
_QUANTITY = pa.decimal128(18, 4)

_COLUMNS: dict[str, str] = {
    "customers": "customer_id name country city postcode address website created_at owner source"
    " channel_role relationship industry employees annual_turnover industry_rank is_member"
    " blacklisted_at",
    "contacts": "contact_id customer_id name role email phone whatsapp language timezone"
    " birth_year",
    "interactions": "interaction_id customer_id contact_id at direction channel kind delivered"
    " topics text",
    "inquiries": "inquiry_id customer_id at source kind product_ids order_intent expected_order_at",
    "quotations": "quotation_id customer_id at amount currency product_id unit_price market_price"
    " outcome lost_reason",
    "proformas": "proforma_id customer_id issued_at amount currency valid_until paid_at"
    " cancelled_at cancel_reason",
    "samples": "sample_id customer_id product_id requested_at paid_at sent_at arrived_at"
    " feedback_at fee freight currency",
    "orders": "order_id customer_id ordered_at delivered_at cancelled_at amount cost currency",
    "order_lines": "order_id line product_id quantity unit_price unit_cost",
    "payments": "payment_id order_id customer_id due_at paid_at amount currency late_reason",
    "products": "product_id sku name category application unit list_price cost currency",
    "customs_records": "record_id customer_id arrived_at hs_code product quantity unit value"
    " currency supplier origin_country",
    "exchange_rates": "date currency rate",
    "judgements": "judgement_id customer_id at subject value by until",
    "answers": "answer_id customer_id at survey question value",
}

_TYPES: dict[str, pa.DataType] = {
    "at": _MOMENT,
    "employees": pa.int64(),
    "annual_turnover": _MONEY,
    "industry_rank": pa.int64(),
    "birth_year": pa.int64(),
    "line": pa.int64(),
    "is_member": pa.bool_(),
    "delivered": pa.bool_(),
    "order_intent": pa.bool_(),
    "valid_until": pa.date32(),
    "until": pa.date32(),
    "date": pa.date32(),
    "rate": pa.decimal128(18, 8),
    "quantity": _QUANTITY,
    **dict.fromkeys(("amount", "cost", "fee", "freight"), _MONEY),
    **dict.fromkeys(("unit_price", "market_price", "unit_cost", "list_price"), _PRICE),
}

_EXCEPTIONS: dict[tuple[str, str], pa.DataType] = {
    ("products", "cost"): _PRICE,  # the cost of one piece, not of an order
    ("customs_records", "value"): _MONEY,  # elsewhere a value is a word
}


def _schema(table: str) -> pa.Schema:
    return pa.schema([(column, _type(table, column)) for column in _COLUMNS[table].split()])


def _type(table: str, column: str) -> pa.DataType:
    usual = _MOMENT if column.endswith("_at") else _TYPES.get(column, pa.string())
    return _EXCEPTIONS.get((table, column), usual)


SCHEMAS: dict[str, pa.Schema] = {table: _schema(table) for table in _COLUMNS}
"""Every table's columns and types, in the ledger page's order."""

ROW_GROUP = 120_000
"""Rows gathered before they are written: what DuckDB likes to read at once."""


@dataclass(frozen=True)
class Section:
    """Rows of one table. `of` is the place in the batch of each row's customer, ascending."""

    table: str
    rows: pa.Table
    of: Ints

    @classmethod
    def make(cls, table: str, of: Ints, columns: Mapping[str, pa.Array]) -> "Section":
        """Put columns in the table's order; a missing or mistyped one is an error."""
        schema = SCHEMAS[table]
        arrays = [columns[name] for name in schema.names]
        return cls(table, pa.Table.from_arrays(arrays, schema=schema), of)

    def first(self, customers: int) -> "Section":
        """Keep the rows of the batch's first so many customers."""
        end = int(np.searchsorted(self.of, customers))
        return Section(self.table, self.rows.slice(0, end), self.of[:end])


class Writer:
    """Writes all tables under temporary names and renames them when everything is there."""

    def __init__(self, out: Path) -> None:
        """Open a folder, made if missing. ValueError if it holds ledger files already."""
        refuse_ledger(out)
        out.mkdir(parents=True, exist_ok=True)
        self._out = out
        self._writers = {
            table: pq.ParquetWriter(self._part(table), schema, compression="zstd")
            for table, schema in SCHEMAS.items()
        }
        self._waiting: dict[str, list[pa.Table]] = {table: [] for table in SCHEMAS}
        self.rows: dict[str, int] = dict.fromkeys(SCHEMAS, 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if kind is None:
            self._finish()
        else:
            self._abandon()

    def add(self, section: Section) -> None:
        """Append rows; they reach the disk once there is a row group of them."""
        waiting = self._waiting[section.table]
        waiting.append(section.rows)
        self.rows[section.table] += section.rows.num_rows
        if sum(rows.num_rows for rows in waiting) >= ROW_GROUP:
            self._flush(section.table)

    def _flush(self, table: str) -> None:
        if self._waiting[table]:
            rows = pa.concat_tables(self._waiting[table])
            self._writers[table].write_table(rows, row_group_size=max(rows.num_rows, 1))
            self._waiting[table] = []

    def _finish(self) -> None:
        for table, writer in self._writers.items():
            self._flush(table)
            writer.close()
        # customers last: without it the folder is no ledger, so a kill in between shows
        for table in sorted(SCHEMAS, key=lambda name: name == "customers"):
            self._part(table).replace(self._out / f"{table}.parquet")

    def _abandon(self) -> None:
        for table, writer in self._writers.items():
            writer.close()
            self._part(table).unlink(missing_ok=True)

    def _part(self, table: str) -> Path:
        return self._out / f".{table}.parquet.part"


def refuse_ledger(out: Path) -> None:
    """Raise ValueError if the folder holds a file of a ledger, Parquet or CSV."""
    names = [f"{table}.{ending}" for table in SCHEMAS for ending in ("parquet", "csv")]
    found = [name for name in names if (out / name).exists()]
    if found:
        raise ValueError(
            f"{out} already holds a ledger ({', '.join(found)}); choose another folder"
        )
