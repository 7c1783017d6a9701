"""How a customer pays: orders paid for, and payments due that came late."""

from ibis.expr.types import Table as Orders
from ibis.expr.types import Value

from kehu.engine.ledger import Known
from kehu.engine.measures import order_facts
from kehu.engine.measures.family import Family
from kehu.engine.portable import count_where, settled, share

_COUNT = "int32"  # DuckDB sums whole numbers to 128 bits, which files take for decimals or floats
FAMILY = Family("payments", order_facts.paid_orders)


@FAMILY.measure("orders", "D01", without=0)
def paid_orders(orders: Orders, known: Known) -> Value:
    """Orders with any payment received."""
    return count_where(orders.paid)


@FAMILY.measure("orders", "D01", without=0)
def won_orders(orders: Orders, known: Known) -> Value:
    """Orders that are paid, even in part, or delivered."""
    return count_where(orders.paid | orders.delivered)


@FAMILY.measure("payments", "D26", without=0)
def payments_due_12m(orders: Orders, known: Known) -> Value:
    """Payments that fell due in the last 365 days, of orders that count."""
    return orders.payments_due.sum().cast(_COUNT)


@FAMILY.measure("payments", "D26", without=0)
def late_payments_12m(orders: Orders, known: Known) -> Value:
    """Of those, the ones late, or unpaid, by more days than `late_after_days` (3)."""
    return orders.payments_late.sum().cast(_COUNT)


@FAMILY.measure("share", "D26", parts=("late_payments_12m", "payments_due_12m"))
def late_share_12m(orders: Orders, known: Known) -> Value:
    """Share of the payments due in the last 365 days that were late."""
    return share(orders.payments_late.sum(), orders.payments_due.sum())


@FAMILY.measure("days", "D20")
def mean_days_late_12m(orders: Orders, known: Known) -> Value:
    """Mean days that payments due in the last 365 days came late, without grace."""
    return share(orders.days_late.sum(), orders.payments_due.sum())


@FAMILY.measure("points", "D20", without=100.0)
def credit_part(orders: Orders, known: Known) -> Value:
    """100 less `credit_points_per_day_late` (2) for each mean day late of payments due in 365 days.

    Not below 0; 100 without any payment due.
    """
    mean = share(orders.days_late.sum(), orders.payments_due.sum())
    part = 100.0 - known.settings.credit_points_per_day_late * mean
    return settled((part < 0).ifelse(0.0, part).fill_null(100.0))
