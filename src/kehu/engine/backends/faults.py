"""The `faults` table of a check: written by SQL, read back as `Fault` objects."""

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from kehu.engine.backends.parsing import quoted
from kehu.errors import Fault

# What the parts of `detail` are called in the sentence of a code.
_DETAILS: dict[str, tuple[str, ...]] = {
    "two_files": ("table",),
    "unreadable_file": ("why",),
    "column_twice": ("column",),
    "missing_column": ("column",),
    "unknown_column": ("column",),
    "column_not_kept": ("column",),
    "unknown_table": ("file",),
    "ragged_row": ("found", "wanted"),
}
_ORDER = "ORDER BY file, row NULLS FIRST, col NULLS FIRST, severity, code, value"


@dataclass(frozen=True)
class Check:
    """A condition on raw rows that is a fault; `value` and `detail` are SQL for its sentence."""

    severity: str
    code: str
    column: str
    when: str
    value: str = "NULL"
    detail: str = "NULL"


def insert_faults(con: duckdb.DuckDBPyConnection, file: str, check: Check, source: str) -> None:
    """Add a fault for each row of `source`, SQL of rows that have `_row` and `_line`."""
    con.execute(
        f"INSERT INTO faults SELECT {quoted(check.severity)}, {quoted(check.code)}, "
        f"{quoted(file)}, _row, _line, {quoted(check.column)}, "
        f"left(({check.value})::VARCHAR, 200), {check.detail} FROM {source}"
    )


def read_faults(con: duckdb.DuckDBPyConnection, where: str = "true") -> Iterator[Fault]:
    """The faults that meet a condition, by file, row and column, fetched in batches."""
    cursor = con.cursor()
    cursor.execute(f"SELECT * FROM faults WHERE {where} {_ORDER}")
    while rows := cursor.fetchmany(10_000):
        for severity, code, file, row, line, column, value, detail in rows:
            fields = fault_fields(code, value, detail)
            yield Fault(severity, code, file, row, line, column, fields)


def fault_fields(code: str, value: str | None, detail: str | None) -> dict[str, str]:
    """The fields of a fault's sentence, from the two texts the table keeps."""
    if code in _DETAILS:
        names = _DETAILS[code]
        return dict(zip(names, (detail or "").split("|", len(names) - 1), strict=False))
    return {"value": value or "", "detail": detail or ""}
