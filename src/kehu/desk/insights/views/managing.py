"""Pages for whoever leads: are high grades served better, and the monthly review."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.languages import page_language
from kehu.desk.core.numbers import number_in
from kehu.desk.core.paging import page_number, pages_around
from kehu.desk.followups.pool.queries import people_with_customers
from kehu.desk.grading.chips import chip
from kehu.desk.grading.queries import because, words_in
from kehu.desk.insights.actions.review import export_review, way_words
from kehu.desk.insights.figures import money
from kehu.desk.insights.listing.asked import Asked
from kehu.desk.insights.listing.queries import narrowed_for
from kehu.desk.insights.managing import managing_in_force
from kehu.desk.insights.review import (
    WAYS,
    Move,
    Narrowing,
    Review,
    changes_of,
    known_since,
    month_asked,
    month_before,
)
from kehu.desk.insights.service import Service, better_served, is_measured, worst
from kehu.engine.rules.words import Words

_PAGE = 50
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


# ---- M4 ------------------------------------------------------------------------------------------


@login_required
def service(request: PersonsRequest) -> HttpResponse:
    """How long customers of each grade wait for us, and who waits longer than the standard."""
    words = words_in(page_language())
    narrowed = narrowed_for(request.actor, Asked(), words.rulebook)
    standards = managing_in_force().standards
    by = request.GET.get("by", "")
    by = by if by in standards else next(iter(standards))
    context: dict[str, Any] = {
        "standards": [(name, one.title[words.lang]) for name, one in standards.items()],
        "by": by, "source": standards[by].source, "lang": words.lang,
        "left_out": managing_in_force().left_out.title[words.lang],
    }  # fmt: skip
    if is_measured(narrowed.book):
        context |= _served(Service(narrowed, standards[by], words), request.GET.get("label", ""))
    return render(request, "insights/service.html", context)


def _served(found: Service, asked: str) -> dict[str, Any]:
    rows = found.rows()
    if not rows:
        return {}
    late = worst(rows)
    chosen = next((row for row in rows if row.code == asked), late or rows[0])
    count, customers = found.late(chosen.code)
    return {
        "rows": rows, "worst": late, "best": rows[0], "less": better_served(rows),
        "chosen": chosen, "late_count": count, "late": customers,
    }  # fmt: skip


# ---- M1 ------------------------------------------------------------------------------------------


@login_required
def review(request: PersonsRequest) -> HttpResponse:
    """Who rose and who fell in a month, by dimension and person, and why."""
    actor, words = request.actor, words_in(page_language())
    month, asked = month_asked(request.GET.get("month", "")), _asked(actor, request.GET)
    found = Review(actor, month, words, asked.owner)
    moves = found.narrowed(asked)
    page = page_number(request.GET.get("page", ""))
    since = known_since()
    query = _query(month, asked)
    context = {
        "month": month, "months": _months(), "counts": found.counts(), "new": found.new(),
        "lost": found.lost(), "count": len(moves), "asked": asked,
        "query": f"{query}&", "exported": query,
        "lines": _lines(moves[(page - 1) * _PAGE : page * _PAGE], words),
        "people": people_with_customers(actor), "ways": [(way, way_words()[way]) for way in WAYS],
        "since": since, "is_before": since is None or found.start < since,
        "may_export": actor.may(Permission.EXPORT), "is_team": actor.may(Permission.REVIEW),
        **pages_around(page, len(moves), _PAGE),
    }  # fmt: skip
    return render(request, "insights/review.html", context)


@require_POST
@login_required
def review_export(request: PersonsRequest) -> HttpResponse | FileResponse:
    """The review as a workbook."""
    actor, words = request.actor, words_in(page_language())
    query = QueryDict(request.POST.get("query", ""))
    month, asked = month_asked(query.get("month", "")), _asked(actor, query)
    found = Review(actor, month, words, asked.owner)
    file = export_review(actor=actor, review=found, asked=asked, words=words)
    name = f"{_('review')}-{month:%Y-%m}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=_SHEET)


def _lines(moves: list[Move], words: Words) -> list[dict[str, Any]]:
    ways = way_words()
    return [
        {
            "customer": customer, "title": words.name(move.dimension), "way": move.way,
            "way_words": ways[move.way], "on": change.at, "why": because(change, words),
            "before": chip(move.dimension, move.before, words),
            "after": chip(move.dimension, move.after, words), "value": money(move.value, words),
        }
        for move, change, customer in changes_of(moves)
    ]  # fmt: skip


def _months() -> list[date]:
    """This month and the twelve before it."""
    months = [timezone.localdate().replace(day=1)]
    for _step in range(12):
        months.append(month_before(months[-1]))
    return months


def _asked(actor: Actor, query: QueryDict) -> Narrowing:
    """What nobody understands, and people whom one does not lead, are passed over."""
    names = managing_in_force().review.dimensions
    dimension, way = query.get("dimension", ""), query.get("way", "")
    owner = people_with_customers(actor).filter(pk=number_in(query.get("owner", ""))).first()
    return Narrowing(
        dimension if dimension in names else "",
        way if way in WAYS else "",
        owner.pk if owner else None,
    )


def _query(month: date, asked: Narrowing) -> str:
    query = QueryDict(mutable=True)
    query["month"] = f"{month:%Y-%m}"
    for name, value in (("dimension", asked.dimension), ("way", asked.way), ("owner", asked.owner)):
        if value:
            query[name] = str(value)
    return query.urlencode()
