"""Pages of the pool: what lies in it, who is about to fall, who holds how many, the rules."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.forms import done
from kehu.desk.core.languages import page_language
from kehu.desk.core.numbers import number_in
from kehu.desk.core.paging import page_number, pages_around
from kehu.desk.followups.pool.actions import (
    claim_customer,
    release_customer,
    take_back_released,
)
from kehu.desk.followups.pool.claiming import claimed_today, held_by
from kehu.desk.followups.pool.forms import ReleaseForm
from kehu.desk.followups.pool.in_force import pool_in_force
from kehu.desk.followups.pool.queries import (
    Free,
    about_to_fall,
    free_ones,
    holders,
    lying_in_the_pool,
    near_ones,
    people_with_customers,
)
from kehu.desk.followups.pool.scene import Scene
from kehu.desk.followups.pool.words import clocks_of, rule_title, saved_by
from kehu.desk.grading.book import Book
from kehu.desk.grading.chips import Chip, chip
from kehu.desk.grading.queries import words_in
from kehu.desk.ledger.models import Customer
from kehu.desk.ledger.queries import customers_of
from kehu.engine.rules.words import Words
from kehu.errors import KehuError

_PAGE = 50
_CHIPS = ("stage", "deal_stars", "profit_tier")


@dataclass(frozen=True)
class Line:
    """A customer of the pool as it is shown; figures are None where they are unknown."""

    free: Free
    chips: list[Chip]
    orders: int | None
    silent_days: int | None


@login_required
def pool(request: PersonsRequest) -> HttpResponse:
    """Customers whom nobody holds, the best first, and what one may take."""
    actor, words, scene = request.actor, words_in(page_language()), Scene.of(timezone.now())
    page, me = page_number(request.GET.get("page", "")), request.user
    lying = lying_in_the_pool(actor, scene, words.rulebook)
    shown = free_ones(actor, lying[(page - 1) * _PAGE : page * _PAGE], scene)
    may = actor.may(Permission.RECORD)
    context = {
        "lines": _lines(shown, scene.book, words), "count": len(lying), "may_claim": may,
        "most": scene.pool.claims_per_day, "taken": claimed_today(me, scene) if may else 0,
        "held": held_by([me.pk], scene)[me.pk] if may else [], "lang": words.lang,
        **pages_around(page, len(lying), _PAGE),
    }  # fmt: skip
    return _shown(request, "pool", context)


@login_required
def leaving(request: PersonsRequest) -> HttpResponse:
    """Who falls into the pool when, by which rule, and what saves it."""
    actor, lang, scene = request.actor, page_language(), Scene.of(timezone.now())
    people = people_with_customers(actor)
    asked = number_in(request.GET.get("person", ""))
    # A leader looks at everybody led; whoever leads nobody at their own.
    person = get_object_or_404(people, pk=asked) if asked >= 0 else None
    page = page_number(request.GET.get("page", ""))
    chosen = [person.pk] if person else list(people.values_list("pk", flat=True))
    falls = about_to_fall(chosen, scene)
    context = {
        "lines": [(one, rule_title(scene.pool, one.fall.rule, lang), saved_by(one.fall))
                  for one in near_ones(falls[(page - 1) * _PAGE : page * _PAGE])],
        "count": len(falls), "by_day": sorted(Counter(fall.on for number, fall in falls).items()),
        "people": people, "person": person,
        "warn_days": scene.pool.warn_days, "forecast_days": scene.pool.forecast_days,
        "query": f"person={person.pk}&" if person else "", **pages_around(page, len(falls), _PAGE),
    }  # fmt: skip
    return _shown(request, "leaving", context)


@login_required
def who_holds(request: PersonsRequest) -> HttpResponse:
    """How many each person holds against the limits."""
    request.actor.must(Permission.REVIEW)
    people, scene = list(people_with_customers(request.actor)), Scene.of(timezone.now())
    context = {
        "rows": holders(people, scene), "limits": scene.pool.limits.values(),
        "lang": page_language(), "warn_days": scene.pool.warn_days,
    }  # fmt: skip
    return _shown(request, "holders", context)


@login_required
def rules(request: PersonsRequest) -> HttpResponse:
    """The pool's rules as they are tried, in words."""
    in_force = pool_in_force()
    context = {
        "returns": [(rule, clocks_of(rule)) for rule in in_force.returns.values()],
        "limits": in_force.limits.values(), "figures": in_force.figures.values(),
        "lang": page_language(),
    }  # fmt: skip
    return _shown(request, "rules", context)


# ---- taking and giving back --------------------------------------------------------------------


@require_POST
@login_required
def claim(request: PersonsRequest, number: int) -> HttpResponse:
    """Take a customer out of the pool; back to where one was."""
    customer = get_object_or_404(Customer, pk=number)
    try:
        claim_customer(actor=request.actor, customer=customer)
    except KehuError as error:
        messages.error(request, error.message(page_language()))
        return redirect("pool")
    messages.success(request, _("%(name)s is yours now.") % {"name": customer.name})
    return redirect("customer", number) if "stay" in request.POST else redirect("pool")


@login_required
def release(request: PersonsRequest, number: int) -> HttpResponse:
    """Give a customer back, with the reason."""
    actor = request.actor
    customer = _seen(actor, number)
    actor.must(Permission.RECORD, customer)
    form = ReleaseForm(request.POST or None, initial={"holder": customer.owner_id})
    status = 200

    def act() -> Customer:
        customer.owner = form.seen_holder()
        return release_customer(actor=actor, customer=customer, why=form.cleaned_data["why"])

    if request.method == "POST":
        if done(form, act) is not None:
            said = _("%(name)s is in the pool.") % {"name": customer.name}
            messages.success(request, said, extra_tags=reverse("pool_take_back", args=[number]))
            return redirect("customer", number)
        status = 422
    context = {"form": form, "customer": customer, "lock_days": pool_in_force().lock_days}
    return render(request, "followups/pool/release.html", context, status=status)


@require_POST
@login_required
def take_back(request: PersonsRequest, number: int) -> HttpResponse:
    """Undo one's own giving back."""
    customer = _seen(request.actor, number)
    try:
        take_back_released(actor=request.actor, customer=customer)
    except KehuError as error:
        messages.error(request, error.message(page_language()))
    return redirect("customer", number)


# ---- what pages have in common -----------------------------------------------------------------


def _seen(actor: Actor, number: int) -> Customer:
    visible = customers_of(actor).select_related("owner")
    return get_object_or_404(visible, pk=number)


def _lines(shown: list[Free], book: Book, words: Words) -> list[Line]:
    """The pool's customers with their labels and how they were treated."""
    orders, silent = (_figures(book, name) for name in ("orders", "days_since_last_contact"))
    return [
        Line(one, _chips(book, one.row, words), orders(one.row), silent(one.row)) for one in shown
    ]


def _figures(book: Book, name: str) -> Callable[[int], int | None]:
    """A measure of a row; None where it is unknown."""
    values = book.number(name) if name in book.numbers else None
    return lambda row: None if values is None or np.isnan(values[row]) else int(values[row])


def _chips(book: Book, row: int, words: Words) -> list[Chip]:
    named = [(name, book.words(name)[row]) for name in _CHIPS if name in book.worded]
    found = [chip(name, book.texts[at], words) for name, at in named if at >= 0]
    return [one for one in found if one is not None]


def _shown(request: PersonsRequest, tab: str, context: dict[str, Any]) -> HttpResponse:
    common = {"tab": tab, "may_review": request.actor.may(Permission.REVIEW)}
    return render(request, f"followups/pool/{tab}.html", {**context, **common})
