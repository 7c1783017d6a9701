"""Where a sheet's columns are named: below titles, over two merged rows, or nowhere."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest

from kehu.matching.sheets.cells import Cell, RawSheet, Row

_LOOKED_AT = 40  # rows
_HEADER_LETTERS = 60  # characters; whoever writes more writes a note
_NUMBER_OR_DATE = re.compile(r"[\d\s.,:/\-+()%$€£¥￥年月日T]*\d[\d\s.,:/\-+()%$€£¥￥年月日T]*")
Known = Callable[[str], bool]


@dataclass(frozen=True)
class Heading:
    """The names of a sheet's columns, unique, in order; data begin below row `last`.

    `given` is False where the sheet names no columns: they are called by their letters then.
    """

    names: tuple[str, ...]
    last: int
    given: bool = True


def find_heading(sheet: RawSheet, is_known: Known) -> Heading:
    """The row with the most names of columns, above rows that look otherwise.

    `is_known` tells whether a text is a word for a column; words known count most, and where none
    is known the first row that names as many columns as the data below fill.
    """
    rows = list(islice(sheet.rows(), _LOOKED_AT))
    place, points = max(
        ((n, _points(row, rows[n + 1 :], is_known)) for n, row in enumerate(rows)),
        key=lambda one: (one[1], -one[0]),
    )
    if points <= 0:
        return Heading(tuple(letters(n) for n in range(sheet.width)), rows[0].number - 1, False)
    upper, lower = rows[place], rows[place + 1] if place + 1 < len(rows) else None
    above = rows[place - 1] if place else None
    if lower is not None and _is_second(upper, lower, is_known):
        return Heading(_unique(_joined(upper, lower)), lower.number)
    if above is not None and _is_second(above, upper, is_known):
        return Heading(_unique(_joined(above, upper)), upper.number)
    return Heading(_unique([tidy(cell.text) for cell in upper.cells]), upper.number)


def heading_at(sheet: RawSheet, number: int) -> Heading:
    """The names that stand in a row which the user points at; 0: the sheet names no columns."""
    row = next((row for row in sheet.rows(number - 1) if row.number == number), None)
    if row is None:
        return Heading(tuple(letters(n) for n in range(sheet.width)), 0, False)
    return Heading(_unique([tidy(cell.text) for cell in row.cells]), number)


def is_heading_again(row: Row, heading: Heading) -> bool:
    """Does the header stand here once more, as at the top of each printed page?"""
    first = next((n for n, cell in enumerate(row.cells) if cell.text), 0)
    if not heading.names[first].endswith(tidy(row.cells[first].text)):
        return False
    filled = [(tidy(cell.text), name) for cell, name in zip(row.cells, heading.names, strict=True)]
    said = [(text, name) for text, name in filled if text]
    return len(said) > 1 and all(
        name.removesuffix(text) != name or text == name for text, name in said
    )


def letters(place: int) -> str:
    """A column as spreadsheets call it: 0 is A, 26 is AA."""
    said = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        said = chr(65 + rest) + said
    return said


def tidy(text: str) -> str:
    """A header on one line, without the stars of what must be filled in."""
    return re.sub(r"\s+", " ", text.replace("﻿", "")).strip(" *＊:：\t")


def _points(row: Row, below: Sequence[Row], is_known: Known) -> float:
    """How much a row looks like a header; 0 where it holds data or names too little."""
    said = [tidy(cell.text) for cell in row.cells if cell.text.strip()]
    known = sum(is_known(text) for text in said)
    names = sum(_may_name(cell) for cell in row.cells if cell.text.strip())
    if names < len(said) and known * 2 < len(said):
        return 0
    if known:
        return known * 10 + len(set(said))
    wide = max((sum(bool(cell.text.strip()) for cell in one.cells) for one in below), default=0)
    has_data = any(not _may_name(cell) for one in below for cell in one.cells if cell.text.strip())
    is_full = len(said) > 1 and len(set(said)) == len(said) and len(said) * 2 > wide
    return 1 + len(said) / 1000 if is_full and has_data else 0


def _may_name(cell: Cell) -> bool:
    """Text that is neither a number, a date nor an address, and no longer than names are."""
    text = cell.text.strip()
    is_data = cell.plain or "@" in text or _NUMBER_OR_DATE.fullmatch(text) is not None
    return not is_data and 0 < len(text) <= _HEADER_LETTERS and "://" not in text


def _is_second(upper: Row, lower: Row, is_known: Known) -> bool:
    """Does `lower` name what `upper` leaves open: columns under a merged name?"""
    pairs = list(zip(upper.cells, lower.cells, strict=True))
    open_below = [
        low for high, low in _spanned(pairs) if low.text.strip() and (not high.text.strip())
    ]
    above = [high for high, _ in pairs if high.text.strip()]
    if len(above) < 2 or not all(_may_name(high) for high in above):
        return False  # a title, or data
    names = [low for _, low in pairs if low.text.strip()]
    gaps = any(not high.text.strip() for high, _ in pairs)
    known = sum(is_known(tidy(low.text)) for low in names)
    return (
        gaps
        and bool(open_below)
        and all(_may_name(low) for low in names)
        and known * 2 >= len(names) > 0
    )


def _spanned(pairs: Sequence[tuple[Cell, Cell]]) -> Iterator[tuple[Cell, Cell]]:
    """Pairs from the first column that the upper row names on."""
    begun = False
    for high, low in pairs:
        begun = begun or bool(high.text.strip())
        if begun:
            yield high, low


def _joined(upper: Row, lower: Row) -> list[str]:
    """`Contact` over `Name` and `Phone` is Contact Name and Contact Phone."""
    names, group = [], ""
    for high, low in zip_longest(upper.cells, lower.cells, fillvalue=Cell("")):
        above, below = tidy(high.text), tidy(low.text)
        group = above or group
        names.append(f"{group} {below}".strip() if below else above)
    return names


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    """Columns without a name are called by their letters; a name that comes again is numbered."""
    found: list[str] = []
    for place, name in enumerate(names):
        said, times = name or letters(place), 1
        while said in found:
            times += 1
            said = f"{name or letters(place)} ({times})"
        found.append(said)
    return tuple(found)
