"""The pool in the API: who lies in it, who is about to fall, taking and giving back."""

import datetime
from typing import Annotated, Any

from django.http import Http404
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.api import Asked, At, Given, Listed, Number, Words
from kehu.desk.core.languages import page_language
from kehu.desk.core.paging import place_behind, told_until
from kehu.desk.followups.pool.actions import (
    claim_customer,
    release_customer,
    take_back_released,
)
from kehu.desk.followups.pool.queries import (
    about_to_fall,
    free_ones,
    holders,
    lying_in_the_pool,
    near_ones,
    people_with_customers,
)
from kehu.desk.followups.pool.scene import Scene
from kehu.desk.followups.pool.words import rule_title
from kehu.desk.grading.jobs import freshen_labels
from kehu.desk.grading.queries import words_in
from kehu.desk.ledger.api.rows import CustomerOut, Holder
from kehu.desk.ledger.api.seen import seen_customer
from kehu.desk.ledger.models import Customer

router = Router(tags=["pool"])


class LastOut(Schema):
    """Who held a customer last, until when, how that ended, and what was said of it."""

    holder: Holder
    since: At
    until: At
    ended: str
    why: str


class FreeOut(Schema):
    """A customer whom nobody holds; `locked_until` is the day from which one may take it again."""

    customer: CustomerOut
    last: LastOut | None
    locked_until: datetime.date | None


class PoolOut(Schema):
    """A page of the pool, the best first, and how many lie in it."""

    items: list[FreeOut]
    next: str | None
    count: int


class FallingOut(Schema):
    """A customer that goes to the pool on a day, by a rule, unless its clock is set back."""

    customer_id: int
    customer: str
    holder: Holder
    rule: str
    title: str
    clock: str
    falls_on: datetime.date


class LimitOut(Schema):
    """How many customers a limit counts that a person holds, and the most there may be."""

    limit: str
    count: int
    most: int


class HolderOut(Schema):
    """What a person holds; `falling` go to the pool within the days of warning."""

    person: Holder
    count: int
    falling: int
    limits: list[LimitOut]


class LeavingAsked(Asked):
    """Whose customers; everybody's within reach where it is left out."""

    person_id: Number | None = None


class ReleaseIn(Given):
    """Why it is given back; whoever takes the customer next reads it."""

    why: Annotated[Words, Field(max_length=300)]


@router.get("/pool", response=PoolOut, summary="Customers whom nobody holds, the best first")
def pool(request: ActorsRequest, asked: Query[Asked]) -> dict[str, Any]:
    request.actor.must(Permission.SEE)
    freshen_labels()
    scene = Scene.of(timezone.now())
    rows = lying_in_the_pool(request.actor, scene, words_in(page_language()).rulebook)
    numbers = scene.book.pks[rows].tolist()
    start = place_behind(numbers, asked.cursor)
    end = start + asked.limit
    shown = free_ones(request.actor, rows[start:end], scene)
    items = [
        {"customer": one.customer, "last": one.last, "locked_until": one.locked} for one in shown
    ]
    return {"items": items, "next": told_until(numbers, end), "count": len(numbers)}


@router.get("/pool/leaving", response=Listed[FallingOut], summary="Who falls into the pool when")
def leaving(request: ActorsRequest, asked: Query[LeavingAsked]) -> dict[str, Any]:
    request.actor.must(Permission.SEE)
    freshen_labels()
    people, scene = people_with_customers(request.actor), Scene.of(timezone.now())
    if asked.person_id is not None:
        people = people.filter(pk=asked.person_id)
        if not people:
            raise Http404
    falls = about_to_fall(list(people.values_list("pk", flat=True)), scene)
    numbers = [number for number, fall in falls]
    start = place_behind(numbers, asked.cursor)
    end = start + asked.limit
    lang = page_language()
    items = [
        {
            "customer_id": one.customer.pk, "customer": one.customer.name, "holder": one.holder,
            "rule": one.fall.rule, "title": rule_title(scene.pool, one.fall.rule, lang),
            "clock": one.fall.clock, "falls_on": one.fall.on,
        }
        for one in near_ones(falls[start:end])
    ]  # fmt: skip
    return {"items": items, "next": told_until(numbers, end)}


@router.get("/pool/holders", response=list[HolderOut], summary="Who holds how many")
def who_holds(request: ActorsRequest) -> list[dict[str, Any]]:
    request.actor.must(Permission.REVIEW)
    freshen_labels()
    found = holders(list(people_with_customers(request.actor)), Scene.of(timezone.now()))
    lang = page_language()
    return [
        {
            "person": one.person, "count": one.count, "falling": one.near,
            "limits": [
                {"limit": held.limit.title[lang], "count": held.count, "most": held.limit.most}
                for held in one.held
            ],
        }
        for one in found
    ]  # fmt: skip


@router.post("/customers/{number}/claim", response=CustomerOut, summary="Take it out of the pool")
def claim(request: ActorsRequest, number: Number) -> Customer:
    return claim_customer(actor=request.actor, customer=seen_customer(request.actor, number))


@router.post("/customers/{number}/release", response=CustomerOut, summary="Give it back, and why")
def release(request: ActorsRequest, number: Number, given: ReleaseIn) -> Customer:
    customer = seen_customer(request.actor, number)
    return release_customer(actor=request.actor, customer=customer, why=given.why)


@router.post(
    "/customers/{number}/take-back", response=CustomerOut, summary="Undo one's own giving back"
)
def take_back(request: ActorsRequest, number: Number) -> Customer:
    return take_back_released(actor=request.actor, customer=seen_customer(request.actor, number))
