"""What a run made of its sheets, as it stands in the run's folder."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from kehu.errors import Fault
from kehu.matching.sheets.cells import Cell, Row
from kehu.matching.staging.cleaning_rows import Repair
from kehu.matching.staging.mapped import MappedSheet
from kehu.matching.staging.tables import Origin


@dataclass
class Report:
    """What a run made of its sheets.

    `rows` are those read; of them `kept` became rows of `tables`, `skipped` were passed over by
    reason, and the rest is in `set_aside`. Every row read is counted once.
    """

    rows: int = 0
    kept: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    set_aside: int = 0
    tables: dict[str, int] = field(default_factory=dict)
    repairs: Counter[str] = field(default_factory=Counter)
    errors: int = 0
    warnings: int = 0

    def as_json(self) -> dict[str, Any]:
        """The report as plain counts."""
        return {name: dict(told) if isinstance(told, dict) else told
                for name, told in vars(self).items()}  # fmt: skip

    @classmethod
    def of(cls, told: dict[str, Any]) -> "Report":
        counters = {name: Counter(told[name]) for name in ("skipped", "repairs")}
        return cls(**{**told, **counters})

    def refused(self, rows: Mapping[Origin, list[Fault]]) -> None:
        """Rows that were kept and are set aside now."""
        self.kept -= len(rows)
        self.set_aside += len(rows)
        self.errors += sum(map(len, rows.values()))


@dataclass(frozen=True)
class Staged:
    """The folder of a run: tables, origins, faults, repairs, and rows set aside."""

    folder: Path
    report: Report

    @classmethod
    def of(cls, folder: Path) -> "Staged":
        """What `stage` left in a folder."""
        told = json.loads((folder / "report.json").read_text("utf-8"))
        return cls(folder, Report.of(told))

    def keep(self) -> None:
        """Write the report down beside the tables."""
        told = json.dumps(self.report.as_json(), ensure_ascii=False)
        (self.folder / "report.json").write_text(told, "utf-8")

    @property
    def tables(self) -> Path:
        return self.folder / "tables"

    def refuse(self, refused: Mapping[Origin, list[Fault]], sheets: Sequence[MappedSheet]) -> None:
        """Rows that the ledger cannot take, found out later, join those that are set aside."""
        by_sheet: dict[int, dict[int, list[Fault]]] = {}
        for origin, faults in refused.items():
            by_sheet.setdefault(origin.sheet, {})[origin.row] = faults
        with (
            (self.folder / "set_aside.jsonl").open("a", encoding="utf-8") as back,
            (self.folder / "errors.jsonl").open("a", encoding="utf-8") as said,
        ):
            for number, rows in sorted(by_sheet.items()):
                for row in sheets[number].sheet.rows():
                    if row.number in rows:
                        back.write(line_of(aside(number, row, rows[row.number])))
                        for fault in rows[row.number]:
                            said.write(line_of(asdict(fault)))
        self.report.refused(refused)
        self.keep()

    def faults(self, start: int = 0) -> Iterator[Fault]:
        """Errors, then warnings, from the nth on."""
        errors = self.report.errors
        for name, skipped in (("error", start), ("warning", max(0, start - errors))):
            with (self.folder / f"{name}s.jsonl").open(encoding="utf-8") as file:
                for line in islice(file, skipped, None):
                    yield Fault(**json.loads(line))

    def repairs(self) -> Iterator[Repair]:
        with (self.folder / "repairs.jsonl").open(encoding="utf-8") as file:
            for line in file:
                yield Repair(*json.loads(line))

    def set_aside(self) -> Iterator[tuple[int, Row, list[Fault]]]:
        """Rows that could not be taken, or not whole: the number of the sheet, the row, why."""
        with (self.folder / "set_aside.jsonl").open(encoding="utf-8") as file:
            for line in file:
                told = json.loads(line)
                cells = tuple(Cell(*one) for one in told["cells"])
                row = Row(told["row"], cells)
                yield told["sheet"], row, [Fault(**one) for one in told["faults"]]


def line_of(told: Any) -> str:
    """An object on a line of its own."""
    return json.dumps(told, ensure_ascii=False, default=str) + "\n"


def aside(sheet: int, row: Row, faults: Sequence[Fault]) -> dict[str, Any]:
    """A row that comes back, as it is written down."""
    cells = [[cell.text, cell.plain] for cell in row.cells]
    return {"sheet": sheet, "row": row.number, "cells": cells,
            "faults": [asdict(fault) for fault in faults]}  # fmt: skip
