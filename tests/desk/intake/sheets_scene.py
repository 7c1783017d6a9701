"""Sheets that somebody imports, from the upload to the ledger."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User
from kehu.desk.grading.jobs import work_on_sheets
from kehu.desk.intake.actions import import_sheets, map_sheets, undo_import, upload_sheets
from kehu.desk.intake.models import Run
from kehu.desk.intake.runs.folder import RunFolder
from kehu.matching.columns.mapping import SheetMapping
from kehu.matching.staging.customers import MATCH_BY

Cells = Sequence[Sequence[object]]


def a_csv(rows: Cells, name: str = "list.csv", letters: str = "utf-8") -> SimpleUploadedFile:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return SimpleUploadedFile(name, text.getvalue().encode(letters))


def a_workbook(sheets: Mapping[str, Cells], name: str = "list.xlsx") -> SimpleUploadedFile:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for n, row in enumerate(rows):
                sheet.write_row(n, 0, row)
    return SimpleUploadedFile(name, made.getvalue())


def read(by: User, *files: SimpleUploadedFile) -> Run:
    """Uploaded, and read by the worker."""
    run = upload_sheets(actor=Actor.of(by), files=files)
    return worked(run)


def checked(
    by: User, *files: SimpleUploadedFile, mode: str = "both", preset: str = "",
    columns: Mapping[str, str] | None = None, **choices: Any,
) -> Run:  # fmt: skip
    """Read, mapped as guessed but for what is given, and checked."""
    run = read(by, *files)
    assert run.state == "mapping", (run.state, run.why, run.why_fields)
    folder = RunFolder(run)
    mappings: dict[int, SheetMapping | None] = {}
    for n in range(len(folder.proposals())):
        guessed = folder.mapping(n)
        assert guessed is not None
        told = {**guessed.columns, **(columns or {})}
        mapping = SheetMapping(preset or guessed.preset, told, guessed.choices)
        mappings[n] = mapping.with_choices(**choices)
    map_sheets(actor=Actor.of(by), run=run, mappings=mappings, mode=mode, match_by=MATCH_BY)
    return worked(run)


def imported(by: User, *files: SimpleUploadedFile, **how: Any) -> Run:
    """All the way into the ledger."""
    run = checked(by, *files, **how)
    assert run.state == "checked", (run.state, run.why, run.why_fields)
    import_sheets(actor=Actor.of(by), run=run)
    return worked(run)


def undone(by: User, run: Run) -> Run:
    undo_import(actor=Actor.of(by), run=run)
    return worked(run)


def worked(run: Run) -> Run:
    work_on_sheets()
    run.refresh_from_db()
    return run
