"""How the book is made up, and how it moves."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.core.languages import page_language
from kehu.desk.grading.book import the_book
from kehu.desk.grading.queries import words_in
from kehu.desk.insights.compliance import altogether, by_label, by_person, by_play, fell_due
from kehu.desk.insights.listing.asked import Asked
from kehu.desk.insights.listing.queries import narrowed_for
from kehu.desk.insights.segments import Segments, conflicts, crossed, pareto
from kehu.desk.insights.spans import end_of, span

_FIRST_YEAR = 1900


@login_required
def segments(request: PersonsRequest) -> HttpResponse:
    """The labels of one dimension with sales, movement and crossings; contradictions."""
    words, actor = words_in(page_language()), request.actor
    narrowed = narrowed_for(actor, Asked(), words.rulebook)
    names = [name for name in words.rulebook.dimensions if name in narrowed.book.dimensions]
    context = {"count": narrowed.count, "dimensions": [(n, words.name(n)) for n in names]}
    if not names or not narrowed.count:
        return render(request, "insights/segments.html", context)
    by = _one_of(names, request.GET.get("by"), "stage")
    across = _one_of(names, request.GET.get("with"), "profit_tier")
    then, until = span(_day(request.GET.get("from")), _day(request.GET.get("to")))
    of = Segments(narrowed, by, words)
    titles = {code: words.label(of.dimension, code) for code in of.codes()}
    other = words.rulebook.dimensions[across]
    few, flows = pareto(narrowed), of.flows(end_of(then), end_of(until))
    moves = [(titles.get(a, a), titles.get(b, b), n) for (a, b), n in flows.items()]
    columns = [words.label(other, code) for code in Segments(narrowed, across, words).codes()]
    heat = crossed(narrowed, by, across, words)
    context |= {
        "by": by, "across": across, "then": then, "until": until,
        "by_title": words.name(by), "across_title": words.name(across),
        "rows": of.rows(flows), "pareto": few,
        "pareto_data": {"points": few.points, "few": few.few},
        "moved": sum(n for (a, b), n in flows.items() if a != b), "flows": moves,
        "heat_columns": columns, "heat": list(zip(titles.values(), heat, strict=True)),
        "heat_data": {"rows": list(titles.values()), "columns": columns, "values": heat},
        "conflicts": conflicts(actor, narrowed, words),
    }  # fmt: skip
    return render(request, "insights/segments.html", context)


@login_required
def plays(request: PersonsRequest) -> HttpResponse:
    """Whether what fell due was done: by label, by person, by play."""
    words = words_in(page_language())
    known = the_book().dimensions
    names = [name for name in words.rulebook.dimensions if name in known]
    first, last = span(_day(request.GET.get("from")), _day(request.GET.get("to")))
    by = _one_of(names, request.GET.get("by"), "stage") if names else ""
    fell = fell_due(request.actor, first, last)
    context = {
        "by": by, "then": first, "until": last, "all": altogether(fell),
        "dimensions": [(name, words.name(name)) for name in names],
        "columns": [
            [(words.name(by) if by else "", by_label(fell, by, words) if by else []),
             (_("Play"), by_play(fell, words))],
            [(_("Salesperson"), by_person(fell, _("Pool")))],
        ],
    }  # fmt: skip
    return render(request, "insights/plays.html", context)


def _one_of(names: list[str], asked: str | None, usual: str) -> str:
    return asked if asked in names else usual if usual in names else names[0]


def _day(text: str | None) -> date | None:
    try:
        asked = parse_date(text or "")
    except ValueError:
        return None
    return asked if asked and asked.year >= _FIRST_YEAR else None
