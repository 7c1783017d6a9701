"""What a customer bought: orders that count, their money and delivery."""

from ibis.expr.types import Table as Orders
from ibis.expr.types import Value

from kehu.engine.ledger import Known
from kehu.engine.measures.family import Family
from kehu.engine.measures.order_facts import counted_orders, with_profit
from kehu.engine.portable import sum_where

FAMILY = Family("orders", lambda known: with_profit(known, counted_orders(known)))


@FAMILY.measure("orders", "D01", without=0)
def orders(orders: Orders, known: Known) -> Value:
    """Orders placed and not cancelled."""
    return orders.count()


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
