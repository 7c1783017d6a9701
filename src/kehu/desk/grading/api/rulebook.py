"""The rulebook in the API: what is in force, one's own draft, who would move, versions."""

from typing import Annotated, Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Query, Schema, Status
from pydantic import Field

from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.api import Asked, At, Given, Listed, Number, Text, Words
from kehu.desk.core.languages import page_language
from kehu.desk.core.paging import page_by_time
from kehu.desk.grading.actions.rulebooks import (
    drop_draft,
    renew_draft,
    restore_rulebook,
    save_rulebook,
    write_draft,
)
from kehu.desk.grading.api.router import router
from kehu.desk.grading.models import RulebookDraft, RulebookVersion
from kehu.desk.grading.queries.labels import words_in
from kehu.desk.grading.queries.rulebooks import draft_of, fault_words, proved
from kehu.desk.grading.rules import newest_version
from kehu.desk.grading.trial import Trial
from kehu.desk.ledger.api.rows import Holder
from kehu.errors import InputFaults

_TAGS = ["rulebook"]


class RuleFaultOut(Schema):
    """What the proof finds wrong, and in which line of the text."""

    code: str
    line: int | None
    message: str


class RulebookDraftOut(Schema):
    """What one is changing: a text laid over the default, with everything that is wrong with it."""

    text: str
    based_on: int | None
    faults: list[RuleFaultOut]


class VersionOut(Schema):
    """A version that was saved; everybody has labels by it from `graded_at`."""

    id: int
    text: str
    note: str
    author: Holder | None
    made_at: At
    graded: int
    graded_at: At | None


class RulebookOut(Schema):
    """What is in force, null for the default, and one's own draft."""

    version: VersionOut | None
    draft: RulebookDraftOut | None


class MoveOut(Schema):
    """So many customers would go from one label to another; empty where there is none."""

    dimension: str
    before: str
    after: str
    customers: int


class TrialOut(Schema):
    """Who would move under the draft. `purchases` of 12 months, in base currency."""

    customers: int
    purchases: float
    moves: list[MoveOut]


class TextIn(Given):
    """The draft as a whole."""

    text: Annotated[Text, Field(max_length=200_000)]


class NoteIn(Given):
    """What changes, and why."""

    note: Annotated[Words, Field(max_length=500)]


class RestoreIn(NoteIn):
    """Which version is put in force again, null for the default; `seen_id` is the one in force."""

    version_id: Number | None = None
    seen_id: Number | None = None


@router.get("/rulebook", response=RulebookOut, tags=_TAGS, summary="What is in force")
def rulebook(request: ActorsRequest) -> dict[str, Any]:
    request.actor.must(Permission.SEE)
    draft = draft_of(request.actor)
    return {"version": newest_version(), "draft": _told(draft) if draft else None}


@router.put("/rulebook/draft", response=RulebookDraftOut, tags=_TAGS, summary="Write one's draft")
def write(request: ActorsRequest, given: TextIn) -> dict[str, Any]:
    return _told(write_draft(actor=request.actor, text=given.text))


@router.post("/rulebook/draft/drop", response=RulebookOut, tags=_TAGS, summary="Forget it")
def drop(request: ActorsRequest) -> dict[str, Any]:
    drop_draft(actor=request.actor)
    return {"version": newest_version(), "draft": None}


@router.post(
    "/rulebook/draft/renew", response=RulebookDraftOut, tags=_TAGS,
    summary="Put it on top of what was saved meanwhile",
)  # fmt: skip
def renew(request: ActorsRequest) -> dict[str, Any]:
    return _told(renew_draft(actor=request.actor))


@router.get("/rulebook/draft/trial", response=TrialOut, tags=_TAGS, summary="Who would move")
def trial(request: ActorsRequest) -> dict[str, Any]:
    request.actor.must(Permission.SEE)
    draft = draft_of(request.actor)
    if draft is None:
        raise Http404
    found, faults = proved(draft.text)
    if found is None:
        raise InputFaults(faults)
    tried = Trial(found)
    moves = [
        {"dimension": one.dimension, "before": before, "after": after, "customers": count}
        for one in tried.moves()
        for (before, after), count in one.pairs.items()
    ]
    return {"customers": tried.count, "purchases": tried.purchases, "moves": moves}


@router.post("/rulebook/save", response={201: VersionOut}, tags=_TAGS, summary="Put it in force")
def save(request: ActorsRequest, given: NoteIn) -> Status[RulebookVersion]:
    return Status(201, save_rulebook(actor=request.actor, note=given.note))


@router.get(
    "/rulebook/versions", response=Listed[VersionOut], tags=_TAGS, summary="The newest first"
)
def versions(request: ActorsRequest, asked: Query[Asked]) -> dict[str, Any]:
    request.actor.must(Permission.SEE)
    rows = RulebookVersion.objects.select_related("author")
    page = page_by_time(rows, "made_at", asked.cursor, asked.limit)
    return {"items": page.rows, "next": page.after}


@router.post(
    "/rulebook/restore", response={201: VersionOut}, tags=_TAGS, summary="Back to a version"
)
def restore(request: ActorsRequest, given: RestoreIn) -> Status[RulebookVersion]:
    request.actor.must(Permission.RULES)
    versions = RulebookVersion.objects
    version = get_object_or_404(versions, pk=given.version_id) if given.version_id else None
    made = restore_rulebook(
        actor=request.actor, version=version, note=given.note,
        seen=versions.filter(pk=given.seen_id or 0).first(),
    )  # fmt: skip
    return Status(201, made)


def _told(draft: RulebookDraft) -> dict[str, Any]:
    words = words_in(page_language())
    _, faults = proved(draft.text)
    told = [
        {"code": one.code, "line": one.line, "message": fault_words(one, words)} for one in faults
    ]
    return {"text": draft.text, "based_on": draft.based_on_id, "faults": told}
