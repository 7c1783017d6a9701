"""Portraits in the API: tags, look-alikes, groups, recommendations and what is answered to them."""

from typing import Annotated, Any

from django.http import Http404
from ninja import Query, Router, Schema
from pydantic import Field

from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.api import Asked, At, Given, Listed, Number, Text, Words
from kehu.desk.core.languages import page_language
from kehu.desk.core.paging import page_by_time
from kehu.desk.grading.jobs import freshen_labels
from kehu.desk.ledger.api.seen import seen_customer
from kehu.desk.ledger.models import Customer
from kehu.desk.ledger.queries import customers_of
from kehu.desk.portraits.actions import (
    accept_offer,
    lift_tag,
    refuse_offer,
    rename_group,
    set_tag,
    take_back_answer,
)
from kehu.desk.portraits.alike import look_alikes
from kehu.desk.portraits.in_force import (
    facets_in_force,
    offer_rules,
    trait_words,
)
from kehu.desk.portraits.jobs import freshen_portrait
from kehu.desk.portraits.models import Offer, SimilarGroup
from kehu.desk.portraits.offering import answers_so_far
from kehu.desk.portraits.queries import group_of, offers_of, similar_groups, tag_lines
from kehu.desk.portraits.words import cards, price_of
from kehu.engine.portraits.alike.telling import said

router = Router(tags=["portraits"])


class ValueOut(Schema):
    """A value of a tag; `evidence`: in how many messages, contacts or judgements it stands."""

    code: str
    title: str
    evidence: int | None


class PortraitTagOut(Schema):
    """A tag: `by_hand` where a person said it, with no values where that person said: none."""

    tag: str
    title: str
    values: list[ValueOut]
    by_hand: bool


class PortraitOut(Schema):
    """Every tag of a customer, and the key of its group of similar customers."""

    customer_id: int
    group: str | None
    tags: list[PortraitTagOut]


class LiftIn(Given):
    """Which tag."""

    tag: Annotated[Words, Field(max_length=60)]


class PortraitTagIn(LiftIn):
    """The values of a tag that hold, none of them is an answer too; and why."""

    values: Annotated[list[Text], Field(max_length=100)]
    why: Annotated[Text, Field(max_length=500)] = ""


class AlikeAsked(Schema):
    """How many."""

    most: Annotated[int, Field(ge=1, le=100)] = 10


class AlikeOut(Schema):
    """A look-alike: how alike from 0 to 1, what both share and in what they differ, in words."""

    customer_id: int
    customer: str
    similarity: float
    shared: list[str]
    different: list[str]


class NamedOut(Schema):
    """A group of similar customers; its key and its name outlast the nights."""

    id: int
    key: str
    name_en: str
    name_zh: str
    version: int


class GroupOut(NamedOut):
    """Those of it within reach, and what they bought in 12 months."""

    about: str
    count: int
    purchases_12m: float


class GroupIn(Given):
    """Another name; the group keeps it."""

    version: Number
    name_en: Annotated[Words, Field(max_length=120)]
    name_zh: Annotated[Words, Field(max_length=120)]


class PriceOut(Schema):
    """Prices of one unit in base currency; `position` against the market: above, middle, below."""

    ours: float | None
    cost: float | None
    market: float | None
    paid: float | None
    paid_low: float | None
    paid_high: float | None


class OfferOut(Schema):
    """A product recommended to a customer: why in words, how likely, at what price, the answer."""

    id: int
    version: int
    customer_id: int
    customer: str
    product_id: int
    product: str
    source: str
    why: str
    likely: float
    score: float
    price: PriceOut | None
    position: str
    state: str
    reason: str
    note: str
    made_at: At
    answered_at: At | None


class OffersAsked(Asked):
    """Of which state, and of which customer."""

    state: Annotated[str, Field(pattern="^(open|accepted|refused)$")] = "open"
    customer_id: Number | None = None


class AcceptIn(Given):
    """The version that was seen."""

    version: Number
    note: Annotated[Text, Field(max_length=500)] = ""


class RefuseIn(AcceptIn):
    """Why not: a code of the rules (`GET /offers/reasons`)."""

    reason: Annotated[Words, Field(max_length=40)]


class ReasonOut(Schema):
    """A reason to refuse; `again_after` days it may come again, null: never."""

    code: str
    title: str
    again_after: int | None
    spreads: bool


# ---- one customer ------------------------------------------------------------------------------


@router.get("/customers/{number}/portrait", response=PortraitOut, summary="Tags and group")
def portrait(request: ActorsRequest, number: Number) -> dict[str, Any]:
    request.actor.must(Permission.SEE)
    freshen_labels()
    customer = seen_customer(request.actor, number)
    freshen_portrait(customer)
    return _portrait(customer)


@router.put("/customers/{number}/portrait", response=PortraitOut, summary="Set a tag by hand")
def tag(request: ActorsRequest, number: Number, given: PortraitTagIn) -> dict[str, Any]:
    customer = seen_customer(request.actor, number)
    set_tag(actor=request.actor, customer=customer, **given.dict())
    return _portrait(customer)


@router.post(
    "/customers/{number}/portrait/lift", response=PortraitOut, summary="Let the facts say it"
)
def untag(request: ActorsRequest, number: Number, given: LiftIn) -> dict[str, Any]:
    customer = seen_customer(request.actor, number)
    lift_tag(actor=request.actor, customer=customer, tag=given.tag)
    return _portrait(customer)


