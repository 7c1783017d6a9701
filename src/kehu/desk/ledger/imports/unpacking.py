"""From what was uploaded to one folder with a file a table."""

import shutil
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from kehu.engine.schema import TABLES
from kehu.errors import Fault

_MOST = 8 * 1024**3  # bytes that zips may unpack to
_PIECE = 1024**2
_SUFFIXES = (".csv", ".parquet")


def unpack(uploaded: Path, into: Path) -> list[Fault]:
    """Put every table into one folder; what cannot be read is told, and what is no table.

    Of a path inside a zip the last part alone counts, so nothing is written elsewhere.
    """
    faults = []
    left = _MOST
    for path in sorted(uploaded.iterdir()):
        if path.suffix != ".zip":
            faults += _place(path, into)
            continue
        try:
            with zipfile.ZipFile(path) as archive:
                for member in _members(archive):
                    left, found = _extract(archive, member, into, left)
                    faults += found
        except (zipfile.BadZipFile, RuntimeError, OSError, zlib.error) as error:
            why = {"why": str(error) or type(error).__name__}
            faults.append(Fault("error", "unreadable_file", path.name, fields=why))
    if not any((into / f"{name}{suffix}").exists() for name in TABLES for suffix in _SUFFIXES):
        faults.append(Fault("error", "no_tables", ""))
    return faults


def _members(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """The files of a zip, but for what systems put in beside them."""
    for member in archive.infolist():
        hidden = Path(member.filename).name.startswith(".") or "__MACOSX" in member.filename
        if not member.is_dir() and not hidden:
            yield member


def _place(path: Path, into: Path) -> list[Fault]:
    if (into / path.name).exists():
        return [Fault("error", "file_twice", path.name)]
    shutil.copyfile(path, into / path.name)
    return []


def _extract(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, into: Path, left: int
) -> tuple[int, list[Fault]]:
    """Unpack one file, counting what really comes out; returns how much may still come."""
    name = Path(member.filename).name.lower()
    if not name.endswith(_SUFFIXES):
        return left, [Fault("warning", "unknown_table", name, fields={"file": name})]
    if (into / name).exists():
        return left, [Fault("error", "file_twice", name)]
    with archive.open(member) as packed, (into / name).open("wb") as file:
        while piece := packed.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise OSError(f"> {_MOST:,} bytes")
            file.write(piece)
    return left, []
