"""Changing many customers in the API: begun, looked at, undone."""

from typing import Annotated

import numpy as np
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Schema, Status
from pydantic import Field

from kehu.desk.accounts.models import User
from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.core.api import At, Given, Number, Text
from kehu.desk.core.languages import page_language
from kehu.desk.grading.book.columns import Ints
from kehu.desk.grading.queries import words_in
from kehu.desk.insights.actions.bulk import NEEDS, begin_bulk, undo_bulk
from kehu.desk.insights.api.router import router
from kehu.desk.insights.jobs import start_bulk
from kehu.desk.insights.listing.asked import Asked
from kehu.desk.insights.listing.queries import narrowed_for
from kehu.desk.insights.models import BulkChange
from kehu.desk.ledger.api.seen import named
from kehu.desk.ledger.models import Tag

_TAGS = ["book"]


class BulkIn(Given):
    """What is done to whom: to these customers, or to all that a query of `/book` finds.

    `assign` takes `to_id` (null: the pool), `tag` and `untag` take `tag_id`, `start` takes `play`.
    """

    verb: Annotated[str, Field(pattern="^(assign|tag|untag|start)$")]
    customer_ids: Annotated[list[Number], Field(max_length=10_000)] | None = None
    query: Annotated[Text, Field(max_length=5_000)] | None = None
    to_id: Number | None = None
    tag_id: Number | None = None
    play: Annotated[Text, Field(max_length=60)] = ""


class BulkOut(Schema):
    """How far a change is; `error` is the code of what ended it early."""

    id: int
    verb: str
    total: int
    done: int
    changed: int
    made_at: At
    finished_at: At | None
    error: str


@router.post("/bulk", response={201: BulkOut}, tags=_TAGS, summary="Change many customers")
def bulk(request: ActorsRequest, given: BulkIn) -> Status[BulkChange]:
    verb = BulkChange.Verb(given.verb)
    request.actor.must(NEEDS[verb])
    people = User.objects.filter(is_active=True)
    to = named(people, given.to_id, "to_id") if given.to_id is not None else None
    tag = None
    if verb in (BulkChange.Verb.TAG, BulkChange.Verb.UNTAG):
        tag = named(Tag.objects.all(), given.tag_id or 0, "tag_id")
    change = begin_bulk(
        actor=request.actor, verb=verb, customers=_meant(request, given), to=to, tag=tag,
        play=given.play,
    )  # fmt: skip
    return Status(201, _started(change))


@router.get("/bulk/{number}", response=BulkOut, tags=_TAGS, summary="How far it is")
def progress(request: ActorsRequest, number: Number) -> BulkChange:
    return _own(request, number)


@router.post("/bulk/{number}/undo", response={201: BulkOut}, tags=_TAGS, summary="Put it back")
def undo(request: ActorsRequest, number: Number) -> Status[BulkChange]:
    change = _own(request, number)
    return Status(201, _started(undo_bulk(actor=request.actor, change=change)))


def _own(request: ActorsRequest, number: int) -> BulkChange:
    return get_object_or_404(BulkChange, pk=number, actor=request.actor.user)


def _started(change: BulkChange) -> BulkChange:
    start_bulk(change)
    change.refresh_from_db()
    return change


def _meant(request: ActorsRequest, given: BulkIn) -> Ints:
    """Those named that are within reach, or all that the query finds."""
    rulebook = words_in(page_language()).rulebook
    if (given.customer_ids is None) == (given.query is None):
        raise ValidationError({"customer_ids": _("Give either customer_ids or query.")})
    if given.query is not None:
        asked = Asked.read(QueryDict(given.query), rulebook)
        return narrowed_for(request.actor, asked, rulebook).customer_ids()
    narrowed = narrowed_for(request.actor, Asked(), rulebook)
    rows = narrowed.book.rows(np.array(given.customer_ids, np.int64))
    return narrowed.book.pks[rows[narrowed.within[rows]]]
