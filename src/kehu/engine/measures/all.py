"""All families together: one wide row for every listed customer."""

from ibis.expr.types import Table

from kehu.engine.ledger import Known
from kehu.engine.measures import (
    answers,
    categories,
    customs,
    inquiries,
    interactions,
    judgements,
    offers,
    orders,
    profile,
)
from kehu.engine.measures.family import Family, Measure

FAMILIES: tuple[Family, ...] = (
    profile.PROFILE,
    profile.CONTACTS,
    orders.FAMILY,
    interactions.FAMILY,
    inquiries.FAMILY,
    offers.PROFORMAS,
    offers.SAMPLES,
    offers.QUOTATIONS,
    customs.FAMILY,
    judgements.FAMILY,
    categories.FAMILY,
    answers.FAMILY,
)
MEASURES: dict[str, Measure] = {
    name: measure
    for family in FAMILIES
    for name, measure in family.measures.items()
}


def measure_customers(known: Known) -> Table:
    """One row for every listed customer: `customer`, `customer_id`, `owner`, all measures.

    Columns of the customers table beyond the schema follow under their own names.
    """
    engine, ledger = known.ledger.engine, known.ledger
    kept = ["customer", "customer_id", "owner", *ledger.extra_columns]
    wide = known.customers.select(*kept)
    for family in FAMILIES:
        folded = engine.keep(f"measures_{family.name}", family.folded(known))
        wide = wide.left_join(folded, "customer").drop("customer_right")
    filled = {name: value for family in FAMILIES for name, value in family.filled(wide).items()}
    return engine.keep("measures", wide.select(*kept, **filled))
