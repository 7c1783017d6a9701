"""The rows that could not be taken, or not whole, as a workbook to mend and to import again."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from kehu.errors import Fault
from kehu.matching.sheets.written import workbook
from kehu.matching.staging.mapped import MappedSheet
from kehu.matching.staging.report import Staged
from kehu.words import Lang, say


def write_returned(staged: Staged, sheets: Sequence[MappedSheet], path: Path, lang: Lang) -> int:
    """Write a workbook with a sheet for each that has such rows; returns how many rows.

    Columns are those of the sheet as it came, and one with the reasons, which no import takes.
    """
    count = 0
    with workbook(path) as book:
        for number, rows in groupby(staged.set_aside(), key=lambda one: one[0]):
            sheet = sheets[number]
            headings = [*sheet.heading.names, say("came_back_because", lang)]
            told = []
            for _, row, faults in rows:
                told.append([*(_value(one.text) for one in row.cells), _reasons(faults, lang)])
                count += 1
            book.write(sheet.sheet.name or sheet.sheet.file, headings, told)
        if not count:
            book.write("—", [say("came_back_because", lang)], [])
    return count


def _value(text: str) -> str | None:
    return text or None


def _reasons(faults: Sequence[Fault], lang: Lang) -> str:
    return "\n".join(_sentences(faults, lang))


def _sentences(faults: Sequence[Fault], lang: Lang) -> Iterator[str]:
    """Each with its column; of a row that was taken, that its cell was left out."""
    for fault in faults:
        place = f"{fault.column}: " if fault.column else ""
        code = "row_not_taken" if fault.severity == "error" else "cell_left_out"
        yield say(code, lang, said=f"{place}{fault.message(lang)}")
