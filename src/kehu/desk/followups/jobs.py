"""What the worker does for the queue."""

from django.core.cache import cache
from django_q.tasks import async_task

from kehu.desk.followups.planning import plan_regraded
from kehu.desk.grading.actions import regrade_all
from kehu.desk.grading.models import Regraded

_AT_ONCE = 20  # customers that a reader can wait for; more are the worker's
_PAUSE = 60  # seconds between two asks of one web process


def freshen_queue() -> None:
    """Before follow-ups are read: plan regraded customers, or have the worker do it."""
    regraded = Regraded.objects.all()[: _AT_ONCE + 1].count()
    if regraded > _AT_ONCE:
        ask_for_plans()
    elif regraded:
        plan_regraded()


def ask_for_plans() -> None:
    """Have the worker plan all regraded customers; asked often it is asked once a minute."""
    if cache.add("plans-asked-for", True, _PAUSE):
        async_task(plan_regraded)


def nightly() -> None:
    """What time alone changes: everybody's labels, and what is due by them."""
    regrade_all()
    plan_regraded()
