"""CSV, TSV and their kin: whose letters, which separator, and then row by row."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from charset_normalizer import from_bytes

from kehu.errors import Fault
from kehu.matching.sheets.cells import MOST_COLUMNS, Cell, RawSheet, SheetWriter, used_width
from kehu.matching.sheets.faults import SheetFault

_SAMPLE = 1 << 20  # bytes
_HEAD = 1_000  # rows that say how wide a sheet is
_LONGEST_CELL = 1_000_000  # characters
_LOOKED_AT = 20_000  # characters of a line, of which a separator is in any
_SEPARATORS = ",;\t|"
# A file of one of these was written on the computers of China, of the West, of the Russians, Turks,
# Arabs, Poles, Greeks and Japanese.
_LETTERS = ["gb18030", "big5", "cp1252", "cp1251", "cp1254", "cp1256", "cp1250", "cp1253", "cp932"]
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# The commonest characters of Chinese, a third of any text: what no other letters turn into.
_COMMON_CHINESE = frozenset(
    "的一是不了人我在有他这中大来上个国和地为们年生到会出用业市公司客户名称联系国家电话邮箱地址产品"
    "订单日期金额数量单价编号备注来源姓省城限有限贸易进口"
)


def read_delimited(path: Path, name: str, into: Path) -> list[RawSheet]:
    """The one sheet of a text file, kept in the folder `into`. Raises SheetFault."""
    csv.field_size_limit(_LONGEST_CELL)
    letters = letters_of(path, name)
    separator = separator_of(path, letters)
    kept = into / "sheet.parquet"
    try:
        with path.open(encoding=letters, newline="") as file:
            rows = _rows(file, separator, name)
            head = list(islice(rows, _HEAD))
            with SheetWriter(kept, _width(head, name)) as writer:
                for number, cells in head:
                    writer.add(number, cells)
                for number, cells in rows:
                    writer.add(number, cells)
    except UnicodeDecodeError as error:
        raise SheetFault("unreadable_letters", file=name, letters=letters) from error
    sheet = RawSheet(name, "", kept, writer.width, writer.height)
    if letters not in ("utf-8", "utf-8-sig", "ascii"):
        fields = {"letters": letters.upper()}
        return [sheet.with_note(Fault("warning", "read_as_letters", name, fields=fields))]
    return [sheet]


def letters_of(path: Path, name: str) -> str:
    """The encoding of a text file: by its mark, as UTF-8 if it is that, else the likeliest.

    Raises SheetFault `unreadable_letters`.
    """
    with path.open("rb") as file:
        start = file.read(_SAMPLE)
    for mark, letters in _MARKS.items():
        if start.startswith(mark):
            return letters
    if _is_utf8(path):
        return "utf-8"
    cut = start[: start.rfind(b"\n") + 1] or start
    if _is_chinese(cut):
        return "gb18030"
    best = from_bytes(cut, cp_isolation=_LETTERS).best()
    if best is None:
        raise SheetFault("unreadable_letters", file=name, letters="UTF-8, GBK")
    return str(best.encoding)


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while piece := file.read(_SAMPLE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _is_chinese(start: bytes) -> bool:
    """Read as GBK, is one in twenty of its characters beyond ASCII among the commonest?"""
    try:
        text = start.decode("gb18030")
    except UnicodeDecodeError:
        return False
    foreign = [letter for letter in text if not letter.isascii()]
    return sum(letter in _COMMON_CHINESE for letter in foreign) * 20 >= len(foreign) > 0


def separator_of(path: Path, letters: str) -> str:
    """The one that cuts the first rows into the most columns, evenly."""
    with path.open(encoding=letters, newline="", errors="replace") as file:
        start = "".join(line[:_LOOKED_AT] for line in islice(file, 200))
    if first := re.match(r"sep=(.)\r?\n", start):  # as Excel writes it
        return first[1]
    return max(_SEPARATORS, key=lambda one: _evenness(start, one))


def _evenness(text: str, separator: str) -> float:
    rows = [row for row in csv.reader(text.splitlines(keepends=True), delimiter=separator) if row]
    widths = Counter(len(row) for row in rows)
    width, count = max(widths.items(), key=lambda one: (one[0] > 1, one[1])) if widths else (1, 0)
    return (width - 1) ** 0.5 * count / max(len(rows), 1) if width > 1 else 0.0


def _rows(file: TextIO, separator: str, name: str) -> Iterator[tuple[int, list[Cell]]]:
    """Rows with the line on which each begins. Raises SheetFault `open_quote_in`."""
    reader = csv.reader(file, delimiter=separator, strict=True)
    line = 1
    while True:
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise SheetFault("open_quote_in", file=name, line=line) from error
        if not (line == 1 and len(values) == 1 and values[0].startswith("sep=")):
            yield line, [Cell(value) for value in values]
        line = reader.line_num + 1


def _width(head: list[tuple[int, list[Cell]]], name: str) -> int:
    """As wide as most rows are, or as the first that is no narrower: there the headings stand.

    A row with a stray separator is then wider than the sheet, and told. Raises SheetFault.
    """
    used = [used_width([cells]) for _, cells in head]
    if not any(used):
        raise SheetFault("no_cells", file=name)
    if max(used) > MOST_COLUMNS:
        raise SheetFault("too_many_columns", file=name, count=max(used), most=MOST_COLUMNS)
    usual = Counter(width for width in used if width).most_common(1)[0][0]
    return next(width for width in used if width >= usual)
