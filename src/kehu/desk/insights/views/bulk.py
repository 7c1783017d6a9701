"""Changing many customers of a list at once, how far it is, and undoing it; and taking a file."""

import numpy as np
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehu.desk.accounts.actor import NotAllowed
from kehu.desk.accounts.models import User
from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.core.languages import page_language
from kehu.desk.core.numbers import number_in
from kehu.desk.grading.book.columns import Ints
from kehu.desk.grading.queries import words_in
from kehu.desk.insights.actions.bulk import begin_bulk, undo_bulk
from kehu.desk.insights.actions.export import export_customers
from kehu.desk.insights.jobs import start_bulk
from kehu.desk.insights.listing.asked import POOL, Asked
from kehu.desk.insights.listing.queries import narrowed_for
from kehu.desk.insights.models import BulkChange
from kehu.desk.insights.views.asking import query_of
from kehu.desk.ledger.models import Tag
from kehu.errors import KehuError

_FORMS = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
          "csv": "text/csv; charset=utf-8"}  # fmt: skip


@require_POST
@login_required
def bulk(request: PersonsRequest) -> HttpResponse:
    """Assign, tag, untag or start a play with the customers chosen, or all that are found."""
    asked = Asked.read(query_of(request), words_in(page_language()).rulebook)
    verb, to = request.POST.get("verb", ""), request.POST.get("to", "")
    if verb not in BulkChange.Verb or verb == BulkChange.Verb.CALL_OFF:
        raise Http404
    tags = verb in (BulkChange.Verb.TAG, BulkChange.Verb.UNTAG)
    tag = get_object_or_404(Tag, pk=number_in(request.POST.get("tag", ""))) if tags else None
    to_pool = verb != "assign" or to == POOL
    owner = None if to_pool else get_object_or_404(User, pk=number_in(request.POST.get("to", "")))
    try:
        change = begin_bulk(
            actor=request.actor, verb=verb, customers=_meant(request, asked), to=owner, tag=tag,
            play=request.POST.get("play", ""),
        )  # fmt: skip
    except KehuError as error:
        messages.error(request, error.message(page_language()))
        return redirect(f"{reverse('customers')}?{asked.address()}")
    return _begun(request, change, asked.address(page=asked.page))


@login_required
def progress(request: PersonsRequest, number: int) -> HttpResponse:
    """How far a change is; the part that moves asks again by itself until it is done."""
    change = get_object_or_404(BulkChange, pk=number, actor=request.user)
    page = "progress" if request.htmx else "bulk"  # type: ignore[attr-defined]
    context = {
        "change": change, "error": _error_of(change), "moving": change.finished_at is None,
        "address": reverse("bulk_progress", args=[change.pk]),
    }  # fmt: skip
    return render(request, f"insights/list/{page}.html", context)


@require_POST
@login_required
def undo(request: PersonsRequest, number: int) -> HttpResponse:
    """Put back what a change changed."""
    change = get_object_or_404(BulkChange, pk=number, actor=request.user)
    try:
        back = undo_bulk(actor=request.actor, change=change)
    except NotAllowed as error:
        messages.error(request, error.message(page_language()))
        return redirect("customers")
    return _begun(request, back, "")


@require_POST
@login_required
def export(request: PersonsRequest) -> HttpResponse | FileResponse:
    """The list as a file, or the customers chosen of it."""
    words = words_in(page_language())
    asked = Asked.read(query_of(request), words.rulebook)
    form = request.POST.get("form", "")
    if form not in _FORMS:
        form = "xlsx"
    only = None if "whole" in request.POST or not _picked(request).size else _picked(request)
    try:
        file = export_customers(actor=request.actor, asked=asked, words=words, form=form, only=only)
    except NotAllowed as error:
        messages.error(request, error.message(page_language()))
        return redirect(f"{reverse('customers')}?{asked.address()}")
    name = f"{_('customers')}-{timezone.localdate():%Y-%m-%d}.{form}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=_FORMS[form])


def _picked(request: PersonsRequest) -> Ints:
    sent = request.POST.getlist("pick")
    numbers = [number for one in sent if (number := number_in(one)) >= 0]
    return np.array(numbers, np.int64)


def _meant(request: PersonsRequest, asked: Asked) -> Ints:
    """The customers chosen, or all found; of either those within reach."""
    words = words_in(page_language())
    if "whole" in request.POST:
        return narrowed_for(request.actor, asked, words.rulebook).customer_ids()
    narrowed = narrowed_for(request.actor, Asked(), words.rulebook)
    rows = narrowed.book.rows(_picked(request))
    return narrowed.book.pks[rows[narrowed.within[rows]]]


def _begun(request: PersonsRequest, change: BulkChange, query: str) -> HttpResponse:
    """Back to the list with what was done and a way back; to its progress where it takes long."""
    if not start_bulk(change):
        return redirect("bulk_progress", change.pk)
    change.refresh_from_db()
    if change.error:
        messages.error(request, _error_of(change))
    else:
        way_back = "" if change.undoes_id else reverse("bulk_undo", args=[change.pk])
        messages.success(request, _told(change), extra_tags=way_back)
    return redirect(f"{reverse('customers')}?{query}")


def _told(change: BulkChange) -> str:
    if change.undoes_id:
        return _("Undone for %(count)s customers.") % {"count": change.changed}
    return _("Done: %(count)s of %(total)s customers changed.") % {
        "count": change.changed, "total": change.total,
    }  # fmt: skip


def _error_of(change: BulkChange) -> str:
    if not change.error:
        return ""
    return KehuError(change.error, permission=change.verb).message(page_language())
