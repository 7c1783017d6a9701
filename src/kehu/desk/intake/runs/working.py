"""The worker's part of all runs: reading, checking, loading and undoing, one after the other."""

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_q.models import Schedule
from django_q.tasks import async_task, schedule

from kehu.desk.accounts.actor import THE_APPLICATION
from kehu.desk.core.progress import Progress, note_progress
from kehu.desk.intake.duplicates.asking import ask_for_a_look
from kehu.desk.intake.models import Run
from kehu.desk.intake.runs.checking import check
from kehu.desk.intake.runs.folder import RunFolder
from kehu.desk.intake.runs.loading import load
from kehu.desk.intake.runs.reading import read
from kehu.desk.intake.runs.undoing import undo
from kehu.desk.ledger.imports.folder import the_only_one
from kehu.desk.ledger.imports.running import REFUSALS, in_a_line
from kehu.engine.backends.checking import Vocabulary
from kehu.errors import KehuError
from kehu.matching.staging.cleaning_rows import Words
from kehu.matching.staging.mapped import MappingFaulty

State = Run.State
UNFINISHED = (State.READING, State.CHECKING, State.LOADING, State.UNDOING)
_ATTEMPTS = 3  # a run that ends its process each time is given up


def ask_the_worker() -> None:
    """Have the worker look, now and each minute while a run is unfinished: it may be killed."""
    async_task(settings.SHEETS_WORKER)
    look_after_unfinished()


def look_after_unfinished() -> None:
    """The appointment, where there is something to do."""
    Schedule.objects.filter(func=settings.SHEETS_WORKER).delete()
    if Run.objects.filter(state__in=UNFINISHED).exists():
        schedule(settings.SHEETS_WORKER, schedule_type=Schedule.MINUTES, minutes=1)


def work_on_runs(vocabulary: Vocabulary, words: Words) -> bool:
    """Do what is unfinished, the first uploaded first; was anything written to the ledger?"""
    wrote = False
    with the_only_one() as mine:
        while mine and (run := Run.objects.filter(state__in=UNFINISHED).order_by("pk").first()):
            wrote |= run.state in (State.LOADING, State.UNDOING)
            _work(run, vocabulary, words)
        if mine:
            look_after_unfinished()
    return wrote


def _work(run: Run, vocabulary: Vocabulary, words: Words) -> None:
    if run.attempts >= _ATTEMPTS:
        _fail(run, KehuError("broke_off"))
        return
    _note(run, attempts=run.attempts + 1)
    note_progress(RunFolder(run).path, Progress())
    step: dict[str, Callable[[], None]] = {
        State.READING: lambda: read(run),
        State.CHECKING: lambda: _check(run, vocabulary, words),
        State.LOADING: lambda: _load(run, vocabulary),
        State.UNDOING: lambda: _undo(run),
    }
    try:
        step[run.state]()
    except REFUSALS as error:
        _fail(run, KehuError("database_refuses", why=in_a_line(error)))
    except KehuError as error:
        _fail(run, error)


def _check(run: Run, vocabulary: Vocabulary, words: Words) -> None:
    try:
        counts = check(run, vocabulary, words)
    except MappingFaulty as error:
        # The form refuses such mappings; a rulebook or file that changed meanwhile may bring them.
        _note(run, state=State.MAPPING, why=error.code, why_fields=error.fields)
        return
    _note(run, state=State.CHECKED, counts=counts, why="", attempts=0)


def _load(run: Run, vocabulary: Vocabulary) -> None:
    with transaction.atomic():
        counts = {**run.counts, **load(run, vocabulary)}
        _note(run, state=State.DONE, counts=counts, loaded_at=timezone.now(), why="")
    RunFolder(run).forget_files()
    ask_for_a_look(actor=THE_APPLICATION)  # for those who came in twice


def _undo(run: Run) -> None:
    undo(run, run.undone_by or run.by)


def _fail(run: Run, error: KehuError) -> None:
    """A step that failed leaves everything as it was before it."""
    back = {State.CHECKING: State.MAPPING, State.LOADING: State.MAPPING, State.UNDOING: State.DONE}
    fields = {name: str(value) for name, value in error.fields.items()}
    state = back.get(State(run.state), State.FAILED)
    _note(run, state=state, why=error.code, why_fields=fields, attempts=0)


def _note(run: Run, **noted: object) -> None:
    for name, value in noted.items():
        setattr(run, name, value)
    run.save(update_fields=list(noted))
