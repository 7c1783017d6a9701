"""Customers found as the list finds them, and how the book is made up."""

import datetime
from typing import Annotated, Any

import numpy as np
from django.http import Http404
from ninja import Query, Schema
from pydantic import Field

from kehu.desk.accounts.models import User
from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.api import Asked as Paged
from kehu.desk.core.api import Text
from kehu.desk.core.languages import page_language
from kehu.desk.core.paging import place_behind, told_until
from kehu.desk.grading.book.columns import Ints
from kehu.desk.grading.jobs import freshen_labels
from kehu.desk.grading.queries import words_in
from kehu.desk.insights.api.router import router
from kehu.desk.insights.api.spans import SpanAsked
from kehu.desk.insights.listing.asked import Asked
from kehu.desk.insights.listing.narrowed import Narrowed
from kehu.desk.insights.listing.queries import narrowed_for
from kehu.desk.insights.segments import Segments, conflicts, pareto
from kehu.desk.insights.spans import end_of
from kehu.desk.ledger.api.rows import Holder
from kehu.desk.ledger.models import Customer

_TAGS = ["book"]
_SUMS = ("purchases_12m", "profit_12m")
_ABOUT = """
The filters of the page *Customers*, named alike: any dimension (`stage=A&stage=B`), `owner` (a
person's number, `me`, `pool`), `country`, `tag` (its number), `where` (`purchases_12m:300000..`,
`profit_12m:..0`, `score:known`), `q`, `sort` (`-purchases_12m`). `column` says which labels and
measures are told; without it those of the page. What nobody understands is passed over.
"""


class BookAsked(Paged):
    """Which customers, in which order, and what is told of them."""

    q: Annotated[Text, Field(max_length=100)] = ""
    owner: Annotated[list[Text], Field(max_length=100)] = Field(default_factory=list)
    country: Annotated[list[Text], Field(max_length=300)] = Field(default_factory=list)
    tag: Annotated[list[Text], Field(max_length=100)] = Field(default_factory=list)
    where: Annotated[list[Text], Field(max_length=50)] = Field(default_factory=list)
    column: Annotated[list[Text], Field(max_length=200)] = Field(default_factory=list)
    sort: Annotated[Text, Field(max_length=80)] = ""


class FoundOut(Schema):
    """A customer of the book, with the labels and measures asked for; null is unknown."""

    id: int
    code: str
    name: str
    country: str
    owner: Holder | None
    labels: dict[str, str | None]
    measures: dict[str, float | None]


class BookOut(Schema):
    """A page of the customers found, how many they are, and what they bring together."""

    items: list[FoundOut]
    next: str | None
    count: int
    sums: dict[str, float]


class SegmentOut(Schema):
    """The customers of one label: how many, what they bring, who came and went."""

    code: str
    label: str
    count: int
    purchases_12m: float
    profit_12m: float
    came: int
    went: int


class SegmentsOut(Schema):
    """How the book is made up; `few` of `many` customers with profit bring 80 % of it."""

    by: str
    since: datetime.date
    until: datetime.date
    segments: list[SegmentOut]
    few: int
    many: int


class ConflictOut(Schema):
    """Labels that do not go together, and the query of the customers that show it."""

    title: str
    source: str
    count: int
    query: str


@router.get(
    "/book", response=BookOut, tags=_TAGS, summary="Customers found as on the page",
    description=_ABOUT,
)  # fmt: skip
def book(request: ActorsRequest, asked: Query[BookAsked]) -> dict[str, Any]:
    request.actor.must(Permission.SEE)
    freshen_labels()
    rulebook = words_in(page_language()).rulebook
    wanted = Asked.read(request.GET, rulebook)
    narrowed = narrowed_for(request.actor, wanted, rulebook)
    rows = narrowed.rows()
    numbers = narrowed.book.pks[rows].tolist()
    start = place_behind(numbers, asked.cursor)
    return {
        "items": _told(narrowed, rows[start : start + asked.limit]),
        "next": told_until(numbers, start + asked.limit),
        "count": narrowed.count,
        "sums": {name: narrowed.total(name) for name in _SUMS if name in narrowed.book.numbers},
    }


@router.get("/segments", response=SegmentsOut, tags=_TAGS, summary="How the book is made up")
def segments(request: ActorsRequest, asked: Query[SpanAsked]) -> dict[str, Any]:
    request.actor.must(Permission.SEE)
    freshen_labels()
    words = words_in(page_language())
    narrowed = narrowed_for(request.actor, Asked(), words.rulebook)
    if asked.by not in words.rulebook.dimensions:
        raise Http404
    (since, until), few = asked.days, pareto(narrowed)
    told = {"by": asked.by, "since": since, "until": until, "few": few.few, "many": few.many}
    if asked.by not in narrowed.book.dimensions:
        return {**told, "segments": []}
    return {**told, "segments": _segments(Segments(narrowed, asked.by, words), since, until)}


@router.get(
    "/conflicts", response=list[ConflictOut], tags=_TAGS, summary="Labels that do not go together"
)
def contradictions(request: ActorsRequest) -> Any:
    request.actor.must(Permission.SEE)
    freshen_labels()
    words = words_in(page_language())
    return conflicts(request.actor, narrowed_for(request.actor, Asked(), words.rulebook), words)


def _told(narrowed: Narrowed, rows: Ints) -> list[dict[str, Any]]:
    """The customers of some rows, with two questions to the database."""
    of, book = narrowed.asked.columns, narrowed.book
    labels = {name: book.words(name)[rows].tolist() for name in of if name in book.dimensions}
    numbers = {name: book.number(name)[rows].tolist() for name in of if name in book.numbers}
    pks = book.pks[rows].tolist()
    known = Customer.objects.in_bulk(pks)
    people = User.objects.in_bulk({one.owner_id for one in known.values() if one.owner_id})
    return [
        {
            "id": pk, "code": known[pk].code, "name": known[pk].name,
            "country": known[pk].country, "owner": people.get(known[pk].owner_id or 0),
            "labels": {n: book.texts[c[at]] if c[at] >= 0 else None for n, c in labels.items()},
            "measures": {n: None if np.isnan(c[at]) else c[at] for n, c in numbers.items()},
        }
        for at, pk in enumerate(pks)
        if pk in known
    ]  # fmt: skip


def _segments(of: Segments, since: datetime.date, until: datetime.date) -> list[dict[str, Any]]:
    flows = of.flows(end_of(since), end_of(until))
    book, mask = of.book, of.narrowed.mask
    told = []
    for row in of.rows(flows):
        mine = mask & (of.now == book.position(row.code))
        sums = {name: float(np.nansum(book.number(name)[mine])) for name in _SUMS}
        words = of.words.label(of.dimension, row.code)
        told.append(
            {"code": row.code, "label": words, "count": row.count, "came": row.came,
             "went": row.went, **sums}
        )  # fmt: skip
    return told
