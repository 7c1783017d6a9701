"""Whom the rows of sheets may mean: everybody in the database, whoever holds them."""

from collections.abc import Iterator

from django.db.models import Model

from kehu.desk.ledger.models import (
    Contact,
    Customer,
    FormerCustomer,
    Order,
    Product,
)
from kehu.desk.ledger.tables import KEPT
from kehu.matching.staging.known import Known, known_rows

_BATCH = 20_000
# Tables whose rows a run may meet again, of which only the numbers matter.
_NUMBERED = (
    "payments", "interactions", "inquiries", "quotations", "proformas", "samples",
    "customs_records",
)  # fmt: skip


def everybody() -> Known:
    """All customers, contacts, orders and products, and the numbers of all else."""
    known = known_rows(
        _rows(Customer, customer_id="code", name="name", country="country", website="website"),
        _rows(
            Contact, contact_id="code", customer_id="customer__code", name="name", email="email",
            phone="phone", whatsapp="whatsapp",
        ),
        Order.objects.values_list("code", "customer__code").iterator(_BATCH),
        _rows(Product, product_id="code", name="name", sku="sku", category="category"),
    )  # fmt: skip
    known.also.update(FormerCustomer.objects.values_list("code", "customer__code"))
    for kept in KEPT:
        if kept.table.name in _NUMBERED:
            codes = kept.model._default_manager.values_list("code", flat=True)
            known.numbers[kept.table.name].update(codes.iterator(_BATCH))
    return known


def _rows(model: type[Model], **columns: str) -> Iterator[dict[str, str]]:
    """A model's rows under the ledger's names of columns."""
    for row in model._default_manager.values_list(*columns.values()).iterator(_BATCH):
        yield dict(zip(columns, row, strict=True))
