"""Duplicates in the API: pairs, what is decided of them, merges, and whom a record may be."""

from typing import Annotated, Any, Literal

from django.shortcuts import get_object_or_404
from ninja import Query, Schema
from pydantic import Field

from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.api import Asked, At, Country, Given, Listed, Number, Text
from kehu.desk.core.paging import page_by_time
from kehu.desk.intake.api.router import router
from kehu.desk.intake.duplicates.asking import ask_for_a_look, merges_within, pairs_within
from kehu.desk.intake.duplicates.likely import likely
from kehu.desk.intake.merging.merge import FIELDS, judge_pair, merge_customers, undo_merge
from kehu.desk.intake.models import Look, Merge, Pair, Verdict

_AT_ONCE = 100


class PairOut(Schema):
    """Two customers that may be one; `agreements`: of each field how far it agrees, and weight."""

    id: int
    one_id: int
    one: str
    other_id: int
    other: str
    probability: float
    is_group: bool
    agreements: dict[str, tuple[str, float]]


class PairsAsked(Schema):
    """Which page, of a hundred."""

    cursor: Annotated[str, Field(pattern="^([1-9][0-9]{0,5})?$")] = ""


class MergeIn(Given):
    """Which of the two stays, and the fields in which it takes the other's value."""

    kept: Literal["one", "other"] = "one"
    of_gone: list[Literal[FIELDS]] = Field(  # type: ignore[valid-type]
        default_factory=list, max_length=len(FIELDS)
    )


class JudgeIn(Given):
    """What the two are: `different`, of one `group`, or the second a `branch` of the first."""

    says: Literal["different", "group", "branch"]


class VerdictOut(Schema):
    """What was said of two customers."""

    one_id: int
    other_id: int
    says: str
    at: At


class MergeOut(Schema):
    """One customer that became part of another, by the numbers of both."""

    id: int
    kept: int
    kept_name: str
    gone: int
    gone_name: str
    at: At
    undone_at: At | None


class LookOut(Schema):
    """A look over all customers: `waiting`, `done` or `failed`."""

    id: int
    state: str
    done_at: At | None
    records: int
    pairs: int


class LikelyAsked(Schema):
    """What is known of a record; several e-mails or phones with `;` between."""

    name: Annotated[Text, Field(max_length=300)] = ""
    country: Country = ""
    city: Annotated[Text, Field(max_length=200)] = ""
    website: Annotated[Text, Field(max_length=300)] = ""
    emails: Annotated[Text, Field(max_length=1000)] = ""
    phones: Annotated[Text, Field(max_length=1000)] = ""


class LikelyOut(Schema):
    """Whom the record may be: the number is null of one out of reach, the holder is told."""

    customer_id: int | None
    customer: str
    holder: str | None
    probability: float
    is_group: bool


@router.get("/duplicates", response=Listed[PairOut], summary="Pairs, the likeliest first")
def pairs(request: ActorsRequest, asked: Query[PairsAsked]) -> dict[str, Any]:
    page = int(asked.cursor or 1)
    start = (page - 1) * _AT_ONCE
    found = list(pairs_within(request.actor)[start : start + _AT_ONCE + 1])
    more = str(page + 1) if len(found) > _AT_ONCE else None
    return {"items": [_pair(one) for one in found[:_AT_ONCE]], "next": more}


@router.post("/duplicates/look", response=LookOut, summary="Have all customers looked over")
def look(request: ActorsRequest) -> Look:
    return ask_for_a_look(actor=request.actor)


@router.get("/duplicates/likely", response=list[LikelyOut], summary="Whom a record may be")
def whom(request: ActorsRequest, asked: Query[LikelyAsked]) -> list[dict[str, Any]]:
    request.actor.must(Permission.RECORD)
    record = {name: value or None for name, value in asked.dict().items()}
    return [
        {
            "customer_id": one.customer.pk if one.within else None,
            "customer": one.customer.name,
            "holder": one.customer.owner.name if one.customer.owner else None,
            "probability": one.probability,
            "is_group": one.is_group,
        }
        for one in likely(request.actor, record)
    ]


@router.post("/duplicates/{number}/merge", response=MergeOut, summary="Make the two one")
def merge(request: ActorsRequest, number: Number, given: MergeIn) -> Merge:
    pair = get_object_or_404(pairs_within(request.actor), pk=number)
    kept, gone = (pair.one, pair.other) if given.kept == "one" else (pair.other, pair.one)
    fields = frozenset(given.of_gone)
    return merge_customers(actor=request.actor, kept=kept, gone=gone, of_gone=fields)


@router.post("/duplicates/{number}/judge", response=VerdictOut, summary="Say that they are two")
def judge(request: ActorsRequest, number: Number, given: JudgeIn) -> Verdict:
    pair = get_object_or_404(pairs_within(request.actor), pk=number)
    return judge_pair(actor=request.actor, one=pair.one, other=pair.other, says=given.says)


@router.get("/merges", response=Listed[MergeOut], summary="What was merged, newest first")
def merges(request: ActorsRequest, asked: Query[Asked]) -> dict[str, Any]:
    page = page_by_time(merges_within(request.actor), "at", asked.cursor, asked.limit)
    return {"items": page.rows, "next": page.after}


@router.post("/merges/{number}/undo", response=MergeOut, summary="Make two of one again")
def undo(request: ActorsRequest, number: Number) -> Merge:
    found = get_object_or_404(merges_within(request.actor), pk=number)
    undo_merge(actor=request.actor, merge=found)
    found.refresh_from_db()
    return found


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "id": pair.pk, "one_id": pair.one_id, "one": pair.one.name, "other_id": pair.other_id,
        "other": pair.other.name, "probability": pair.probability, "is_group": pair.is_group,
        "agreements": pair.agreements,
    }  # fmt: skip
