"""When a customer orders: different order days, the gaps between them, and how fresh they are."""

from functools import partial

import ibis
from ibis.expr.types import Table, Value
from ibis.expr.types import Table as Orders

from kehu.engine.ledger import Known, Settings
from kehu.engine.measures.family import Family
from kehu.engine.measures.gaps import days_before, gaps, spread, typical_gap
from kehu.engine.measures.order_facts import orders_that_count
from kehu.engine.portable import count_where, millionths, settled, sum_where


def orders_with_gaps(known: Known) -> Table:
    """One row a counted order: customer, day, size (base currency), gap (days since the customer's
    order before, null for the first) and after_first (days since its first order)."""
    return known.kept("orders_with_gaps", partial(_with_gaps, known))


def _with_gaps(known: Known) -> Table:
    orders = known.at_hand("counted_orders", partial(orders_that_count, known))
    orders = orders.select("customer", "day", "size")
    first = orders.day.min().over(group_by="customer")
    return orders.mutate(gap=days_before(orders), after_first=orders.day - first)


def _at_hand(known: Known) -> Table:
    return known.at_hand("orders_with_gaps", partial(_with_gaps, known))


FAMILY = Family(
    "rhythm", _at_hand, settings=("activity_half_life_days", "activity_midpoint"),
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


@FAMILY.measure("days", "D12")
def days_since_first_order(orders: Orders, known: Known) -> Value:
    """Days since the first order."""
    return known.today - orders.day.min()


@FAMILY.measure("days", "D07")
def days_since_last_order(orders: Orders, known: Known) -> Value:
    """Days since the newest order."""
    return known.today - orders.day.max()


@FAMILY.measure("days", "D07")
def median_gap_days(orders: Orders, known: Known) -> Value:
    """Median number of days between consecutive order days; unknown with fewer than two."""
    gaps = (orders.gap > 0).ifelse(orders.gap, ibis.null("int32"))
    return gaps.cast("float64").median()


@FAMILY.measure("days", "F1")
def typical_gap_days(orders: Orders, known: Known) -> Value:
    """Geometric mean of the days between consecutive order days; unknown with fewer than two."""
    return typical_gap(orders.gap)


@FAMILY.measure("ratio", "F1")
def gap_spread(orders: Orders, known: Known) -> Value:
    """How much the days between orders differ; unknown with fewer than three order days.

    The standard deviation of their logarithms: 0 like clockwork, 0.5 regular, 1 and more at any
    time.
    """
    return spread(orders.gap)


@FAMILY.measure("base currency", "F3")
def amount_per_order_day(orders: Orders, known: Known) -> Value:
    """Mean amount of an order day after the first; of the first where it is the only one."""
    # Exact sums of twenty decimals would take five times as long to be turned into floats.
    size = millionths(orders.size)
    later = sum_where(size, orders.after_first > 0).cast("float64")
    days = gaps(orders.gap).nullif(0).cast("float64")
    return settled(ibis.coalesce(later / days, size.sum().cast("float64")) / 1e6)


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
