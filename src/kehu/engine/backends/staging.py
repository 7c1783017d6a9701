"""From the files of a folder to raw tables with row and line numbers, in bounded memory.

Parquet is read where it lies. A CSV is copied once to a scratch Parquet: by DuckDB where the file
is well formed, and otherwise row by row in Python, which can say what DuckDB cannot: which line is
ragged, which cell is not UTF-8.
"""

import csv
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from kehu.engine.backends.parsing import named, quoted
from kehu.engine.schema import TABLES
from kehu.errors import Fault

_BATCH_ROWS = 50_000
_NOT_UTF8 = re.compile("[\udc80-\udcff]")  # what Python puts for a byte that is not UTF-8
_END = "\ud800"  # behind the last line; no byte decodes to it, so only an open quote swallows it
_OURS = ("_row", "_line", "customer")  # names the engine adds to the tables
_NO_ROWS = "SELECT NULL::BIGINT AS _row, NULL::BIGINT AS _line LIMIT 0"
_ROW_FAULTS = pa.schema(
    {"code": pa.string(), "row": pa.int64(), "line": pa.int64(), "col": pa.string(),
     "detail": pa.string()}
)  # fmt: skip


@dataclass
class Staged:
    """One table's rows as DuckDB sees them.

    `relation` is SQL with the file's columns, `_row` (data rows from 1) and `_line` (of the CSV,
    from 1). `columns` maps the file's columns to their DuckDB types. `faults` are those of the
    file and its header; those of rows, which can be as many as cells, stand in the scratch Parquet
    `row_faults` (code, row, line, col, detail).
    """

    table: str
    file: str
    relation: str = _NO_ROWS
    columns: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    row_faults: Path | None = None

    def unreadable(self, why: str) -> Fault:
        """Give the file up: it has no columns and no rows, and one fault that says why."""
        self.relation, self.columns = _NO_ROWS, {}
        return Fault("error", "unreadable_file", self.file, fields={"why": why.splitlines()[0]})


def stage(con: duckdb.DuckDBPyConnection, folder: Path, scratch: Path) -> list[Staged]:
    """Every known table that the folder holds; faults of files and rows ride along."""
    # A folder of its own each time: DuckDB remembers what stood in a file of a name it has read.
    own = Path(tempfile.mkdtemp(dir=scratch))
    staged = []
    for name in TABLES:
        as_csv, as_parquet = folder / f"{name}.csv", folder / f"{name}.parquet"
        if as_parquet.exists():
            one = _stage_parquet(con, name, as_parquet)
            if as_csv.exists():
                one.faults.append(Fault("error", "two_files", as_csv.name, fields={"table": name}))
            staged.append(one)
        elif as_csv.exists():
            staged.append(_stage_csv(con, name, as_csv, own))
    return staged


def unknown_files(folder: Path) -> list[Fault]:
    """A warning for each CSV or Parquet file whose name is no table's."""
    tables = {f"{name}{suffix}" for name in TABLES for suffix in (".csv", ".parquet")}
    strangers = [
        path.name
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in (".csv", ".parquet") and path.name not in tables
    ]
    return [Fault("warning", "unknown_table", name, fields={"file": name}) for name in strangers]


# ---- columns ---------------------------------------------------------------------------------


def _chosen(header: list[str], staged: Staged, line: int | None) -> dict[int, str]:
    """The columns that are read, by place; what is wrong with the others goes to the faults."""
    chosen: dict[int, str] = {}
    known = TABLES[staged.table].by_name
    # SQL takes Name and name for one: the table's own columns come first, and of equals the first.
    taken = {name.lower() for name in (*known, *_OURS)}
    for place, name in enumerate(header):
        fault = _column_fault(name, header.index(name) < place, staged.file, line)
        if fault is None and name not in known and name.lower() in taken:
            fault = Fault("warning", "column_not_kept", staged.file, None, None, name, {"column": name})
        if fault is None:
            chosen[place] = name
            taken.add(name.lower())
        elif fault not in staged.faults:
            staged.faults.append(fault)
    return chosen


def _column_fault(name: str, again: bool, file: str, line: int | None) -> Fault | None:
    shown = _NOT_UTF8.sub("\N{REPLACEMENT CHARACTER}", name).replace("\0", "")
    if shown != name:
        return Fault("error", "not_utf8", file, None, line, shown)
    if not name:
        return Fault("warning", "unnamed_column", file)
    if again:
        return Fault("error", "column_twice", file, None, None, name, {"column": name})
    return None


# ---- Parquet ---------------------------------------------------------------------------------


def _stage_parquet(con: duckdb.DuckDBPyConnection, table: str, path: Path) -> Staged:
    staged = Staged(table, path.name)
    rows = _parquet(path, "binary_as_string = true")
    try:
        header = pq.read_schema(path).names
        stored = con.execute(f"DESCRIBE SELECT * EXCLUDE (file_row_number) FROM {rows}").fetchall()
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        staged.faults.append(staged.unreadable(str(error)))
        return staged
    chosen = _chosen(header, staged, None)
    # By place, since DuckDB renames a column whose name it takes for another's.
    names = [f"{named(stored[place][0])} AS {named(name)}" for place, name in chosen.items()]
    numbers = ["file_row_number + 1 AS _row", "NULL::BIGINT AS _line"]
    staged.relation = f"SELECT {', '.join([*names, *numbers])} FROM {rows}"
    staged.columns = {name: stored[place][1] for place, name in chosen.items()}
    return staged


