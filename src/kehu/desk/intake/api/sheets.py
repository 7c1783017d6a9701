"""Imports of sheets in the API: sent, mapped, checked, imported, taken back."""

from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from ninja import File, Query, Schema, Status, UploadedFile
from pydantic import Field

from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.core.api import Asked, At, Given, Listed, Number, Text
from kehu.desk.core.languages import page_language
from kehu.desk.core.paging import page_by_time
from kehu.desk.intake.actions import (
    discard_run,
    import_sheets,
    map_sheets,
    undo_import,
    upload_sheets,
)
from kehu.desk.intake.api.router import router
from kehu.desk.intake.models import Run
from kehu.desk.intake.runs.folder import RunFolder
from kehu.desk.intake.runs.reach import runs_of
from kehu.desk.ledger.api.rows import Holder
from kehu.errors import KehuError
from kehu.matching.columns.mapping import SheetMapping
from kehu.matching.staging.customers import MATCH_BY
from kehu.matching.staging.mapped import MappingFaulty

Mappings = dict[int, SheetMapping | None]


class RunOut(Schema):
    """Sheets sent together: `state` is where they are, `why` the code of what ended them."""

    id: int
    files: list[str]
    by: Holder
    made_at: At
    state: str
    mode: str
    counts: dict[str, Any]
    why: str
    loaded_at: At | None
    undone_at: At | None


class SheetOut(Schema):
    """A sheet, what it is taken for, and what each of its columns becomes; null: left out."""

    title: str
    rows: int
    mapping: dict[str, Any] | None


class OneRunOut(RunOut):
    """With its sheets, once they are read."""

    sheets: list[SheetOut]


class CheckIn(Given):
    """How rows shall be taken; `mappings` by sheet, null for one left out, else as proposed."""

    mode: Literal["both", "create", "update"] = "both"
    match_by: list[Literal[MATCH_BY]] = Field(  # type: ignore[valid-type]
        default_factory=lambda: [*MATCH_BY], max_length=len(MATCH_BY)
    )
    mappings: Annotated[list[dict[Text, Any] | None], Field(max_length=500)] | None = None


@router.get("/sheets", response=Listed[RunOut], summary="Imports of sheets, newest first")
def runs(request: ActorsRequest, asked: Query[Asked]) -> dict[str, Any]:
    page = page_by_time(runs_of(request.actor), "made_at", asked.cursor, asked.limit)
    return {"items": page.rows, "next": page.after}


@router.post("/sheets", response={201: RunOut}, summary="Send sheets for the worker to read")
def send(request: ActorsRequest, sheets: File[list[UploadedFile]]) -> Status[Run]:
    return Status(201, upload_sheets(actor=request.actor, files=sheets))


@router.get("/sheets/{number}", response=OneRunOut, summary="Where an import is, and its columns")
def one(request: ActorsRequest, number: Number) -> dict[str, Any]:
    run = _run(request, number)
    folder = RunFolder(run)
    found = folder.proposals() if run.state not in (Run.State.READING, Run.State.FAILED) else []
    mappings = [folder.mapping(n) for n in range(len(found))]
    told = [
        {"title": sheet.sheet.title, "rows": sheet.sheet.height,
         "mapping": mapping.as_json() if mapping else None}
        for sheet, mapping in zip(found, mappings, strict=True)
    ]  # fmt: skip
    return {**RunOut.from_orm(run).dict(), "sheets": told}


@router.post("/sheets/{number}/check", response=RunOut, summary="Have the rows checked")
def check(request: ActorsRequest, number: Number, given: CheckIn) -> Run:
    run = _run(request, number)
    mappings = _mappings(RunFolder(run), given.mappings)
    mode, match_by = given.mode, given.match_by
    try:
        return map_sheets(
            actor=request.actor, run=run, mappings=mappings, mode=mode, match_by=match_by
        )
    except MappingFaulty as error:
        told = [fault.message(page_language()) for fault in error.faults]
        raise ValidationError({"mappings": told}) from error


@router.post("/sheets/{number}/import", response=RunOut, summary="Have what was checked imported")
def take(request: ActorsRequest, number: Number) -> Run:
    return import_sheets(actor=request.actor, run=_run(request, number))


@router.post("/sheets/{number}/undo", response=RunOut, summary="Take an import back")
def undo(request: ActorsRequest, number: Number) -> Run:
    return undo_import(actor=request.actor, run=_run(request, number))


@router.post("/sheets/{number}/discard", response=RunOut, summary="Forget sheets never imported")
def discard(request: ActorsRequest, number: Number) -> dict[str, Any]:
    run = _run(request, number)
    told = RunOut.from_orm(run).dict()
    discard_run(actor=request.actor, run=run)
    return told


def _run(request: ActorsRequest, number: int) -> Run:
    return get_object_or_404(runs_of(request.actor), pk=number)


def _mappings(folder: RunFolder, said: list[dict[str, Any] | None] | None) -> Mappings:
    """By sheet: as proposed, or as said, where each sheet must be named. Raises KehuError."""
    count = len(folder.proposals())
    if said is None:
        return {n: folder.mapping(n) for n in range(count)}
    if len(said) != count:
        raise KehuError("mapping_unreadable", why=f"{len(said)} ≠ {count}")
    return {n: SheetMapping.of_json(one) if one else None for n, one in enumerate(said)}
