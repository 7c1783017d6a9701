"""The board: what waits, by what is to be done."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.forms import done
from kehu.desk.core.languages import page_language
from kehu.desk.inquiries.actions.bringing import (
    bring_mails,
    give_up,
    note_unreadable,
    unpack_again,
)
from kehu.desk.inquiries.forms import BringForm
from kehu.desk.inquiries.models import Bringing
from kehu.desk.inquiries.queries.board import (
    SHOWN,
    WAITING,
    columns,
    counts,
    news,
    others,
    unreadable,
)

_TABS = {
    "waiting": _("Waiting for us"),
    "answered": _("Answered"),
    "ignored": _("Not inquiries"),
    "done": _("Done"),
}


@login_required
def board(request: PersonsRequest) -> HttpResponse:
    """Columns of what waits, or a list of what does not."""
    return _page(request, BringForm())


@login_required
@require_POST
def bring(request: PersonsRequest) -> HttpResponse:
    """Bring files of mail; the worker reads them."""
    form = BringForm(request.POST, request.FILES)
    if done(form, lambda: bring_mails(actor=request.actor, files=form.cleaned_data["mails"])):
        return redirect("inquiries")
    return _page(request, form, status=422)


@login_required
@require_POST
def bring_again(request: PersonsRequest, number: int) -> HttpResponse:
    """Try files once more whose unpacking failed, or give them up."""
    one = get_object_or_404(Bringing, pk=number, by=request.user)
    act = give_up if "give_up" in request.POST else unpack_again
    act(actor=request.actor, one=one)
    return redirect("inquiries")


@login_required
@require_POST
def unreadable_seen(request: PersonsRequest, number: int) -> HttpResponse:
    """Take note of a mail that cannot be read."""
    one = get_object_or_404(unreadable(request.actor), pk=number)
    note_unreadable(actor=request.actor, one=one)
    return redirect("inquiries")


def _page(request: PersonsRequest, form: BringForm, status: int = 200) -> HttpResponse:
    actor, lang, now = request.actor, page_language(), timezone.now()
    shown, words = (
        request.GET.get("show", WAITING),
        request.GET.get("find", "").replace("\0", "").strip(),
    )
    shown = shown if shown in SHOWN else WAITING
    mine = actor.user if request.GET.get("mine") else None
    numbers = counts(actor)
    context = {
        "form": form, "shown": shown, "find": words, "mine": mine is not None,
        "tabs": [(name, title, numbers[name]) for name, title in _TABS.items()],
        "columns": [] if words or shown != WAITING else columns(actor, now, lang, mine),
        "lines": others(actor, shown, lang, words) if words or shown != WAITING else [],
        "news": news(actor), "may_record": actor.may(Permission.RECORD),
        "may_connect": actor.may(Permission.SETTINGS),
    }  # fmt: skip
    return render(request, "inquiries/board.html", context, status=status)
