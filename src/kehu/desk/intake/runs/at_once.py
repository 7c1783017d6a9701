"""An import from its files to its end without anybody looking on: for commands."""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from django.core.files import File

from kehu.desk.accounts.actor import Actor
from kehu.desk.intake.actions import discard_run, import_sheets, map_sheets, upload_sheets
from kehu.desk.intake.models import Run
from kehu.desk.intake.runs.folder import RunFolder
from kehu.desk.intake.runs.working import UNFINISHED
from kehu.errors import KehuError
from kehu.matching.columns.mapping import SheetMapping
from kehu.matching.columns.proposing import proposed
from kehu.matching.staging.customers import MATCH_BY

_PAUSE = 0.2  # seconds, while another process is at it


def check_at_once(
    actor: Actor,
    files: Sequence[Path],
    preset: str,
    given: Mapping[str, SheetMapping],
    work: Callable[[], object],
) -> Run:
    """Upload files, map their sheets as `given` by their titles, else as guessed, and check them.

    `work` does the worker's part. Raises KehuError for what a person would have been shown, and
    MappingFaulty.
    """
    opened = [path.open("rb") for path in files]
    try:
        run = upload_sheets(
            actor=actor, files=[File(f, name=p.name) for f, p in zip(opened, files, strict=True)]
        )
    finally:
        for file in opened:
            file.close()
    _settled(run, work)
    folder, mappings = RunFolder(run), {}
    for n, found in enumerate(folder.proposals()):
        kept = folder.mapping(n)
        if preset and kept is not None:
            kept = proposed(found.sheet, preset).guess.mapping.with_choices(zone=kept.choices.zone)
        mappings[n] = given.get(found.sheet.title, kept)
    map_sheets(actor=actor, run=run, mappings=mappings, mode=Run.Mode.BOTH, match_by=MATCH_BY)
    return _settled(run, work)


def finish_at_once(actor: Actor, run: Run, take: bool, work: Callable[[], object]) -> Run:
    """Import a checked run, or forget it. Raises KehuError."""
    if not take:
        discard_run(actor=actor, run=run)
        return run
    import_sheets(actor=actor, run=run)
    return _settled(run, work)


def _settled(run: Run, work: Callable[[], object]) -> Run:
    """The run once nothing more is to be done by itself; the application's worker may help."""
    work()
    run.refresh_from_db()
    while run.state in UNFINISHED:
        time.sleep(_PAUSE)
        work()
        run.refresh_from_db()
    if run.why:
        raise KehuError(run.why, **run.why_fields)
    return run
