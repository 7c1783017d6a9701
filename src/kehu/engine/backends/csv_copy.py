"""A CSV copied to Parquet, every row with its number and the line it starts in.

DuckDB copies where the file is regular. Otherwise Python does, row by row, which can say what
DuckDB cannot: which line is ragged, which cell is not UTF-8, which quotation mark stays open.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from kehu.engine.backends.parsing import literally, parquet_rows, quoted

_BATCH_ROWS = 50_000
_NOT_UTF8 = re.compile("[\udc80-\udcff]")  # what Python puts for a byte that is not UTF-8
_END = "\ud800"  # behind the last line; no byte decodes to it, so only an open quote swallows it
_FAULTS = pa.schema(
    {"code": pa.string(), "row": pa.int64(), "line": pa.int64(), "col": pa.string(),
     "detail": pa.string()}
)  # fmt: skip


def read_header(path: Path) -> tuple[list[str], int]:
    """The first row that is not blank, and the line it ends in."""
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        for cells, line in _records(file):
            if cells:
                return [cell.removesuffix(_END) for cell in cells], line
    return [], 0


def shown(text: str) -> str:
    """The text with a sign in the place of every byte that is not UTF-8, and without null bytes."""
    return _NOT_UTF8.sub("\N{REPLACEMENT CHARACTER}", text).replace("\0", "")


def copy_csv(
    con: duckdb.DuckDBPyConnection, path: Path, header: list[str], line: int, copy: Path
) -> tuple[str, Path | None]:
    """Copy a CSV whose header ends in `line` to a scratch Parquet called `copy`.

    Returns SQL of its rows, with columns c0, c1 …, `_row` and `_line`, and the Parquet of what is
    wrong with them (code, row, line, col, detail), if it had to be looked for.
    """
    rows = _copied_by_duckdb(con, path, header, copy) if line == 1 else None
    if rows:
        return rows, None
    by_rows, faults = copy.with_name(f"{copy.name}_rows"), copy.with_name(f"{copy.name}_faults")
    _copy_by_rows(path, header, by_rows, faults)
    return parquet_rows(by_rows), faults


def _records(lines: Iterator[str]) -> Iterator[tuple[list[str], int]]:
    """Each row's cells, none for a blank line, and the line it ends in; see `_END`."""
    csv.field_size_limit(1 << 30)
    reader = csv.reader(chain(lines, [_END]))
    for cells in reader:
        if cells != [_END]:
            yield cells, reader.line_num


def _copied_by_duckdb(
    con: duckdb.DuckDBPyConnection, path: Path, header: list[str], copy: Path
) -> str | None:
    """SQL of the copied rows; None unless DuckDB surely reads the file as we would."""
    places = [f"c{place}" for place in range(len(header))]
    columns = ", ".join(f"{name}: 'VARCHAR'" for name in places)
    source = (
        f"read_csv({quoted(literally(path))}, columns = {{{columns}}}, header = true, delim = ',', "
        "quote = '\"', escape = '\"', auto_detect = false, nullstr = '', strict_mode = true, "
        "hive_partitioning = false)"
    )
    if len(header) == 1:
        return None  # of one column, DuckDB takes a blank line for a row
    try:
        con.execute(f"COPY (SELECT * FROM {source}) TO {quoted(str(copy))} (FORMAT parquet)")
    except duckdb.Error:
        return None  # not hidden: the row-by-row copy finds the same place and names it
    rows, found = pq.ParquetFile(copy).metadata.num_rows, _counts(path)
    # DuckDB forgives a comma too many at the end of a row, and a blank line gives it no row.
    lines = found.lines - (rows + 1)
    commas = found.commas - (rows + 1) * (len(header) - 1) - "".join(header).count(",")
    if found.loose or (commas and commas != _inside(con, places, copy, "','")):
        return None
    if lines == 0:
        numbers = "file_row_number + 1 AS _row, file_row_number + 2 AS _line"
        return f"(SELECT *, {numbers} FROM {parquet_rows(copy)})"
    if lines != _inside(con, places, copy, "chr(10)"):
        return None
    return _numbered(con, places, copy)


@dataclass
class _Counts:
    """What a CSV holds, quoted or not. `loose`: something DuckDB may read otherwise than we do, a
    blank beside a quotation mark or a return without a new line."""

    lines: int = 0
    commas: int = 0
    loose: bool = False


