"""The place “Data”: exchange rates, and ledger tables that the worker imports."""

import csv

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.company import base_currency, company_timezone
from kehu.desk.core.forms import done
from kehu.desk.core.languages import page_language
from kehu.desk.core.paging import page_by_day, page_number
from kehu.desk.core.progress import progress_in
from kehu.desk.ledger.forms.data import RateForm, RatesForm, TablesForm
from kehu.desk.ledger.imports.folder import PAGE, Folder
from kehu.desk.ledger.imports.queries import imports_of
from kehu.desk.ledger.imports.upload import UNFINISHED, upload
from kehu.desk.ledger.models import Changed, ExchangeRate, Import
from kehu.desk.ledger.rates import Counted, import_rates, newest_rates, set_rate
from kehu.errors import Fault, InputFaults, KehuError
from kehu.matching.sheets.written import harmless

_SHOWN = 20  # imports
_RATES = 60  # of a currency on a page
_FAULTS = 200  # of a file of rates


@login_required
def data(request: PersonsRequest) -> HttpResponse:
    """What was imported, and the newest rate of each currency."""
    request.actor.must(Permission.SETTINGS)
    form = RateForm(request.POST or None, initial={"date": timezone.localdate()})
    counted = done(form, lambda: set_rate(actor=request.actor, **form.cleaned_data))
    if counted:
        messages.success(request, _told(counted))
        return redirect("data_ledger")
    context = {
        "imports": imports_of(request.actor)[:_SHOWN], "rates": newest_rates(request.actor),
        "form": form, "base": base_currency(),
    }  # fmt: skip
    with timezone.override(company_timezone()):
        return render(request, "ledger/data.html", context, status=422 if form.errors else 200)


@login_required
def currency(request: PersonsRequest, code: str) -> HttpResponse:
    """All rates of a currency, the newest first."""
    request.actor.must(Permission.SETTINGS)
    rows = ExchangeRate.objects.filter(currency=code)
    page = page_by_day(rows, "date", request.GET.get("after"), _RATES)
    if not page.rows:
        raise Http404
    context = {"code": code, "page": page, "base": base_currency()}
    return render(request, "ledger/currency.html", context)


@login_required
def rates(request: PersonsRequest) -> HttpResponse:
    """Rates from a file: all of them, or what is wrong with it."""
    request.actor.must(Permission.SETTINGS)
    form = RatesForm(request.POST or None, request.FILES or None)
    faults: list[Fault] = []

    def act() -> Counted | None:
        try:
            return import_rates(actor=request.actor, file=form.cleaned_data["file"])
        except InputFaults as error:
            faults.extend(error.faults)
            raise

    counted = done(form, act)
    if counted:
        messages.success(request, _told(counted))
        return redirect("data_ledger")
    context = {"form": form, "faults": _in_words(faults[:_FAULTS]), "base": base_currency()}
    return render(request, "ledger/rates.html", context, status=422 if form.errors else 200)


@login_required
def tables(request: PersonsRequest) -> HttpResponse:
    """Tables of a ledger, handed to the worker."""
    request.actor.must(Permission.SETTINGS)
    form = TablesForm(request.POST or None, request.FILES or None)
    one = done(form, lambda: upload(actor=request.actor, files=form.cleaned_data["tables"]))
    if one:
        return redirect("data_import", one.pk)
    return render(request, "ledger/tables.html", {"form": form}, status=422 if form.errors else 200)


@login_required
def progress(request: PersonsRequest, number: int) -> HttpResponse:
    """How far an import is, and what became of it; the part that moves asks again by itself."""
    one = get_object_or_404(imports_of(request.actor), pk=number)
    page = page_number(request.GET.get("page", ""))
    folder, told = Folder(one), one.errors + one.warnings
    moving, error = one.state in UNFINISHED, ""
    if one.why:
        error = KehuError(one.why, permission=Permission.SETTINGS.value).message(page_language())
    context = {
        "one": one, "moving": moving, "error": error, "progress": progress_in(folder.path),
        "address": reverse("data_import", args=[one.pk]),
        "faults": [] if moving else _in_words(list(folder.faults(page))),
        "labels": Changed.objects.count() if one.state == Import.State.DONE else 0,
        "page": page, "pages": -(-told // PAGE),
    }  # fmt: skip
    part = "import_progress" if moving else "import_done"
    template = part if request.htmx else "import"  # type: ignore[attr-defined]
    with timezone.override(company_timezone()):
        return render(request, f"ledger/{template}.html", context)


@login_required
def faults(request: PersonsRequest, number: int) -> HttpResponse:
    """All faults of an import as a file that a spreadsheet opens."""
    one = get_object_or_404(imports_of(request.actor), pk=number)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="faults-{one.pk}.csv"'
    answer.write("\ufeff")
    writer = csv.writer(answer)
    writer.writerow([_("File"), _("Line"), _("Row"), _("Column"), _("What is wrong")])
    for fault, said in _in_words(list(Folder(one).faults())):
        cells = [fault.file, fault.line, fault.row, fault.column, said]
        writer.writerow([harmless(cell) for cell in cells])
    return answer


def _in_words(found: list[Fault]) -> list[tuple[Fault, str]]:
    lang = page_language()
    return [(fault, fault.message(lang)) for fault in found]


def _told(counted: Counted) -> str:
    return _("%(new)s new rates, %(changed)s changed, %(same)s as they were.") % {
        "new": counted.new, "changed": counted.changed, "same": counted.same,
    }  # fmt: skip
