"""Asking for a past day to be judged; the worker does it."""

from datetime import date, timedelta

from django.db import transaction
from django_q.tasks import async_task

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit
from kehu.desk.grading.rules import version_in_force
from kehu.desk.insights.backtests.days import days_of_orders
from kehu.desk.insights.backtests.states import State, in_force, under_way
from kehu.desk.insights.models import BackTest
from kehu.engine.backtest.standards import standards
from kehu.errors import KehuError

RUNNER = "kehu.desk.insights.backtests.jobs.run_backtest"


@transaction.atomic
def judge_day(*, actor: Actor, on: date, days: int, again: bool = False) -> BackTest:
    """Have forecasts and labels of a past day judged by so many days after it.

    What is under way, or kept by the rulebook in force, is not begun anew; `again` has what is kept
    computed once more, as after an import of old orders. Raises NotAllowed, KehuError
    `no_such_horizon`, `nothing_known_then`, `not_over_yet`.
    """
    actor.must(Permission.REVIEW)
    same = {"on": on, "days": days}
    if there := under_way().filter(in_force(), **same).order_by("-pk").first():
        return there
    done = BackTest.objects.filter(in_force(), state=State.DONE, **same)
    if not again and (there := done.order_by("-pk").first()):
        return there
    _must_be_over(on, days)
    version = version_in_force()
    one = BackTest.objects.create(**same, rulebook_id=version and version[0], by=actor.user)
    told = {"on": on.isoformat(), "days": days}
    audit.record(actor.user, "backtest.begun", [audit.Change(one, None, told)])
    transaction.on_commit(lambda: async_task(RUNNER, one.pk))
    return one


def _must_be_over(on: date, days: int) -> None:
    horizons = standards().horizons
    if days not in horizons:
        allowed = ", ".join(str(one) for one in horizons)
        raise KehuError("no_such_horizon", days=days, allowed=allowed)
    orders = days_of_orders()
    if orders is None or on < orders.first:
        first = orders.first.isoformat() if orders else "—"
        raise KehuError("nothing_known_then", on=on.isoformat(), first=first)
    end = on + timedelta(days=days)
    if end > orders.newest:
        newest = orders.newest.isoformat()
        raise KehuError("not_over_yet", end=end.isoformat(), newest=newest, days=days)
