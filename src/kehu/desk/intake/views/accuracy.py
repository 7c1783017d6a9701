"""Pages of accuracy checks: their history, the record to be marked, what they say."""

import csv
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.core.company import company_timezone
from kehu.desk.core.forms import done
from kehu.desk.core.languages import page_language
from kehu.desk.core.paging import page_number, pages_around
from kehu.desk.intake.accuracy.asked import rules
from kehu.desk.intake.accuracy.checking import (
    discard_accuracy_check,
    finish_accuracy_check,
    mark_record,
    reopen_accuracy_check,
    start_accuracy_check,
)
from kehu.desk.intake.accuracy.reach import checks_of, reaches, records_of
from kehu.desk.intake.accuracy.results import Results, results_of
from kehu.desk.intake.accuracy.showing import (
    listed,
    precisions_shown,
    record_shown,
    results_shown,
    to_mend,
)
from kehu.desk.intake.forms import PrecisionForm
from kehu.desk.intake.models import AccuracyCheck, SampledRecord
from kehu.desk.ledger.queries import customers_of
from kehu.errors import KehuError
from kehu.matching.sheets.written import harmless

_PAGE = 20
_MARK = "mark-"  # before a field's name in what a record's form sends


@login_required
def checks(request: PersonsRequest) -> HttpResponse:
    """The history of checks, and the first step to another."""
    form = PrecisionForm(request.POST or None, initial={"precision": rules().usual})
    check = done(form, lambda: start_accuracy_check(
        actor=request.actor, precision=form.cleaned_data["precision"]))  # fmt: skip
    if check:
        return redirect("data_accuracy_check", check.pk)
    rows, page = checks_of(request.actor), page_number(request.GET.get("page", ""))
    population = customers_of(request.actor).count()
    context = {
        "form": form, "population": population,
        "names": [one.title[page_language()] for one in rules().fields.values()],
        "precisions": precisions_shown(population, rules().usual),
        "history": _history(list(rows[(page - 1) * _PAGE : page * _PAGE + 1])),
        **pages_around(page, rows.count(), _PAGE),
    }  # fmt: skip
    with timezone.override(company_timezone()):
        return render(request, "intake/accuracy/checks.html", context,
                      status=422 if form.errors else 200)  # fmt: skip


@login_required
def check(request: PersonsRequest, number: int) -> HttpResponse:
    """The sample, and a record of it beside: the first open one unless another is asked for."""
    one = get_object_or_404(checks_of(request.actor), pk=number)
    if one.finished_at is not None or one.by != request.user:
        return redirect("data_accuracy_results", one.pk)
    records = list(records_of(request.actor, one))
    asked = request.GET.get("record", "")
    record = next((row for row in records if str(row.number) == asked), None)
    context = {
        "check": one, "records": records, "as_list": "list" in request.GET,
        **_beside(request, one, record or _next_open(request.actor, records, 0) or records[0]),
    }  # fmt: skip
    with timezone.override(company_timezone()):
        return render(request, "intake/accuracy/check.html", context)


@login_required
@require_POST
def mark(request: PersonsRequest, number: int, place: int) -> HttpResponse:
    """Keep what was said of a record; with `rest` it is shown again, else what is around it."""
    one = get_object_or_404(checks_of(request.actor), pk=number)
    record = get_object_or_404(records_of(request.actor, one), number=place)
    address = f"{reverse('data_accuracy_check', args=[one.pk])}?record={place}"
    rest = request.POST.get("rest", "")
    sorry = ""
    try:
        marks = _marks(request.POST)
        record = mark_record(actor=request.actor, record=record, marks=marks, rest=rest)
    except ValidationError as error:
        sorry = " ".join(error.messages)
    except KehuError as error:
        sorry = error.message(page_language())
    if not request.htmx:  # type: ignore[attr-defined]
        if sorry:
            messages.error(request, sorry)
        return redirect(address)
    fresh = get_object_or_404(checks_of(request.actor), pk=number)
    context = {"check": fresh, "sorry": sorry, "swapped": True, **_beside(request, fresh, record)}
    page = "marked" if rest else "said"
    return render(request, f"intake/accuracy/{page}.html", context, status=422 if sorry else 200)


