"""Reading reports: which of a day is kept or under way, and what else is kept."""

from datetime import date

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Permission
from kehu.desk.insights.backtests.states import State, in_force, under_way
from kehu.desk.insights.models import BackTest
from kehu.engine.backtest.standards import standards

_LISTED = 12


def kept(actor: Actor, on: date, days: int) -> BackTest | None:
    """The newest report of that day; one by the rulebook in force before others.

    Raises NotAllowed.
    """
    actor.must(Permission.REVIEW)
    done = BackTest.objects.filter(state=State.DONE, on=on, days=days)
    return done.filter(in_force()).order_by("-pk").first() or done.order_by("-pk").first()


def newest_kept(actor: Actor) -> BackTest | None:
    """The report of the newest day, by the usual horizon before others. Raises NotAllowed."""
    actor.must(Permission.REVIEW)
    done = BackTest.objects.filter(state=State.DONE)
    usual = done.filter(days=standards().usual)
    return usual.order_by("-on", "-pk").first() or done.order_by("-on", "-pk").first()


def latest(actor: Actor, on: date, days: int) -> BackTest | None:
    """The one asked for last, if it is under way or failed. Raises NotAllowed."""
    actor.must(Permission.REVIEW)
    asked = BackTest.objects.filter(on=on, days=days).defer("rows")
    last = asked.order_by("-pk").first()
    going = last and under_way().filter(pk=last.pk).exists()
    return last if last and (going or last.state == State.FAILED) else None


def others(actor: Actor) -> list[BackTest]:
    """Reports that are kept, the newest day first, without their rows. Raises NotAllowed."""
    actor.must(Permission.REVIEW)
    done = BackTest.objects.filter(state=State.DONE).defer("rows")
    newest: dict[tuple[date, int], BackTest] = {}
    for one in done.order_by("-on", "days", "-pk")[: _LISTED * 2]:
        newest.setdefault((one.on, one.days), one)
    return list(newest.values())[:_LISTED]
