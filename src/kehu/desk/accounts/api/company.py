"""The company, and whom it tells of events, in the API."""

from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from ninja import Query, Schema, Status
from pydantic import Field

from kehu.desk.accounts import actions, queries
from kehu.desk.accounts.api.router import router
from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.announcing import Event
from kehu.desk.core.api import Asked, At, Given, Listed, Number, Words
from kehu.desk.core.models import Company, Delivery, Webhook
from kehu.desk.core.paging import page_by_time

_TAGS = ["settings"]
Events = Annotated[list[Event], Field(min_length=1, max_length=20)]


class CompanyOut(Schema):
    """The company; all sums are in its base currency."""

    name: str
    base_currency: str
    timezone: str
    version: int


class CompanyChange(Given):
    """The company as it shall be, and `version` of it as it was read."""

    name: Words
    timezone: Words
    version: Number


class WebhookOut(Schema):
    """Whom we tell of which events."""

    id: int
    address: str
    events: list[str]
    is_active: bool
    version: int


class WebhookMade(WebhookOut):
    """A new webhook with the secret that signs what is sent, told this once."""

    secret: str


class WebhookIn(Given):
    """Whom to tell of what."""

    address: Words
    events: Events


class WebhookChange(WebhookIn):
    """The webhook as it shall be, and `version` of it as it was read."""

    is_active: bool
    version: Number


class DeliveryOut(Schema):
    """A message to a webhook, and what was answered."""

    id: int
    event: str
    state: str
    attempts: int
    made_at: At
    answered_at: At | None
    status: int | None
    said: str


@router.get("/company", response=CompanyOut, tags=_TAGS, summary="The company")
def company(request: ActorsRequest) -> Company:
    request.actor.must(Permission.SETTINGS)
    return get_object_or_404(Company)


@router.put("/company", response=CompanyOut, tags=_TAGS, summary="Change the company")
def change_company(request: ActorsRequest, given: CompanyChange) -> Company:
    house = company(request)
    return actions.change_company(actor=request.actor, company=house, **given.dict())


@router.get("/webhooks", response=list[WebhookOut], tags=_TAGS, summary="Whom we tell of events")
def webhooks(request: ActorsRequest) -> Any:
    return queries.webhooks(request.actor)


@router.post("/webhooks", response={201: WebhookMade}, tags=_TAGS, summary="Tell another program")
def add_webhook(request: ActorsRequest, given: WebhookIn) -> Status[Webhook]:
    return Status(201, actions.add_webhook(actor=request.actor, **_plain(given))[0])


@router.put("/webhooks/{number}", response=WebhookOut, tags=_TAGS, summary="Change or pause it")
def change_webhook(request: ActorsRequest, number: Number, given: WebhookChange) -> Webhook:
    hook = get_object_or_404(queries.webhooks(request.actor), pk=number)
    return actions.change_webhook(actor=request.actor, webhook=hook, **_plain(given))


@router.get(
    "/webhooks/{number}/deliveries", response=Listed[DeliveryOut], tags=_TAGS,
    summary="What was sent to it, the latest first",
)  # fmt: skip
def deliveries(request: ActorsRequest, number: Number, asked: Query[Asked]) -> dict[str, Any]:
    hook = get_object_or_404(queries.webhooks(request.actor), pk=number)
    rows = queries.deliveries(request.actor, hook)
    page = page_by_time(rows, "made_at", asked.cursor, asked.limit)
    return {"items": page.rows, "next": page.after}


@router.post(
    "/deliveries/{number}/again", response=DeliveryOut, tags=_TAGS, summary="Send it once more"
)
def send_again(request: ActorsRequest, number: Number) -> Delivery:
    request.actor.must(Permission.SETTINGS)
    one = get_object_or_404(Delivery, pk=number)
    actions.send_again(actor=request.actor, delivery=one)
    one.refresh_from_db()
    return one


def _plain(given: WebhookIn) -> dict[str, Any]:
    """Events by their names, as they are kept."""
    return {**given.dict(), "events": [event.value for event in given.events]}
