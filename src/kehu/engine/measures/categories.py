"""Which product categories a customer buys, or else asks for."""

import ibis
from ibis.expr.types import Table, Value

from kehu.engine.ledger import Known
from kehu.engine.measures.currency import in_base
from kehu.engine.measures.family import Family
from kehu.engine.measures.order_facts import counted_orders
from kehu.engine.portable import PRODUCT, count_where, exact_product, max_where, share


def _rows(known: Known) -> Table:
    """One row for each customer, category and way (bought before asked).

    Columns: customer, category, bought (is it a purchase?), weight (amount bought, or times asked
    for), whole (the customer's sum of weights that way), nth from 0 (heaviest first, equals by
    code point, purchases before questions).
    """
    rows = ibis.union(bought_by_category(known), _asked(known))
    counts = rows.weight > 0
    weight = counts.ifelse(rows.weight, ibis.literal(0).cast(PRODUCT))
    whole = weight.sum().over(group_by=["customer", "bought"])
    rank = ibis.row_number().over(
        group_by="customer",
        order_by=[counts.ifelse(0, 1), rows.bought.ifelse(0, 1), ibis.desc("weight"), "category"],
    )
    return rows.mutate(whole=whole, nth=rank)


def _categories(known: Known) -> Table:
    return known.of("products").select("product_id", "category")


def bought_by_category(known: Known) -> Table:
    """Amount per customer and category over all lines of counted orders, base currency."""
    orders = counted_orders(known).drop("day", "delivered_day", "amount", "cost", "size")
    lines = known.of("order_lines").join(orders, "order_id")
    lines = lines.join(_categories(known), "product_id")
    worth = in_base(exact_product(lines.quantity, lines.unit_price), lines)
    return _weighed(lines, worth.sum(), bought=True)


def _asked(known: Known) -> Table:
    """Times asked per customer and category; a product counts once an inquiry."""
    inquiries = known.of("inquiries").filter(lambda t: t.product_ids.notnull())
    named = inquiries.select(
        "customer", "inquiry_id", product_id=inquiries.product_ids.split(";").unnest()
    ).distinct()
    named = named.join(_categories(known), "product_id")
    return _weighed(named, named.count(), bought=False)


def _weighed(rows: Table, weight: Value, *, bought: bool) -> Table:
    grouped = rows.group_by(["customer", "category"]).aggregate(weight=weight.cast(PRODUCT))
    return grouped.mutate(bought=ibis.literal(bought))


FAMILY = Family("categories", _rows)


@FAMILY.measure("categories", "D12", without=0)
def categories_bought(rows: Table, known: Known) -> Value:
    """Different product categories on the lines of counted orders."""
    return count_where(rows.bought)


@FAMILY.measure("text", "D08")
def main_category(rows: Table, known: Known) -> Value:
    """The category with the largest amount bought; where none, the one most asked for."""
    return max_where(rows.category, (rows.nth == 0) & (rows.weight > 0))


@FAMILY.measure("share", "D08")
def main_category_share(rows: Table, known: Known) -> Value:
    """Share of the main category in all amounts bought, or in all times asked."""
    first = (rows.nth == 0) & (rows.weight > 0)
    weight, whole = max_where(rows.weight, first), max_where(rows.whole, first)
    return share(weight, whole)
