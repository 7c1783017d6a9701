"""The wizard: upload, columns, check, import, undo."""

import csv
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.company import base_currency, company_timezone
from kehu.desk.core.forms import done
from kehu.desk.core.languages import page_language
from kehu.desk.core.paging import page_number, pages_around
from kehu.desk.core.progress import progress_in
from kehu.desk.intake.actions import (
    back_to_columns,
    discard_run,
    import_sheets,
    keep_mapping_as,
    map_sheets,
    undo_import,
    upload_sheets,
)
from kehu.desk.intake.duplicates.likely import Likely
from kehu.desk.intake.forms import NameForm, RunForm, SheetsForm, heading_row, read_mappings
from kehu.desk.intake.models import Run
from kehu.desk.intake.runs.checking import staged_of
from kehu.desk.intake.runs.folder import RunFolder
from kehu.desk.intake.runs.reach import runs_of
from kehu.desk.intake.runs.working import UNFINISHED
from kehu.desk.intake.showing import (
    FAULTS,
    SheetShown,
    changes,
    counted,
    listed,
    presets_shown,
    repairs_counted,
    sheet_shown,
    some_faults,
    some_repairs,
)
from kehu.desk.ledger.models import Customer
from kehu.desk.ledger.queries import customers_of
from kehu.errors import KehuError
from kehu.matching.columns.mapping import SheetMapping
from kehu.matching.columns.presets import presets
from kehu.matching.columns.proposing import Proposal, proposed
from kehu.matching.columns.templates import write_template
from kehu.matching.sheets.written import harmless
from kehu.matching.staging.mapped import MappingFaulty

State = Run.State
_SHOWN = 20  # runs
_SAMPLE = 20  # changes and repairs on the page of a check


@login_required
def data(request: PersonsRequest) -> HttpResponse:
    """Imports, and where a new one begins."""
    request.actor.must(Permission.RECORD)
    context = {"runs": runs_of(request.actor)[:_SHOWN], "presets": presets_shown()}
    with timezone.override(company_timezone()):
        return render(request, "intake/data.html", context)


@login_required
def upload(request: PersonsRequest) -> HttpResponse:
    """Files handed to the worker."""
    request.actor.must(Permission.RECORD)
    form = SheetsForm(request.POST or None, request.FILES or None)
    run = done(form, lambda: upload_sheets(actor=request.actor, files=form.cleaned_data["sheets"]))
    if run:
        return redirect("data_sheets_run", run.pk)
    context = {"form": form, "presets": presets_shown()}
    return render(request, "intake/upload.html", context, status=422 if form.errors else 200)


@login_required
def template(request: PersonsRequest, preset: str) -> HttpResponseBase:
    """A workbook to fill in."""
    request.actor.must(Permission.RECORD)
    if preset not in presets():
        raise Http404
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"kehu-{preset}.xlsx"
        write_template(presets()[preset], path, page_language())
        # Open files outlive their names.
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


@login_required
def run(request: PersonsRequest, number: int) -> HttpResponse:
    """Whatever step the run is at."""
    one = get_object_or_404(runs_of(request.actor), pk=number)
    context: dict[str, Any] = {"run": one, "error": _error(one)}
    with timezone.override(company_timezone()):
        if one.state in UNFINISHED:
            return _moving(request, one, context)
        if request.htmx:  # type: ignore[attr-defined]
            # It has stopped moving: the page is another one now.
            return HttpResponse(headers={"HX-Redirect": reverse("data_sheets_run", args=[one.pk])})
        if one.state == State.MAPPING:
            return _columns(request, one, context)
        if one.state == State.CHECKED:
            return render(request, "intake/checked.html", {**context, **_checked(request, one)})
        return render(request, "intake/done.html", {**context, **_result(request, one)})


@login_required
def columns(request: PersonsRequest, number: int, sheet: int) -> HttpResponse:
    """One sheet's columns under another kind, for the page of columns to take in."""
    one = get_object_or_404(runs_of(request.actor), pk=number)
    found = RunFolder(one).proposals()
    preset = request.GET.get(f"preset-{sheet}", "")
    if sheet >= len(found) or preset not in presets():
        raise Http404
    row = heading_row(request.GET, sheet, found[sheet])
    guessed = proposed(found[sheet].sheet, preset, row)
    mapping = guessed.guess.mapping.with_choices(zone=str(company_timezone()), heading_row=row)
    context = {"run": one, "sheet": sheet_shown(sheet, guessed, mapping), **_offered()}
    return render(request, "intake/sheet.html", context)


@login_required
@require_POST
def act(request: PersonsRequest, number: int, what: str) -> HttpResponse:
    """Import, go back, undo or discard."""
    one = get_object_or_404(runs_of(request.actor), pk=number)
    verbs = {"import": import_sheets, "back": back_to_columns, "undo": undo_import}
    try:
        if what == "discard":
            discard_run(actor=request.actor, run=one)
            messages.success(request, _("Discarded; nothing was imported."))
            return redirect("data")
        if what not in verbs:
            raise Http404
        verbs[what](actor=request.actor, run=one)
    except KehuError as error:
        messages.error(request, error.message(page_language()))
    return redirect("data_sheets_run", one.pk)


@login_required
@require_POST
def keep(request: PersonsRequest, number: int, sheet: int) -> HttpResponse:
    """Remember a sheet's mapping under a name."""
    one = get_object_or_404(runs_of(request.actor), pk=number)
    form = NameForm(request.POST)
    kept = done(form, lambda: keep_mapping_as(
        actor=request.actor, run=one, sheet=sheet, name=form.cleaned_data["name"]))  # fmt: skip
    if kept:
        messages.success(request, _("Kept. Sheets with these headings are read so from now on."))
    else:
        messages.error(
            request, " ".join(str(one) for errors in form.errors.values() for one in errors)
        )
    return redirect("data_sheets_run", one.pk)


