"""Everything that happened with one customer, newest first, out of all tables of the ledger."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model

from kehu.desk.ledger.models import (
    Customer,
    CustomsRecord,
    Inquiry,
    Interaction,
    Judgement,
    Order,
    Payment,
    Proforma,
    Quotation,
    Sample,
)

PAGE = 40

# What can happen, and the moment of the row at which it does.
HAPPENINGS: dict[str, tuple[type[Model], str]] = {
    "order.placed": (Order, "ordered_at"),
    "order.delivered": (Order, "delivered_at"),
    "order.cancelled": (Order, "cancelled_at"),
    "payment.received": (Payment, "paid_at"),
    "proforma.issued": (Proforma, "issued_at"),
    "proforma.paid": (Proforma, "paid_at"),
    "proforma.cancelled": (Proforma, "cancelled_at"),
    "sample.requested": (Sample, "requested_at"),
    "sample.paid": (Sample, "paid_at"),
    "sample.sent": (Sample, "sent_at"),
    "sample.arrived": (Sample, "arrived_at"),
    "sample.answered": (Sample, "feedback_at"),
    "quotation.given": (Quotation, "at"),
    "inquiry.came": (Inquiry, "at"),
    "contact.made": (Interaction, "at"),
    "customer.judged": (Judgement, "at"),
    "customs.seen": (CustomsRecord, "arrived_at"),
}
_NEVER = datetime.max.replace(tzinfo=UTC)  # nothing happens later
_BESIDE = {Interaction: "contact", Sample: "product", Quotation: "product", Payment: "order"}


@dataclass(frozen=True)
class Happening:
    """Something that happened: which kind, when, and the row that tells it."""

    kind: str
    at: datetime
    row: Any


def timeline(customer: Customer, before: datetime | None = None) -> list[Happening]:
    """The newest that happened, or the newest before a moment; at most `PAGE` of it."""
    newest = _newest(customer, before or _NEVER)
    numbers: dict[type[Model], set[int]] = {}
    for kind, number in newest:
        numbers.setdefault(HAPPENINGS[kind][0], set()).add(number)
    rows = {model: _rows(model, some) for model, some in numbers.items()}
    told = [(kind, rows[HAPPENINGS[kind][0]][number]) for kind, number in newest]
    return [Happening(kind, getattr(row, HAPPENINGS[kind][1]), row) for kind, row in told]


def _newest(customer: Customer, before: datetime) -> list[tuple[str, int]]:
    """Kinds and numbers of rows."""
    parameters = [customer.pk, connection.ops.adapt_datetimefield_value(before)] * len(HAPPENINGS)
    with connection.cursor() as cursor:
        cursor.execute(_question(), parameters)
        return [(kind, number) for kind, _, number in cursor.fetchall()]


@cache
def _question() -> str:
    """The question over all tables, put together once: composing a union of so many out of
    querysets takes Django longer than the database needs to answer it."""
    parts = [
        f"SELECT '{kind}' AS happening, {moment} AS moment, id AS number"
        f" FROM {model._meta.db_table} WHERE customer_id = %s AND {moment} < %s"
        for kind, (model, moment) in HAPPENINGS.items()
    ]
    order = f"ORDER BY moment DESC, happening, number DESC LIMIT {PAGE}"
    return f"{' UNION ALL '.join(parts)} {order}"


def _rows(model: type[Model], numbers: Collection[int]) -> dict[int, Any]:
    rows = model._default_manager.all()
    if model in _BESIDE:
        rows = rows.select_related(_BESIDE[model])
    return dict(rows.in_bulk(numbers))
