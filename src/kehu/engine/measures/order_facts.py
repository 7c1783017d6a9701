"""Orders that count at a moment, in base currency, with their cost and payments beside them."""

import ibis
from ibis.expr.types import Table, Value

from kehu.engine.ledger import Known
from kehu.engine.measures.currency import rate_of
from kehu.engine.portable import FACTOR, count_where, day_of, exact_product, sum_where


def counted_orders(known: Known) -> Table:
    """One row an order that counts, as `_facts` says; computed once."""
    return known.once("counted_orders", _facts)


def _facts(known: Known) -> Table:
    """One row an order that is known and not cancelled.

    Columns: customer, order_id, day (day number), rate, amount and profit (base currency, exact),
    size (the amount as a float, for medians), delivered_day, paid, payments_due, payments_late, days_late (of payments due in 12 months).
    """
    orders = known.of("orders")
    orders = orders.filter(orders.cancelled_at.isnull())
    orders = rate_of(known, orders, orders.ordered_at)
    orders = _with_cost(known, orders)
    orders = _with_payments(known, orders)
    earned = orders.amount.cast(FACTOR) - orders.own_cost
    return orders.select(
        "customer",
        "order_id",
        "rate",
        "paid",
        "payments_due",
        "payments_late",
        "days_late",
        day=day_of(orders.ordered_at),
        delivered_day=day_of(orders.delivered_at),
        amount=exact_product(orders.amount, orders.rate),
        size=orders.amount.cast("float64") * orders.rate.cast("float64"),
        profit=exact_product(earned, orders.rate),
    )


def _with_cost(known: Known, orders: Table) -> Table:
    """Adds `own_cost` in the order's currency: its own, else its lines', else 0."""
    own = orders.cost.cast(FACTOR)
    nothing = ibis.literal(0).cast(FACTOR)
    if "order_lines" not in known.ledger.present:
        return orders.mutate(own_cost=own.fill_null(nothing))
    lines = known.of("order_lines")
    summed = lines.group_by("order_id").aggregate(
        lines_cost=exact_product(lines.quantity, lines.unit_cost).sum().cast(FACTOR),
        costless=count_where(lines.unit_cost.isnull()),
    )
    joined = orders.left_join(summed, "order_id").drop("order_id_right")
    whole = (joined.costless == 0).ifelse(joined.lines_cost, ibis.null(FACTOR))
    return joined.mutate(
        own_cost=ibis.coalesce(joined.cost.cast(FACTOR), whole, nothing)
    )


def _with_payments(known: Known, orders: Table) -> Table:
    """Adds paid, payments_due, payments_late, days_late; without payments all is paid at once."""
    if "payments" not in known.ledger.present:
        none = ibis.literal(0).cast("int64")
        return orders.mutate(paid=True, payments_due=none, payments_late=none, days_late=none)
    joined = orders.left_join(_payments_by_order(known), "order_id").drop("order_id_right")
    counts = ("payments_due", "payments_late", "days_late")
    return joined.mutate(
        paid=joined.paid.fill_null(0) > 0,
        **{name: joined[name].fill_null(0) for name in counts},
    )


def _payments_by_order(known: Known) -> Table:
    payments = known.of("payments")
    payments = payments.mutate(
        due=(payments.due_at <= known.moment) & known.within(day_of(payments.due_at), 365),
        late_by=_days_late(known, payments),
    )
    late = payments.due & (payments.late_by > known.settings.late_after_days)
    return payments.group_by("order_id").aggregate(
        paid=count_where(payments.paid_at.notnull()),
        payments_due=count_where(payments.due),
        payments_late=count_where(late),
        days_late=sum_where(payments.late_by, payments.due),
    )


def _days_late(known: Known, payments: Table) -> Value:
    """Date paid, or today while unpaid, less the due date; not below 0."""
    paid_day = day_of(payments.paid_at).fill_null(known.today)
    return ibis.greatest(paid_day - day_of(payments.due_at), 0).cast("int64")