@login_required
def returned(request: PersonsRequest, number: int) -> HttpResponseBase:
    """The rows to mend, as a workbook."""
    one = get_object_or_404(runs_of(request.actor), pk=number)
    path = RunFolder(one).returned
    if not path.exists():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"kehu-{one.pk}.xlsx")


@login_required
def listing(request: PersonsRequest, number: int, what: str) -> StreamingHttpResponse:
    """All repairs, faults or changes of a check, as a file that a spreadsheet opens."""
    one = get_object_or_404(runs_of(request.actor), pk=number)
    if what not in ("repairs", "faults", "changes") or one.state not in (State.CHECKED, State.DONE):
        raise Http404
    writer = csv.writer(_Echo())
    lang = get_language()

    def lines() -> Iterator[str]:
        yield "\ufeff"
        with override(lang):
            for cells in listed(one, what):
                yield writer.writerow([harmless(cell) for cell in cells])

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{what}-{one.pk}.csv"'
    return answer


class _Echo:
    """What is written is the answer's next piece."""

    def write(self, text: str) -> str:
        return text


# ---- steps ---------------------------------------------------------------------------------------


def _moving(request: HttpRequest, one: Run, context: dict[str, Any]) -> HttpResponse:
    progress = progress_in(RunFolder(one).path)
    context |= {"moving": True, "rows": progress.done, "total": progress.total,
                "address": reverse("data_sheets_run", args=[one.pk])}  # fmt: skip
    part = "progress" if request.htmx else "moving"  # type: ignore[attr-defined]
    return render(request, f"intake/{part}.html", context)


def _columns(request: PersonsRequest, one: Run, context: dict[str, Any]) -> HttpResponse:
    folder = RunFolder(one)
    found = folder.proposals()
    form = RunForm(request.POST or None, initial={"mode": one.mode, "match_by": one.match_by})
    faults: list[Any] = []
    mappings = {n: folder.mapping(n) for n in range(len(found))}
    if request.method == "POST":
        mappings = dict(read_mappings(request.POST, found))

        def decide() -> Run:
            try:
                return map_sheets(
                    actor=request.actor, run=one, mappings=mappings, **form.cleaned_data
                )
            except MappingFaulty as error:
                faults.extend((one, one.message(page_language())) for one in error.faults)
                raise

        if done(form, decide):
            return redirect("data_sheets_run", one.pk)
    context |= {
        "form": form, "faults": faults, **_offered(),
        "sheets": [_shown(n, proposal, mappings[n]) for n, proposal in enumerate(found)],
    }  # fmt: skip
    return render(request, "intake/columns.html", context, status=422 if form.errors else 200)


def _shown(n: int, found: Proposal, mapping: SheetMapping | None) -> SheetShown:
    """The sheet with its headings where the mapping says."""
    row = mapping.choices.heading_row if mapping else None
    again = found if row is None else proposed(found.sheet, mapping.preset if mapping else "", row)
    return sheet_shown(n, again, mapping)


def _offered() -> dict[str, Any]:
    return {"presets": presets_shown(), "base": base_currency()}


def _checked(request: PersonsRequest, one: Run) -> dict[str, Any]:
    staged, page = staged_of(one), page_number(request.GET.get("page", ""))
    counts = one.counts
    told = counts["errors"] + counts["warnings"]
    rule = request.GET.get("rule", "")
    return {
        "tables": counted(counts, "created", "changed", "same"),
        "repairs": repairs_counted(counts), "rule": rule,
        "repaired": some_repairs(staged, rule, 0, _SAMPLE) if rule else [],
        "changes": list(islice(changes(one), _SAMPLE)),
        "changed": sum(counts["changed"].values()), "may_be": _may_be(request, counts["may_be"]),
        "faults": some_faults(staged, (page - 1) * FAULTS, FAULTS),
        **pages_around(page, told, FAULTS),
        "taken": counts["kept"], "counts": counts, "mapped": _titles(one),
        "passed_over": [(KehuError(code).message(page_language()), n)
                        for code, n in counts["skipped"].items() if n],
    }  # fmt: skip


def _may_be(request: PersonsRequest, told: list[dict[str, Any]]) -> list[tuple[str, Likely]]:
    """New customers with those that they may be, as far as these stand."""
    standing = Customer.objects.select_related("owner").in_bulk([row["customer"] for row in told])
    seen = set(customers_of(request.actor).filter(pk__in=standing).values_list("pk", flat=True))
    return [
        (row["name"], Likely(standing[pk], 0, row["is_group"], {}, pk in seen))
        for row in told
        if (pk := row["customer"]) in standing
    ]


def _titles(one: Run) -> list[tuple[int, str]]:
    """The sheets that are imported, with their numbers."""
    folder = RunFolder(one)
    return [
        (n, proposal.sheet.title)
        for n, proposal in enumerate(folder.proposals())
        if folder.mapping(n) is not None
    ]


def _result(request: HttpRequest, one: Run) -> dict[str, Any]:
    counts = one.counts
    return {
        "tables": counted(counts, "created", "changed") if counts else [],
        "undone": counted(counts.get("undone", {}), "gone", "back", "left"),
        "returned": counts.get("returned", 0),
    }  # fmt: skip


def _error(one: Run) -> str:
    return KehuError(one.why, **one.why_fields).message(page_language()) if one.why else ""
