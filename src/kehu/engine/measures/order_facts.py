"""Orders that count at a moment, in base currency, and their profit."""

from functools import partial

import ibis
from ibis.expr.types import Table

from kehu.engine.ledger import Known
from kehu.engine.measures.currency import in_base, rate_of
from kehu.engine.portable import FACTOR, count_where, day_of, exact_product


def counted_orders(known: Known) -> Table:
    """The rows of `orders_that_count`, computed once for all who fold them."""
    return known.kept("counted_orders", partial(orders_that_count, known))


def orders_that_count(known: Known) -> Table:
    """One row an order that is known and not cancelled.

    Columns: customer, order_id, day (day number), delivered_day, amount (base currency, exact),
    size (the amount as a float), cost (the order's own, in its currency; null without); rate
    (base-currency units for one unit of the order's currency) where the ledger has exchange rates.
    """
    orders = known.of("orders")
    orders = rate_of(known, orders.filter(orders.cancelled_at.isnull()), orders.ordered_at)
    size = orders.amount.cast("float64")
    has_rate = "rate" in orders.columns
    return orders.select(
        "customer",
        "order_id",
        "cost",
        *(["rate"] if has_rate else []),
        day=day_of(orders.ordered_at),
        delivered_day=day_of(orders.delivered_at),
        amount=in_base(orders.amount, orders),
        size=size * orders.rate.cast("float64") if has_rate else size,
    )


def with_profit(known: Known, orders: Table) -> Table:
    """Orders that count, with `profit`: amount less cost, base currency, exact."""
    orders = _with_cost(known, orders)
    return orders.mutate(profit=orders.amount - in_base(orders.own_cost, orders))


def _with_cost(known: Known, orders: Table) -> Table:
    """Adds `own_cost` in the order's currency: its own, else its lines', else 0."""
    nothing = ibis.literal(0).cast(FACTOR)
    if "order_lines" not in known.ledger.present:
        return orders.mutate(own_cost=ibis.coalesce(orders.cost.cast(FACTOR), nothing))
    lines = known.of("order_lines")
    summed = lines.group_by("order_id").aggregate(
        lines_cost=exact_product(lines.quantity, lines.unit_cost).sum().cast(FACTOR),
        costless=count_where(lines.unit_cost.isnull()),
    )
    joined = orders.left_join(summed, "order_id").drop("order_id_right")
    whole = (joined.costless == 0).ifelse(joined.lines_cost, ibis.null(FACTOR))
    return joined.mutate(own_cost=ibis.coalesce(joined.cost.cast(FACTOR), whole, nothing))
