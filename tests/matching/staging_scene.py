"""Files staged as the import does it, with the rows that came of them."""

from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from kehu.engine.rules.load import default_rulebook
from kehu.engine.rules.vocabulary import choice_words
from kehu.errors import Fault
from kehu.matching.columns.proposing import Proposal, propose
from kehu.matching.staging.cleaning_rows import Repair, all_words
from kehu.matching.staging.known import Known
from kehu.matching.staging.mapped import MappedSheet
from kehu.matching.staging.report import Staged
from kehu.matching.staging.stage import stage

_NUMBERS = count()


@dataclass
class Scene:
    """What became of files."""

    staged: Staged
    sheets: list[MappedSheet]
    proposals: list[Proposal]

    def rows(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        path = self.staged.tables / f"{table}.parquet"
        if not path.exists():
            return []
        told = pq.read_table(path).to_pylist()
        return [tuple(row.get(name) for name in columns) for row in told]

    @property
    def faults(self) -> list[Fault]:
        return list(self.staged.faults())

    @property
    def codes(self) -> list[str]:
        return [fault.code for fault in self.faults]

    @property
    def repairs(self) -> list[Repair]:
        return list(self.staged.repairs())


def staged(folder: Path, *files: Path, known: Known | None = None, **choices: Any) -> Scene:
    """Everything guessed, but for `preset`, `columns` and how figures are read."""
    preset, columns = choices.pop("preset", ""), choices.pop("columns", {})
    hows = ("mode", "match_by", "without_mail")
    how = {name: choices.pop(name) for name in hows if name in choices}
    proposals = [
        one
        for file in files
        for one in propose(file, folder / f"read_{next(_NUMBERS)}", preset=preset)
    ]
    sheets = []
    for one in proposals:
        mapping = one.guess.mapping.with_choices(**choices)
        told = {**mapping.columns, **{h: f for h, f in columns.items() if h in mapping.columns}}
        sheets.append(
            MappedSheet(
                one.sheet, one.heading, type(mapping)(mapping.preset, told, mapping.choices)
            )
        )
    words = all_words(choice_words(default_rulebook()))
    into = folder / f"staged_{next(_NUMBERS)}"
    return Scene(stage(sheets, known or Known(), words, into, **how), sheets, proposals)
