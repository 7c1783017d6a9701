"""What the worker does for labels."""

from django.core.cache import caches
from django.utils import timezone
from django_q.tasks import async_task

from kehu.desk.grading.actions import regrade_all, regrade_changed
from kehu.desk.grading.models import RulebookVersion
from kehu.desk.grading.rules import rulebook_in_force
from kehu.desk.intake.runs.working import work_on_runs
from kehu.desk.ledger.imports.running import run_imports
from kehu.desk.ledger.models import Changed
from kehu.engine.rules.vocabulary import choice_words, vocabulary_of

_AT_ONCE = 20  # customers that a reader can wait for; more are the worker's
_PAUSE = 60  # seconds between two asks of one web process


def import_ledgers() -> None:
    """Load what was uploaded, in the words of the rulebook in force, and find the labels of all
    whom it speaks of."""
    if run_imports(vocabulary_of(rulebook_in_force())):
        regrade_changed()


def work_on_sheets() -> None:
    """Read, check, import and undo sheets, in the words of the rulebook in force."""
    rulebook = rulebook_in_force()
    if work_on_runs(vocabulary_of(rulebook), choice_words(rulebook)):
        regrade_changed()


def freshen_labels() -> None:
    """Before labels are read: grade customers with new facts, or have the worker do it."""
    changed = Changed.objects.all()[: _AT_ONCE + 1].count()
    if changed > _AT_ONCE:
        ask_for_labels()
    elif changed:
        regrade_changed()


def ask_for_labels() -> None:
    """Have the worker grade all customers with new facts; asked often it is asked once a minute."""
    if caches["process"].add("labels-asked-for", True, _PAUSE):
        async_task(regrade_changed)


def grade_by_version(number: int) -> None:
    """Everybody's labels by the rules of a version, unless a newer one is in force already."""
    mine = RulebookVersion.objects.filter(pk=number)
    if RulebookVersion.objects.filter(pk__gt=number).exists():
        return
    regrade_all(lambda count: _note_progress(number, count))
    mine.update(graded_at=timezone.now())


def _note_progress(version: int, count: int) -> None:
    RulebookVersion.objects.filter(pk=version).update(graded=count)
