"""Orders that count at a moment, in base currency, with their cost and payments beside them."""

import ibis
from ibis.expr.types import Table, Value

from kehu.engine.ledger import Known
from kehu.engine.measures.currency import rate_of
from kehu.engine.portable import FACTOR, count_where, day_of, exact_product, sum_where


def counted_orders(known: Known) -> Table:
    """One row an order that is known and not cancelled.

    Columns: customer, order_id, currency, ordered_at, delivered_at, amount and cost (in the order's
    currency), day (day number), rate (base-currency units for one unit of the currency).
    """
    orders = known.of("orders")
    orders = orders.filter(orders.cancelled_at.isnull())
    return rate_of(known, orders.mutate(day=day_of(orders.ordered_at)), orders.ordered_at)


def order_sizes(known: Known) -> Value:
    """Amounts of all counted orders in base currency, as floats, for medians."""
    orders = counted_orders(known)
    return orders.amount.cast("float64") * orders.rate.cast("float64")


def earning_orders(known: Known) -> Table:
    """Counted orders in base currency.

    Columns: customer, day, delivered_day, amount and profit (exact), size (the amount as a float).
    """
    orders = _with_cost(known, counted_orders(known))
    earned = orders.amount.cast(FACTOR) - orders.own_cost
    return orders.select(
        "customer",
        "day",
        delivered_day=day_of(orders.delivered_at),
        amount=exact_product(orders.amount, orders.rate),
        size=orders.amount.cast("float64") * orders.rate.cast("float64"),
        profit=exact_product(earned, orders.rate),
    )


def paid_orders(known: Known) -> Table:
    """Counted orders with what was paid for them.

    Columns: customer, delivered (is it?), paid (anything?), payments_due, payments_late, days_late
    (of payments due in 12 months).
    """
    orders = known.of("orders")
    orders = _with_payments(known, orders.filter(orders.cancelled_at.isnull()))
    return orders.select(
        "customer",
        "paid",
        "payments_due",
        "payments_late",
        "days_late",
        delivered=orders.delivered_at.notnull(),
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
    return joined.mutate(own_cost=ibis.coalesce(joined.cost.cast(FACTOR), whole, nothing))


def _with_payments(known: Known, orders: Table) -> Table:
    """Adds paid, payments_due, payments_late, days_late; without payments all is paid at once."""
    if "payments" not in known.ledger.present:
        return orders.mutate(paid=True, payments_due=0, payments_late=0, days_late=0.0)
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
    return ibis.greatest(paid_day - day_of(payments.due_at), 0).cast("float64")
