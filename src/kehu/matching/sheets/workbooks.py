"""Workbooks (xlsx, xls, xlsb, ods) by calamine, read in a process of their own.

A workbook of a few kilobytes may claim cells at the far corner of a sheet, and whoever reads it
then asks for all of the memory. The process that reads has a fence around it and nothing to lose.
"""

import json
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

import python_calamine as calamine

from kehu.errors import Fault
from kehu.matching.sheets.cells import (
    MOST_COLUMNS,
    Cell,
    RawSheet,
    SheetWriter,
    cell_of,
    used_width,
)
from kehu.matching.sheets.faults import SheetFault
from kehu.matching.sheets.formulas import formula_cells

_MEMORY = 6 * 1024**3  # bytes of addresses, enough for a sheet of a million rows
_SECONDS = 600
_UNPACKED = 4 * 1024**3  # bytes
_HEAD = 10_000  # rows that say how wide a sheet is


def read_workbook(path: Path, name: str, into: Path) -> list[RawSheet]:
    """The visible sheets with anything in them, kept in the folder `into`. Raises SheetFault."""
    _refuse_bomb(path, name)
    command = [sys.executable, "-m", __name__, str(path), str(into)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise SheetFault("unpacks_too_large", file=name) from error
    if done.returncode:  # killed by the fence, or by the request for memory that it refused
        raise SheetFault("unpacks_too_large", file=name)
    told = json.loads(done.stdout)
    if "code" in told:
        raise SheetFault(told.pop("code"), file=name, **told)
    return [_sheet(one, name, len(told["sheets"]) == 1) for one in told["sheets"]]


def _sheet(told: dict[str, Any], file: str, alone: bool) -> RawSheet:
    sheet = RawSheet(
        file, "" if alone else told["name"], Path(told["path"]), told["width"], told["height"]
    )
    if not told["errors"]:
        return sheet
    fields = {"count": told["errors"], "cell": told["first_error"]}
    return sheet.with_note(Fault("warning", "formula_errors", sheet.title, fields=fields))


def _refuse_bomb(path: Path, name: str) -> None:
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        if sum(member.file_size for member in archive.infolist()) > _UNPACKED:
            raise SheetFault("unpacks_too_large", file=name)


# ---- in the process of its own -----------------------------------------------------------------


def _read(path: Path, into: Path) -> dict[str, object]:
    try:
        formulas = {one.sheet: one for one in formula_cells(path)}
        never = [one for one in formulas.values() if one.never]
        if never:
            told = asdict(never[0])
            return {"code": "never_calculated", "count": told["never"],
                    "sheet": told["sheet"], "cell": told["first_never"]}  # fmt: skip
        with calamine.CalamineWorkbook.from_path(path) as workbook:
            found = [
                {
                    **_keep(workbook, name, into / f"sheet_{n}.parquet"),
                    **_errors(formulas.get(name)),
                }
                for n, name in enumerate(_visible(workbook))
            ]
    except calamine.PasswordError:
        return {"code": "has_a_password"}
    except (calamine.CalamineError, zipfile.BadZipFile, OSError) as error:
        return {"code": "broken_workbook", "why": str(error)}
    except _TooWide as error:
        return {"code": "too_many_columns", "count": error.args[0], "most": MOST_COLUMNS}
    return {"sheets": [one for one in found if one["height"]]}


class _TooWide(Exception):
    """More columns than anybody fills in."""


def _visible(workbook: calamine.CalamineWorkbook) -> list[str]:
    return [
        one.name
        for one in workbook.sheets_metadata
        if one.visible == calamine.SheetVisibleEnum.Visible
        and one.typ == calamine.SheetTypeEnum.WorkSheet
    ]


def _errors(found: Any) -> dict[str, object]:
    return {"errors": found.errors, "first_error": found.first_error} if found else {"errors": 0}


def _keep(workbook: calamine.CalamineWorkbook, name: str, path: Path) -> dict[str, object]:
    rows = _numbered(workbook.get_sheet_by_name(name))
    head = list(islice(rows, _HEAD))
    width = used_width(cells for _, cells in head)
    if width > MOST_COLUMNS:
        raise _TooWide(width)
    with SheetWriter(path, width) as writer:
        for number, cells in head:
            writer.add(number, cells)
        for number, cells in rows:
            writer.add(number, cells)
    return {"name": name, "path": str(path), "width": width, "height": writer.height}


def _numbered(sheet: calamine.CalamineSheet) -> Iterator[tuple[int, list[Cell]]]:
    """Rows with their numbers as the program that made them shows them, from the very first."""
    for n, values in enumerate(sheet.iter_rows()):
        yield n + 1, [cell_of(value) for value in values]


def _fence() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))


if __name__ == "__main__":
    _fence()
    json.dump(_read(Path(sys.argv[1]), Path(sys.argv[2])), sys.stdout)
