"""Checking a run: its sheets become rows that are compared with what stands; none is written."""

import json
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from kehu.cleaning.mail_servers import without_mail_server
from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.progress import Progress, note_progress
from kehu.desk.intake.blacklist.matching import entries_for, standing
from kehu.desk.intake.duplicates.cells import Cells
from kehu.desk.intake.duplicates.likely import likely_each
from kehu.desk.intake.models import Run
from kehu.desk.intake.runs.comparing import Compared, Comparison
from kehu.desk.intake.runs.folder import RunFolder
from kehu.desk.intake.runs.known import everybody
from kehu.desk.intake.runs.preparing import Prepared, prepared
from kehu.desk.intake.values import as_json
from kehu.desk.ledger.loading import RowMaker, kept_keys
from kehu.desk.ledger.models import Customer
from kehu.desk.ledger.queries import within_reach
from kehu.desk.ledger.tables import KEPT
from kehu.engine.backends.checking import Vocabulary
from kehu.engine.ledger import Ledger
from kehu.matching.staging.cleaning_rows import Words, all_words
from kehu.matching.staging.report import Staged
from kehu.matching.staging.returned import write_returned
from kehu.matching.staging.stage import Mode, stage

_TOGETHER = 50  # of them in one go: each may have two hundred near it
_LOOKED_UP = 200  # new customers of a run that are compared with those that stand


def check(run: Run, vocabulary: Vocabulary, words: Words) -> dict[str, Any]:
    """Make rows of the run's sheets and say what they would do; returns the run's counts.

    Raises MappingFaulty, and SheetFault for files that are gone.
    """
    folder, actor = RunFolder(run), Actor.of(run.by)
    shutil.rmtree(folder.staged, ignore_errors=True)
    sheets = folder.mapped()
    total = sum(one.sheet.height for one in sheets)
    known = everybody()
    known.barred = _barred(actor)
    staged = stage(
        sheets, known, all_words(words), folder.staged, mode=_mode(run),
        match_by=tuple(run.match_by),
        progress=lambda rows: note_progress(folder.path, Progress("", rows, total)),
        without_mail=without_mail_server,
    )  # fmt: skip
    with prepared(staged, sheets, vocabulary) as ready:
        staged.refuse(ready.refused, sheets)
        compared = _compare(ready, actor, folder)
    returned = write_returned(staged, sheets, folder.returned, _language(run))
    return {
        **staged.report.as_json(), **compared, "returned": returned,
        "refused": len(ready.refused),
    }  # fmt: skip


def staged_of(run: Run) -> Staged:
    """What the last check made."""
    return Staged.of(RunFolder(run).staged)


def comparisons(ledger: Ledger, actor: Actor, *, lock: bool = False) -> Iterator[Compared]:
    """All rows beside what stands, table by table, in an order in which nothing points forward."""
    keys = kept_keys(ledger)
    for kept in KEPT:
        if kept.table.name not in ledger.present:
            continue
        standing = kept.model._default_manager
        if kept.own_key:
            keys.setdefault(kept.table.name, dict(standing.values_list("code", "pk")))
        maker = RowMaker(kept, keys, ledger.extra_columns)
        yield from Comparison(maker, actor.may(Permission.ASSIGN), lock).batches(ledger)


def _compare(ready: Prepared, actor: Actor, folder: RunFolder) -> dict[str, Any]:
    created: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    same: Counter[str] = Counter()
    new: list[Cells] = []
    barred = _Barred()
    with folder.changes.open("w", encoding="utf-8") as file:
        for batch in comparisons(ready.ledger, actor):
            table = batch.kept.table.name
            created[table] += len(batch.new)
            changed[table] += len(batch.changed)
            same[table] += batch.same
            barred.look_at(table, batch.new)
            if table == "customers":
                new += [_cells(row) for row in batch.new[: _LOOKED_UP - len(new)]]
            for one, values in batch.changed:
                told = {"table": table, "name": str(one), "before": as_json(one, values),
                        "after": as_json(_with(one, values), values)}  # fmt: skip
                file.write(json.dumps(told, ensure_ascii=False) + "\n")
    return {"created": +created, "changed": +changed, "same": +same,
            "may_be": _may_be(actor, new), "barred": barred.found}  # fmt: skip


class _Barred:
    """What of the new customers and people is on the blacklist, as far as a page shows it."""

    def __init__(self) -> None:
        self._entries = standing()
        self.found: list[dict[str, str]] = []

    def look_at(self, table: str, rows: Sequence[dict[str, Any]]) -> None:
        if not self._entries or table not in ("customers", "contacts"):
            return
        for row in rows:
            record = _cells(row) if table == "customers" else _ways(row)
            for entry, text in entries_for(record, self._entries):
                if len(self.found) < _LOOKED_UP:
                    self.found.append({"text": text, "who": entry.value, "why": entry.reason})


def _cells(row: dict[str, Any]) -> Cells:
    return {name: row.get(name) for name in ("name", "country", "city", "address", "website")}


def _ways(row: dict[str, Any]) -> Cells:
    phones = [number for name in ("phone", "whatsapp") if (number := row.get(name))]
    return {"emails": row.get("email"), "phones": ";".join(phones)}


def _may_be(actor: Actor, new: list[Cells]) -> list[dict[str, Any]]:
    """New customers that may be such as stand, each with the likeliest."""
    pieces = [new[start : start + _TOGETHER] for start in range(0, len(new), _TOGETHER)]
    return [
        {"name": cells["name"], "customer": near[0].customer.pk, "is_group": near[0].is_group}
        for some in pieces
        for cells, near in zip(some, likely_each(actor, some), strict=True) if near
    ]  # fmt: skip


def _with(one: Any, values: dict[str, Any]) -> Any:
    made = type(one)(pk=one.pk)
    for name, value in values.items():
        setattr(made, name, value)
    return made


def _barred(actor: Actor) -> dict[str, str]:
    """Customers that the actor may not change, each with who holds it."""
    reach = within_reach(actor)
    if not reach:  # everybody: an empty condition would exclude everybody
        return {}
    others = Customer.objects.exclude(reach).values_list("code", "owner__name")
    return {code: name or "" for code, name in others.iterator(20_000)}


def _mode(run: Run) -> Mode:
    mode: Mode = run.mode  # type: ignore[assignment]
    return mode


def _language(run: Run) -> Any:
    return "zh" if run.by.language.startswith("zh") else "en"
