"""What the worker does for the queue."""

from datetime import timedelta

from django.core.cache import caches
from django.utils import timezone
from django_q.models import Schedule
from django_q.tasks import async_task

from kehu.desk.followups.models import FollowUp
from kehu.desk.followups.planning import plan_regraded, today
from kehu.desk.followups.pool.night import keep_the_pool
from kehu.desk.followups.telling import tell_due
from kehu.desk.grading.actions import grades_are_up_to_date, regrade_all
from kehu.desk.grading.models import Regraded
from kehu.desk.portraits.jobs import portray_everybody

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
    if caches["process"].add("plans-asked-for", True, _PAUSE):
        async_task(plan_regraded)


def nightly() -> None:
    """What time alone changes: labels, portraits, the pool, what is due, and whom it is told."""
    regrade_all()
    portray_everybody()
    keep_the_pool(timezone.now())
    plan_regraded()
    tell_due(FollowUp.objects.all(), today(timezone.now()))


def schedule_the_night() -> None:
    """Each night at two. A night that was missed is made up for at the start, and so is the next
    one where the grades that are kept do not have all names that pages ask for."""
    now = timezone.localtime()
    at_two = now.replace(hour=2, minute=0, second=0, microsecond=0)
    night, _ = Schedule.objects.get_or_create(
        name="nightly",
        defaults={
            "func": f"{nightly.__module__}.{nightly.__name__}",
            "schedule_type": Schedule.DAILY,
            "next_run": at_two + timedelta(days=1),
        },
    )
    if not grades_are_up_to_date():
        night.next_run = at_two if at_two <= now else at_two - timedelta(days=1)
        night.save(update_fields=["next_run"])
