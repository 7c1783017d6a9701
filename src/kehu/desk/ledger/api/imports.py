"""Tables and rates from files in the API: sent, looked at, and what is wrong with them."""

from dataclasses import asdict
from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from ninja import File, Query, Schema, Status, UploadedFile
from pydantic import Field

from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.api import Asked, At, Listed, Number
from kehu.desk.core.languages import page_language
from kehu.desk.core.paging import page_by_time
from kehu.desk.core.progress import progress_in
from kehu.desk.ledger.api.keeping import CountedOut
from kehu.desk.ledger.api.router import router
from kehu.desk.ledger.api.rows import Holder
from kehu.desk.ledger.imports.folder import PAGE, Folder
from kehu.desk.ledger.imports.queries import imports_of
from kehu.desk.ledger.imports.upload import upload
from kehu.desk.ledger.models import Import
from kehu.desk.ledger.rates import Counted, import_rates

_TAGS = ["data"]


class ImportOut(Schema):
    """Tables sent together, and what became of them; `why` is the code of what ended it."""

    id: int
    files: list[str]
    by: Holder
    made_at: At
    state: str
    finished_at: At | None
    rows: dict[str, int]
    errors: int
    warnings: int
    why: str


class ProgressOut(Schema):
    """Rows loaded so far, of how many; `table` is the one being loaded."""

    table: str
    done: int
    total: int


class FaultOut(Schema):
    """One thing wrong with a file, and where."""

    severity: str
    code: str
    file: str
    line: int | None
    row: int | None
    column: str | None
    message: str


class OneImportOut(ImportOut):
    """An import, how far it is, and a page of what is wrong with its files."""

    progress: ProgressOut
    faults: list[FaultOut]
    next: str | None


class FaultsAsked(Schema):
    """Which page of the faults."""

    cursor: Annotated[str, Field(pattern="^([1-9][0-9]{0,5})?$")] = ""


@router.get("/imports", response=Listed[ImportOut], tags=_TAGS, summary="Imports, newest first")
def imports(request: ActorsRequest, asked: Query[Asked]) -> dict[str, Any]:
    page = page_by_time(imports_of(request.actor), "made_at", asked.cursor, asked.limit)
    return {"items": page.rows, "next": page.after}


@router.post(
    "/imports", response={201: ImportOut}, tags=_TAGS,
    summary="Send tables, CSV or Parquet or a zip of them, for the worker to check and load",
)  # fmt: skip
def send(request: ActorsRequest, tables: File[list[UploadedFile]]) -> Status[Import]:
    return Status(201, upload(actor=request.actor, files=tables))


@router.get("/imports/{number}", response=OneImportOut, tags=_TAGS, summary="How far one is")
def one(request: ActorsRequest, number: Number, asked: Query[FaultsAsked]) -> dict[str, Any]:
    found = get_object_or_404(imports_of(request.actor), pk=number)
    folder, page, lang = Folder(found), int(asked.cursor or 1), page_language()
    faults = [{**asdict(fault), "message": fault.message(lang)} for fault in folder.faults(page)]
    told = ImportOut.from_orm(found).dict()
    more = found.errors + found.warnings > page * PAGE
    return {
        **told, "progress": progress_in(folder.path), "faults": faults,
        "next": str(page + 1) if more else None,
    }  # fmt: skip


@router.post("/rates/file", response=CountedOut, tags=_TAGS, summary="Exchange rates from a file")
def rates_file(request: ActorsRequest, file: File[UploadedFile]) -> Counted:
    request.actor.must(Permission.SETTINGS)
    return import_rates(actor=request.actor, file=file)
