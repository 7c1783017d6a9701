"""What is known of whoever asks for a sample, and of what was asked for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.cleaning.emails import is_free_mail
from kehu.cleaning.websites import registered_domain
from kehu.desk.grading.found import values_of
from kehu.desk.grading.queries import graded
from kehu.desk.inquiries.models import Mail
from kehu.desk.intake.blacklist.asking import is_barred
from kehu.desk.ledger.models import Contact, Customer, Order, Product, Sample
from kehu.desk.ledger.purchases import Rates
from kehu.desk.samples.in_force import House, sample_rules
from kehu.desk.samples.models import DecisionCode, SampleCase


@dataclass(frozen=True)
class Facts:
    """Read once for one request. `site` and `mailbox` are those that verify the company, empty
    where none does; `price` is that of a piece in US dollars, None where unknown."""

    customer: Customer
    case: SampleCase
    product: Product | None
    is_barred: bool
    running: Order | None
    last: Order | None
    orders: int
    site: str
    mailbox: str
    price: Decimal | None
    labels: Mapping[str, Any]

    def values(self, house: House) -> dict[str, bool]:
        """What rules may name of the request."""
        return {
            "barred": self.is_barred,
            "suspicious": self.case.suggested == DecisionCode.DECLINE,
            "running": self.running is not None,
            "bought": self.last is not None,
            "definite": self.product is not None and self.case.is_definite,
            "verified": bool(self.site or self.mailbox or self.case.checked),
            "asked_to_verify": self.case.asked_to_verify_at is not None,
            "cheap": self.price is not None and self.price <= house.cheap_up_to_usd,
            "few": self.case.pieces <= house.few_up_to_pieces,
        }

    def proof(self) -> str:
        """By what the company is verified, in the reader's words."""
        told = (self.site, self.mailbox, self.case.checked)
        return _(", ").join(filter(None, told))


def facts_of(sample: Sample, case: SampleCase) -> Facts:
    """The facts of now. An order that nobody saw delivered for half a year is not running."""
    customer, now = sample.customer, timezone.now()
    lately = now - timedelta(days=sample_rules().rhythm["over_after_days"])
    orders = Order.objects.filter(customer=customer, cancelled_at=None).order_by("ordered_at")
    grade = graded([customer.pk]).get(customer.pk)
    return Facts(
        customer,
        case,
        sample.product,
        is_barred(customer),
        orders.filter(delivered_at=None, ordered_at__gte=lately).last(),
        orders.last(),
        orders.count(),
        _site(customer),
        _mailbox(customer),
        _in_dollars(sample.product, now),
        values_of(grade) if grade else {},
    )


def _site(customer: Customer) -> str:
    """Its website, unless the mail of which the customer was made names it: so says the buyer."""
    site = customer.website
    domain = registered_domain(site) or site
    mails = Mail.objects.filter(thread__customer=customer, thread__made_customer=True,
                                is_ours=False, text__icontains=domain)  # fmt: skip
    named = re.compile(rf"(?<![\w-]){re.escape(domain)}(?![\w-])", re.IGNORECASE)
    texts = mails.values_list("text", flat=True) if site else ()
    return "" if any(map(named.search, texts)) else site


def _mailbox(customer: Customer) -> str:
    """A contact's mailbox at a domain of a company's own."""
    people = Contact.objects.filter(customer=customer).exclude(email="").order_by("pk")
    addresses = people.values_list("email", flat=True)
    own = (one for one in addresses if not is_free_mail(one.rpartition("@")[2].lower()))
    return next(own, "")


def _in_dollars(product: Product | None, now: datetime) -> Decimal | None:
    """The list price of a piece; None where it or a rate is unknown."""
    if product is None or product.list_price is None:
        return None
    price: Decimal = product.list_price
    if product.currency == "USD":
        return price
    rates, day = Rates.of({product.currency, "USD"}), now.date()
    dollar, own = rates.on("USD", day), rates.on(product.currency, day)
    return price * own / dollar if dollar and own else None
