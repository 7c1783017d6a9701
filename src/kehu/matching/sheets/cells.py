"""A sheet as it stands: its cells as text, kept in Parquet, so that any size fits into memory.

Row numbers are those that a person sees: of a workbook's rows, or of a text file's lines.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import pyarrow as pa
import pyarrow.parquet as pq

from kehu.errors import Fault

MOST_COLUMNS = 500
_BATCH = 8_192
_MIDNIGHT = time()


class Cell(NamedTuple):
    """What stands in a cell; `plain` where a machine wrote it as a number or a date.

    A plain number has a point for decimals and nothing between thousands, a plain date is ISO 8601;
    what a person typed may be either.
    """

    text: str
    plain: bool = False


EMPTY = Cell("")


class Row(NamedTuple):
    """A row of a sheet; `beyond` counts filled cells to the right of the sheet's last column."""

    number: int
    cells: tuple[Cell, ...]
    beyond: int = 0


@dataclass(frozen=True)
class RawSheet:
    """A sheet of a file; `name` is empty where a file has but one and no name for it."""

    file: str
    name: str
    path: Path
    width: int
    height: int
    notes: tuple[Fault, ...] = ()

    @property
    def title(self) -> str:
        """Where a fault is: the file, and the sheet where there are several."""
        return f"{self.file} › {self.name}" if self.name else self.file

    def with_note(self, note: Fault) -> "RawSheet":
        """The same, with something worth knowing about it."""
        return replace(self, notes=(*self.notes, note))

    def rows(self, after: int = 0) -> Iterator[Row]:
        """Rows with anything in them, from the first below row number `after`."""
        with pq.ParquetFile(self.path) as file:
            for batch in file.iter_batches(_BATCH):
                columns = [batch.column(n).to_pylist() for n in range(batch.num_columns)]
                texts = columns[2 : 2 + self.width]
                plain = columns[2 + self.width :]
                for n, number in enumerate(columns[0]):
                    if number > after:
                        cells = tuple(
                            Cell(text[n], flag[n]) for text, flag in zip(texts, plain, strict=True)
                        )
                        yield Row(number, cells, columns[1][n])


class SheetWriter:
    """Writes a sheet row by row; `close` tells what was written. Empty rows are left out."""

    def __init__(self, path: Path, width: int) -> None:
        self.path, self.width, self.height = path, width, 0
        self._rows: list[Row] = []
        fields = [pa.field("number", pa.int64()), pa.field("beyond", pa.int32())]
        fields += [pa.field(f"text_{n}", pa.string()) for n in range(width)]
        fields += [pa.field(f"plain_{n}", pa.bool_()) for n in range(width)]
        self._schema = pa.schema(fields)
        self._file = pq.ParquetWriter(path, self._schema, compression="zstd")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._write()
        self._file.close()

    def add(self, number: int, cells: Sequence[Cell]) -> None:
        """Add a row; cells beyond the width are counted and dropped, missing ones are empty."""
        if not any(cell.text for cell in cells):
            return
        beyond = sum(1 for cell in cells[self.width :] if cell.text)
        kept = (*cells[: self.width], *[EMPTY] * (self.width - len(cells)))
        self._rows.append(Row(number, kept, beyond))
        self.height += 1
        if len(self._rows) == _BATCH:
            self._write()

    def _write(self) -> None:
        if not self._rows:
            return
        columns: list[list[object]] = [
            [row.number for row in self._rows],
            [row.beyond for row in self._rows],
        ]
        columns += [[row.cells[n].text for row in self._rows] for n in range(self.width)]
        columns += [[row.cells[n].plain for row in self._rows] for n in range(self.width)]
        arrays = [pa.array(c, f.type) for c, f in zip(columns, self._schema, strict=True)]
        self._file.write_batch(pa.record_batch(arrays, schema=self._schema))
        self._rows = []


def cell_of(value: object) -> Cell:
    """A typed value of a workbook or a Parquet file as a cell; whole numbers without `.0`."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, str):
        return Cell(value)
    if isinstance(value, bool):
        return Cell("true" if value else "false", True)
    if isinstance(value, float):
        return Cell(
            str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value), True
        )
    if isinstance(value, datetime):
        day_alone = value.time() == _MIDNIGHT and value.tzinfo is None
        return Cell(value.date().isoformat() if day_alone else value.isoformat(), True)
    if isinstance(value, int | Decimal | date | time):
        return Cell(value.isoformat() if isinstance(value, date | time) else f"{value}", True)
    if isinstance(value, timedelta):
        return Cell(str(value), True)
    return Cell(str(value))


def used_width(rows: Iterable[Sequence[Cell]]) -> int:
    """The number of columns up to the last in which anything stands."""
    return max(
        (n + 1 for cells in rows for n in range(len(cells) - 1, -1, -1) if cells[n].text),
        default=0,
    )
