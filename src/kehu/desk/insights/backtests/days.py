"""Which past days may be judged."""

from dataclasses import dataclass
from datetime import UTC, date, timedelta

from django.db.models import Max, Min
from django.utils import timezone

from kehu.desk.ledger.models import Order
from kehu.engine.backtest.standards import standards


@dataclass(frozen=True)
class Orders:
    """The days of the first and the newest order, as the engine counts days."""

    first: date
    newest: date

    def last_over(self, days: int) -> date | None:
        """The newest day that is so many days before the newest order, and not before the first."""
        last = self.newest - timedelta(days=days)
        return last if last >= self.first else None

    def usual(self, days: int) -> date | None:
        """The newest end of a month that may be judged, so that all look at the same day for a
        month; the newest day where no month has ended."""
        last = self.last_over(days)
        if last is None:
            return None
        month_end = (last + timedelta(days=1)).replace(day=1) - timedelta(days=1)
        return month_end if month_end >= self.first else last


def days_of_orders() -> Orders | None:
    """None without orders. An order of a day to come is a slip of the pen, and no newest one."""
    known = Order.objects.filter(ordered_at__lte=timezone.now())
    found = known.aggregate(first=Min("ordered_at"), newest=Max("ordered_at"))
    if found["first"] is None:
        return None
    return Orders(*(found[name].astimezone(UTC).date() for name in ("first", "newest")))


def horizon(asked: int) -> int:
    """The days asked for, where a day may be judged by so many; else the usual ones."""
    by = standards()
    return asked if asked in by.horizons else by.usual
