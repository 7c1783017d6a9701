"""One table out of a file of any kind that holds one: a sheet, Parquet or JSON lines."""

import csv
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from kehu.errors import KehuError
from kehu.matching.columns.proposing import proposed
from kehu.matching.sheets.delimited import letters_of, read_delimited, separator_of
from kehu.matching.sheets.faults import SheetFault
from kehu.matching.sheets.files import read_sheets, reader_of
from kehu.matching.sheets.tables import read_parquet


def read_table(path: Path) -> pa.Table:
    """The rows of a file in their order; cells but for Parquet's are text, empty ones null.

    Of a workbook the sheet with the most rows. Raises KehuError for a missing file and one that
    cannot be read.
    """
    if not path.is_file():
        raise KehuError("no_such_file", path=path)
    try:
        if path.suffix.lower() == ".jsonl":
            return _from_lines(path)
        reader = reader_of(path, path.name)
        if reader is read_parquet:
            return pq.read_table(path)
        return _from_csv(path) if reader is read_delimited else _from_sheet(path)
    except SheetFault as fault:
        if fault.code in ("empty_file", "no_cells"):
            raise KehuError("table_without_rows") from fault
        raise
    except (pa.ArrowInvalid, UnicodeError, json.JSONDecodeError) as fault:
        raise KehuError("unreadable_file", path=path, why=str(fault)) from fault


def _from_csv(path: Path) -> pa.Table:
    """Read by Arrow, which takes a million rows in a second."""
    letters = letters_of(path, path.name)
    delimiter = separator_of(path, letters)
    with path.open(encoding=letters, newline="") as file:
        names = _distinct(next(csv.reader(file, delimiter=delimiter)))
    return arrow_csv.read_csv(
        path,
        arrow_csv.ReadOptions(encoding=letters, column_names=names, skip_rows=1),
        arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True,
            null_values=[""], quoted_strings_can_be_null=True,
        ),
    )  # fmt: skip


def _from_sheet(path: Path) -> pa.Table:
    with tempfile.TemporaryDirectory() as folder:
        sheet = max(read_sheets(path, Path(folder) / "sheets"), key=lambda one: one.height)
        heading = proposed(sheet).heading
        rows = [[cell.text or None for cell in row.cells] for row in sheet.rows(heading.last)]
    columns = zip(*rows, strict=True) if rows else [()] * len(heading.names)
    named = zip(heading.names, columns, strict=True)
    return pa.table({name: pa.array(list(cells), pa.string()) for name, cells in named})


def _distinct(names: list[str]) -> list[str]:
    """Headers, numbered where the same stands twice or none does."""
    seen: dict[str, int] = {}
    told = []
    for at, name in enumerate(names):
        plain = name.strip() or f"column_{at + 1}"
        seen[plain] = seen.get(plain, 0) + 1
        told.append(plain if seen[plain] == 1 else f"{plain}_{seen[plain]}")
    return told


def _from_lines(path: Path) -> pa.Table:
    rows = list(_lines(path))
    names = dict.fromkeys(name for row in rows for name in row)
    return pa.table(
        {name: pa.array([_text(row.get(name)) for row in rows], pa.string()) for name in names}
    )


def _lines(path: Path) -> Iterator[dict[str, object]]:
    with path.open(encoding="utf-8-sig") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value or None
    return json.dumps(value, ensure_ascii=False)
