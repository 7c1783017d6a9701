"""The portrait of one customer: tags with their standard, look-alikes, what to offer."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.languages import page_language
from kehu.desk.ledger.models import Customer
from kehu.desk.ledger.queries import customers_of
from kehu.desk.portraits.actions import lift_tag, set_tag
from kehu.desk.portraits.alike import look_alikes
from kehu.desk.portraits.forms import RefuseForm, TagForm
from kehu.desk.portraits.in_force import facets_in_force, portrait_in_force, trait_words
from kehu.desk.portraits.jobs import freshen_portrait
from kehu.desk.portraits.models import Offer
from kehu.desk.portraits.offering import answers_so_far
from kehu.desk.portraits.queries import card, group_of, offers_of, place_of, tag_lines
from kehu.desk.portraits.telling import place_lines
from kehu.desk.portraits.words import cards
from kehu.engine.portraits.alike.telling import said
from kehu.engine.portraits.telling import TraitWords

_ALIKE = 8
_ANSWERED = 10


@dataclass(frozen=True)
class AlikeLine:
    """A look-alike: how alike in per cent, what both share, in what they differ."""

    customer: Customer
    percent: int
    shared: list[str]
    different: list[str]


@login_required
def portrait(request: PersonsRequest, number: int) -> HttpResponse:
    """Who one customer is, who is like it, and what to offer it."""
    one, lang = _seen(request, number), page_language()
    freshen_portrait(one)
    words, answers = trait_words(lang), answers_so_far()
    group, mine = group_of(one), offers_of(request.actor).filter(customer=one)
    answered = mine.exclude(state=Offer.State.OPEN).order_by("-answered_at", "-pk")[:_ANSWERED]
    context = {
        "customer": one, "tags": tag_lines(one, lang),
        "alike": _alike(request, one, words),
        "group": card(group, lang, 0, 0.0) if group else None,
        "offers": cards(
            list(mine.filter(state=Offer.State.OPEN).order_by("-score", "pk")), answers, words
        ),
        "answered": cards(list(answered), answers, words),
        "refuse": RefuseForm(), "may_record": request.actor.may(Permission.RECORD, one),
        "currency": words.currency,
    }  # fmt: skip
    return render(request, "portraits/one.html", context)


@login_required
def place(request: PersonsRequest, number: int) -> HttpResponse:
    """What the customers of its country have in common: much, where little is known of one."""
    one, words = _seen(request, number), trait_words(page_language())
    found = place_of(request.actor, one)
    context: dict[str, object] = {"customer": one, "place": found}
    if found:
        context |= {"name": words.code(found.kind, found.value), "lines": place_lines(found, words)}
    return render(request, "portraits/place.html", context)


def _alike(request: PersonsRequest, one: Customer, words: TraitWords) -> list[AlikeLine]:
    found, facets = look_alikes(request.actor, one, _ALIKE), facets_in_force()
    rows = customers_of(request.actor).in_bulk([pk for pk, _ in found])
    return [
        AlikeLine(
            rows[pk], round(100 * like.similarity),
            [said(point, facets, words) for point in like.shared],
            [said(point, facets, words) for point in like.different],
        )
        for pk, like in found if pk in rows
    ]  # fmt: skip


@login_required
def tag(request: PersonsRequest, number: int, name: str) -> HttpResponse:
    """Say by hand which values of a tag hold, by the company's standard."""
    one, lang = _seen(request, number), page_language()
    request.actor.must(Permission.RECORD, one)
    asked = portrait_in_force().tags.get(name)
    if asked is None:
        raise Http404
    [line] = [line for line in tag_lines(one, lang) if line.tag is asked]
    if "lift" in request.POST:
        lift_tag(actor=request.actor, customer=one, tag=name)
        messages.success(request, _("The facts say it again."))
        return redirect("portrait", number)
    form = TagForm(request.POST or None, line=line)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        set_tag(actor=request.actor, customer=one, tag=name, values=given["values"],
                why=given["why"])  # fmt: skip
        messages.success(request, _("Tag recorded."))
        return redirect("portrait", number)
    status = 422 if request.method == "POST" else 200
    context = {"customer": one, "line": line, "form": form}
    return render(request, "portraits/tag.html", context, status=status)


def _seen(request: PersonsRequest, number: int) -> Customer:
    visible = customers_of(request.actor).select_related("owner")
    return get_object_or_404(visible, pk=number)
