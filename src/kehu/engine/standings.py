"""What depends on all customers: running shares, shares below, ratios to the usual, forecasts.

Computed over the small table of measures, never over facts, so that one new order costs one
customer's measures and a read of this table. Models of forecasts are fitted to facts of all, and
kept: see `engine.forecasts`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import ibis
from ibis.expr.types import Table, Value

from kehu.engine.backends import Engine
from kehu.engine.forecasts.forecasting import Forecasting
from kehu.engine.forecasts.names import FORECASTS, Forecast, reads_of
from kehu.engine.ledger import Known
from kehu.engine.measures import Measures
from kehu.engine.measures.family import Unit
from kehu.engine.portable import millionths, settled, share

Stand = Callable[[Table], Value]


@dataclass(frozen=True)
class Standing:
    """A number that a customer has among all customers; null where it has no meaning."""

    name: str
    unit: Unit
    source: str
    meaning: str
    stand: Stand
    reads: tuple[str, ...]

    is_number = True
    is_count = False
    without = None
    parts = None
    codes_of = None


_RANKS: dict[str, Standing] = {}


def standing(unit: Unit, source: str, reads: tuple[str, ...]) -> Callable[[Stand], Stand]:
    """Register a standing under its function's name; `reads` are the measures it is made of."""

    def register(stand: Stand) -> Stand:
        meaning = " ".join((stand.__doc__ or "").split())
        name = stand.__name__
        _RANKS[name] = Standing(name, unit, source, meaning, stand, reads)
        return stand

    return register


@standing("share", "D11", ("profit_12m",))
def profit_share_before(customers: Table) -> Value:
    """Share of all profit of 12 months that more profitable customers bring; null without profit.

    Customers by profit, largest first, equals by customer_id; positive profits alone are summed.
    """
    return _share_before(customers, customers.profit_12m)


@standing("share", "D31", ("purchases_12m",))
def purchases_share_before(customers: Table) -> Value:
    """Share of all purchases of 12 months made by customers who buy more; null without purchases.

    Customers by purchases, largest first, equals by customer_id; positive purchases are summed.
    """
    return _share_before(customers, customers.purchases_12m)


def _share_before(customers: Table, amount: Value) -> Value:
    positive = millionths(ibis.greatest(amount, 0.0))
    order = [ibis.desc(amount), "customer"]
    running = positive.sum().over(ibis.window(order_by=order, rows=(None, 0)))
    whole = positive.sum().over(ibis.window())
    return (amount > 0).ifelse(share(running - positive, whole), ibis.null("float64"))


@standing("points", "D20", ("purchases_12m",))
def amount_part(customers: Table) -> Value:
    """100 × share of buying customers whose purchases of 12 months are not above this one's."""
    return _part(customers, customers.purchases_12m)


@standing("points", "D20", ("purchases_12m", "profit_12m"))
def profit_part(customers: Table) -> Value:
    """100 × share of buying customers whose profit of 12 months is not above this one's."""
    return _part(customers, customers.profit_12m)


def _part(customers: Table, value: Value) -> Value:
    buys = customers.purchases_12m > 0
    below = ibis.cume_dist().over(group_by=[buys.ifelse(1, 0)], order_by=[value])
    return buys.ifelse(settled(below * 100.0), ibis.null("float64"))


@standing("ratio", "D28", ("median_order_amount",))
def order_size_ratio(customers: Table) -> Value:
    """Median amount of the customer's orders ÷ median amount of all orders."""
    return settled(customers.median_order_amount / customers.usual_order_amount.nullif(0.0))


STANDINGS: dict[str, Standing | Forecast] = {**_RANKS, **FORECASTS}
READ_BY_RANKS = tuple(
    dict.fromkeys(name for standing in _RANKS.values() for name in standing.reads)
)


def stand_customers(engine: Engine, customers: Table, usual_order_amount: Value) -> Table:
    """One row a customer: `customer` and every standing that is no forecast.

    `customers` has `customer` and what standings read; `usual_order_amount` is the median amount
    of all counted orders, base currency.
    """
    # Sums were exact; from here on they are floats, which sort and add ten times faster. Ranking
    # carries every column along, so only what is read goes in.
    floats = {name: customers[name].cast("float64") for name in READ_BY_RANKS}
    ranked = customers.select("customer", **floats).mutate(usual_order_amount=usual_order_amount)
    ranked = engine.keep("ranked", ranked)
    return ranked.select(
        "customer", **{name: standing.stand(ranked) for name, standing in _RANKS.items()}
    )


def forecast_customers(known: Known, measures: Measures, names: set[str]) -> Table:
    """One row a customer: `customer` and the named forecasts.

    Raises nothing where no model can be fitted: then they are null.
    """
    return Forecasting(known, measures.wide(reads_of(names)), sorted(names)).forecasts()
