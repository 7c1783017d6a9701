"""Verbs of importing sheets: each asks the actor, changes the run, and has the worker go on."""

import secrets
from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit
from kehu.desk.intake.models import Run, SavedMapping
from kehu.desk.intake.runs.folder import RunFolder
from kehu.desk.intake.runs.reach import runs_of
from kehu.desk.intake.runs.reading import keep_mapping
from kehu.desk.intake.runs.working import ask_the_worker
from kehu.errors import KehuError
from kehu.matching.columns.mapping import SheetMapping
from kehu.matching.staging.customers import MATCH_BY
from kehu.matching.staging.mapped import MappingFaulty, mapped, mapping_faults

State = Run.State
_MOST_FILES = 20
_LARGEST = 500 * 1024**2  # bytes


def upload_sheets(*, actor: Actor, files: "Sequence[File[bytes]]") -> Run:
    """Keep files and have the worker read them. Raises NotAllowed, ValidationError.

    The files are there before the row that names them, so a process that is killed meanwhile has
    uploaded nothing.
    """
    by = actor.person(Permission.RECORD)
    _check_files(files)
    run = Run(by=by, folder=secrets.token_hex(16), match_by=list(MATCH_BY))
    run.files = [str(file.name or f"{n + 1}") for n, file in enumerate(files)]
    uploaded = RunFolder(run).uploaded
    uploaded.mkdir(parents=True)
    for n, file in enumerate(files):
        with (uploaded / str(n)).open("wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
    with transaction.atomic():
        run.save()
        audit.record(by, "sheets.uploaded", [audit.Change(run, None, {"files": run.files})])
        ask_the_worker()
    return run


@transaction.atomic
def map_sheets(
    *,
    actor: Actor,
    run: Run,
    mappings: Mapping[int, SheetMapping | None],
    mode: str,
    match_by: Sequence[str],
) -> Run:
    """Decide what the run's sheets are, and have the worker check them.

    A sheet without a mapping is left out. Raises NotAllowed, MappingFaulty, ValidationError, and
    KehuError `run_moved_on` where the run is not at this step.
    """
    mine = _mine(actor, run, State.MAPPING, State.CHECKED)
    if not any(mappings.values()):
        raise ValidationError(_("Choose at least one sheet."))
    if not match_by or set(match_by) - {*MATCH_BY} or mode not in Run.Mode.values:
        raise ValidationError(_("Say by what customers shall be found again."))
    found = RunFolder(mine).proposals()
    faults = [
        fault
        for n, mapping in mappings.items()
        if mapping is not None
        for fault in mapping_faults(mapped(found[n], mapping))
    ]
    if faults:
        raise MappingFaulty(faults)
    mine.mappings = {
        str(n): mapping.as_json() if mapping else None for n, mapping in mappings.items()
    }
    mine.mode, mine.match_by = mode, list(match_by)
    return _go_on(mine, State.CHECKING, "mappings", "mode", "match_by")


@transaction.atomic
def import_sheets(*, actor: Actor, run: Run) -> Run:
    """Have the worker load what the check made. Raises NotAllowed, KehuError `run_moved_on`."""
    return _go_on(_mine(actor, run, State.CHECKED), State.LOADING)


@transaction.atomic
def back_to_columns(*, actor: Actor, run: Run) -> Run:
    """Decide anew what the sheets are. Raises NotAllowed, KehuError `run_moved_on`."""
    mine = _mine(actor, run, State.CHECKED, State.MAPPING)
    mine.state = State.MAPPING
    mine.save(update_fields=["state"])
    return mine


@transaction.atomic
def undo_import(*, actor: Actor, run: Run) -> Run:
    """Have the worker take an import back. Raises NotAllowed, KehuError `run_moved_on`."""
    mine = _mine(actor, run, State.DONE)
    mine.undone_by = actor.user
    return _go_on(mine, State.UNDOING, "undone_by")


@transaction.atomic
def discard_run(*, actor: Actor, run: Run) -> None:
    """Forget sheets that were never imported, with their files. Raises NotAllowed, KehuError."""
    mine = _mine(actor, run, State.MAPPING, State.CHECKED, State.FAILED)
    folder = RunFolder(mine)
    audit.record(actor.user, "sheets.discarded", [audit.Change(mine, {"files": mine.files}, None)])
    mine.delete()
    transaction.on_commit(folder.forget)


@transaction.atomic
def keep_mapping_as(*, actor: Actor, run: Run, sheet: int, name: str) -> SavedMapping:
    """Remember how a sheet was mapped, for sheets with the same headings.

    Raises NotAllowed, ValidationError.
    """
    by = actor.person(Permission.RECORD)
    mine = _mine(actor, run, *State)
    folder = RunFolder(mine)
    mapping, said = folder.mapping(sheet), name.strip()
    if mapping is None or not said or len(said) > 100:
        raise ValidationError({"name": _("Give it a name of at most 100 characters.")})
    kept = keep_mapping(folder.proposals()[sheet], mapping, said, mine)
    audit.record(by, "mapping.kept", [audit.Change(kept, None, {"name": said})])
    return kept


def _mine(actor: Actor, run: Run, *states: State) -> Run:
    """The run as it is now, locked. Raises NotAllowed, KehuError `run_moved_on`."""
    actor.must(Permission.RECORD)
    found = runs_of(actor).select_for_update(of=("self",)).filter(pk=run.pk).first()
    if found is None or found.state not in states:
        raise KehuError("run_moved_on")
    return found


def _go_on(run: Run, state: State, *fields: str) -> Run:
    run.state, run.attempts, run.why = state, 0, ""
    run.save(update_fields=["state", "attempts", "why", *fields])
    ask_the_worker()
    return run


def _check_files(files: "Sequence[File[bytes]]") -> None:
    if not files:
        raise ValidationError({"sheets": _("Choose at least one file.")})
    if len(files) > _MOST_FILES:
        raise ValidationError(
            {"files": _("At most %(most)s files at once.") % {"most": _MOST_FILES}}
        )
    for file in files:
        if (file.size or 0) > _LARGEST:
            told = _("%(name)s is larger than 500 MB. Split it, or save it as CSV or Parquet.")
            raise ValidationError({"sheets": told % {"name": file.name}})
