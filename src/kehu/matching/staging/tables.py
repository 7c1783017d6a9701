"""The rows made of sheets: gathered or written at once, each with the place it came from."""

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import pyarrow as pa
import pyarrow.parquet as pq

from kehu.cleaning.amounts import Money
from kehu.matching.columns.fields import all_fields

_BATCH = 10_000
# Rows that later ones of the same run may still add to; all others are written as they come.
_GATHERED = ("customers", "contacts", "products", "orders")
# What sheets may make, in an order in which nothing points at a later table.
TABLES = tuple(dict.fromkeys(field.table for field in all_fields().values()))
_PRICES = Decimal("0.000001")
_MONEYS = Decimal("0.0001")


class Origin(NamedTuple):
    """Where a row came from: the number of the sheet in its run, and the row in that sheet."""

    sheet: int
    row: int


class Made(NamedTuple):
    """A row for a table of the ledger, by column; `key` is its number there."""

    table: str
    key: str
    values: Mapping[str, Any]


class StagedTables:
    """A folder with a Parquet file a table, all of it text, and beside it where each row is from.

    `beyond` are the columns beyond the ledger's that the sheets fill. Used in a `with`: at its end
    the gathered tables are written.
    """

    def __init__(self, folder: Path, beyond: Mapping[str, list[str]]) -> None:
        self.folder = folder
        self.beyond = beyond
        self.gathered: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in _GATHERED}
        self.origins: dict[str, dict[str, Origin]] = {name: {} for name in _GATHERED}
        self.counts: dict[str, int] = {}
        self._writers: dict[str, _Writer] = {}

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True)
        (self.folder / "origins").mkdir()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            for table, rows in self.gathered.items():
                for key, row in rows.items():
                    self._write(table, row, self.origins[table][key])
        for writer in self._writers.values():
            writer.close()

    def add(self, made: Made, origin: Origin) -> dict[str, tuple[Any, Any]]:
        """Add a row, or what it says beyond the row of the same key.

        Returns the columns in which it says otherwise: what stands, and what it said.
        """
        if made.table not in self.gathered:
            self._write(made.table, dict(made.values), origin)
            return {}
        there = self.gathered[made.table].get(made.key)
        if there is None:
            self.gathered[made.table][made.key] = dict(made.values)
            self.origins[made.table][made.key] = origin
            return {}
        otherwise = {
            name: (there[name], value)
            for name, value in made.values.items()
            if value is not None and there.get(name) not in (None, value)
        }
        there.update({n: v for n, v in made.values.items() if there.get(n) is None})
        return otherwise

    def _write(self, table: str, row: dict[str, Any], origin: Origin) -> None:
        if table not in self._writers:
            self._writers[table] = _Writer(self.folder, table, self._columns(table))
        self._writers[table].add(row, origin)
        self.counts[table] = self.counts.get(table, 0) + 1

    def _columns(self, table: str) -> list[str]:
        """The ledger's columns, whose row it is, and those that the sheets fill beyond."""
        own = [one.column for one in all_fields().values() if one.table == table and not one.beyond]
        linked = [] if table in ("customers", "products", "order_lines") else ["customer_id"]
        return [*dict.fromkeys([*own, *linked, *self.beyond.get(table, [])])]


def origins(folder: Path, table: str) -> Iterator[Origin]:
    """Where the rows of a staged table came from, in their order."""
    with pq.ParquetFile(folder / "origins" / f"{table}.parquet") as file:
        for batch in file.iter_batches():
            sheets, rows = (column.to_pylist() for column in batch.columns)
            yield from map(Origin, sheets, rows)


class _Writer:
    def __init__(self, folder: Path, table: str, columns: list[str]) -> None:
        self.columns = columns
        self._kinds = {one.column: one.kind for one in all_fields().values() if one.table == table}
        self._schema = pa.schema([pa.field(name, pa.string()) for name in columns])
        self._rows: list[dict[str, Any]] = []
        self._origins: list[Origin] = []
        self._file = pq.ParquetWriter(folder / f"{table}.parquet", self._schema)
        self._places = pa.schema([("sheet", pa.int32()), ("row", pa.int64())])
        self._beside = pq.ParquetWriter(folder / "origins" / f"{table}.parquet", self._places)

    def add(self, row: dict[str, Any], origin: Origin) -> None:
        self._rows.append(row)
        self._origins.append(origin)
        if len(self._rows) == _BATCH:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._file.close()
        self._beside.close()

    def _flush(self) -> None:
        if not self._rows:
            return
        columns = [
            pa.array([_text(row.get(name), self._kinds.get(name, "")) for row in self._rows],
                     pa.string())
            for name in self.columns
        ]  # fmt: skip
        self._file.write_batch(pa.record_batch(columns, schema=self._schema))
        places = [pa.array([one[n] for one in self._origins]) for n in range(2)]
        places = [array.cast(field.type) for array, field in zip(places, self._places, strict=True)]
        self._beside.write_batch(pa.record_batch(places, schema=self._places))
        self._rows, self._origins = [], []


def _text(value: Any, kind: str) -> str | None:
    """A value as the ledger reads it; money to as many decimals as the ledger keeps."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Money):
        value = value.amount
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        exact = value.quantize(_PRICES if kind == "price" else _MONEYS, ROUND_HALF_UP)
        return f"{exact.normalize():f}"
    return str(value)
