"""The desk: samples by where they stand on the left, one with its next step on the right."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.forms import Form
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.forms import done
from kehu.desk.core.languages import page_language
from kehu.desk.core.numbers import number_in
from kehu.desk.core.paging import page_number, pages_around
from kehu.desk.grading.chips import Chip, chip
from kehu.desk.grading.found import labels_of
from kehu.desk.grading.queries import graded, words_in
from kehu.desk.ledger.models import Sample
from kehu.desk.ledger.queries import customers_of
from kehu.desk.samples.actions import take_back, take_in
from kehu.desk.samples.forms import RequestForm
from kehu.desk.samples.in_force import house_rule, sample_rules
from kehu.desk.samples.payback import months
from kehu.desk.samples.queries import (
    OneSample,
    counted,
    feedback_due,
    in_order,
    one_sample,
    people_with_samples,
    samples_of,
)
from kehu.desk.samples.states import State
from kehu.desk.samples.steps import STEPS, forms_of, typed_form
from kehu.engine.rules.words import Words
from kehu.errors import KehuError

_PAGE = 30
_OFFERED = 20  # customers offered while one types
_CHIPS = ("stage", "deal_stars", "profit_tier", "market", "channel_role", "payment_timeliness")
_SAY_NOTHING = ("unknown", "none", "no_history")


@login_required
def samples(request: PersonsRequest) -> HttpResponse:
    """Where samples stand, and what is next with one of them."""
    return _page(request, request.GET)


@login_required
def new(request: PersonsRequest) -> HttpResponse:
    """Take in a request; what a link says is filled in."""
    request.actor.must(Permission.RECORD)
    if request.method == "POST":
        form = RequestForm(request.POST, actor=request.actor)
        sample = done(form, lambda: take_in(actor=request.actor, **form.details()))
        if sample is not None:
            messages.success(request, _("Taken in. Decide what becomes of it."))
            return redirect(_address(sample))
    else:
        form = RequestForm(initial=_linked(request.GET), actor=request.actor)
    return render(
        request, "samples/new.html", {"form": form, "tab": "samples"},
        status=422 if form.errors else 200,
    )  # fmt: skip


@login_required
def customers(request: PersonsRequest) -> HttpResponse:
    """Customers whose number or name holds what was typed, as options of the field."""
    asked = request.GET.get("customer", "")
    found = customers_of(request.actor).filter(Q(code__icontains=asked) | Q(name__icontains=asked))
    rows = found.order_by("name")[:_OFFERED]
    return render(request, "samples/customers.html", {"customers": rows})


@login_required
@require_POST
def act(request: PersonsRequest, number: int, name: str) -> HttpResponse:
    """Do a step, and show the sample at its next one; or what is wrong."""
    if name not in STEPS:
        raise Http404
    sample = get_object_or_404(samples_of(request.actor, timezone.now()), pk=number)
    request.actor.must(Permission.RECORD, sample)
    form, step = typed_form(name, sample, request.POST), STEPS[name]
    case = done(form, lambda: step.act(actor=request.actor, sample=sample, **form.cleaned_data))
    if case is None:
        return _page(request, QueryDict(f"at={number}"), wrong=(name, form))
    back = reverse("samples_take_back", args=[number, case.version])
    messages.success(request, f"{step.said} {sample.customer.name}", extra_tags=back)
    return redirect(_address(sample))


@login_required
@require_POST
def undo(request: PersonsRequest, number: int, version: int) -> HttpResponse:
    """Take back one's last step."""
    sample = get_object_or_404(samples_of(request.actor, timezone.now()), pk=number)
    try:
        take_back(actor=request.actor, sample=sample, version=version)
        messages.success(request, _("Taken back."))
    except KehuError as error:
        if error.code == "not_allowed":
            raise
        messages.error(request, error.message(page_language()))
    return redirect(_address(sample))


# ---- the page ----------------------------------------------------------------------------------