def _portrait(customer: Customer) -> dict[str, Any]:
    group = group_of(customer)
    tags = [
        {
            "tag": line.tag.name, "title": line.title, "by_hand": line.by_hand is not None,
            "values": [{"code": one.code, "title": one.title, "evidence": one.evidence}
                       for one in line.held],
        }
        for line in tag_lines(customer, page_language())
    ]  # fmt: skip
    return {"customer_id": customer.pk, "group": group.key if group else None, "tags": tags}


@router.get("/customers/{number}/alike", response=list[AlikeOut], summary="Look-alikes")
def alike(request: ActorsRequest, number: Number, asked: Query[AlikeAsked]) -> list[dict[str, Any]]:
    request.actor.must(Permission.SEE)
    freshen_labels()
    customer = seen_customer(request.actor, number)
    words, facets = trait_words(page_language()), facets_in_force()
    found = look_alikes(request.actor, customer, asked.most)
    names = dict(
        customers_of(request.actor)
        .filter(pk__in=[pk for pk, _ in found])
        .values_list("pk", "name")
    )  # fmt: skip
    return [
        {
            "customer_id": pk, "customer": names[pk], "similarity": one.similarity,
            "shared": [said(point, facets, words) for point in one.shared],
            "different": [said(point, facets, words) for point in one.different],
        }
        for pk, one in found
        if pk in names
    ]  # fmt: skip


# ---- groups ------------------------------------------------------------------------------------


@router.get("/similar-groups", response=list[GroupOut], summary="Groups of similar customers")
def groups(request: ActorsRequest) -> list[dict[str, Any]]:
    request.actor.must(Permission.SEE)
    freshen_labels()
    return [
        {**_group(one.group), "about": one.about, "count": one.count,
         "purchases_12m": one.purchases}
        for one in similar_groups(request.actor, page_language())
    ]  # fmt: skip


@router.patch("/similar-groups/{number}", response=NamedOut, summary="Rename a group")
def rename(request: ActorsRequest, number: Number, given: GroupIn) -> dict[str, Any]:
    request.actor.must(Permission.RULES)
    group = SimilarGroup.objects.filter(pk=number, left_at=None).first()
    if group is None:
        raise Http404
    rename_group(actor=request.actor, group=group, **given.dict())
    return _group(group)


def _group(group: SimilarGroup) -> dict[str, Any]:
    names = ("id", "key", "name_en", "name_zh", "version")
    return {name: getattr(group, name) for name in names}


# ---- recommendations ---------------------------------------------------------------------------


@router.get("/offers", response=Listed[OfferOut], summary="Recommendations")
def offers(request: ActorsRequest, asked: Query[OffersAsked]) -> dict[str, Any]:
    request.actor.must(Permission.SEE)
    rows = offers_of(request.actor).filter(state=asked.state)
    if asked.customer_id is not None:
        rows = rows.filter(customer=seen_customer(request.actor, asked.customer_id))
    moment = "made_at" if asked.state == Offer.State.OPEN else "answered_at"
    page = page_by_time(rows, moment, asked.cursor, asked.limit)
    return {"items": _told(page.rows), "next": page.after}


@router.get("/offers/reasons", response=list[ReasonOut], summary="Why one may be refused")
def reasons(request: ActorsRequest) -> list[dict[str, Any]]:
    request.actor.must(Permission.SEE)
    lang = page_language()
    return [
        {"code": code, "title": one.title[lang], "again_after": one.again_after,
         "spreads": one.spreads}
        for code, one in offer_rules().reasons.items()
    ]  # fmt: skip


@router.post("/offers/{number}/accept", response=OfferOut, summary="It fits")
def accept(request: ActorsRequest, number: Number, given: AcceptIn) -> dict[str, Any]:
    accept_offer(actor=request.actor, offer=(one := _seen(request, number)), **given.dict())
    return _told([one])[0]


@router.post("/offers/{number}/refuse", response=OfferOut, summary="It does not fit, and why")
def refuse(request: ActorsRequest, number: Number, given: RefuseIn) -> dict[str, Any]:
    refuse_offer(actor=request.actor, offer=(one := _seen(request, number)), **given.dict())
    return _told([one])[0]


@router.post("/offers/{number}/take-back", response=OfferOut, summary="Undo one's own answer")
def take_back(request: ActorsRequest, number: Number) -> dict[str, Any]:
    take_back_answer(actor=request.actor, offer=(one := _seen(request, number)))
    return _told([one])[0]


def _seen(request: ActorsRequest, number: int) -> Offer:
    one = offers_of(request.actor).filter(pk=number).first()
    if one is None:
        raise Http404
    return one


def _told(rows: list[Offer]) -> list[dict[str, Any]]:
    words = trait_words(page_language())
    return [
        {
            **{name: getattr(one.offer, name) for name in (
                "id", "version", "customer_id", "product_id", "source", "likely", "score", "state",
                "reason", "note", "made_at", "answered_at")},
            "customer": one.offer.customer.name, "product": one.offer.product.name,
            "why": one.why, "position": one.position, "price": price_of(one.offer.product),
        }
        for one in cards(rows, answers_so_far(), words)
    ]  # fmt: skip