def _parquet(path: Path, options: str = "") -> str:
    """SQL of a Parquet file's rows. A folder called name=acme adds no column `name`."""
    asked = ", ".join(filter(None, ["file_row_number = true, hive_partitioning = false", options]))
    return f"read_parquet({quoted(_literal(path))}, {asked})"


def _literal(path: Path) -> str:
    """The path as a pattern that only it matches."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))


# ---- CSV -------------------------------------------------------------------------------------


def _stage_csv(
    con: duckdb.DuckDBPyConnection, table: str, path: Path, scratch: Path
) -> Staged:
    staged = Staged(table, path.name)
    try:
        header, line = _header(path)
    except OSError as error:
        staged.faults.append(staged.unreadable(error.strerror or str(error)))
        return staged
    chosen = _chosen(header, staged, line)
    if not chosen:
        return staged
    rows = scratch / f"{table}.parquet"
    numbers = "file_row_number + 1 AS _row, file_row_number + 2 AS _line"
    if line > 1 or not _copied_by_duckdb(con, path, header, rows):
        numbers = "_row, _line"
        rows = scratch / f"{table}_by_rows.parquet"
        staged.row_faults = scratch / f"{table}_faults.parquet"
        _copy_by_rows(path, header, rows, staged.row_faults)
    names = ", ".join(f"c{place} AS {named(name)}" for place, name in chosen.items())
    staged.relation = f"SELECT {names}, {numbers} FROM {_parquet(rows)}"
    staged.columns = dict.fromkeys(chosen.values(), "VARCHAR")
    return staged


def _header(path: Path) -> tuple[list[str], int]:
    """The first row that is not blank, and the line it ends in."""
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        for cells, line in _records(file):
            if cells:
                return [cell.removesuffix(_END) for cell in cells], line
    return [], 0


def _records(lines: Iterator[str]) -> Iterator[tuple[list[str], int]]:
    """Each row's cells, none for a blank line, and the line it ends in; see `_END`."""
    csv.field_size_limit(1 << 30)
    reader = csv.reader(chain(lines, [_END]))
    for cells in reader:
        if cells != [_END]:
            yield cells, reader.line_num


def _copied_by_duckdb(
    con: duckdb.DuckDBPyConnection, path: Path, header: list[str], scratch: Path
) -> bool:
    """True where the file is so regular that row n stands in line n + 1."""
    places = [f"c{place}" for place in range(len(header))]
    columns = ", ".join(f"{name}: 'VARCHAR'" for name in places)
    source = (
        f"read_csv({quoted(_literal(path))}, columns = {{{columns}}}, header = true, delim = ',', "
        "quote = '\"', escape = '\"', auto_detect = false, nullstr = '', strict_mode = true, "
        "hive_partitioning = false)"
    )
    try:
        con.execute(f"COPY (SELECT * FROM {source}) TO {quoted(str(scratch))} (FORMAT parquet)")
    except duckdb.Error:
        return False  # not hidden: the row-by-row copy finds the same place and names it
    rows = pq.ParquetFile(scratch).metadata.num_rows
    lines, commas, loose_quotes = _counts(path)
    if rows + 1 != lines or loose_quotes or len(header) == 1:
        return False  # of one column, DuckDB takes a blank line for a row
    # DuckDB forgives a comma too many at the end of a row.
    surplus = commas - (rows + 1) * (len(header) - 1)
    return surplus == 0 or surplus == _commas_inside(con, places, scratch) + "".join(header).count(",")


def _counts(path: Path) -> tuple[int, int, bool]:
    """Lines, commas, and whether a blank stands beside a quote, which DuckDB may swallow."""
    lines, commas, loose, last = 0, 0, False, b"\n"
    with path.open("rb") as file:
        while chunk := file.read(1 << 22):
            lines += chunk.count(b"\n")
            commas += chunk.count(b",")
            seam = last + chunk
            loose = loose or b' "' in seam or b'" ' in seam
            last = chunk[-1:]
    return lines + (last != b"\n"), commas, loose


def _commas_inside(con: duckdb.DuckDBPyConnection, places: list[str], scratch: Path) -> int:
    """How many commas stand in cells, not between them."""
    each = " + ".join(f"coalesce(sum(len({c}) - len(replace({c}, ',', ''))), 0)" for c in places)
    (count,) = con.execute(f"SELECT {each} FROM {_parquet(scratch)}").fetchone() or (0,)
    return int(count)


def _copy_by_rows(path: Path, header: list[str], scratch: Path, faults: Path) -> None:
    cells = [pa.field(f"c{place}", pa.string()) for place in range(len(header))]
    numbers = [pa.field("_row", pa.int64()), pa.field("_line", pa.int64())]
    with _Batches(scratch, pa.schema([*cells, *numbers])) as sound, \
            _Batches(faults, _ROW_FAULTS) as told:  # fmt: skip
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
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._write()
        self.writer.close()

    def add(self, row: tuple[object, ...]) -> None:
        self.rows.append(row)
        if len(self.rows) == _BATCH_ROWS:
            self._write()

    def _write(self) -> None:
        columns = list(zip(*self.rows, strict=True)) if self.rows else [[] for _ in self.schema]
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
            shown = _NOT_UTF8.sub("\N{REPLACEMENT CHARACTER}", column)
            told.add(("not_utf8", row, line, shown, None))
        sound.append(None if broken or not cell else cell)
    return sound
