"""What is known of one customer that a contact should mention."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from kehu.desk.followups.planning import today
from kehu.desk.grading.found import values_of
from kehu.desk.grading.models import Grade
from kehu.desk.grading.window import Window, window_of
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


class Facts:
    """One customer's newest of each kind, read once when a draft or a reason names it.

    What there is none of is None; `values` are measures and labels by name, empty before the first
    grading; `day` is the company's today.
    """

    def __init__(self, customer: Customer, now: datetime) -> None:
        self.customer, self._now, self.day = customer, now, today(now)

    @cached_property
    def grade(self) -> Grade | None:
        return Grade.objects.select_related("shape").filter(customer=self.customer).first()

    @cached_property
    def values(self) -> Mapping[str, Any]:
        return values_of(self.grade) if self.grade else {}

    @property
    def window(self) -> Window | None:
        """When the next order is expected; of who never ordered the next import."""
        return window_of(self.values, self.grade.as_of) if self.grade else None

    @cached_property
    def contact(self) -> Contact | None:
        """Who wrote last; whom to write to where nobody wrote yet."""
        words = self.last_words
        return words.contact if words and words.contact else _contact(self.customer)

    @cached_property
    def last_words(self) -> Interaction | None:
        talks = Interaction.objects.filter(customer=self.customer, direction="in")
        return talks.order_by("-at").select_related("contact").first()

    @cached_property
    def order(self) -> Order | None:
        return self._orders.filter(ordered_at__lte=self._now).order_by("-ordered_at").first()

    @cached_property
    def ordered(self) -> tuple[Goods, ...]:
        return _ordered(self.order)

    @cached_property
    def delivered(self) -> Order | None:
        return self._orders.filter(delivered_at__lte=self._now).order_by("-delivered_at").first()

    @cached_property
    def inquiry(self) -> Inquiry | None:
        return Inquiry.objects.filter(customer=self.customer).order_by("-at").first()

    @cached_property
    def asked(self) -> tuple[Goods, ...]:
        return _asked(self.inquiry)

    @cached_property
    def proforma(self) -> Proforma | None:
        """The newest that is open."""
        unpaid = Proforma.objects.filter(customer=self.customer, paid_at=None, cancelled_at=None)
        return unpaid.order_by("-issued_at").first()

    @cached_property
    def sample(self) -> Sample | None:
        """The newest of which nobody said how it is."""
        samples = Sample.objects.filter(customer=self.customer, feedback_at=None)
        return samples.select_related("product").order_by("-requested_at").first()

    @cached_property
    def lost_quotation(self) -> Quotation | None:
        """The newest that was lost for its price."""
        lost = Quotation.objects.filter(customer=self.customer, outcome="lost", lost_reason="price")
        return lost.select_related("product").order_by("-at").first()

    @cached_property
    def judged(self) -> Mapping[str, Judgement]:
        return _judged(self.customer)

    @property
    def ramadan_on(self) -> date:
        return next_ramadan(self.day)

    @property
    def chinese_new_year_on(self) -> date:
        return next_chinese_new_year(self.day)

    @property
    def _orders(self) -> "QuerySet[Order]":
        return Order.objects.filter(customer=self.customer, cancelled_at=None)


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
