"""Pages of money: budget and payback, and the house rule."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.forms import done
from kehu.desk.core.languages import page_language
from kehu.desk.core.numbers import number_in
from kehu.desk.grading.chips import Chip, chip
from kehu.desk.grading.queries import words_in
from kehu.desk.samples.forms import HouseForm
from kehu.desk.samples.house import change_house
from kehu.desk.samples.in_force import as_shipped, house_rule, sample_rules
from kehu.desk.samples.payback import DIMENSIONS, Line, Payback, months
from kehu.desk.samples.queries import people_with_samples
from kehu.engine.rules.words import Words

_WHO = ("new", "all")


@login_required
def budget(request: PersonsRequest) -> HttpResponse:
    """What samples cost each month, and what came of them by market and channel role."""
    actor, now, words, house = (
        request.actor,
        timezone.now(),
        words_in(page_language()),
        house_rule(),
    )
    people = people_with_samples(actor)
    owner = people.filter(pk=number_in(request.GET.get("owner", ""))).first()
    who, rhythm = request.GET.get("who", ""), sample_rules().rhythm
    who = who if who in _WHO else _WHO[0]
    by = request.GET.get("by", "")
    by = by if by in DIMENSIONS else DIMENSIONS[0]
    found = Payback(actor, house, now, owner, only_new=who == "new")
    lines = [(_titled(by, line, words), line) for line in found.by(by)]
    paid = [
        (title, float(round(line.payback, 2)))
        for (title, _chip), line in lines if line.payback is not None
    ]  # fmt: skip
    enough = {title for (title, _chip), line in lines if line.sent >= rhythm["told_from"]}
    told = [one for one in paid if one[0] in enough]
    spent = months(now)
    context: dict[str, Any] = {
        "tab": "budget", "house": house, "months": spent, "month": spent[-1],
        "share": _percent(spent[-1].borne, house.budget_month),
        "is_over": spent[-1].borne > house.budget_month,
        "spending": {
            "months": [[f"{one.first:%Y-%m}", float(round(one.borne, 2))] for one in spent],
            "budget": float(house.budget_month), "budget_words": _("Budget"),
        },
        "any_spent": any(one.count for one in spent),
        "whole": found.whole, "lines": lines, "by": by, "who": who,
        "dimensions": [(name, words.name(name)) for name in DIMENSIONS],
        "by_title": words.name(by), "source": words.rulebook.dimensions[by].source,
        "payback": paid, "best": max(told, key=lambda one: one[1], default=None),
        "people": people, "owner": owner, "currency": words.currency, "since": found.since(),
        "rhythm": rhythm,
    }  # fmt: skip
    return render(request, "samples/budget.html", context)


def _titled(dimension: str, line: Line, words: Words) -> tuple[str, Chip | None]:
    shown = chip(dimension, line.code, words) if line.code else None
    return (shown.words if shown else _("not graded")), shown


def _percent(part: Any, whole: Any) -> int | None:
    return round(100 * part / whole) if whole else None


@login_required
def house(request: PersonsRequest) -> HttpResponse:
    """Who gets a sample and who pays: rules in the order they are tried, and what is set here."""
    actor, words, now_in_force, rules = (
        request.actor, words_in(page_language()), house_rule(), sample_rules(),
    )  # fmt: skip
    may_change = actor.may(Permission.RULES)
    form = HouseForm(request.POST or None, house=now_in_force, lang=words.lang)
    if request.method == "POST":
        actor.must(Permission.RULES)
        if done(form, lambda: change_house(actor=actor, **form.details())) is not None:
            messages.success(request, _("Saved; proposals follow it from now on."))
            return redirect("samples_house")
    context = {
        "tab": "house", "form": form, "may_change": may_change, "house": now_in_force,
        "lang": words.lang, "currency": words.currency,
        "rows": [
            (rule, rules.decisions[now_in_force.decision(rule)].title[words.lang],
             form[rule.name] if rule.house else None)
            for rule in rules.rules.values()
        ],
        "figures": [form[name] for name in as_shipped()],
    }  # fmt: skip
    return render(request, "samples/house.html", context, status=422 if form.errors else 200)
