"""A file's sheets, each with its heading and the guess at what it is: what users see first."""

from dataclasses import dataclass
from pathlib import Path

from kehu.matching.columns.guessing import SheetGuess, guess
from kehu.matching.columns.presets import known_heading
from kehu.matching.sheets.cells import RawSheet
from kehu.matching.sheets.files import read_sheets
from kehu.matching.sheets.heading import Heading, find_heading, heading_at


@dataclass(frozen=True)
class Proposal:
    """A sheet, where its columns are named, and what they are taken for."""

    sheet: RawSheet
    heading: Heading
    guess: SheetGuess

    @property
    def heading_row(self) -> int:
        """The (last) row of the headings; 0 where there are none."""
        return self.heading.last if self.heading.given else 0


def propose(path: Path, into: Path, *, name: str = "", preset: str = "") -> list[Proposal]:
    """All sheets of a file, kept in the new folder `into`; `preset` says what they are.

    Raises SheetFault.
    """
    return [proposed(sheet, preset) for sheet in read_sheets(path, into, name)]


def proposed(sheet: RawSheet, preset: str = "", heading_row: int | None = None) -> Proposal:
    """The guess at one sheet, with its headings in the row that is named."""
    heading = headed(sheet, heading_row)
    return Proposal(sheet, heading, guess(sheet, heading, preset))


def headed(sheet: RawSheet, heading_row: int | None) -> Heading:
    """The heading in the row that is named, else the one that is found."""
    if heading_row is None:
        return find_heading(sheet, known_heading)
    return heading_at(sheet, heading_row)
