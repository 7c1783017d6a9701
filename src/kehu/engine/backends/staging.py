"""From the files of a folder to raw tables with row and line numbers, in bounded memory.

Parquet is read where it lies. A CSV is copied once to a scratch Parquet: by DuckDB where the file
is well formed, and otherwise row by row in Python, which can say what DuckDB cannot: which line is
ragged, which cell is not UTF-8.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from kehu.engine.schema import TABLES
from kehu.errors import Fault

_BATCH_ROWS = 50_000
_SURROGATES = range(0xDC80, 0xDD00)  # what Python puts for a byte that is not UTF-8


@dataclass
class Staged:
    """One table's rows as DuckDB sees them.

    `relation` is SQL with the file's columns, `_row` (data rows from 1) and `_line` (of the CSV,
    from 1). `columns` maps the file's columns to their DuckDB types. `broken_cells` are cells
    already reported, to be left alone by later checks.
    """

    table: str
    file: str
    relation: str
    columns: dict[str, str]
    faults: list[Fault] = field(default_factory=list)
    broken_cells: list[tuple[int, str]] = field(default_factory=list)


def stage(con: duckdb.DuckDBPyConnection, folder: Path, scratch: Path) -> list[Staged]:
    """Every known table that the folder holds; faults of files and rows ride along."""
    staged = []
    for name in TABLES:
        as_csv, as_parquet = folder / f"{name}.csv", folder / f"{name}.parquet"
        if as_parquet.exists():
            one = _stage_parquet(con, name, as_parquet)
            if as_csv.exists():
                one.faults.append(Fault("error", "two_files", as_csv.name, fields={"table": name}))
            staged.append(one)
        elif as_csv.exists():
            staged.append(_stage_csv(con, name, as_csv, scratch / f"{name}.parquet"))
    return staged


def unknown_files(folder: Path) -> list[Fault]:
    """A warning for each CSV or Parquet file whose name is no table's."""
    strangers = [
        path.name
        for path in sorted(folder.iterdir())
        if path.suffix in (".csv", ".parquet") and path.stem not in TABLES
    ]
    return [Fault("warning", "unknown_table", name, fields={"file": name}) for name in strangers]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _describe(con: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    rows = con.execute(f"DESCRIBE SELECT * FROM ({relation})").fetchall()
    return {name: kind for name, kind, *_ in rows if name not in ("_row", "_line")}


def _stage_parquet(con: duckdb.DuckDBPyConnection, table: str, path: Path) -> Staged:
    relation = (
        "SELECT * EXCLUDE (file_row_number), file_row_number + 1 AS _row, NULL::BIGINT AS _line "
        f"FROM read_parquet({_quoted(str(path))}, file_row_number = true)"
    )
    try:
        return Staged(table, path.name, relation, _describe(con, relation))
    except duckdb.Error as error:
        fault = Fault("error", "unreadable_file", path.name, fields={"why": str(error)})
        return Staged(table, path.name, "SELECT NULL::BIGINT _row LIMIT 0", {}, [fault])


def _stage_csv(
    con: duckdb.DuckDBPyConnection, table: str, path: Path, scratch: Path
) -> Staged:
    header = _header(path)
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice or not header:
        faults = [
            Fault("error", "column_twice", path.name, column=name, fields={"column": name})
            for name in twice
        ]
        return Staged(table, path.name, "SELECT NULL::BIGINT _row LIMIT 0", {}, faults)
    staged = Staged(table, path.name, "", dict.fromkeys(header, "VARCHAR"))
    if not _copied_by_duckdb(con, path, header, scratch):
        _copy_by_rows(path, header, scratch, staged)
        numbers = "_row, _line"
    else:
        numbers = "file_row_number + 1 AS _row, file_row_number + 2 AS _line"
    names = ", ".join(f'"{_escaped(name)}"' for name in header)
    staged.relation = (
        f"SELECT {names}, {numbers} "
        f"FROM read_parquet({_quoted(str(scratch))}, file_row_number = true)"
    )
    return staged


def _escaped(name: str) -> str:
    return name.replace('"', '""')


def _header(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        return next(csv.reader(file), [])


def _copied_by_duckdb(
    con: duckdb.DuckDBPyConnection, path: Path, header: list[str], scratch: Path
) -> bool:
    """True where the file is so regular that row n stands in line n + 1."""
    columns = ", ".join(f"{_quoted(name)}: 'VARCHAR'" for name in header)
    source = (
        f"read_csv({_quoted(str(path))}, columns = {{{columns}}}, header = true, delim = ',', "
        "quote = '\"', escape = '\"', auto_detect = false, nullstr = '', strict_mode = true)"
    )
    try:
        con.execute(f"COPY (SELECT * FROM {source}) TO {_quoted(str(scratch))} (FORMAT parquet)")
    except duckdb.Error:
        return False  # not hidden: the row-by-row copy finds the same place and names it
    rows = pq.ParquetFile(scratch).metadata.num_rows
    return bool(rows + 1 == _count_lines(path))


def _count_lines(path: Path) -> int:
    count, last = 0, b"\n"
    with path.open("rb") as file:
        while chunk := file.read(1 << 22):
            count += chunk.count(b"\n")
            last = chunk[-1:]
    return count + (last != b"\n")


def _copy_by_rows(path: Path, header: list[str], scratch: Path, staged: Staged) -> None:
    fields = [pa.field(name, pa.string()) for name in header]
    schema = pa.schema([*fields, pa.field("_row", pa.int64()), pa.field("_line", pa.int64())])
    with pq.ParquetWriter(scratch, schema) as writer:
        batch: list[tuple[object, ...]] = []
        for row in _sound_rows(path, header, staged):
            batch.append(row)
            if len(batch) == _BATCH_ROWS:
                writer.write_table(_table(batch, schema))
                batch = []
        writer.write_table(_table(batch, schema))


def _table(rows: list[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [[] for _ in schema]
    arrays = [pa.array(values, f.type) for values, f in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _sound_rows(
    path: Path, header: list[str], staged: Staged
) -> Iterator[tuple[object, ...]]:
    """Rows with as many cells as the header; the others and broken cells go to the faults."""
    csv.field_size_limit(1 << 30)
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        number, line = 0, reader.line_num
        for cells in reader:
            starts, line = line + 1, reader.line_num
            if not cells:
                continue  # a blank line is no row
            number += 1
            if len(cells) != len(header):
                counts = {"found": len(cells), "wanted": len(header)}
                staged.faults.append(
                    Fault("error", "ragged_row", staged.file, number, starts, fields=counts)
                )
                continue
            sound = _without_broken(cells, header, number, starts, staged)
            yield (*sound, number, starts)


def _without_broken(
    cells: list[str], header: list[str], row: int, line: int, staged: Staged
) -> list[str | None]:
    sound: list[str | None] = []
    for cell, column in zip(cells, header, strict=True):
        broken = any(ord(letter) in _SURROGATES for letter in cell) if not cell.isascii() else False
        if broken:
            staged.faults.append(Fault("error", "not_utf8", staged.file, row, line, column))
            staged.broken_cells.append((row, column))
        sound.append(None if broken or cell == "" else cell)
    return sound
