"""What can be recorded on pages: which form asks for it and which verb does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kehu.desk.accounts.actor import Actor
from kehu.desk.ledger import actions
from kehu.desk.ledger.forms.recording import (
    ContactMadeForm,
    HappenedForm,
    InquiryForm,
    OrderForm,
    PaymentForm,
    PersonForm,
    ProformaForm,
    QuotationForm,
    SampleForm,
)
from kehu.desk.ledger.models import Customer, Order, Payment, Proforma, Sample

Details = Mapping[str, Any]


@dataclass(frozen=True)
class Recordable:
    """Something new about a customer."""

    title: Promise
    icon: str
    form: type[HappenedForm]
    record: Callable[[Actor, Customer, Details], Any]


def _of_customer(verb: Callable[..., Any]) -> Callable[[Actor, Customer, Details], Any]:
    return lambda actor, customer, details: verb(actor=actor, customer=customer, **details)


def _of_order(actor: Actor, _customer: Customer, details: Details) -> Any:
    return actions.record_payment(actor=actor, **details)


RECORDABLE: dict[str, Recordable] = {
    "contact": Recordable(
        _("Contact made"), "message", ContactMadeForm, _of_customer(actions.log_contact)
    ),
    "order": Recordable(_("Order"), "shopping-cart", OrderForm, _of_customer(actions.record_order)),
    "payment": Recordable(_("Payment"), "scale", PaymentForm, _of_order),
    "inquiry": Recordable(_("Inquiry"), "inbox", InquiryForm, _of_customer(actions.record_inquiry)),
    "quotation": Recordable(
        _("Quotation"), "tag", QuotationForm, _of_customer(actions.record_quotation)
    ),
    "proforma": Recordable(
        _("Proforma invoice"), "clipboard", ProformaForm, _of_customer(actions.issue_proforma)
    ),
    "sample": Recordable(_("Sample"), "gift", SampleForm, _of_customer(actions.request_sample)),
    "person": Recordable(_("Person"), "user-plus", PersonForm, _of_customer(actions.add_contact)),
}


@dataclass(frozen=True)
class Event:
    """Something that came about with a row that is there."""

    title: Promise
    model: type[Order] | type[Payment] | type[Proforma] | type[Sample]
    record: Callable[[Actor, Any, datetime], Any]


def _moved(moment: str) -> Callable[[Actor, Any, datetime], Any]:
    return lambda actor, row, on: actions.move_sample(actor=actor, sample=row, **{moment: on})


EVENTS: dict[str, Event] = {
    "delivered": Event(
        _("Order delivered"),
        Order,
        lambda actor, row, on: actions.deliver_order(actor=actor, order=row, delivered_at=on),
    ),
    "order-cancelled": Event(
        _("Order cancelled"),
        Order,
        lambda actor, row, on: actions.cancel_order(actor=actor, order=row, cancelled_at=on),
    ),
    "payment-received": Event(
        _("Payment received"),
        Payment,
        lambda actor, row, on: actions.receive_payment(actor=actor, payment=row, paid_at=on),
    ),
    "proforma-paid": Event(
        _("Proforma paid"),
        Proforma,
        lambda actor, row, on: actions.pay_proforma(actor=actor, proforma=row, paid_at=on),
    ),
    "proforma-cancelled": Event(
        _("Proforma cancelled"),
        Proforma,
        lambda actor, row, on: actions.cancel_proforma(actor=actor, proforma=row, cancelled_at=on),
    ),
    "sample-paid": Event(_("Sample paid"), Sample, _moved("paid_at")),
    "sample-sent": Event(_("Sample sent"), Sample, _moved("sent_at")),
    "sample-arrived": Event(_("Sample arrived"), Sample, _moved("arrived_at")),
    "sample-answered": Event(_("Feedback on the sample"), Sample, _moved("feedback_at")),
}
