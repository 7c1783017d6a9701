"""Where our price for a product stands: against the market, and against what customers pay."""

from dataclasses import dataclass
from typing import Literal

import ibis
from ibis.expr.types import NumericValue, Table, Value

from kehu.engine.ledger import Known
from kehu.engine.measures.currency import in_base, rate_of
from kehu.engine.measures.order_facts import counted_orders
from kehu.engine.portable import day_of
from kehu.engine.portraits.offers.figures import Figures

Position = Literal["above", "middle", "below"]


@dataclass(frozen=True)
class Price:
    """Of a product, in base currency for one unit; None where nothing says it.

    `ours`: the list price, else the median paid. `market`: the median of market prices noted on
    quotations. `paid`, `paid_low`, `paid_high`: median, and 10 and 90 %, of what customers paid.
    """

    ours: float | None
    cost: float | None
    market: float | None
    paid: float | None
    paid_low: float | None
    paid_high: float | None

    def position(self, figures: Figures) -> Position | None:
        """Our price against the market's, else against what others pay (handbook Q6)."""
        against = self.market if self.market else self.paid
        if not self.ours or not against or (self.market is None and self.ours == self.paid):
            return None
        differs = self.ours / against - 1
        if abs(differs) <= figures.price_near:
            return "middle"
        return "above" if differs > 0 else "below"


def product_prices(known: Known, figures: Figures) -> Table:
    """One row a product: product_id, ours, cost, market, paid, paid_low, paid_high (see `Price`),
    and buyers, the number of customers who ever bought it."""
    products = known.of("products").mutate(now_=known.moment)
    products = rate_of(known, products, products.now_)
    rows = products.select(
        "product_id",
        listed=_each(products.list_price, products),
        cost=_each(products.cost, products),
    )
    for told in (_paid(known, figures), _noted(known, figures)):
        rows = rows.left_join(told, "product_id").drop("product_id_right")
    return rows.select(
        "product_id", "cost", "market", "paid", "paid_low", "paid_high",
        ours=ibis.coalesce(rows.listed, rows.paid),
        buyers=rows.buyers.fill_null(0),
    ).order_by("product_id")  # fmt: skip


def _each(price: NumericValue, rows: Table) -> Value:
    """The price of one unit in base currency, as a float."""
    return in_base(price, rows).cast("float64")


def _paid(known: Known, figures: Figures) -> Table:
    """product_id, buyers, and paid, paid_low, paid_high of the days that count."""
    orders = counted_orders(known)
    lines = known.of("order_lines").join(orders, "order_id")
    lines = lines.filter((lines.quantity > 0) & lines.product_id.notnull())
    lines = lines.mutate(each=_each(lines.unit_price, lines))
    counts = known.within(lines.day, figures.price_days)
    return lines.group_by("product_id").aggregate(
        buyers=lines.customer.nunique(),
        **{
            name: lines.each.quantile(share, where=counts)
            for name, share in (("paid_low", 0.1), ("paid", 0.5), ("paid_high", 0.9))
        },
    )


def _noted(known: Known, figures: Figures) -> Table:
    """product_id and market: what quotations of the days that count note of the market."""
    rows = known.of("quotations")
    rows = rows.filter(rows.product_id.notnull() & rows.market_price.notnull())
    rows = rows.filter(known.within(day_of(rows["at"]), figures.price_days))
    rows = rate_of(known, rows, rows["at"])
    each = _each(rows.market_price, rows)
    return rows.mutate(each=each).group_by("product_id").aggregate(market=lambda t: t.each.median())
