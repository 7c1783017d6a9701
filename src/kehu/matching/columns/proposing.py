"""A file's sheets, each with its heading and the guess at what it is: what users see first."""

from dataclasses import dataclass
from pathlib import Path

from kehu.matching.columns.guessing import SheetGuess, guess
from kehu.matching.columns.presets import known_heading
from kehu.matching.sheets.cells import RawSheet
from kehu.matching.sheets.files import read_sheets
from kehu.matching.sheets.heading import Heading, find_heading


@dataclass(frozen=True)
class Proposal:
    """A sheet, where its columns are named, and what they are taken for."""

    sheet: RawSheet
    heading: Heading
    guess: SheetGuess


def propose(path: Path, into: Path, *, name: str = "", preset: str = "") -> list[Proposal]:
    """All sheets of a file, kept in the new folder `into`; `preset` says what they are.

    Raises SheetFault.
    """
    return [proposed(sheet, preset) for sheet in read_sheets(path, into, name)]


def proposed(sheet: RawSheet, preset: str = "") -> Proposal:
    """The guess at one sheet."""
    heading = find_heading(sheet, known_heading)
    return Proposal(sheet, heading, guess(sheet, heading, preset))
