"""What forecasts know of each customer: on which days it ordered, and for how much."""

from functools import partial

from ibis.expr.types import Table

from kehu.engine.ledger import Known
from kehu.engine.measures.order_facts import counted_orders
from kehu.engine.portable import millionths


def order_days(known: Known) -> Table:
    """One row a customer and UTC date with a counted order.

    Columns: customer, day (day number), amount (base currency, exact), gap (days since the order
    day before; null for the first).
    """
    return known.kept("order_days", partial(_order_days, known))


def _order_days(known: Known) -> Table:
    orders = counted_orders(known)
    days = orders.group_by("customer", "day").aggregate(amount=orders.amount.sum())
    before = days.day.lag().over(group_by="customer", order_by=["day"])
    return days.mutate(gap=days.day - before)


def order_histories(known: Known) -> Table:
    """One row a customer with a counted order.

    Columns: customer; repeats, last, age and log_gaps as in `Histories`; spent (base currency, mean
    of the order days after the first; null where there is none).
    """
    days = order_days(known)
    folded = days.group_by("customer").aggregate(
        repeats=days.gap.count(),
        first=days.day.min(),
        newest=days.day.max(),
        log_gaps=millionths(days.gap.cast("float64").ln()).sum(),
        spent=days.amount.sum(where=days.gap.notnull()),
    )
    return folded.select(
        "customer",
        "repeats",
        last=folded.newest - folded.first,
        age=known.today - folded.first,
        log_gaps=folded.log_gaps.cast("float64").fill_null(0.0) / 1e6,
        spent=folded.spent.cast("float64") / folded.repeats.nullif(0).cast("float64"),
    )
