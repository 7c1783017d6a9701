"""What customers did in the days after a moment."""

from datetime import datetime, timedelta

from ibis.expr.types import Table

from kehu.engine.ledger import Known, Ledger, Settings
from kehu.engine.measures.order_facts import orders_that_count, with_profit
from kehu.engine.measures.rhythm import orders_with_gaps
from kehu.engine.portable import day_number
from kehu.errors import KehuError


def afterwards(ledger: Ledger, moment: datetime, days: int, settings: Settings) -> Table:
    """One row for each customer who ordered within so many days after the moment.

    Columns: customer, next_order (days from the moment's date to the first order after it),
    purchases and profit of that time, base currency. An order that was cancelled since is none.
    """
    known = Known(ledger, moment + timedelta(days=days), settings, mark="_afterwards")
    orders, today = with_profit(known, orders_that_count(known)), day_number(moment)
    orders = orders.filter((orders.day > today) & (orders.day <= today + days))
    return orders.group_by("customer").aggregate(
        next_order=orders.day.min() - today,
        purchases=orders.amount.sum().cast("float64"),
        profit=orders.profit.sum().cast("float64"),
    )


def usual_wait(ledger: Ledger, moment: datetime, days: int, settings: Settings) -> float | None:
    """Of who had ordered three times before then, and again within so many days before the moment:
    the median wait for that order. What one would have said of everybody, knowing no more."""
    known = Known(ledger, moment, settings, mark="_before")
    rows, then = orders_with_gaps(known), day_number(moment) - days
    waits = rows.group_by("customer").aggregate(
        before=(rows.gap.isnull() | (rows.gap > 0)).sum(where=rows.day <= then),
        wait=rows.day.min(where=rows.day > then) - then,
    )
    waits = waits.filter((waits.before >= 3) & waits.wait.notnull())
    found = ledger.engine.batches(waits.aggregate(wait=waits.wait.cast("float64").median()))
    wait: float | None = found.read_all()["wait"][0].as_py()
    return wait


def must_be_over(ledger: Ledger, moment: datetime, days: int) -> None:
    """Raises KehuError `not_over_yet` where the ledger's newest order is before the end."""
    newest = ledger.engine.batches(
        ledger.tables["orders"].aggregate(newest=lambda t: t.ordered_at.max())
    ).read_all()["newest"][0].as_py()  # fmt: skip
    end = moment + timedelta(days=days)
    if newest is None or newest.date() < end.date():
        last = "—" if newest is None else f"{newest:%Y-%m-%d}"
        raise KehuError("not_over_yet", end=f"{end:%Y-%m-%d}", newest=last, days=days)
