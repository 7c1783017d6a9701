"""The traits of everybody a ledger lists at a moment: labels, measures, categories and tags."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ibis.expr.types import Table
from scipy.sparse import csr_array

from kehu.engine.ledger import Known, Ledger
from kehu.engine.measures.order_facts import counted_orders
from kehu.engine.portraits.alike.facets import Facets
from kehu.engine.portraits.alike.telling import BETWEEN
from kehu.engine.portraits.alike.traits import NO_WORD, Floats, Members, Texts, Traits
from kehu.engine.portraits.baskets.orders import basket_lines
from kehu.engine.portraits.portrait import Portrait
from kehu.engine.portraits.tags import graded, tag_rows
from kehu.engine.rules.rulebook import Rulebook


@dataclass(frozen=True)
class Everybody:
    """Listed customers by customer_id, and their traits in that order."""

    customer_ids: Sequence[str]
    names: Sequence[str]
    traits: Traits


def everybody(
    ledger: Ledger, moment: datetime, rulebook: Rulebook, facets: Facets, portrait: Portrait
) -> Everybody:
    """The customers listed at a moment, with every trait that the facets name."""
    known = Known(ledger, moment, rulebook.settings)
    customers = _customers(ledger, moment, rulebook, facets, portrait)
    rows = ledger.engine.batches(customers.order_by("customer_id")).read_all()
    kinds = {trait.name: trait.kind for trait in facets.traits}
    sets = {"categories": categories_bought(known), "tags": _tags(known, customers, portrait)}
    traits = Traits(
        count=rows.num_rows,
        words={name: _texts(rows[name]) for name, kind in kinds.items() if kind == "words"},
        numbers={name: _floats(rows[name]) for name, kind in kinds.items() if kind == "number"},
        sets={
            name: _members(ledger.engine.batches(one).read_all(), rows["customer"])
            for name, one in sets.items()
            if name in kinds
        },
    )
    return Everybody(rows["customer_id"].to_pylist(), rows["name"].to_pylist(), traits)


def _customers(
    ledger: Ledger, moment: datetime, rulebook: Rulebook, facets: Facets, portrait: Portrait
) -> Table:
    """One row a listed customer: customer, customer_id, name, labels, and the measures named."""
    asked = {trait.name for trait in facets.traits if trait.kind != "set"}
    rows = graded(ledger, moment, rulebook, portrait, asked)
    names = ledger.tables["customers"].select("customer", "name")
    return rows.join(names, "customer")


def categories_bought(known: Known) -> Table:
    """One row for each customer and category of which it bought anything: customer, member."""
    orders = counted_orders(known).select("order_id", "customer")
    rows = basket_lines(known, "category").join(orders, "order_id")
    return rows.select("customer", member=rows.item).distinct()


def _tags(known: Known, customers: Table, portrait: Portrait) -> Table:
    """One row for each customer and value of a tag: customer, member (`tag=value`)."""
    rows = tag_rows(known, customers, portrait)
    rows = rows.join(customers.select("customer", "customer_id"), "customer_id")
    return rows.select("customer", member=rows.tag + BETWEEN + rows.value)


def _texts(column: pa.ChunkedArray) -> Texts:
    coded = column.cast(pa.string()).dictionary_encode().combine_chunks()
    at = coded.indices.fill_null(NO_WORD).to_numpy()
    return Texts(at, coded.dictionary.to_pylist())


def _floats(column: pa.ChunkedArray) -> Floats:
    found: Floats = column.cast(pa.float64()).fill_null(np.nan).to_numpy()
    return found


def _members(rows: pa.Table, customers: pa.ChunkedArray) -> Members:
    """Pairs of customer and member as a matrix; the customers of its rows as they are given."""
    names = sorted(set(rows["member"].to_pylist()))
    of = pc.index_in(rows["customer"], value_set=customers.combine_chunks()).to_numpy()
    what = pc.index_in(rows["member"], value_set=pa.array(names, pa.string())).to_numpy()
    shape = (len(customers), len(names))
    return Members(csr_array((np.ones(len(of)), (of, what)), shape=shape), names)
