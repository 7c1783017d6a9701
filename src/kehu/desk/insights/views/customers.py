"""The list of customers, narrowed, counted, sorted."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.languages import page_language
from kehu.desk.followups.playbook import play_titles
from kehu.desk.grading.queries import words_in
from kehu.desk.insights.actions.saved import SHARING
from kehu.desk.insights.listing.asked import PLAIN, Asked
from kehu.desk.insights.listing.board import board
from kehu.desk.insights.listing.facets import facet, facets
from kehu.desk.insights.listing.queries import narrowed_for, sums, told
from kehu.desk.insights.listing.table import PAGE, Table, column_choices
from kehu.desk.insights.queries import views_of
from kehu.desk.ledger.models import Tag
from kehu.engine.rules.words import Words


@login_required
def customers(request: PersonsRequest) -> HttpResponse:
    """Whom the reader may see, narrowed to what the address asks for."""
    words = words_in(page_language())
    asked = Asked.read(request.GET, words.rulebook)
    context = _listed(request.actor, asked, words)
    if not request.htmx:  # type: ignore[attr-defined]
        context |= {
            "measures": context["table"].measures(),
            **_menu(request.actor, asked),
        }
        return render(request, "insights/customers.html", context)
    answer = render(request, "insights/list/narrowed.html", context)
    query = asked.address(page=asked.page)
    answer.headers["HX-Push-Url"] = f"{reverse('customers')}{'?' if query else ''}{query}"
    return answer


@login_required
def customers_board(request: PersonsRequest) -> HttpResponse:
    """The same customers as a board: a column for each label of a dimension."""
    words = words_in(page_language())
    asked = Asked.read(request.GET, words.rulebook)
    narrowed = narrowed_for(request.actor, asked, words.rulebook)
    ladders = [one for one in words.rulebook.dimensions.values() if one.lift]
    names = [one.name for one in ladders if one.name in narrowed.book.dimensions]
    asked_by = request.GET.get("by", "")
    by = asked_by if asked_by in names else next(iter(names), "")
    context = {
        "by": by, "dimensions": [(name, words.name(name)) for name in names],
        "columns": board(narrowed, by, words) if by else [],
        "asked": asked, "told": told(asked, words), "query": asked.address(),
        "chosen": [(name, one) for name, values in asked.chosen.items() for one in values],
        "titles": play_titles(words.lang), "count": narrowed.count,
    }  # fmt: skip
    return render(request, "insights/board.html", context)


@login_required
def customers_columns(request: PersonsRequest) -> HttpResponse:
    """Every column, those shown first."""
    words = words_in(page_language())
    columns = column_choices(Asked.read(request.GET, words.rulebook), words)
    return render(request, "insights/list/columns.html", {"columns": columns})


@login_required
def customers_facet(request: PersonsRequest, name: str) -> HttpResponse:
    """The options of one dimension, opened by the reader."""
    words = words_in(page_language())
    if name not in {*PLAIN, *words.rulebook.dimensions}:
        raise Http404
    asked = Asked.read(request.GET, words.rulebook)
    found = facet(narrowed_for(request.actor, asked, words.rulebook), name, words)
    return render(request, "insights/list/options.html", {"facet": found, "fresh": True})


def _listed(actor: Actor, asked: Asked, words: Words) -> dict[str, Any]:
    narrowed = narrowed_for(actor, asked, words.rulebook)
    table = Table(narrowed, words)
    pages = max(1, -(-narrowed.count // PAGE))
    return {
        "asked": asked,
        "table": table,
        "count": narrowed.count,
        "everybody": int(narrowed.within.sum()),
        "sums": sums(narrowed, words),
        "told": told(asked, words),
        "facets": facets(narrowed, words),
        "name_heading": table.name_heading(),
        "headings": table.headings(),
        "lines": table.page(),
        "pages": pages,
        "before": asked.address(page=asked.page - 1) if 1 < asked.page <= pages else None,
        "after": asked.address(page=asked.page + 1) if asked.page < pages else None,
        "query": asked.address(page=asked.page),
        "may": {one.value: actor.may(one) for one in Permission},
        "people": table.people(),
        "tags": list(Tag.objects.all()),
        "plays": sorted(play_titles(words.lang).items(), key=lambda play: play[1]),
    }  # fmt: skip


def _menu(actor: Actor, asked: Asked) -> dict[str, Any]:
    """Saved views, each with whether it is the list shown."""
    views = views_of(actor)
    return {
        "views": [(view, view.query == asked.address()) for view in views],
        "may_share": actor.may(SHARING),
    }
