"""A list as a file, as it is shown: the same columns, order and words."""

import csv
from collections.abc import Iterable
from io import TextIOWrapper
from typing import IO, Any

import xlsxwriter

from kehu.desk.insights.listing.table import Heading, Line
from kehu.matching.sheets.written import harmless

_WIDTH = 18
Sheet = tuple[str, Iterable[Heading], Iterable[Line]]


def write_csv(out: IO[bytes], headings: Iterable[Heading], lines: Iterable[Line]) -> int:
    """UTF-8 with a mark by which Excel knows it; returns how many lines."""
    text = TextIOWrapper(out, "utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow([heading.title for heading in headings])
    count = 0
    for count, line in enumerate(lines, 1):  # noqa: B007
        writer.writerow([harmless(value) for value in _values(line)])
    text.flush()
    text.detach()
    return count


def write_xlsx(out: IO[bytes], headings: Iterable[Heading], lines: Iterable[Line]) -> int:
    """A workbook of one sheet, written line by line; returns how many lines."""
    [count] = write_sheets(out, [("", headings, lines)])
    return count


def write_sheets(out: IO[bytes], sheets: Iterable[Sheet]) -> list[int]:
    """A workbook that is written line by line; figures are numbers, texts never formulas.

    A sheet is its title, its headings and its lines. Returns how many lines each has.
    """
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        bold = book.add_format({"bold": True})
        return [
            _write_sheet(book.add_worksheet(title or None), bold, headings, lines)
            for title, headings, lines in sheets
        ]


def _write_sheet(sheet: Any, bold: Any, headings: Iterable[Heading], lines: Iterable[Line]) -> int:
    titles = [heading.title for heading in headings]
    sheet.set_column(0, len(titles) - 1, _WIDTH)
    sheet.freeze_panes(1, 1)
    for at, title in enumerate(titles):
        sheet.write_string(0, at, title, bold)
    count = 0
    for count, line in enumerate(lines, 1):
        for at, value in enumerate(_values(line)):
            if isinstance(value, str):
                sheet.write_string(count, at, value)
            elif value is not None:
                sheet.write_number(count, at, value)
    return count


WRITERS = {"xlsx": write_xlsx, "csv": write_csv}


def _values(line: Line) -> list[Any]:
    return [line.name, *(cell.raw if cell.raw != "" else None for cell in line.cells)]
