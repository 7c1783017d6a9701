"""Everything that happened with one customer, newest first, out of all tables of the ledger."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, F, Model, QuerySet, Value

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
_BESIDE = {Interaction: "contact", Sample: "product", Quotation: "product", Payment: "order"}


@dataclass(frozen=True)
class Happening:
    """Something that happened: which kind, when, and the row that tells it."""

    kind: str
    at: datetime
    row: Any


def timeline(customer: Customer, before: datetime | None = None) -> list[Happening]:
    """The newest that happened, or the newest before a moment; at most `PAGE` of it."""
    parts = [_moments(kind, customer, before) for kind in HAPPENINGS]
    newest = parts[0].union(*parts[1:], all=True).order_by("-moment", "happening", "-pk")[:PAGE]
    found = list(newest)
    told = [(one["happening"], one["moment"], one["pk"]) for one in found]
    numbers: dict[type[Model], set[int]] = {}
    for kind, _, pk in told:
        numbers.setdefault(HAPPENINGS[kind][0], set()).add(pk)
    rows = {model: _rows(model, some) for model, some in numbers.items()}
    return [Happening(kind, at, rows[HAPPENINGS[kind][0]][pk]) for kind, at, pk in told]


def _moments(
    kind: str, customer: Customer, before: datetime | None
) -> "QuerySet[Any, dict[str, Any]]":
    model, moment = HAPPENINGS[kind]
    rows = model._default_manager.filter(customer=customer, **{f"{moment}__isnull": False})
    if before is not None:
        rows = rows.filter(**{f"{moment}__lt": before})
    named = rows.annotate(happening=Value(kind, CharField()), moment=F(moment))
    chosen: QuerySet[Any, dict[str, Any]] = named.values("happening", "moment", "pk")
    return chosen


def _rows(model: type[Model], numbers: Collection[int]) -> dict[int, Any]:
    rows = model._default_manager.all()
    if model in _BESIDE:
        rows = rows.select_related(_BESIDE[model])
    return dict(rows.in_bulk(numbers))
