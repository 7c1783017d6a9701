"""What all pages of settings share: who may, and the company's own time."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.company import company_timezone


def show(
    request: HttpRequest, template: str, context: dict[str, Any], *, has_faults: bool = False
) -> HttpResponse:
    """A page of settings, in the company's time. What it may show once nobody keeps a copy of."""
    with timezone.override(company_timezone()):
        page = render(request, f"accounts/{template}", context, status=422 if has_faults else 200)
    page.headers["Cache-Control"] = "no-store"
    return page


@login_required
def first(request: PersonsRequest) -> HttpResponse:
    """The first of the pages that one may see."""
    may = request.actor.may(Permission.PEOPLE)
    return redirect("settings_people" if may else "settings_account")
