"""What the worker does for the track record: judges a day, and keeps the usual one fresh."""

from dataclasses import asdict
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django_q.models import Schedule

from kehu.desk.accounts.actor import THE_APPLICATION
from kehu.desk.core.company import base_currency
from kehu.desk.grading.measuring import whole_ledger
from kehu.desk.grading.rules import rulebook_in_force, version_in_force
from kehu.desk.insights.backtests.actions import judge_day
from kehu.desk.insights.backtests.days import days_of_orders
from kehu.desk.insights.backtests.states import UNFINISHED, State
from kehu.desk.insights.models import BackTest
from kehu.engine.backtest.report import Row, backtest
from kehu.engine.backtest.standards import standards
from kehu.errors import KehuError

_KEPT = 60  # reports: five years of months, or as many days of choice


def run_backtest(number: int) -> None:
    """Judge the day of one report; begun again after a stop it begins from the start."""
    one = BackTest.objects.filter(pk=number, state__in=UNFINISHED).first()
    if one is None:
        return
    try:
        _judge(one)
    except KehuError as error:
        _note(one, state=State.FAILED, why=error.code, finished_at=timezone.now(),
              why_fields={name: str(value) for name, value in error.fields.items()})  # fmt: skip
    except Exception:
        _note(one, state=State.FAILED, why="backtest_broke_off", finished_at=timezone.now())
        raise
    _tidy(one)


def keep_fresh() -> None:
    """Judge the usual day where nobody has by the rulebook in force: once a month, once a version.

    With too few orders for it nothing is done.
    """
    orders, days = days_of_orders(), standards().usual
    if orders and (on := orders.usual(days)):
        judge_day(actor=THE_APPLICATION, on=on, days=days)


def schedule_freshness() -> None:
    """Each night at three, behind the grades; at once where nothing was ever judged."""
    now = timezone.localtime()
    at_three = now.replace(hour=3, minute=0, second=0, microsecond=0) + timedelta(days=1)
    Schedule.objects.get_or_create(
        name="track record",
        defaults={
            "func": f"{keep_fresh.__module__}.{keep_fresh.__name__}",
            "schedule_type": Schedule.DAILY,
            "next_run": at_three if BackTest.objects.exists() else now,
        },
    )


def _judge(one: BackTest) -> None:
    version, rulebook, currency = version_in_force(), rulebook_in_force(), base_currency()
    _note(one, state=State.READING, rulebook_id=version and version[0], currency=currency)
    # The engine's days are those of UTC: at their last moment all orders of the day are known.
    moment = datetime.combine(one.on, time.max, UTC)
    with whole_ledger(currency, rulebook) as ledger:
        _note(one, state=State.JUDGING)
        rows = backtest(ledger, moment, one.days, rulebook)
    _note(one, state=State.DONE, rows=[_told(row) for row in rows], finished_at=timezone.now())


def _tidy(one: BackTest) -> None:
    """One report of a day by a rulebook, and no more than can be looked at."""
    same = BackTest.objects.filter(on=one.on, days=one.days, rulebook=one.rulebook_id)
    if one.state == State.DONE:
        same.filter(pk__lt=one.pk).delete()
    spare = BackTest.objects.order_by("-pk").values_list("pk", flat=True)[_KEPT:]
    BackTest.objects.filter(pk__in=list(spare)).delete()


def _told(row: Row) -> dict[str, Any]:
    return {name: value for name, value in asdict(row).items() if value is not None}


def _note(one: BackTest, **noted: object) -> None:
    for name, value in noted.items():
        setattr(one, name, value)
    one.save(update_fields=list(noted))
