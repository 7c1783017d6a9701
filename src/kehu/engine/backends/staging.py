"""From the files of a folder to raw tables with row and line numbers, in bounded memory.

Parquet is read where it lies; a CSV is copied once to a scratch Parquet.
"""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from kehu.engine.backends.csv_copy import copy_csv, read_header, shown
from kehu.engine.backends.parsing import named, parquet_rows
from kehu.engine.schema import TABLES
from kehu.errors import Fault

_OURS = ("_row", "_line", "customer")  # names the engine adds to the tables
_NO_ROWS = "SELECT NULL::BIGINT AS _row, NULL::BIGINT AS _line LIMIT 0"


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
            fault = Fault(
                "warning", "column_not_kept", staged.file, None, None, name, {"column": name}
            )
        if fault is None:
            chosen[place] = name
            taken.add(name.lower())
        elif fault not in staged.faults:
            staged.faults.append(fault)
    return chosen


def _column_fault(name: str, again: bool, file: str, line: int | None) -> Fault | None:
    if shown(name) != name:
        return Fault("error", "not_utf8", file, None, line, shown(name))
    if not name:
        return Fault("warning", "unnamed_column", file)
    if again:
        return Fault("error", "column_twice", file, None, None, name, {"column": name})
    return None


# ---- Parquet ---------------------------------------------------------------------------------


def _stage_parquet(con: duckdb.DuckDBPyConnection, table: str, path: Path) -> Staged:
    staged = Staged(table, path.name)
    rows = parquet_rows(path, "binary_as_string = true")
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


# ---- CSV -------------------------------------------------------------------------------------


def _stage_csv(con: duckdb.DuckDBPyConnection, table: str, path: Path, scratch: Path) -> Staged:
    staged = Staged(table, path.name)
    try:
        header, line = read_header(path)
    except OSError as error:
        staged.faults.append(staged.unreadable(error.strerror or str(error)))
        return staged
    chosen = _chosen(header, staged, line)
    if not chosen:
        return staged
    names = ", ".join(f"c{place} AS {named(name)}" for place, name in chosen.items())
    rows, staged.row_faults = copy_csv(con, path, header, line, scratch / table)
    staged.relation = f"SELECT {names}, _row, _line FROM {rows}"
    staged.columns = dict.fromkeys(chosen.values(), "VARCHAR")
    return staged
