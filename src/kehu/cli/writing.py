"""Rows to a file of any of the formats, or to standard output as JSON lines.

A file appears whole or not at all: it is written under another name first.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq
import xlsxwriter

if TYPE_CHECKING:  # a second that commands without an engine need not wait
    from ibis.expr.types import Table

    from kehu.engine.backends import Engine

_SHEET_ROWS = 1_048_575  # what an xlsx sheet holds below its header


def write_table(engine: "Engine", table: "Table", out: Path) -> None:
    """Write an engine's rows, in their order."""
    if out.suffix == ".parquet":
        with _appearing(out) as part:
            engine.save_parquet(table, part)
    else:
        write_batches(engine.batches(table), out)


def write_batches(rows: pa.RecordBatchReader, out: Path) -> None:
    """Write Arrow batches, in their order."""
    if str(out) == "-":
        _write_lines(rows, sys.stdout)
        return
    with _appearing(out) as part:
        match out.suffix:
            case ".parquet":
                with pq.ParquetWriter(part, rows.schema) as writer:
                    for batch in rows:
                        writer.write_batch(batch)
            case ".csv":
                with arrow_csv.CSVWriter(part, rows.schema, write_options=_CSV) as csv_writer:
                    for batch in rows:
                        csv_writer.write_batch(batch)
            case ".jsonl":
                with part.open("w", encoding="utf-8") as file:
                    _write_lines(rows, file)
            case _:
                _write_sheets(rows, part)


_CSV = arrow_csv.WriteOptions(quoting_style="needed")


@contextmanager
def _appearing(out: Path) -> Iterator[Path]:
    """A path to write to, which takes the place of `out` once all is written."""
    part = out.with_name(f".{out.name}.part")
    try:
        part.touch()
        yield part
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _write_lines(rows: pa.RecordBatchReader, file: TextIO) -> None:
    for row in _rows(rows):
        file.write(json.dumps(row, ensure_ascii=False, default=_plain) + "\n")


def _rows(rows: pa.RecordBatchReader) -> Iterator[dict[str, Any]]:
    for batch in rows:
        yield from batch.to_pylist(maps_as_pydicts="strict")


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(type(value))


def _write_sheets(rows: pa.RecordBatchReader, path: Path) -> None:
    names = rows.schema.names
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        bold, sheet, line = book.add_format({"bold": True}), None, _SHEET_ROWS
        for row in _rows(rows):
            if sheet is None or line == _SHEET_ROWS:
                sheet, line = book.add_worksheet(), 0
                sheet.write_row(0, 0, names, bold)
                sheet.freeze_panes(1, 0)
            line += 1
            sheet.write_row(line, 0, [_cell(value) for value in row.values()])
        if sheet is None:
            book.add_worksheet().write_row(0, 0, names, bold)


def _cell(value: Any) -> Any:
    return value if value is None or isinstance(value, str | bool | int | float) else _plain(value)
