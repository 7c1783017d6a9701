"""How readily a customer takes products that it never bought before."""

from ibis.expr.types import Table, Value

from kehu.engine.ledger import Known
from kehu.engine.measures.family import Family
from kehu.engine.measures.order_facts import counted_orders
from kehu.engine.portable import count_where, share


def _rows(known: Known) -> Table:
    """One row for each customer and product it bought, with the first and the last day of that."""
    orders = counted_orders(known).select("customer", "order_id", "day")
    lines = known.of("order_lines").select("order_id", "product_id").join(orders, "order_id")
    return lines.group_by(["customer", "product_id"]).aggregate(
        bought_first=lines.day.min(), bought_last=lines.day.max()
    )


FAMILY = Family("new_products", _rows)


@FAMILY.measure("share", "T1")
def new_products_share_12m(products: Table, known: Known) -> Value:
    """Share of the products bought in the last 365 days that had never been bought before.

    Unknown where nothing was bought before that, since then all are new.
    """
    lately = known.within(products.bought_last, 365)
    new = count_where(known.within(products.bought_first, 365))
    bought_before = products.bought_first.min() <= known.today - 365
    return bought_before.ifelse(share(new, count_where(lately)), None)
