"""All families together: the measures of every listed customer, joined as far as they are asked."""

from collections.abc import Iterable
from dataclasses import dataclass

from ibis.expr.types import Table

from kehu.engine.ledger import Known
from kehu.engine.measures import (
    answers,
    categories,
    channels,
    customs,
    inquiries,
    interactions,
    judgements,
    new_products,
    offers,
    orders,
    our_contacts,
    payments,
    profile,
    replies,
    rhythm,
)
from kehu.engine.measures.family import Family, Measure

FAMILIES: tuple[Family, ...] = (
    profile.PROFILE,
    profile.CONTACTS,
    orders.FAMILY,
    payments.FAMILY,
    rhythm.FAMILY,
    interactions.FAMILY,
    replies.FAMILY,
    our_contacts.FAMILY,
    channels.FAMILY,
    inquiries.FAMILY,
    offers.PROFORMAS,
    offers.SAMPLES,
    offers.QUOTATIONS,
    customs.FAMILY,
    judgements.FAMILY,
    categories.FAMILY,
    new_products.FAMILY,
    answers.FAMILY,
)
MEASURES: dict[str, Measure] = {
    name: measure for family in FAMILIES for name, measure in family.measures.items()
}


@dataclass(frozen=True)
class Measures:
    """`listed` customers (customer, customer_id, owner, extra columns) and each family's rows."""

    listed: Table
    folded: dict[str, Table]

    def wide(self, names: Iterable[str]) -> Table:
        """One row a listed customer: the columns of `listed` and the named measures."""
        asked = set(names)
        wide = self.listed
        for family in FAMILIES:
            mine = [name for name in family.measures if name in asked]
            if mine:
                part = self.folded[family.name].select("customer", *mine)
                wide = wide.left_join(part, "customer").drop("customer_right")
        filled = {
            name: family.filled(wide, name)
            for family in FAMILIES
            for name in family.measures
            if name in asked
        }
        return wide.select(*self.listed.columns, **filled)


def reading(settings: Iterable[str]) -> tuple[Family, ...]:
    """The families that have a measure which reads one of these settings of the rulebook."""
    named = set(settings)
    return tuple(family for family in FAMILIES if named & {*family.settings})


def measure_again(known: Known, families: Iterable[Family]) -> Table:
    """One row a customer of the ledger, listed or not: customer_id and these families' measures.

    Tables that the families do not name may lack their rows.
    """
    folded = {family.name: family.folded(known, family.measures) for family in families}
    everybody = known.ledger.tables["customers"].select("customer", "customer_id")
    names = [name for family in FAMILIES if family.name in folded for name in family.measures]
    return Measures(everybody, folded).wide(names)


def measure_customers(known: Known, names: Iterable[str]) -> Measures:
    """The named measures, computed once, of the customers listed at the moment."""
    asked = set(names)
    kept = ["customer", "customer_id", "owner", *known.ledger.extra_columns]
    listed = known.keep("listed", known.customers.select(*kept))
    folded = {
        family.name: known.keep(f"measures_{family.name}", family.folded(known, asked))
        for family in FAMILIES
        if asked & family.measures.keys()
    }
    return Measures(listed, folded)
