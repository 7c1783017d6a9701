"""One customer with everything about it, and what a person decides about it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.languages import page_language
from kehu.desk.core.numbers import number_in
from kehu.desk.followups.actions import start_play
from kehu.desk.followups.playbook import play_titles
from kehu.desk.followups.pool.queries import holding_of
from kehu.desk.followups.pool.scene import Scene
from kehu.desk.grading.chips import chip
from kehu.desk.grading.models import Grade
from kehu.desk.grading.queries import explained, label_history, nearest_lift, words_in
from kehu.desk.insights.customer_page import MONTHS, bars, lines_of, news_in, page_of
from kehu.desk.insights.forecasts.customer import forecast_of
from kehu.desk.insights.forecasts.words import drawing, told_forecast
from kehu.desk.insights.judging import SUBJECTS, asked
from kehu.desk.ledger.actions import judge
from kehu.desk.ledger.forms.recording import JudgeForm
from kehu.desk.ledger.groups import tag_customers, untag_customers
from kehu.desk.ledger.models import Customer, Tag
from kehu.desk.ledger.purchases import Purchase, by_day, by_month, purchases_of
from kehu.desk.ledger.queries import customers_of, part_of
from kehu.desk.ledger.recordable import RECORDABLE
from kehu.engine.rules.words import Words
from kehu.engine.schema import LIFTED
from kehu.errors import KehuError

_DRAWN = 60  # order days, the newest


@login_required
def customer(request: PersonsRequest, number: int) -> HttpResponse:
    """One customer: who this is, what is open, what happened, what next."""
    try:
        one, actor = _seen(request, number), request.actor
    except Http404:
        if (whole := part_of(number)) is None:
            raise
        return redirect("customer", whole)
    words = words_in(page_language())
    bought = purchases_of(one)
    months = bars(by_month(bought, MONTHS, timezone.localdate()))
    page, lines = page_of(actor, one, words), lines_of(one, words, before=None)
    context = {
        "customer": one, "page": page, "lines": lines,
        "news": news_in(lines),
        "months": months, "total": sum(bar.amount for bar in months), "currency": words.currency,
        "titles": play_titles(words.lang), **_forecast(page.grade, bought, words),
        "recordable": RECORDABLE, "subjects": {name: asked(name, words) for name in SUBJECTS},
        "holding": holding_of(actor, one, Scene.of(timezone.now())),
        "may_record": actor.may(Permission.RECORD, one),
        "may_assign": actor.may(Permission.ASSIGN, one),
        "plays": sorted(play_titles(words.lang).items(), key=lambda play: play[1]),
    }  # fmt: skip
    return render(request, "insights/customer.html", context)


def _forecast(grade: Grade | None, bought: Sequence[Purchase], words: Words) -> dict[str, Any]:
    """What the forecast's block shows; nothing before the first grading."""
    found = forecast_of(grade)
    if found is None:
        return {}
    days = by_day(bought)[-_DRAWN:]
    return {
        "forecast": found, "told": told_forecast(found, words), "order_days": days,
        "drawing": drawing(found, days),
    }  # fmt: skip


@login_required
def happenings(request: PersonsRequest, number: int) -> HttpResponse:
    """The next stretch of a customer's timeline."""
    one = _seen(request, number)
    before = parse_datetime(request.GET.get("before", ""))
    if before is None or timezone.is_naive(before):
        raise Http404
    lines = lines_of(one, words_in(page_language()), before)
    return render(request, "insights/happenings.html", {"customer": one, "lines": lines})


@login_required
def why(request: PersonsRequest, number: int, dimension: str) -> HttpResponse:
    """Why a customer has one label: the rule with its values, what it was before, what lifts it."""
    one, words = _seen(request, number), words_in(page_language())
    reason = next((r for r in explained(one, words) if r.dimension == dimension), None)
    if reason is None:
        raise Http404
    history = [
        (change, chip(dimension, change.before, words), chip(dimension, change.after, words))
        for change in label_history(one, dimension)
    ]
    context = {
        "customer": one, "reason": reason, "history": history,
        "lift": nearest_lift(one, dimension, words),
        "may_override": request.actor.may(Permission.OVERRIDE, one),
    }  # fmt: skip
    return render(request, "insights/why.html", context)


@login_required
def decide(request: PersonsRequest, number: int, subject: str) -> HttpResponse:
    """A judgement of a person about a customer; a label set by hand is one too."""
    one, actor, words = _seen(request, number), request.actor, words_in(page_language())
    by_hand = subject.startswith("label:")
    actor.must(Permission.OVERRIDE if by_hand else Permission.RECORD, one)
    question = asked(subject, words)
    if question is None:
        raise Http404
    form = JudgeForm(request.POST or None, choices=question.choices, kind=question.kind)
    if "lift" in request.POST:
        return _decided(request, one, subject, LIFTED, None, "")
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        value = given["value"]
        text = value.isoformat() if hasattr(value, "isoformat") else str(value)
        return _decided(request, one, subject, text, given["until"], given["why"])
    context = {"customer": one, "form": form, "question": question, "by_hand": by_hand}
    status = 422 if request.method == "POST" else 200
    return render(request, "insights/decide.html", context, status=status)


@require_POST
@login_required
def tag(request: PersonsRequest, number: int) -> HttpResponse:
    """Put a tag on the customer, or take it off."""
    one = _seen(request, number)
    chosen = get_object_or_404(Tag, pk=number_in(request.POST.get("tag", "")))
    do = untag_customers if "off" in request.POST else tag_customers
    do(actor=request.actor, customers=Customer.objects.filter(pk=one.pk), tag=chosen)
    return redirect("customer", one.pk)


@require_POST
@login_required
def start(request: PersonsRequest, number: int) -> HttpResponse:
    """Have a play done with the customer that the playbook does not ask for now."""
    one = _seen(request, number)
    play = request.POST.get("play", "")
    try:
        started = start_play(actor=request.actor, customers=[one], play=play)
    except KehuError as error:
        if error.code != "on_the_blacklist":
            raise
        messages.error(request, error.message(page_language()))
        return redirect("customer", one.pk)
    if not started:
        messages.info(request, _("It is open already, or this customer is not graded yet."))
    return redirect("customer", one.pk)


def _decided(
    request: PersonsRequest,
    one: Customer,
    subject: str,
    value: str,
    until: datetime | None,
    reason: str,
) -> HttpResponse:
    judge(actor=request.actor, customer=one, at=timezone.now(), subject=subject, value=value,
          until=until, why=reason)  # fmt: skip
    messages.success(request, _("Decision recorded."))
    return redirect("customer", one.pk)


def _seen(request: PersonsRequest, number: int) -> Customer:
    visible = customers_of(request.actor).select_related("owner")
    return get_object_or_404(visible, pk=number)
