"""Orders and money."""

from typing import Annotated

from ninja import Status
from pydantic import Field

from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.core.api import Currency, Given, Moment, Money, Number, Price, Text
from kehu.desk.ledger import actions
from kehu.desk.ledger.api.router import router
from kehu.desk.ledger.api.rows import OrderOut, PaymentOut
from kehu.desk.ledger.api.seen import named, seen, seen_customer
from kehu.desk.ledger.models import Order, Payment, Product

_TAGS = ["orders"]


class LineIn(Given):
    """One product of an order."""

    product_id: Number
    quantity: Money
    unit_price: Price


class OrderIn(Given):
    """What a customer bought."""

    ordered_at: Moment
    amount: Money
    currency: Currency = ""
    cost: Money | None = None
    code: Annotated[
        Text, Field(description="the order's number; one is made where it is empty")
    ] = ""
    lines: list[LineIn] = Field(default_factory=list, max_length=500)


class Delivered(Given):
    """When the goods arrived."""

    delivered_at: Moment


class Cancelled(Given):
    """When the order was called off."""

    cancelled_at: Moment


class PaymentIn(Given):
    """Money that falls due; with `paid_at` it has come."""

    due_at: Moment
    amount: Money
    currency: Currency = ""
    paid_at: Moment | None = None


class Received(Given):
    """When the money came."""

    paid_at: Moment
    late_reason: Text = ""


@router.post(
    "/customers/{number}/orders",
    response={201: OrderOut},
    tags=_TAGS,
    summary="Record an order",
)
def record_order(request: ActorsRequest, number: Number, given: OrderIn) -> Status[Order]:
    customer = seen_customer(request.actor, number)
    lines = tuple(
        (named(Product.objects.all(), line.product_id, "lines"), line.quantity, line.unit_price)
        for line in given.lines
    )
    details = given.dict(exclude={"lines"})
    order = actions.record_order(actor=request.actor, customer=customer, lines=lines, **details)
    return Status(201, order)


@router.get("/orders/{number}", response=OrderOut, tags=_TAGS, summary="One order")
def order(request: ActorsRequest, number: Number) -> Order:
    return seen(request.actor, Order, number)


@router.post("/orders/{number}/deliver", response=OrderOut, tags=_TAGS, summary="The goods arrived")
def deliver_order(request: ActorsRequest, number: Number, given: Delivered) -> Order:
    one = seen(request.actor, Order, number)
    return actions.deliver_order(actor=request.actor, order=one, delivered_at=given.delivered_at)


@router.post("/orders/{number}/cancel", response=OrderOut, tags=_TAGS, summary="The order is off")
def cancel_order(request: ActorsRequest, number: Number, given: Cancelled) -> Order:
    one = seen(request.actor, Order, number)
    return actions.cancel_order(actor=request.actor, order=one, cancelled_at=given.cancelled_at)


@router.post(
    "/orders/{number}/payments",
    response={201: PaymentOut},
    tags=_TAGS,
    summary="Record a payment",
)
def record_payment(request: ActorsRequest, number: Number, given: PaymentIn) -> Status[Payment]:
    one = seen(request.actor, Order, number)
    return Status(201, actions.record_payment(actor=request.actor, order=one, **given.dict()))


@router.post(
    "/payments/{number}/receive", response=PaymentOut, tags=_TAGS, summary="The money came"
)
def receive_payment(request: ActorsRequest, number: Number, given: Received) -> Payment:
    one = seen(request.actor, Payment, number)
    return actions.receive_payment(actor=request.actor, payment=one, **given.dict())
