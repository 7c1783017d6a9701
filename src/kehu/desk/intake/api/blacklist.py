"""The blacklist in the API: read, added to, lifted from."""

from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from ninja import Query, Schema, Status
from pydantic import Field

from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.core.api import Asked, At, Country, Given, Listed, Number, Text, Words
from kehu.desk.core.paging import page_by_time
from kehu.desk.intake.api.router import router
from kehu.desk.intake.blacklist.asking import entries_within
from kehu.desk.intake.blacklist.listing import blacklist, lift_from_blacklist
from kehu.desk.intake.models import Barred
from kehu.desk.ledger.api.rows import Holder

_KINDS = "^(company|email|domain|phone)?$"


class BarredOut(Schema):
    """An entry: a company (of one country, or of any), e-mail address, domain or phone."""

    id: int
    kind: str
    value: str
    country: str
    reason: str
    by: Holder | None
    at: At
    lifted_at: At | None


class BarredAsked(Asked):
    """Of which kind, and with what in it."""

    kind: Annotated[str, Field(pattern=_KINDS)] = ""
    search: Annotated[Text, Field(max_length=200)] = ""


class BarIn(Given):
    """Whom to put on it and why; an empty `kind` is found by each line itself."""

    lines: Annotated[list[Annotated[Words, Field(max_length=300)]], Field(max_length=1000)]
    reason: Annotated[Words, Field(max_length=500)]
    kind: Annotated[str, Field(pattern=_KINDS)] = ""
    country: Country = ""


@router.get("/blacklist", response=Listed[BarredOut], summary="Entries that stand, newest first")
def entries(request: ActorsRequest, asked: Query[BarredAsked]) -> dict[str, Any]:
    found = entries_within(request.actor, asked.search, asked.kind)
    page = page_by_time(found, "at", asked.cursor, asked.limit)
    return {"items": page.rows, "next": page.after}


@router.post("/blacklist", response={201: list[BarredOut]}, summary="Put some on it")
def add(request: ActorsRequest, given: BarIn) -> Status[list[Barred]]:
    return Status(201, blacklist(actor=request.actor, **given.dict()))


@router.post("/blacklist/{number}/lift", response=BarredOut, summary="Take an entry off")
def lift(request: ActorsRequest, number: Number) -> Barred:
    entry = get_object_or_404(entries_within(request.actor), pk=number)
    return lift_from_blacklist(actor=request.actor, entry=entry)