def _counts(path: Path) -> _Counts:
    counts, returns, last = _Counts(), 0, b"\n"
    with path.open("rb") as file:
        while chunk := file.read(1 << 22):
            seam = last + chunk
            counts.lines += chunk.count(b"\n")
            counts.commas += chunk.count(b",")
            counts.loose = counts.loose or b' "' in seam or b'" ' in seam
            returns += chunk.count(b"\r") - seam.count(b"\r\n")
            last = chunk[-1:]
    counts.lines += last != b"\n"
    counts.loose = counts.loose or returns != 0
    return counts


def _times(places: list[str], sign: str) -> str:
    """SQL of how often a sign stands in the cells of a row."""
    return " + ".join(f"coalesce(len({c}) - len(replace({c}, {sign}, '')), 0)" for c in places)


def _inside(con: duckdb.DuckDBPyConnection, places: list[str], copy: Path, sign: str) -> int:
    """How often a sign stands in cells, not between them."""
    counted = f"SELECT coalesce(sum({_times(places, sign)}), 0) FROM {parquet_rows(copy)}"
    return int((con.execute(counted).fetchone() or (0,))[0])


def _numbered(con: duckdb.DuckDBPyConnection, places: list[str], copy: Path) -> str:
    """SQL of the rows of a copy whose cells hold new lines, so that each row counts several."""
    before = "OVER (ORDER BY file_row_number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
    lines = f"(2 + coalesce(sum(1 + {_times(places, 'chr(10)')}) {before}, 0))::BIGINT"
    numbered = copy.with_name(f"{copy.name}_numbered")
    con.execute(
        f"COPY (SELECT {', '.join(places)}, file_row_number + 1 AS _row, {lines} AS _line "
        f"FROM {parquet_rows(copy)}) TO {quoted(str(numbered))} (FORMAT parquet)"
    )
    return parquet_rows(numbered)


def _copy_by_rows(path: Path, header: list[str], scratch: Path, faults: Path) -> None:
    cells = [pa.field(f"c{place}", pa.string()) for place in range(len(header))]
    numbers = [pa.field("_row", pa.int64()), pa.field("_line", pa.int64())]
    with _Batches(scratch, pa.schema([*cells, *numbers])) as sound, \
            _Batches(faults, _FAULTS) as told:  # fmt: skip
        for row in _sound_rows(path, header, told):
            sound.add(row)


class _Batches:
    """Rows on their way to a Parquet file, never more than one batch of them in memory."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.schema = schema
        self.writer = pq.ParquetWriter(path, schema)
        self.rows: list[tuple[object, ...]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._write()
        self.writer.close()

    def add(self, row: tuple[object, ...]) -> None:
        self.rows.append(row)
        if len(self.rows) == _BATCH_ROWS:
            self._write()

    def _write(self) -> None:
        columns = list(zip(*self.rows, strict=True)) if self.rows else [()] * len(self.schema)
        arrays = [pa.array(some, f.type) for some, f in zip(columns, self.schema, strict=True)]
        self.writer.write_table(pa.Table.from_arrays(arrays, schema=self.schema))
        self.rows = []


def _sound_rows(path: Path, header: list[str], told: _Batches) -> Iterator[tuple[object, ...]]:
    """Rows with as many cells as the header; the others and broken cells go to the faults."""
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        records = _records(file)
        line = next(line for cells, line in records if cells)
        number = 0
        for cells, ends in records:
            starts, line = line + 1, ends
            if not cells:
                continue  # a blank line is no row
            number += 1
            if cells[-1].endswith(_END):
                told.add(("open_quote", number, starts, None, None))
            elif len(cells) != len(header):
                told.add(("ragged_row", number, starts, None, f"{len(cells)}|{len(header)}"))
            else:
                yield (*_without_broken(cells, header, number, starts, told), number, starts)


def _without_broken(
    cells: list[str], header: list[str], row: int, line: int, told: _Batches
) -> list[str | None]:
    whole = "".join(cells)
    if whole.isascii() or not _NOT_UTF8.search(whole):
        return [cell or None for cell in cells]
    sound: list[str | None] = []
    for cell, column in zip(cells, header, strict=True):
        broken = _NOT_UTF8.search(cell)
        if broken:
            told.add(("not_utf8", row, line, shown(column), None))
        sound.append(None if broken or not cell else cell)
    return sound
