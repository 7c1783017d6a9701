"""What a customer bought: orders that count, their days, money, delivery and payment."""

import ibis
from ibis.expr.types import Table, Value

from kehu.engine.ledger import Known
from kehu.engine.measures.family import Family
from kehu.engine.measures.order_facts import counted_orders
from kehu.engine.portable import count_where, settled, sum_where

Orders = Table


def _rows(known: Known) -> Table:
    """Counted orders with `gap`: days since the customer's previous order, null for the first."""
    orders = counted_orders(known)
    before = orders.day.lag().over(group_by="customer", order_by=["day"])
    return orders.mutate(gap=orders.day - before)


FAMILY = Family("orders", _rows)


def _opens_a_day(orders: Orders) -> Value:
    return orders.gap.isnull() | (orders.gap > 0)


@FAMILY.measure("orders", "D01", without=0)
def orders(orders: Orders, known: Known) -> Value:
    """Orders placed and not cancelled."""
    return orders.count()


@FAMILY.measure("orders", "D01", without=0)
def paid_orders(orders: Orders, known: Known) -> Value:
    """Orders with any payment received."""
    return count_where(orders.paid)


@FAMILY.measure("orders", "D01", without=0)
def won_orders(orders: Orders, known: Known) -> Value:
    """Orders that are paid, even in part, or delivered."""
    return count_where(orders.paid | orders.delivered_day.notnull())


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


@FAMILY.measure("base currency", "D03", without=0)
def purchases_12m(orders: Orders, known: Known) -> Value:
    """Amount of the orders of the last 365 days, at each order date's rate."""
    return sum_where(orders.amount, known.within(orders.day, 365))


@FAMILY.measure("base currency", "D11", without=0)
def profit_12m(orders: Orders, known: Known) -> Value:
    """Amount less cost of the orders of the last 365 days."""
    return sum_where(orders.profit, known.within(orders.day, 365))


@FAMILY.measure("base currency", "D22", without=0)
def profit_last_183d(orders: Orders, known: Known) -> Value:
    """Amount less cost of the orders of the last 183 days."""
    return sum_where(orders.profit, known.within(orders.day, 183))


@FAMILY.measure("base currency", "D22", without=0)
def profit_previous_183d(orders: Orders, known: Known) -> Value:
    """Amount less cost of the orders placed 183 to 365 days ago."""
    earlier = known.within(orders.day, 366) & ~known.within(orders.day, 183)
    return sum_where(orders.profit, earlier)


@FAMILY.measure("base currency", "D28")
def median_order_amount(orders: Orders, known: Known) -> Value:
    """Median amount of the customer's orders, of any time."""
    return orders.size.median()


@FAMILY.measure("days", "D09")
def days_since_last_delivery(orders: Orders, known: Known) -> Value:
    """Days since goods last arrived."""
    return known.today - orders.delivered_day.max()


@FAMILY.measure("points", "D23", without=0)
def activity_points(orders: Orders, known: Known) -> Value:
    """0-100: every order day adds, and what it added halves every half-life (180 days).

    raw = sum of 2^(-age / half-life) over order days; index = 100 raw / (raw + midpoint).
    """
    half_life = float(known.settings.activity_half_life_days)
    age = (known.today - orders.day).cast("float64")
    added = (ibis.literal(2.0) ** (-age / half_life)).cast("decimal(24,15)")
    raw = sum_where(added, _opens_a_day(orders)).cast("float64")
    return settled(100.0 * raw / (raw + known.settings.activity_midpoint))


@FAMILY.measure("payments", "D26", without=0)
def payments_due_12m(orders: Orders, known: Known) -> Value:
    """Payments that fell due in the last 365 days, of orders that count."""
    return orders.payments_due.sum()


@FAMILY.measure("payments", "D26", without=0)
def late_payments_12m(orders: Orders, known: Known) -> Value:
    """Of those, the ones more than three days late, or still unpaid by then."""
    return orders.payments_late.sum()


@FAMILY.measure("share", "D26", parts=("late_payments_12m", "payments_due_12m"))
def late_share_12m(orders: Orders, known: Known) -> Value:
    """Share of the payments due in the last 365 days that were late."""
    due = orders.payments_due.sum().cast("float64").nullif(0.0)
    return settled(orders.payments_late.sum().cast("float64") / due)


@FAMILY.measure("days", "D20")
def mean_days_late_12m(orders: Orders, known: Known) -> Value:
    """Mean days that payments due in the last 365 days came late, without grace."""
    due = orders.payments_due.sum().cast("float64").nullif(0.0)
    return settled(orders.days_late.sum().cast("float64") / due)


@FAMILY.measure("points", "D20", without=100.0)
def credit_part(orders: Orders, known: Known) -> Value:
    """100 less 2 for each mean day late of the payments due in 365 days; 100 without any."""
    due = orders.payments_due.sum().cast("float64").nullif(0.0)
    mean = orders.days_late.sum().cast("float64") / due
    part = 100.0 - known.settings.credit_points_per_day_late * mean
    return settled((part < 0).ifelse(0.0, part).fill_null(100.0))
