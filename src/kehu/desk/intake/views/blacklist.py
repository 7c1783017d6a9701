"""The page of the blacklist."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.company import company_timezone
from kehu.desk.core.languages import page_language
from kehu.desk.core.paging import page_number, pages_around
from kehu.desk.intake.blacklist.asking import entries_within, lines_about, named_within
from kehu.desk.intake.blacklist.listing import blacklist, lift_from_blacklist
from kehu.desk.intake.forms import BarForm
from kehu.desk.intake.models import Barred
from kehu.desk.ledger.queries import customers_of
from kehu.errors import KehuError

_PAGE = 50


@login_required
def barred(request: PersonsRequest) -> HttpResponse:
    """What is on the list, and putting more on it."""
    form = BarForm(request.POST or None, initial=_initial(request))
    if request.method == "POST":
        request.actor.must(Permission.RECORD)
        if form.is_valid() and (added := _added(request, form)) is not None:
            return added
    return _page(request, form)


@login_required
@require_POST
def lift(request: PersonsRequest, number: int) -> HttpResponse:
    """Take an entry off the list."""
    entry = get_object_or_404(entries_within(request.actor), pk=number)
    try:
        lift_from_blacklist(actor=request.actor, entry=entry)
        messages.success(request, _("%(value)s is off the blacklist.") % {"value": entry.value})
    except KehuError as error:
        messages.error(request, error.message(page_language()))
    return redirect("data_blacklist")


def _page(request: PersonsRequest, form: BarForm) -> HttpResponse:
    asked = {"q": request.GET.get("q", "").strip(), "kind": request.GET.get("kind", "")}
    entries = entries_within(request.actor, asked["q"], asked["kind"])
    page = page_number(request.GET.get("page", ""))
    shown = list(entries[(page - 1) * _PAGE : page * _PAGE])
    named = named_within(request.actor, shown)
    context: dict[str, Any] = {
        "form": form, "asked": asked, "kinds": Barred.Kind.choices,
        "may_record": request.actor.may(Permission.RECORD),
        "query": "".join(f"{name}={quote(text)}&" for name, text in asked.items() if text),
        "rows": [(one, named.get(one.pk, []), _may_lift(request, one)) for one in shown],
        **pages_around(page, entries.count(), _PAGE),
    }  # fmt: skip
    with timezone.override(company_timezone()):
        return render(request, "intake/blacklist.html", context)


def _initial(request: PersonsRequest) -> dict[str, str]:
    """Of a customer from whose page one comes: its name, mailboxes, domain and telephones."""
    asked = request.GET.get("customer", "")
    if not asked.isdecimal():
        return {}
    customer = get_object_or_404(customers_of(request.actor), pk=int(asked))
    return {"lines": "\n".join(lines_about(customer)), "country": customer.country}


def _added(request: PersonsRequest, form: BarForm) -> HttpResponse | None:
    """Where to go on; None where something cannot be meant, which the form then says."""
    try:
        entries = blacklist(actor=request.actor, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return None
    told = ngettext(
        "%(n)s entry stands on the blacklist.", "%(n)s entries stand on the blacklist.",
        len(entries),
    )  # fmt: skip
    messages.success(request, told % {"n": len(entries)})
    return redirect("data_blacklist")


def _may_lift(request: PersonsRequest, entry: Barred) -> bool:
    actor = request.actor
    return actor.may(Permission.RECORD if entry.by == actor.user else Permission.ASSIGN)
