"""Pages about the ledger: the audit trail, which speaks of customers too."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.core.company import company_timezone
from kehu.desk.core.languages import page_language
from kehu.desk.core.paging import page_by_time
from kehu.desk.ledger.audit import told, trail
from kehu.desk.ledger.forms.audit import AuditFilter

_PAGE = 50


@login_required
def audit(request: PersonsRequest) -> HttpResponse:
    """Who did what when."""
    form = AuditFilter(request.GET)
    rows = trail(request.actor, **form.asked()) if form.is_valid() else trail(request.actor).none()
    page = page_by_time(rows, "at", request.GET.get("after"), _PAGE)
    asked = request.GET.copy()
    asked.pop("after", None)
    with timezone.override(company_timezone()):
        context = {
            "form": form,
            "entries": told(page.rows, page_language()),
            "after": page.after,
            "asked": asked.urlencode(),
            "is_filtered": any(asked.values()),
        }
        return render(request, "ledger/audit.html", context)