def _page(
    request: PersonsRequest, asked: QueryDict, wrong: tuple[str, Form] | None = None
) -> HttpResponse:
    actor, now = request.actor, timezone.now()
    people = people_with_samples(actor)
    owner = people.filter(pk=number_in(asked.get("owner", ""))).first()
    mine = samples_of(actor, now)
    mine = mine.filter(customer__owner=owner) if owner else mine
    counts = counted(mine)
    pointed = mine.filter(pk=number_in(asked.get("at", ""))).first()
    state = _state(asked, pointed, dict(counts))
    rows, page = in_order(mine, state), page_number(asked.get("page", ""))
    shown = list(rows[(page - 1) * _PAGE : page * _PAGE])
    chosen = pointed or (shown[0] if shown else None)
    kept = {"owner": owner.pk} if owner else {}
    context: dict[str, Any] = {
        "counts": counts, "state": state, "state_title": state.label,
        "lines": _lines(shown, now), "there_are_any": any(n for _state, n in counts),
        "people": people, "owner": owner, "at": pointed is not None, "tab": "samples",
        "kept": f"&{urlencode(kept)}" if kept else "",
        "query": f"{urlencode({'state': state.value, **kept})}&",
        "may_record": actor.may(Permission.RECORD),
        **pages_around(page, dict(counts)[state], _PAGE),
    }  # fmt: skip
    if chosen is not None:
        context |= _detail(request, one_sample(actor, chosen, now), wrong)
    template = "samples/work.html" if request.htmx else "samples/samples.html"  # type: ignore[attr-defined]
    return render(request, template, context, status=422 if wrong else 200)


def _detail(
    request: PersonsRequest, one: OneSample, wrong: tuple[str, Form] | None
) -> dict[str, Any]:
    may = request.actor.may(Permission.RECORD, one.sample)
    forms: dict[str, Form] = {**forms_of(one)} if may else {}
    if wrong and may:
        forms[wrong[0]] = wrong[1]
    words, rules, house = words_in(page_language()), sample_rules(), house_rule()
    month, read = months(timezone.now(), 1)[0], one.proposal.facts if one.proposal else {}
    return {
        "one": one, "forms": forms, "wrong": wrong[0] if wrong else "", "may_act": may,
        "chips": _chips(one.sample, words),
        "because": (one.proposal.because if one.proposal else one.case.because).get(words.lang),
        "read": [(rules.facts[name][words.lang], is_so) for name, is_so in read.items()],
        "decisions": [(each, each.title[words.lang]) for each in rules.decisions.values()],
        "lang": words.lang, "currency": words.currency, "month": month,
        "budget": house.budget_month,
    }  # fmt: skip


def _chips(sample: Sample, words: Words) -> list[Chip]:
    grade = graded([sample.customer_id]).get(sample.customer_id)
    labels = {name: kept[0] for name, kept in labels_of(grade).items()}
    told = [name for name in _CHIPS if labels.get(name) not in (None, *_SAY_NOTHING)]
    return [one for name in told if (one := chip(name, labels[name], words)) is not None]


def _lines(shown: list[Sample], now: Any) -> list[dict[str, Any]]:
    due = feedback_due([one for one in shown if one.state == State.FEEDBACK])  # type: ignore[attr-defined]
    return [
        {"sample": one, "due": due.get(one.pk), "is_due": one.pk in due and due[one.pk] <= now}
        for one in shown
    ]


def _state(asked: QueryDict, pointed: Any, counts: dict[State, int]) -> State:
    """As asked; where the sample stands that is pointed at; else the first with any."""
    name = asked.get("state", "")
    if name in State.values:
        return State(name)
    if pointed is not None:
        return State(pointed.state)
    return next((state for state, n in counts.items() if n), State.TO_DECIDE)


def _linked(query: QueryDict) -> dict[str, str]:
    """What a link says of a request, under the names of the form's fields."""
    said = {name: query.get(name, "") for name in RequestForm.base_fields}
    return {name: value for name, value in said.items() if value}


def _address(sample: Sample) -> str:
    return f"{reverse('samples')}?at={sample.pk}"
