"""Pages of reference tables: brought, looked at, put to use, taken away."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.company import company_timezone
from kehu.desk.core.languages import page_language
from kehu.desk.intake.enrichment.bringing import bring_table, drop_table, use_table
from kehu.desk.intake.enrichment.showing import faults_shown, reached, table_shown
from kehu.desk.intake.forms import ReferenceForm
from kehu.desk.intake.models import ReferenceTable
from kehu.errors import KehuError


@login_required
def tables(request: PersonsRequest) -> HttpResponse:
    """What was brought, and bringing more."""
    request.actor.must(Permission.SEE)
    may = request.actor.may(Permission.RULES)
    form = ReferenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            table = bring_table(actor=request.actor, **form.cleaned_data)
            return redirect("data_reference_table", table.pk)
        except KehuError as error:
            form.add_error("file", error.message(page_language()))
    brought = ReferenceTable.objects.select_related("by").order_by("-pk")
    shown = [(one, table_shown(one)) for one in brought if may or one.in_force]
    with timezone.override(company_timezone()):
        return render(request, "intake/reference.html", {"tables": shown, "form": form, "may": may})


@login_required
def table(request: PersonsRequest, number: int) -> HttpResponse:
    """One table: its key, its columns and rows; before it is used, what its columns are called."""
    request.actor.must(Permission.SEE)
    return _page(request, get_object_or_404(ReferenceTable, pk=number))


@login_required
@require_POST
def use(request: PersonsRequest, number: int) -> HttpResponse:
    """Put the table in force under the names that were typed."""
    one = get_object_or_404(ReferenceTable, pk=number)
    headings = [column.heading for column in table_shown(one).columns]
    names = {text: request.POST.get(f"name-{n}", "") for n, text in enumerate(headings)}
    try:
        use_table(actor=request.actor, table=one, names=names)
    except KehuError as error:
        messages.error(request, error.message(page_language()))
        return _page(request, one, names)
    messages.success(request, _("In use. Customers get their values within a minute or so."))
    return redirect("data_reference_table", one.pk)


@login_required
@require_POST
def drop(request: PersonsRequest, number: int) -> HttpResponse:
    """Take a table away with all it says."""
    one = get_object_or_404(ReferenceTable, pk=number)
    drop_table(actor=request.actor, table=one)
    messages.success(request, _("%(title)s is taken away.") % {"title": one.title})
    return redirect("data_reference")


def _page(
    request: PersonsRequest, one: ReferenceTable, names: dict[str, str] | None = None
) -> HttpResponse:
    shown = table_shown(one)
    typed = names or {column.heading: column.name for column in shown.columns}
    context: dict[str, Any] = {
        "table": one, "shown": shown, "faults": faults_shown(one), "reached": reached(one),
        "columns": [(column, typed[column.heading]) for column in shown.columns],
        "may": request.actor.may(Permission.RULES),
    }  # fmt: skip
    with timezone.override(company_timezone()):
        return render(request, "intake/reference_table.html", context)
