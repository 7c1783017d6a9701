"""Quotations, proformas, samples."""

from ninja import Status

from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.core.api import Currency, Given, Moment, Money, Number, Price, Text
from kehu.desk.ledger import actions
from kehu.desk.ledger.api.router import router
from kehu.desk.ledger.api.rows import ProformaOut, QuotationOut, SampleOut
from kehu.desk.ledger.api.seen import named, seen, seen_customer
from kehu.desk.ledger.models import Product, Proforma, Quotation, Sample

_TAGS = ["offers"]


class QuotationIn(Given):
    """A price given."""

    at: Moment
    amount: Money | None = None
    currency: Currency = ""
    product_id: Number | None = None
    unit_price: Price | None = None
    market_price: Price | None = None
    outcome: Quotation.Outcome | None = None
    lost_reason: Quotation.LostReason | None = None


class ProformaIn(Given):
    """A proforma invoice."""

    issued_at: Moment
    amount: Money
    currency: Currency = ""
    valid_until: Moment | None = None


class Paid(Given):
    """When it was paid."""

    paid_at: Moment


class ProformaCancelled(Given):
    """When it was called off, and why."""

    cancelled_at: Moment
    cancel_reason: Text = ""


class SampleIn(Given):
    """A sample asked for."""

    requested_at: Moment
    product_id: Number | None = None
    fee: Money | None = None
    freight: Money | None = None
    currency: Currency = ""


class Moved(Given):
    """Where the sample is by now; what is left out stays."""

    paid_at: Moment | None = None
    sent_at: Moment | None = None
    arrived_at: Moment | None = None
    feedback_at: Moment | None = None


@router.post(
    "/customers/{number}/quotations",
    response={201: QuotationOut},
    tags=_TAGS,
    summary="Record a price given",
)
def record_quotation(
    request: ActorsRequest, number: Number, given: QuotationIn
) -> Status[Quotation]:
    customer = seen_customer(request.actor, number)
    details = given.dict(exclude={"outcome", "lost_reason", "product_id"})
    row = actions.record_quotation(
        actor=request.actor, customer=customer, outcome=given.outcome or "",
        lost_reason=given.lost_reason or "", product=_product(given.product_id), **details,
    )  # fmt: skip
    return Status(201, row)


@router.post(
    "/customers/{number}/proformas",
    response={201: ProformaOut},
    tags=_TAGS,
    summary="Issue a proforma",
)
def issue_proforma(request: ActorsRequest, number: Number, given: ProformaIn) -> Status[Proforma]:
    customer = seen_customer(request.actor, number)
    row = actions.issue_proforma(actor=request.actor, customer=customer, **given.dict())
    return Status(201, row)


@router.post("/proformas/{number}/pay", response=ProformaOut, tags=_TAGS, summary="It was paid")
def pay_proforma(request: ActorsRequest, number: Number, given: Paid) -> Proforma:
    one = seen(request.actor, Proforma, number)
    return actions.pay_proforma(actor=request.actor, proforma=one, paid_at=given.paid_at)


@router.post("/proformas/{number}/cancel", response=ProformaOut, tags=_TAGS, summary="It is off")
def cancel_proforma(request: ActorsRequest, number: Number, given: ProformaCancelled) -> Proforma:
    one = seen(request.actor, Proforma, number)
    return actions.cancel_proforma(actor=request.actor, proforma=one, **given.dict())


@router.post(
    "/customers/{number}/samples",
    response={201: SampleOut},
    tags=_TAGS,
    summary="Record a sample asked for",
)
def request_sample(request: ActorsRequest, number: Number, given: SampleIn) -> Status[Sample]:
    customer = seen_customer(request.actor, number)
    details = given.dict(exclude={"product_id"})
    row = actions.request_sample(
        actor=request.actor, customer=customer, product=_product(given.product_id), **details
    )
    return Status(201, row)


@router.post("/samples/{number}/move", response=SampleOut, tags=_TAGS, summary="A sample moved on")
def move_sample(request: ActorsRequest, number: Number, given: Moved) -> Sample:
    one = seen(request.actor, Sample, number)
    moments = given.dict(exclude_unset=True)
    return actions.move_sample(actor=request.actor, sample=one, **moments)


def _product(number: int | None) -> Product | None:
    return None if number is None else named(Product.objects.all(), number, "product_id")