@login_required
@require_POST
def act(request: PersonsRequest, number: int, what: str) -> HttpResponse:
    """Finish a check, open it again, or discard it."""
    one = get_object_or_404(checks_of(request.actor), pk=number)
    try:
        if what == "finish":
            finish_accuracy_check(actor=request.actor, check=one)
            back = reverse("data_accuracy_act", args=[one.pk, "reopen"])
            messages.success(request, _("The check is finished."), extra_tags=back)
        elif what == "reopen":
            reopen_accuracy_check(actor=request.actor, check=one)
        elif what == "discard":
            discard_accuracy_check(actor=request.actor, check=one)
            messages.success(request, _("Discarded, with its marks."))
            return redirect("data_accuracy")
        else:
            raise Http404
    except KehuError as error:
        messages.error(request, error.message(page_language()))
    return redirect("data_accuracy_check", one.pk)


@login_required
def results(request: PersonsRequest, number: int) -> HttpResponse:
    """Error rates of a check by field, and whom to correct."""
    one = get_object_or_404(checks_of(request.actor), pk=number)
    context = {
        "check": one, "is_mine": one.by == request.user, "to_mend": to_mend(request.actor, one),
        "results": results_shown(_results(one), one.fields), "expected": f"{one.expected:.0%}",
    }  # fmt: skip
    with timezone.override(company_timezone()):
        return render(request, "intake/accuracy/results.html", context)


@login_required
def listing(request: PersonsRequest, number: int) -> HttpResponse:
    """Results as a file that a spreadsheet opens."""
    one = get_object_or_404(checks_of(request.actor), pk=number)
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="accuracy-{one.pk}.csv"'
    lines = listed(_results(one), one.fields)
    csv.writer(answer).writerows([harmless(cell) for cell in cells] for cells in lines)
    return answer


def _marks(sent: QueryDict) -> dict[str, str]:
    """What was said, by field."""
    names = [name for name in sent if name.startswith(_MARK)]
    return {name.removeprefix(_MARK): sent.get(name, "") for name in names}


def _beside(request: PersonsRequest, one: AccuracyCheck, record: SampledRecord) -> dict[str, Any]:
    """A record with what comes after it."""
    records = list(records_of(request.actor, one))
    after = next((row for row in records if row.number == record.number + 1), None)
    shown = record_shown(request.actor, record)
    return {
        "shown": shown, "record": record, "after": after,
        "focus": next((one.number for one in shown.fields if one.name not in record.marks), None),
        "next_open": _next_open(request.actor, records, record.number), "size": len(records),
        "done": sum(row.marked_at is not None for row in records),
    }  # fmt: skip


def _next_open(actor: Actor, records: list[SampledRecord], behind: int) -> SampledRecord | None:
    """The first that can still be marked, from behind a number on, and then from the start."""
    opened = [
        row for row in records
        if row.marked_at is None and row.number != behind and reaches(actor, row)
    ]  # fmt: skip
    return min(opened, key=lambda row: (row.number < behind, row.number), default=None)


def _results(one: AccuracyCheck) -> Results:
    return results_of([one])[one.pk]


def _history(rows: list[AccuracyCheck]) -> list[tuple[AccuracyCheck, Any]]:
    """Checks with their results; a person's newest also with the rates of the one before."""
    found, names = results_of(rows), list(rules().fields)
    shown = []
    for at, one in enumerate(rows[:_PAGE]):
        is_newest = all(other.by_id != one.by_id for other in rows[:at])
        earlier = next((row for row in rows[at + 1 :] if row.by_id == one.by_id), None)
        before = found[earlier.pk] if earlier and is_newest else None
        shown.append((one, results_shown(found[one.pk], names, before)))
    return shown
