"""Cells of an xlsx workbook whose formula has no result, or an error for one.

Readers of workbooks take the result that was stored when the workbook was last calculated; where a
program wrote formulas and nobody opened the file since, there is none, and the cell would count as
empty without a word.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

_PIECE = 1 << 20
_NEVER = re.compile(
    rb'<c r="([A-Z]+\d+)"[^>]*><f(?:[^>]*/>|[^>]*>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>'
)
_ERROR = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*\bt="e"')
_LONGEST = 65_536  # bytes of one cell, which may lie across two pieces


@dataclass
class FormulaCells:
    """Of one sheet: how many cells have no result (`never`) or an error, and the first of each."""

    sheet: str
    never: int = 0
    first_never: str = ""
    errors: int = 0
    first_error: str = ""

    def count(self, piece: bytes) -> None:
        for match in _NEVER.finditer(piece):
            self.first_never = self.first_never or match[1].decode()
            self.never += 1
        for match in _ERROR.finditer(piece):
            self.first_error = self.first_error or match[1].decode()
            self.errors += 1


def formula_cells(path: Path) -> list[FormulaCells]:
    """One for each sheet of an xlsx file; nothing for other kinds."""
    if not zipfile.is_zipfile(path):
        return []
    with zipfile.ZipFile(path) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return []
        return [_of_sheet(archive, name, part) for name, part in _parts(archive)]


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Names of sheets and where in the archive each is written."""
    targets = {
        one.get("Id"): (one.get("Target") or "").removeprefix("/xl/")
        for one in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if element.tag.endswith("}sheet"):
            ids = [value for key, value in element.attrib.items() if key.endswith("}id")]
            part = f"xl/{targets.get(ids[0], '')}" if ids else ""
            if part in archive.namelist():
                yield element.get("name") or "", part


def _of_sheet(archive: zipfile.ZipFile, name: str, part: str) -> FormulaCells:
    found, kept = FormulaCells(name), b""
    with archive.open(part) as file:
        while piece := file.read(_PIECE):
            whole, kept = _up_to_last_cell(kept + piece)
            found.count(whole)
    found.count(kept)
    return found


def _up_to_last_cell(text: bytes) -> tuple[bytes, bytes]:
    """What ends with a whole cell, and the rest, which the next piece goes on with."""
    end = text.rfind(b"</c>")
    cut = end + 4 if end >= 0 else max(0, len(text) - _LONGEST)
    return text[:cut], text[cut:]
