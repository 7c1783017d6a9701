"""Parquet files, and tables of web pages that some programs call .xls."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from kehu.matching.sheets.cells import MOST_COLUMNS, Cell, RawSheet, SheetWriter, cell_of
from kehu.matching.sheets.delimited import letters_of
from kehu.matching.sheets.faults import SheetFault

_BATCH = 8_192
_LARGEST_PAGE = 200 * 1024**2  # bytes


def read_parquet(path: Path, name: str, into: Path) -> list[RawSheet]:
    """The one sheet of a Parquet file, its column names as row 1. Raises SheetFault."""
    kept = into / "sheet.parquet"
    try:
        with pq.ParquetFile(path) as file:
            names = file.schema_arrow.names
            if len(names) > MOST_COLUMNS:
                raise SheetFault("too_many_columns", file=name, count=len(names), most=MOST_COLUMNS)
            with SheetWriter(kept, len(names)) as writer:
                writer.add(1, [Cell(one) for one in names])
                for number, values in enumerate(_values(file), 2):
                    writer.add(number, [cell_of(value) for value in values])
    except (pa.ArrowException, OSError) as error:
        raise SheetFault("broken_workbook", file=name, why=str(error)) from error
    return [RawSheet(name, "", kept, writer.width, writer.height)]


def _values(file: pq.ParquetFile) -> Iterator[tuple[object, ...]]:
    for batch in file.iter_batches(_BATCH):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def read_page(path: Path, name: str, into: Path) -> list[RawSheet]:
    """The tables of an HTML page, each a sheet. Raises SheetFault."""
    if path.stat().st_size > _LARGEST_PAGE:
        raise SheetFault("unpacks_too_large", file=name)
    reader = _Tables()
    reader.feed(path.read_text(letters_of(path, name), errors="strict"))
    reader.close()
    tables = [rows for rows in reader.tables if any(any(row) for row in rows)]
    return [
        _page_sheet(rows, name, f"{n}" if len(tables) > 1 else "", into / f"table_{n}.parquet")
        for n, rows in enumerate(tables, 1)
    ]


def _page_sheet(rows: list[list[str]], file: str, name: str, path: Path) -> RawSheet:
    width = max(len(row) for row in rows)
    if width > MOST_COLUMNS:
        raise SheetFault("too_many_columns", file=file, count=width, most=MOST_COLUMNS)
    with SheetWriter(path, width) as writer:
        for number, row in enumerate(rows, 1):
            writer.add(number, [Cell(text) for text in row])
    return RawSheet(file, name, path, writer.width, writer.height)


class _Tables(HTMLParser):
    """Gathers the rows of all tables; a cell over several columns leaves the others empty."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self._text: list[str] | None = None
        self._span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1]:
            self._end_cell()
            span = dict(attrs).get("colspan") or "1"
            self._text, self._span = [], min(int(span), MOST_COLUMNS) if span.isdecimal() else 1
        elif tag == "br" and self._text is not None:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def _end_cell(self) -> None:
        if self._text is not None:
            text = "".join(self._text).strip()
            self.tables[-1][-1] += [text, *[""] * (self._span - 1)]
            self._text = None
