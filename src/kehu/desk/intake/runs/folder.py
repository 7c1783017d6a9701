"""A run's folder: its files, the sheets read of them, what a check made, how far the work is."""

import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings

from kehu.desk.intake.models import Run
from kehu.errors import Fault
from kehu.matching.columns.guessing import Guess, SheetGuess
from kehu.matching.columns.mapping import SheetMapping
from kehu.matching.columns.proposing import Proposal
from kehu.matching.sheets.cells import RawSheet
from kehu.matching.sheets.heading import Heading
from kehu.matching.staging.mapped import MappedSheet, mapped


def runs_folder() -> Path:
    """Where all runs have their folders."""
    folder = Path(settings.MEDIA_ROOT) / "sheets"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


class RunFolder:
    """The folder of one run."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.path = runs_folder() / run.folder
        self.uploaded = self.path / "uploaded"
        self.staged = self.path / "staged"
        self.returned = self.path / "returned.xlsx"
        self.changes = self.path / "changes.jsonl"

    def forget_files(self) -> None:
        """What was uploaded is loaded; what is wrong with it stays."""
        shutil.rmtree(self.uploaded, ignore_errors=True)

    def forget(self) -> None:
        """The whole folder goes."""
        shutil.rmtree(self.path, ignore_errors=True)

    # ---- what was read ---------------------------------------------------------------------------

    def sheets_of(self, n: int) -> Path:
        """Where the sheets of the nth file are kept."""
        return self.path / f"sheets_{n}"

    def keep(self, found: list[Proposal]) -> None:
        """Write down the sheets and what they are taken for."""
        told = [
            {
                "sheet": {**asdict(one.sheet), "path": str(one.sheet.path.relative_to(self.path))},
                "heading": asdict(one.heading),
                "guess": asdict(one.guess),
            }
            for one in found
        ]
        text = json.dumps(told, ensure_ascii=False, default=str)
        (self.path / "sheets.json").write_text(text, "utf-8")

    def proposals(self) -> list[Proposal]:
        """The sheets as they were read."""
        try:
            told = json.loads((self.path / "sheets.json").read_text("utf-8"))
        except FileNotFoundError:
            return []
        return [self._proposal(one) for one in told]

    def mapped(self) -> list[MappedSheet]:
        """The sheets that shall be imported, with what was decided about each."""
        return [
            mapped(one, mapping)
            for n, one in enumerate(self.proposals())
            if (mapping := self.mapping(n)) is not None
        ]

    def mapping(self, n: int) -> SheetMapping | None:
        """What was decided about the nth sheet; None where it is left out."""
        told = self.run.mappings.get(str(n))
        return SheetMapping.of_json(told) if told else None

    def _proposal(self, told: dict[str, Any]) -> Proposal:
        sheet, heading, guess = told["sheet"], told["heading"], told["guess"]
        notes = tuple(Fault(**one) for one in sheet["notes"])
        columns = tuple(
            Guess(**{**one, "samples": tuple(one["samples"])}) for one in guess["columns"]
        )
        return Proposal(
            RawSheet(**{**sheet, "path": self.path / sheet["path"], "notes": notes}),
            Heading(**{**heading, "names": tuple(heading["names"])}),
            SheetGuess(guess["preset"], columns),
        )
