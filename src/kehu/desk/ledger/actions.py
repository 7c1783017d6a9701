"""Recording what happened: each verb asks the actor, writes, audits, marks the customer changed."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.desk.accounts.actor import Actor, NotAllowed
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit, versions
from kehu.desk.ledger.holding import hold
from kehu.desk.ledger.marking import mark_changed
from kehu.desk.ledger.models import (
    Contact,
    Customer,
    FormerCustomer,
    Holding,
    Inquiry,
    Interaction,
    Judgement,
    Order,
    OrderLine,
    Payment,
    Product,
    Proforma,
    Quotation,
    Sample,
)
from kehu.desk.ledger.touched import touch
from kehu.errors import KehuError

Row = TypeVar("Row", bound=Model)
Versioned = TypeVar(
    "Versioned", Customer, Order, Payment, Proforma, Sample
)  # rows that can change after they were recorded
WITHDRAWN_WITHIN = timedelta(hours=24)


# ---- customers ---------------------------------------------------------------------------------


@transaction.atomic
def add_customer(*, actor: Actor, name: str, code: str = "", **details: Any) -> Customer:
    """Add a customer, held by the actor unless `owner` says otherwise. Raises NotAllowed."""
    actor.must(Permission.RECORD)
    owner = details.pop("owner", actor.user)
    customer = Customer(code=code or _code("C"), name=name, owner=owner, **details)
    actor.must(Permission.RECORD, customer)
    if former := FormerCustomer.objects.filter(code=customer.code).first():
        told = _("%(code)s is the number of %(name)s, which is part of another customer now.")
        raise ValidationError({"code": told % {"code": former.code, "name": former.name}})
    _recorded(actor, "customer.added", customer, customer)
    hold([customer.pk], customer.owner, begun=Holding.Begun.ADDED)
    return customer


@transaction.atomic
def change_customer(
    *, actor: Actor, customer: Customer, version: int, details: Mapping[str, Any]
) -> Customer:
    """Change what is known of a customer, but not who holds it.

    `version` is that of the record the actor saw. Raises NotAllowed, ChangedMeanwhile.
    """
    actor.must(Permission.RECORD, customer)
    return _changed(actor, "customer.changed", customer, version, details)


@transaction.atomic
def assign_customer(*, actor: Actor, customer: Customer, to: User | None) -> Customer:
    """Give a customer to somebody, or to the pool. Raises NotAllowed."""
    actor.must(Permission.ASSIGN, customer)
    actor.must(Permission.ASSIGN, Customer(owner=to))
    is_same = customer.owner == to
    _changed(actor, "customer.assigned", customer, customer.version, {"owner": to})
    if not is_same:
        hold([customer.pk], to)
    return customer


@transaction.atomic
def add_contact(*, actor: Actor, customer: Customer, **details: Any) -> Contact:
    """Add a person in a buying company. Raises NotAllowed."""
    actor.must(Permission.RECORD, customer)
    contact = Contact(code=_code("K"), customer=customer, **details)
    return _recorded(actor, "contact.added", contact, customer)


# ---- orders and money --------------------------------------------------------------------------


@transaction.atomic
def record_order(
    *,
    actor: Actor,
    customer: Customer,
    ordered_at: datetime,
    amount: Decimal,
    currency: str = "",
    code: str = "",
    lines: tuple[tuple[Product, Decimal, Decimal], ...] = (),
    **details: Any,
) -> Order:
    """Record an order; `lines` are product, quantity and unit price. Raises NotAllowed."""
    actor.must(Permission.RECORD, customer)
    order = Order(
        code=code or _code("O"), customer=customer, ordered_at=ordered_at, amount=amount,
        currency=currency, recorded_by=actor.user, **details,
    )  # fmt: skip
    _recorded(actor, "order.recorded", order, customer)
    OrderLine.objects.bulk_create(
        OrderLine(order=order, line=n, product=product, quantity=quantity, unit_price=price)
        for n, (product, quantity, price) in enumerate(lines, 1)
    )
    return order


@transaction.atomic
def deliver_order(*, actor: Actor, order: Order, delivered_at: datetime) -> Order:
    """The goods arrived. Raises NotAllowed."""
    return _happened(actor, "order.delivered", order, {"delivered_at": delivered_at})


@transaction.atomic
def cancel_order(*, actor: Actor, order: Order, cancelled_at: datetime) -> Order:
    """The order is off; it counts up to this moment. Raises NotAllowed."""
    return _happened(actor, "order.cancelled", order, {"cancelled_at": cancelled_at})


@transaction.atomic
def record_payment(
    *,
    actor: Actor,
    order: Order,
    due_at: datetime,
    amount: Decimal,
    currency: str = "",
    paid_at: datetime | None = None,
) -> Payment:
    """Record money that falls due for an order, or has come. Raises NotAllowed."""
    actor.must(Permission.RECORD, order)
    payment = Payment(
        code=_code("P"), customer=order.customer, order=order, due_at=due_at, paid_at=paid_at,
        amount=amount, currency=currency or order.currency, recorded_by=actor.user,
    )  # fmt: skip
    return _recorded(actor, "payment.recorded", payment, order.customer)


@transaction.atomic
def receive_payment(
    *, actor: Actor, payment: Payment, paid_at: datetime, late_reason: str = ""
) -> Payment:
    """The money came. Raises NotAllowed."""
    details = {"paid_at": paid_at, "late_reason": late_reason}
    return _happened(actor, "payment.received", payment, details)


# ---- talks and offers --------------------------------------------------------------------------


@transaction.atomic
def log_contact(
    *,
    actor: Actor,
    customer: Customer,
    at: datetime,
    direction: str,
    channel: str,
    topics: tuple[str, ...] = (),
    **details: Any,
) -> Interaction:
    """Log a message, call or meeting, in either direction. Raises NotAllowed."""
    actor.must(Permission.RECORD, customer)
    interaction = Interaction(
        code=_code("I"), customer=customer, at=at, direction=direction, channel=channel,
        topics=";".join(topics), recorded_by=actor.user, **details,
    )  # fmt: skip
    return _recorded(actor, "contact.logged", interaction, customer)


@transaction.atomic
def withdraw_contact(*, actor: Actor, interaction: Interaction) -> None:
    """Take back a contact that one logged by mistake, within a day.

    Raises NotAllowed, also where somebody else logged it, and KehuError `too_late`.
    """
    actor.must(Permission.RECORD, interaction)
    if interaction.recorded_by != actor.user:
        raise NotAllowed(Permission.RECORD)
    if timezone.now() - interaction.recorded_at > WITHDRAWN_WITHIN:
        raise KehuError("too_late")
    take_back(actor=actor, row=interaction)


@transaction.atomic
def take_back(*, actor: Actor, row: Interaction | Inquiry) -> None:
    """A contact or an inquiry was none, or was recorded of somebody else. Raises NotAllowed."""
    actor.must(Permission.RECORD, row)
    gone = audit.Change(row, _fields(row), None, row.customer_id)
    if isinstance(row, Inquiry):
        _told(actor, "inquiry.withdrawn", row.customer, gone)
    else:
        _told(actor, "contact.withdrawn", row.customer, gone)
    row.delete()


@transaction.atomic
def record_inquiry(
    *,
    actor: Actor,
    customer: Customer,
    at: datetime,
    products: tuple[Product, ...] = (),
    **details: Any,
) -> Inquiry:
    """Record that a customer asked about products. Raises NotAllowed."""
    actor.must(Permission.RECORD, customer)
    inquiry = Inquiry(code=_code("Q"), customer=customer, at=at, recorded_by=actor.user, **details)
    _recorded(actor, "inquiry.recorded", inquiry, customer)
    inquiry.products.set(products)
    return inquiry


@transaction.atomic
def record_quotation(
    *, actor: Actor, customer: Customer, at: datetime, **details: Any
) -> Quotation:
    """Record a price given. Raises NotAllowed."""
    actor.must(Permission.RECORD, customer)
    quotation = Quotation(
        code=_code("B"), customer=customer, at=at, recorded_by=actor.user, **details
    )
    return _recorded(actor, "quotation.recorded", quotation, customer)


@transaction.atomic
def issue_proforma(
    *, actor: Actor, customer: Customer, issued_at: datetime, amount: Decimal, **details: Any
) -> Proforma:
    """Record a proforma invoice. Raises NotAllowed."""
    actor.must(Permission.RECORD, customer)
    proforma = Proforma(
        code=_code("F"), customer=customer, issued_at=issued_at, amount=amount,
        recorded_by=actor.user, **details,
    )  # fmt: skip
    return _recorded(actor, "proforma.issued", proforma, customer)


@transaction.atomic
def pay_proforma(*, actor: Actor, proforma: Proforma, paid_at: datetime) -> Proforma:
    """A proforma was paid. Raises NotAllowed."""
    return _happened(actor, "proforma.paid", proforma, {"paid_at": paid_at})


@transaction.atomic
def cancel_proforma(
    *, actor: Actor, proforma: Proforma, cancelled_at: datetime, cancel_reason: str = ""
) -> Proforma:
    """A proforma is off; it was open up to this moment. Raises NotAllowed."""
    details = {"cancelled_at": cancelled_at, "cancel_reason": cancel_reason}
    return _happened(actor, "proforma.cancelled", proforma, details)


@transaction.atomic
def request_sample(
    *, actor: Actor, customer: Customer, requested_at: datetime, **details: Any
) -> Sample:
    """Record that a customer asked for a sample. Raises NotAllowed."""
    actor.must(Permission.RECORD, customer)
    sample = Sample(
        code=_code("S"), customer=customer, requested_at=requested_at, recorded_by=actor.user,
        **details,
    )  # fmt: skip
    return _recorded(actor, "sample.requested", sample, customer)


@transaction.atomic
def move_sample(*, actor: Actor, sample: Sample, **moments: datetime) -> Sample:
    """A sample was paid, sent, arrived or answered: paid_at, sent_at … Raises NotAllowed."""
    return _happened(actor, "sample.moved", sample, moments)


@transaction.atomic
def change_sample(*, actor: Actor, sample: Sample, details: Mapping[str, Any]) -> Sample:
    """What is asked for a sample is another amount, or a moment was recorded by mistake.

    Raises NotAllowed, ValidationError, ChangedMeanwhile.
    """
    return _happened(actor, "sample.changed", sample, details)


# ---- judgements --------------------------------------------------------------------------------


@transaction.atomic
def judge(
    *,
    actor: Actor,
    customer: Customer,
    at: datetime,
    subject: str,
    value: str,
    until: datetime | None = None,
    why: str = "",
) -> Judgement:
    """Decide something about a customer; `label:DIMENSION` sets a label. Raises NotAllowed."""
    actor.must(Permission.OVERRIDE if subject.startswith("label:") else Permission.RECORD, customer)
    judgement = Judgement(
        code=_code("J"), customer=customer, at=at, subject=subject, value=value, until=until,
        why=why, by=actor.user.name if actor.user else "", recorded_by=actor.user,
    )  # fmt: skip
    return _recorded(actor, "customer.judged", judgement, customer)


# ---- what every verb does ----------------------------------------------------------------------


def _code(letter: str) -> str:
    """A number of its own for a row that was given none."""
    return f"{letter}-{secrets.token_hex(6)}"


def _recorded(actor: Actor, verb: str, row: Row, customer: Customer) -> Row:
    row.full_clean(exclude=["customer"] if row is customer else None)
    row.save(force_insert=True)
    _told(actor, verb, customer, audit.Change(row, None, _fields(row), customer.pk))
    return row


def _happened(actor: Actor, verb: str, row: Versioned, details: Mapping[str, Any]) -> Versioned:
    """Something came about, of which the row is told; the row must be the one that was seen."""
    actor.must(Permission.RECORD, row)
    return _changed(actor, verb, row, row.version, details)


def _changed(
    actor: Actor, verb: str, row: Versioned, version: int, details: Mapping[str, Any]
) -> Versioned:
    """Change fields of a row that is still the one that was seen."""
    customer = row if isinstance(row, Customer) else row.customer
    _told(actor, verb, customer, versions.change(row, version, details, customer.pk))
    return row


def _fields(row: Model) -> dict[str, Any]:
    plain = [field.name for field in row._meta.concrete_fields]
    return {name: value for name, value in model_to_dict(row, plain).items() if value != ""}


def _told(actor: Actor, verb: str, customer: Customer, change: audit.Change) -> None:
    audit.record(actor.user, verb, [change])
    mark_changed([customer.pk])
    touch([customer.pk])
