"""Reading a customer's rows, the newest first, and the catalogue."""

from typing import Annotated, Any

from django.db.models import Q
from ninja import Query, Schema
from pydantic import Field

from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.api import Asked, Listed, Number, Text
from kehu.desk.core.paging import page_by_name, page_by_time
from kehu.desk.ledger import models
from kehu.desk.ledger.api import rows
from kehu.desk.ledger.api.router import router
from kehu.desk.ledger.api.seen import seen_customer
from kehu.desk.ledger.models.rows import CustomersRow


class ProductsAsked(Asked):
    """Which products."""

    q: Annotated[Text, Field(max_length=300, description="part of the name, or the number")] = ""


@router.get(
    "/products", response=Listed[rows.ProductOut], tags=["products"], summary="The catalogue"
)
def products(request: ActorsRequest, asked: Query[ProductsAsked]) -> dict[str, Any]:
    request.actor.must(Permission.SEE)
    found = models.Product.objects.all()
    if asked.q:
        found = found.filter(Q(name__icontains=asked.q) | Q(code=asked.q))
    page = page_by_name(found, asked.cursor, asked.limit)
    return {"items": page.rows, "next": page.after}


def _listing(
    model: type[CustomersRow], name: str, moment: str, schema: type[Schema], tag: str, *with_: str
) -> None:
    """An address under the customer with all rows of one kind, the latest `moment` first."""

    def listed(request: ActorsRequest, number: Number, asked: Query[Asked]) -> dict[str, Any]:
        customer = seen_customer(request.actor, number)
        own = model._default_manager.filter(customer=customer).prefetch_related(*with_)
        page = page_by_time(own, moment, asked.cursor, asked.limit)
        return {"items": page.rows, "next": page.after}

    listed.__name__ = name
    router.get(
        f"/customers/{{number}}/{name}", response=Listed[schema], tags=[tag],  # type: ignore[valid-type]
        summary=f"Its {name}, the newest first",
    )(listed)  # fmt: skip


_listing(models.Order, "orders", "ordered_at", rows.OrderOut, "orders", "lines")
_listing(models.Payment, "payments", "due_at", rows.PaymentOut, "orders")
_listing(models.Interaction, "interactions", "at", rows.InteractionOut, "talks")
_listing(models.Inquiry, "inquiries", "at", rows.InquiryOut, "talks", "products")
_listing(models.Quotation, "quotations", "at", rows.QuotationOut, "offers")
_listing(models.Proforma, "proformas", "issued_at", rows.ProformaOut, "offers")
_listing(models.Sample, "samples", "requested_at", rows.SampleOut, "offers")
_listing(models.Judgement, "judgements", "at", rows.JudgementOut, "talks")
