"""A file of any kind to its sheets; what it is says its first bytes, not its name."""

import zipfile
from collections.abc import Callable
from pathlib import Path

from kehu.matching.sheets.cells import RawSheet
from kehu.matching.sheets.delimited import read_delimited
from kehu.matching.sheets.faults import SheetFault
from kehu.matching.sheets.tables import read_page, read_parquet
from kehu.matching.sheets.workbooks import read_workbook

Reader = Callable[[Path, str, Path], list[RawSheet]]
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # of old Office, and of encrypted new Office
_OTHERS = {
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"BM": "BMP",
    b"RIFF": "WebP",
    b"%PDF": "PDF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b": "gzip",
    b"{\\rtf": "RTF",
}
_START = 4_096


def read_sheets(path: Path, into: Path, name: str = "") -> list[RawSheet]:
    """All sheets of a file that have anything in them, kept as Parquet in the new folder `into`.

    `name` is what the user calls the file. Raises SheetFault, in which case nothing can be read of
    it at all.
    """
    name = name or path.name
    into.mkdir(parents=True)
    sheets = reader_of(path, name)(path, name, into)
    if not sheets:
        raise SheetFault("no_cells", file=name)
    return sheets


def reader_of(path: Path, name: str) -> Reader:
    """What reads such a file. Raises SheetFault where nothing does."""
    with path.open("rb") as file:
        start = file.read(_START)
    if not start.strip(b"\0\t\r\n "):
        raise SheetFault("empty_file", file=name)
    for mark, kind in _OTHERS.items():
        if start.startswith(mark) and (kind != "BMP" or b"\0" in start[:32]):
            raise SheetFault("not_a_sheet", file=name, kind=kind)
    if start.startswith(_COMPOUND):
        return read_workbook
    if start.startswith(b"PK"):
        return _workbook(path, name)
    if start.startswith(b"PAR1"):
        return read_parquet
    small = start.lower().replace(b"\0", b"")
    if b"urn:schemas-microsoft-com:office:spreadsheet" in small:
        raise SheetFault("old_xml_workbook", file=name)
    if b"<html" in small or b"<table" in small:
        return read_page
    if b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SheetFault("not_a_sheet", file=name, kind="?")
    return read_delimited


def _workbook(path: Path, name: str) -> Reader:
    """A zip with a workbook in it."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = set(archive.namelist())
    except zipfile.BadZipFile as error:
        raise SheetFault("broken_workbook", file=name, why=str(error)) from error
    if parts & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        return read_workbook
    raise SheetFault("not_a_sheet", file=name, kind="zip")
