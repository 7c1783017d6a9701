"""What the worker does for labels."""

from django.core.cache import cache
from django_q.tasks import async_task

from kehu.desk.grading.actions import regrade_changed
from kehu.desk.grading.rules import rulebook_in_force
from kehu.desk.ledger.imports.running import run_imports
from kehu.desk.ledger.models import Changed
from kehu.engine.rules.vocabulary import vocabulary_of

_AT_ONCE = 20  # customers that a reader can wait for; more are the worker's
_PAUSE = 60  # seconds between two asks of one web process


def import_ledgers() -> None:
    """Load what was uploaded, in the words of the rulebook in force, and find the labels of all
    whom it speaks of."""
    if run_imports(vocabulary_of(rulebook_in_force())):
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
    if cache.add("labels-asked-for", True, _PAUSE):
        async_task(regrade_changed)
