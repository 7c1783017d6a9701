"""What the worker does for the queue."""

from django.core.cache import cache
from django.utils import timezone
from django_q.tasks import async_task

from kehu.desk.followups.planning import plan_regraded
from kehu.desk.followups.pool.night import keep_the_pool
from kehu.desk.grading.actions import regrade_all

_PAUSE = 60  # seconds between two asks of one web process


def ask_for_plans() -> None:
    """Have the worker plan all regraded customers; asked often it is asked once a minute."""
    if cache.add("plans-asked-for", True, _PAUSE):
        async_task(plan_regraded)


def nightly() -> None:
    """What time alone changes: everybody's labels, the pool, and what is due by them."""
    regrade_all()
    keep_the_pool(timezone.now())
    plan_regraded()
