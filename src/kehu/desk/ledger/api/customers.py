"""Customers and the people in them."""

from typing import Annotated, Any

from django.db.models import Q
from ninja import Query, Status
from pydantic import Field, FiniteFloat

from kehu.desk.accounts.models import User
from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.core.api import (
    Asked,
    Count,
    Country,
    Given,
    Listed,
    Moment,
    Money,
    Number,
    Text,
    Words,
)
from kehu.desk.core.paging import page_by_name
from kehu.desk.ledger import actions
from kehu.desk.ledger.api.router import router
from kehu.desk.ledger.api.rows import ContactOut, CustomerOut
from kehu.desk.ledger.api.seen import named, seen_customer
from kehu.desk.ledger.models import Contact, Customer
from kehu.desk.ledger.queries import customers_of

_TAGS = ["customers"]


class CustomersAsked(Asked):
    """Which customers."""

    q: Annotated[Text, Field(max_length=300, description="part of the name, or the number")] = ""


class Details(Given):
    """What is known of a customer."""

    country: Country = ""
    city: Text = ""
    postcode: Text = ""
    address: Text = ""
    website: Text = ""
    source: Text = ""
    channel_role: Text = ""
    relationship: Text = ""
    industry: Text = ""
    employees: Count | None = None
    annual_turnover: Money | None = None
    industry_rank: Count | None = None
    is_member: bool | None = None
    blacklisted_at: Moment | None = None
    extra: dict[Text, Text | bool | FiniteFloat | None] = Field(default_factory=dict)


class CustomerIn(Details):
    """A new customer. Without `owner_id` it is one's own, with null the pool's."""

    name: Words
    code: Text = ""
    owner_id: Number | None = None


class CustomerChange(Details):
    """What changes, and `version` of the customer as it was read; what is left out stays."""

    version: Number
    name: Words = ""


class Assignment(Given):
    """To whom; null is the pool."""

    to_id: Number | None


class ContactIn(Given):
    """A person in a buying company."""

    name: Text = ""
    role: Text = ""
    email: Text = ""
    phone: Text = ""
    whatsapp: Text = ""
    language: Text = ""
    timezone: Text = ""
    birth_year: Annotated[int, Field(ge=1900, le=2100)] | None = None


@router.get("/customers", response=Listed[CustomerOut], tags=_TAGS, summary="Customers by name")
def customers(request: ActorsRequest, asked: Query[CustomersAsked]) -> dict[str, Any]:
    rows = customers_of(request.actor).select_related("owner")
    if asked.q:
        rows = rows.filter(Q(name__icontains=asked.q) | Q(code=asked.q))
    page = page_by_name(rows, asked.cursor, asked.limit)
    return {"items": page.rows, "next": page.after}


@router.post("/customers", response={201: CustomerOut}, tags=_TAGS, summary="Add a customer")
def add_customer(request: ActorsRequest, given: CustomerIn) -> Status[Customer]:
    details = given.dict(exclude_unset=True)
    if "owner_id" in details:
        details["owner"] = _person(details.pop("owner_id"), "owner_id")
    return Status(201, actions.add_customer(actor=request.actor, **details))


@router.patch("/customers/{number}", response=CustomerOut, tags=_TAGS, summary="Change a customer")
def change_customer(request: ActorsRequest, number: Number, given: CustomerChange) -> Customer:
    details = given.dict(exclude_unset=True)
    return actions.change_customer(
        actor=request.actor,
        customer=seen_customer(request.actor, number),
        version=details.pop("version"),
        details=details,
    )


@router.post(
    "/customers/{number}/assign",
    response=CustomerOut,
    tags=_TAGS,
    summary="Give it to somebody, or to the pool",
)
def assign_customer(request: ActorsRequest, number: Number, given: Assignment) -> Customer:
    one = seen_customer(request.actor, number)
    to = _person(given.to_id, "to_id")
    return actions.assign_customer(actor=request.actor, customer=one, to=to)


@router.get(
    "/customers/{number}/contacts",
    response=Listed[ContactOut],
    tags=_TAGS,
    summary="People in it",
)
def contacts(request: ActorsRequest, number: Number, asked: Query[Asked]) -> dict[str, Any]:
    rows = seen_customer(request.actor, number).contacts.all()
    page = page_by_name(rows, asked.cursor, asked.limit)
    return {"items": page.rows, "next": page.after}


@router.post(
    "/customers/{number}/contacts",
    response={201: ContactOut},
    tags=_TAGS,
    summary="Add a person",
)
def add_contact(request: ActorsRequest, number: Number, given: ContactIn) -> Status[Contact]:
    one = seen_customer(request.actor, number)
    return Status(201, actions.add_contact(actor=request.actor, customer=one, **given.dict()))


def _person(number: int | None, field: str) -> User | None:
    there = User.objects.filter(is_active=True)
    return named(there, number, field) if number is not None else None
