"""When a customer orders: different order days, the gaps between them, and how fresh they are."""

import ibis
from ibis.expr.types import Table, Value
from ibis.expr.types import Table as Orders

from kehu.engine.ledger import Known, Settings
from kehu.engine.measures.family import Family
from kehu.engine.measures.order_facts import counted_orders
from kehu.engine.portable import count_where, settled, sum_where


def _rows(known: Known) -> Table:
    """Counted orders with `gap`: days since the customer's previous order, null for the first."""
    orders = counted_orders(known).select("customer", "day")
    before = orders.day.lag().over(group_by="customer", order_by=["day"])
    return orders.mutate(gap=orders.day - before)


FAMILY = Family(
    "rhythm", _rows, settings=("activity_half_life_days", "activity_midpoint"),
    tables=("orders", "order_lines"),
)  # fmt: skip


def _opens_a_day(orders: Orders) -> Value:
    return orders.gap.isnull() | (orders.gap > 0)


@FAMILY.measure("days", "D07", without=0)
def order_days(orders: Orders, known: Known) -> Value:
    """Different UTC dates with an order."""
    return count_where(_opens_a_day(orders))


@FAMILY.measure("days", "D03", without=0)
def order_days_12m(orders: Orders, known: Known) -> Value:
    """Different UTC dates with an order in the last 365 days."""
    return count_where(_opens_a_day(orders) & known.within(orders.day, 365))


@FAMILY.measure("days", "D12", without=0)
def order_days_24m(orders: Orders, known: Known) -> Value:
    """Different UTC dates with an order in the last 730 days."""
    return count_where(_opens_a_day(orders) & known.within(orders.day, 730))


@FAMILY.measure("days", "D07")
def median_gap_days(orders: Orders, known: Known) -> Value:
    """Median number of days between consecutive order days; unknown with fewer than two."""
    gaps = (orders.gap > 0).ifelse(orders.gap, ibis.null("int32"))
    return gaps.cast("float64").median()


@FAMILY.measure("points", "D23", without=0)
def activity_points(orders: Orders, known: Known) -> Value:
    """0-100: every order day adds, and what it added halves every half-life.

    The half-life is `activity_half_life_days` (180), the midpoint `activity_midpoint` (2):
    raw = sum of 2^(-age / half-life) over order days; index = 100 raw / (raw + midpoint).
    """
    half_life = float(known.settings.activity_half_life_days)
    age = (known.today - orders.day).cast("float64")
    # Powers differ in the sixteenth digit from one engine to another: fourteen are sure.
    added = (ibis.literal(2.0) ** (-age / half_life)).cast("decimal(24,14)")
    raw = sum_where(added, _opens_a_day(orders)).cast("float64")
    return settled(100.0 * raw / (raw + known.settings.activity_midpoint))


def activity_after(points: float, more_days: float, settings: Settings) -> float:
    """The activity index once so many fresh order days are added to it."""
    raw = settings.activity_midpoint * points / (100.0 - points) + more_days
    return 100.0 * raw / (raw + settings.activity_midpoint)
