"""What is known of one customer that a contact should mention, read once for a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kehu.desk.followups.planning import today
from kehu.desk.grading.found import values_of
from kehu.desk.grading.models import Grade
from kehu.desk.ledger.models import (
    Contact,
    Customer,
    Inquiry,
    Interaction,
    Judgement,
    Order,
    OrderLine,
    Product,
    Proforma,
    Quotation,
    Sample,
)
from kehu.engine.plays.buyers_day import next_chinese_new_year, next_ramadan
from kehu.engine.schema import LIFTED

_GOODS = 2  # goods named of an order; more say less


@dataclass(frozen=True)
class Goods:
    """Goods of an order or an inquiry; how many where it is known."""

    name: str
    quantity: float | None = None
    unit: str = ""


@dataclass(frozen=True)
class Facts:
    """One customer's newest of each kind, None where there is none; `values` are measures and
    labels by name, empty before the first grading; `day` is the company's today."""

    customer: Customer
    day: date
    values: Mapping[str, Any]
    contact: Contact | None
    last_words: Interaction | None
    order: Order | None
    ordered: tuple[Goods, ...]
    delivered: Order | None
    inquiry: Inquiry | None
    asked: tuple[Goods, ...]
    proforma: Proforma | None
    sample: Sample | None
    lost_quotation: Quotation | None
    judged: Mapping[str, Judgement]
    ramadan_on: date
    chinese_new_year_on: date


def facts_of(customer: Customer, now: Any) -> Facts:
    """Everything of one customer that a draft or a reason may name."""
    grade = Grade.objects.select_related("shape").filter(customer=customer).first()
    orders = Order.objects.filter(customer=customer, cancelled_at=None)
    order = orders.filter(ordered_at__lte=now).order_by("-ordered_at").first()
    delivered = orders.filter(delivered_at__lte=now).order_by("-delivered_at").first()
    inquiry = Inquiry.objects.filter(customer=customer).order_by("-at").first()
    talks = Interaction.objects.filter(customer=customer, direction="in").order_by("-at")
    words = talks.select_related("contact").first()
    quotations = Quotation.objects.filter(customer=customer, outcome="lost", lost_reason="price")
    open_proformas = Proforma.objects.filter(customer=customer, paid_at=None, cancelled_at=None)
    samples = Sample.objects.filter(customer=customer, feedback_at=None)
    day = today(now)
    return Facts(
        customer=customer,
        day=day,
        values=values_of(grade) if grade else {},
        contact=words.contact if words and words.contact else _contact(customer),
        last_words=words,
        order=order,
        ordered=_ordered(order),
        delivered=delivered,
        inquiry=inquiry,
        asked=_asked(inquiry),
        proforma=open_proformas.order_by("-issued_at").first(),
        sample=samples.select_related("product").order_by("-requested_at").first(),
        lost_quotation=quotations.select_related("product").order_by("-at").first(),
        judged=_judged(customer),
        ramadan_on=next_ramadan(day),
        chinese_new_year_on=next_chinese_new_year(day),
    )


def _contact(customer: Customer) -> Contact | None:
    """Whom to write to where nobody wrote yet: who has an e-mail, the longest known first."""
    contacts = Contact.objects.filter(customer=customer).order_by("pk")
    return contacts.exclude(email="").first() or contacts.first()


def _ordered(order: Order | None) -> tuple[Goods, ...]:
    """The goods of an order that cost most, of those that the catalogue knows."""
    if order is None:
        return ()
    lines = OrderLine.objects.filter(order=order, product__isnull=False).select_related("product")
    dearest = sorted(lines, key=lambda line: -(line.quantity * line.unit_price))[:_GOODS]
    return tuple(Goods(line.product.name, float(line.quantity), line.product.unit)
                 for line in dearest if line.product)  # fmt: skip


def _asked(inquiry: Inquiry | None) -> tuple[Goods, ...]:
    products = Product.objects.filter(inquiry=inquiry).order_by("pk")[:_GOODS] if inquiry else ()
    return tuple(Goods(product.name) for product in products)


def _judged(customer: Customer) -> dict[str, Judgement]:
    """The newest judgement of each subject that facts are told of."""
    rows = Judgement.objects.filter(
        customer=customer, subject__in=["order_time", "waiting_until", "hesitation"]
    )
    newest = {row.subject: row for row in rows.order_by("at", "code")}
    return {subject: row for subject, row in newest.items() if row.value != LIFTED}
