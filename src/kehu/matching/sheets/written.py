"""Sheets out: templates with examples, and rows that came back with the reason why.

Every text is written as text: a cell that begins with = + - or @ is never a formula. In CSV, which
cannot say so, an apostrophe goes before it.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import xlsxwriter

_PLAIN = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
          "strings_to_numbers": False}  # fmt: skip
_LONGEST_NAME = 31  # characters of a worksheet's name
_WIDTHS = (10, 40)  # characters of a column
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(cell: object) -> object:
    """A text that a spreadsheet would take for a formula, with an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_SIGNS) else cell


class BookWriter:
    """Writes a workbook sheet by sheet, each with a bold heading that stays in view."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._names: set[str] = set()

    def write(self, name: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """A sheet with these rows; its name is shortened and made unique."""
        sheet = self._book.add_worksheet(self._free(name))
        low, high = _WIDTHS
        for n, heading in enumerate(headings):
            sheet.set_column(n, n, min(max(len(heading) * 2, low), high))
            sheet.write_string(0, n, heading, self._bold)
        sheet.freeze_panes(1, 0)
        for line, row in enumerate(rows, 1):
            for n, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(line, n, cell)
                elif cell is not None:
                    sheet.write(line, n, cell)

    def _free(self, name: str) -> str:
        plain = "".join(letter for letter in name if letter not in "[]:*?/\\'") or "Sheet"
        free, times = plain[:_LONGEST_NAME], 1
        while free.casefold() in self._names:
            times += 1
            free = f"{plain[: _LONGEST_NAME - 4]} {times}"
        self._names.add(free.casefold())
        return free


@contextmanager
def workbook(path: Path) -> Iterator[BookWriter]:
    """A new workbook at `path`."""
    with xlsxwriter.Workbook(str(path), _PLAIN) as book:
        yield BookWriter(book)
