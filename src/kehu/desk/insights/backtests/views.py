"""The track record's page: whether forecasts and labels of a past day can be believed."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.languages import page_language
from kehu.desk.core.numbers import number_in
from kehu.desk.grading.queries import words_in
from kehu.desk.grading.rules import version_in_force
from kehu.desk.insights.backtests.actions import judge_day
from kehu.desk.insights.backtests.days import days_of_orders, horizon
from kehu.desk.insights.backtests.qualities import LABELS
from kehu.desk.insights.backtests.queries import kept, latest, newest_kept, others
from kehu.desk.insights.backtests.states import UNFINISHED, State
from kehu.desk.insights.backtests.telling import Told
from kehu.desk.insights.models import BackTest
from kehu.engine.backtest.standards import standards
from kehu.errors import KehuError

_STEPS = (*UNFINISHED, State.DONE)
_USUAL_DIMENSION = "stage"


@login_required
def track_record(request: PersonsRequest) -> HttpResponse:
    """The report of a day: verdict, figures beside guessing, calibration, what labels earned."""
    actor = request.actor
    actor.must(Permission.REVIEW)
    orders, days = days_of_orders(), horizon(number_in(request.GET.get("days", "")))
    asked = _day(request.GET.get("on", ""))
    on = asked or (orders and orders.usual(days))
    report = kept(actor, on, days) if on else None
    if report is None and "on" not in request.GET and "days" not in request.GET:
        report = newest_kept(actor)
        on, days = (report.on, report.days) if report else (on, days)
    running = latest(actor, on, days) if on else None
    context: dict[str, Any] = {
        "on": on, "days": days, "horizons": standards().horizons, "orders": orders,
        "last": orders and orders.last_over(min(standards().horizons)),
        "running": running, "others": others(actor), "few": standards().few,
        **(_progress(running) if running else {}),
    }  # fmt: skip
    if report:
        context |= _told(report, request.GET.get("by", ""))
    return render(request, "insights/backtests/track_record.html", context)


@require_POST
@login_required
def judge(request: PersonsRequest) -> HttpResponse:
    """Have a day judged, or show what is kept of it."""
    on, days = _day(request.POST.get("on", "")), number_in(request.POST.get("days", ""))
    if on is None:
        messages.error(request, _("Choose a day."))
        return redirect("segments_track_record")
    try:
        judge_day(actor=request.actor, on=on, days=days, again="again" in request.POST)
    except KehuError as error:
        if error.code == "not_allowed":
            raise
        messages.error(request, error.message(page_language()))
    query = urlencode({"on": on.isoformat(), "days": days})
    return redirect(f"{reverse('segments_track_record')}?{query}")


@login_required
def progress(request: PersonsRequest, number: int) -> HttpResponse:
    """How far a report is; the part that moves asks again by itself, and then for the page."""
    request.actor.must(Permission.REVIEW)
    running = get_object_or_404(BackTest.objects.defer("rows"), pk=number)
    answer = render(request, "insights/backtests/progress.html", _progress(running))
    if running.state not in UNFINISHED:
        answer.headers["HX-Refresh"] = "true"
    return answer


def _progress(running: BackTest) -> dict[str, Any]:
    why = KehuError(running.why, **running.why_fields) if running.why else None
    error = why.message(page_language()) if why else ""
    return {
        "running": running, "moving": running.state in UNFINISHED, "error": error,
        "address": reverse("segments_track_record_progress", args=[running.pk]),
        "step": _STEPS.index(State(running.state)) if not error else 0, "steps": len(_STEPS) - 1,
    }  # fmt: skip


def _told(report: BackTest, by: str) -> dict[str, Any]:
    told, version = Told(report, words_in(page_language())), version_in_force()
    names = told.dimensions()
    known = [name for name, _title in names]
    usual = _USUAL_DIMENSION if _USUAL_DIMENSION in known else next(iter(known), "")
    by = by if by in known else usual
    quality, sentences = told.compared()
    earned = told.earned(by) if by else []
    return {
        "report": report, "told": told, "by": by, "dimensions": names,
        "by_title": dict(names).get(by, ""), "earned": earned,
        "lift_data": [[one.title, round(one.lift, 3)] for one in earned if one.lift is not None],
        "labels_headline": LABELS[quality], "labels_told": sentences,
        "outdated": report.rulebook_id != (version[0] if version else None),
    }  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
