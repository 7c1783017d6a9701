"""What a customer asked for."""

import ibis
from ibis.expr.types import Table, Value
from ibis.expr.types import Table as Inquiries

from kehu.engine.ledger import Known
from kehu.engine.measures.family import Family
from kehu.engine.portable import count_where, day_of, max_where


def _rows(known: Known) -> Table:
    """Inquiries with `intent`, `day`, and `nth` from 0 in the order they came (ties by id)."""
    rows = known.of("inquiries")
    nth = ibis.row_number().over(group_by="customer", order_by=["at", "inquiry_id"])
    return rows.mutate(day=day_of(rows["at"]), intent=rows.order_intent.fill_null(False), nth=nth)


FAMILY = Family("inquiries", _rows)


@FAMILY.measure("inquiries", "D02", without=0)
def inquiries(inquiries: Inquiries, known: Known) -> Value:
    """Inquiries of any kind."""
    return inquiries.count()


@FAMILY.measure("inquiries", "D01", without=0)
def inquiries_with_intent(inquiries: Inquiries, known: Known) -> Value:
    """Inquiries that show an intent to order."""
    return count_where(inquiries.intent)


@FAMILY.measure("days", "D14")
def days_since_last_intent(inquiries: Inquiries, known: Known) -> Value:
    """Days since the newest inquiry with an intent to order."""
    return known.today - max_where(inquiries.day, inquiries.intent)


@FAMILY.measure("days", "D01")
def days_since_last_inquiry(inquiries: Inquiries, known: Known) -> Value:
    """Days since the newest inquiry."""
    return known.today - inquiries.day.max()


@FAMILY.measure("inquiries", "D12", without=0)
def inquiries_naming_a_product(inquiries: Inquiries, known: Known) -> Value:
    """Inquiries that name at least one of our products."""
    return count_where(inquiries.product_ids.notnull())


@FAMILY.measure("code", "D06", codes_of="source")
def first_inquiry_source(inquiries: Inquiries, known: Known) -> Value:
    """Source of the earliest inquiry, unknown also where that one names none."""
    return max_where(inquiries.source, inquiries.nth == 0)
