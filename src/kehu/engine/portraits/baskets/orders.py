"""What was bought together, order by order: the baskets in which sets are looked for (F4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil
from typing import Literal

import ibis
import numpy as np
import pyarrow as pa
from ibis.expr.types import Table
from scipy.sparse import csr_array

from kehu.engine.ledger import Known
from kehu.engine.measures.order_facts import counted_orders
from kehu.engine.portraits.baskets.figures import Figures

By = Literal["product", "category"]
_SLACK = 1e-9  # a share of orders that is reached to the last digit is reached


@dataclass(frozen=True)
class Baskets:
    """Orders as sets of items, which are products or categories.

    `items`: those that stand in at least `least` orders, by code point. `held`: a row an order that
    holds any of them, a column an item, 1 where it holds it. `orders`: how many orders there are in
    all, also those that hold none of the items.
    """

    items: tuple[str, ...]
    held: csr_array
    orders: int
    least: int


def basket_lines(known: Known, by: By = "product") -> Table:
    """One row for each counted order and item with a quantity above 0: order_id, item.

    What is given back in the same order is no purchase; a product that `products` lacks has no
    category.
    """
    lines = known.of("order_lines")
    lines = lines.filter(lines.quantity > 0).semi_join(counted_orders(known), "order_id")
    if by == "product":
        return lines.select("order_id", item=lines.product_id).distinct()
    categories = known.of("products").select("product_id", "category")
    rows = lines.join(categories, "product_id")
    return rows.select("order_id", item=rows.category).distinct()


def read_baskets(
    known: Known, figures: Figures, by: By = "product", min_support: float | None = None
) -> Baskets:
    """The baskets known at the moment, and the items that enough of them hold.

    `min_support` is a share of orders; without it the figures' own, and never below their least
    number of orders.
    """
    engine = known.ledger.engine
    lines = known.kept(f"basket_lines_{by}", partial(basket_lines, known, by))
    counted = engine.batches(lines.aggregate(orders=lines.order_id.nunique())).read_all()
    orders = int(counted["orders"][0].as_py())
    least = least_orders(orders, figures, min_support)
    items = _numbered(lines, least)
    rows = lines.join(items, "item").order_by("order_id", "number").select("order_id", "number")
    names = engine.batches(items.order_by("number")).read_all()["item"].to_pylist()
    return Baskets(tuple(names), held_by(engine.batches(rows).read_all(), names), orders, least)


def least_orders(orders: int, figures: Figures, min_support: float | None = None) -> int:
    """In how many orders a set must stand."""
    if min_support is not None:
        return max(1, ceil(min_support * orders - _SLACK))
    return max(figures.min_orders, ceil(figures.min_support * orders - _SLACK))


def _numbered(lines: Table, least: int) -> Table:
    """The items that stand in at least so many orders: item, number (from 0, by code point)."""
    items = lines.group_by("item").aggregate(orders=lines.count())
    items = items.filter(items.orders >= least)
    return items.select("item", number=ibis.row_number().over(order_by=[items.item]))


def held_by(rows: pa.Table, items: Sequence[str]) -> csr_array:
    """Rows order_id and number (of an item), by both, as a matrix of orders and items."""
    columns = rows["number"].to_numpy().astype(np.int32)
    order = rows["order_id"].dictionary_encode().combine_chunks()
    starts = np.flatnonzero(np.diff(order.indices.to_numpy(), prepend=-1))
    ones = np.ones(len(columns), np.int32)
    return csr_array(
        (ones, columns, np.append(starts, len(columns))), shape=(len(starts), len(items))
    )
