"""Contacts made, inquiries, and what people decide."""

from typing import Annotated

from ninja import Status
from pydantic import Field

from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.core.api import Given, Moment, Number, Text, Words
from kehu.desk.ledger import actions
from kehu.desk.ledger.api.router import router
from kehu.desk.ledger.api.rows import InquiryOut, InteractionOut, JudgementOut
from kehu.desk.ledger.api.seen import named, seen_customer
from kehu.desk.ledger.models import Inquiry, Interaction, Judgement, Product

_TAGS = ["talks"]
Topic = Annotated[str, Field(pattern="^[a-z_]{1,40}$")]


class InteractionIn(Given):
    """A message, call or meeting."""

    at: Moment
    direction: Interaction.Direction
    channel: Interaction.Channel
    kind: Interaction.Kind | None = None
    contact_id: Number | None = None
    delivered: bool | None = None
    topics: list[Topic] = Field(default_factory=list, max_length=20)
    text: Text = ""


class InquiryIn(Given):
    """What a buyer asked for."""

    at: Moment
    source: Text = ""
    kind: Inquiry.Kind | None = None
    product_ids: list[Number] = Field(default_factory=list, max_length=100)
    order_intent: bool | None = None
    expected_order_at: Moment | None = None


class JudgementIn(Given):
    """A decision; the subject `label:DIMENSION` sets a label, the value `-` lifts one."""

    at: Moment
    subject: Words
    value: Words
    until: Moment | None = None
    why: Text = ""


@router.post(
    "/customers/{number}/interactions",
    response={201: InteractionOut},
    tags=_TAGS,
    summary="Log a contact",
)
def log_contact(
    request: ActorsRequest, number: Number, given: InteractionIn
) -> Status[Interaction]:
    customer = seen_customer(request.actor, number)
    details = given.dict(exclude={"contact_id", "topics", "kind"})
    contact = given.contact_id and named(customer.contacts.all(), given.contact_id, "contact_id")
    row = actions.log_contact(
        actor=request.actor, customer=customer, topics=tuple(given.topics), kind=given.kind or "",
        contact=contact, **details,
    )  # fmt: skip
    return Status(201, row)


@router.post(
    "/customers/{number}/inquiries",
    response={201: InquiryOut},
    tags=_TAGS,
    summary="Record an inquiry",
)
def record_inquiry(request: ActorsRequest, number: Number, given: InquiryIn) -> Status[Inquiry]:
    customer = seen_customer(request.actor, number)
    products = tuple(named(Product.objects.all(), one, "product_ids") for one in given.product_ids)
    details = given.dict(exclude={"product_ids", "kind"})
    row = actions.record_inquiry(
        actor=request.actor, customer=customer, products=products, kind=given.kind or "", **details
    )
    return Status(201, row)


@router.post(
    "/customers/{number}/judgements",
    response={201: JudgementOut},
    tags=_TAGS,
    summary="Decide something",
)
def judge(request: ActorsRequest, number: Number, given: JudgementIn) -> Status[Judgement]:
    customer = seen_customer(request.actor, number)
    return Status(201, actions.judge(actor=request.actor, customer=customer, **given.dict()))
