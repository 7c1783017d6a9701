"""Tags, exchange rates and the audit trail in the API."""

import datetime
from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from ninja import Query, Schema, Status
from pydantic import Field

from kehu.desk.accounts.models import User
from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.api import Asked, At, Day, Given, Listed, Moment, Number, Rate, Text, Words
from kehu.desk.core.paging import page_by_name, page_by_time
from kehu.desk.ledger import rates as worth
from kehu.desk.ledger.api.router import router
from kehu.desk.ledger.api.rows import Holder
from kehu.desk.ledger.api.seen import named
from kehu.desk.ledger.audit import trail
from kehu.desk.ledger.groups import describe_tag
from kehu.desk.ledger.models import Tag


class TagOut(Schema):
    """A tag, and what must be so for it."""

    id: int
    name: str
    standard: str


class TagIn(Given):
    """A tag as it shall be."""

    name: Words
    standard: Text = ""


class RateOut(Schema):
    """The newest rate of a currency: base-currency units for one unit."""

    currency: str
    date: datetime.date
    rate: Rate
    since: datetime.date
    count: int


class RateIn(Given):
    """What one unit of a currency is worth from a day on."""

    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    date: Day
    rate: Rate


class CountedOut(Schema):
    """What setting rates came to."""

    new: int
    changed: int
    same: int


class EntriesAsked(Asked):
    """Which entries of the audit trail; whatever is left out is not asked for."""

    person_id: Number | None = None
    verb: Annotated[Text, Field(max_length=60)] = ""
    kind: Annotated[Text, Field(max_length=40)] = ""
    customer: Annotated[Text, Field(max_length=300, description="its number or name")] = ""
    since: Moment | None = None
    until: Moment | None = None


class EntryOut(Schema):
    """Who did what when; `actor` is null where the application itself acted."""

    id: int
    at: At
    actor: Holder | None
    verb: str
    kind: str
    subject_id: int | None
    subject: str
    customer_id: int | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @staticmethod
    def resolve_kind(entry: Any) -> str:
        return str(entry.subject_type)

    @staticmethod
    def resolve_subject(entry: Any) -> str:
        return str(entry.subject_name)


@router.get("/tags", response=Listed[TagOut], tags=["customers"], summary="Tags by name")
def tags(request: ActorsRequest, asked: Query[Asked]) -> dict[str, Any]:
    request.actor.must(Permission.SEE)
    page = page_by_name(Tag.objects.all(), asked.cursor, asked.limit)
    return {"items": page.rows, "next": page.after}


@router.post("/tags", response={201: TagOut}, tags=["customers"], summary="Add a tag")
def add_tag(request: ActorsRequest, given: TagIn) -> Status[Tag]:
    return Status(201, describe_tag(actor=request.actor, **given.dict()))


@router.put("/tags/{number}", response=TagOut, tags=["customers"], summary="Say a tag anew")
def change_tag(request: ActorsRequest, number: Number, given: TagIn) -> Tag:
    request.actor.must(Permission.RULES)
    tag = get_object_or_404(Tag, pk=number)
    return describe_tag(actor=request.actor, tag=tag, **given.dict())


@router.get("/rates", response=list[RateOut], tags=["settings"], summary="Newest exchange rates")
def rates(request: ActorsRequest) -> list[worth.Newest]:
    return worth.newest_rates(request.actor)


@router.post("/rates", response=CountedOut, tags=["settings"], summary="Set an exchange rate")
def set_rate(request: ActorsRequest, given: RateIn) -> worth.Counted:
    return worth.set_rate(
        actor=request.actor, currency=given.currency, date=given.date, rate=given.rate
    )


@router.get("/audit", response=Listed[EntryOut], tags=["settings"], summary="Who did what")
def entries(request: ActorsRequest, asked: Query[EntriesAsked]) -> dict[str, Any]:
    request.actor.must(Permission.PEOPLE)
    wanted = asked.dict(exclude={"cursor", "limit", "person_id"})
    if asked.person_id is not None:
        wanted["person"] = named(User.objects.all(), asked.person_id, "person_id")
    page = page_by_time(trail(request.actor, **wanted), "at", asked.cursor, asked.limit)
    return {"items": page.rows, "next": page.after}
