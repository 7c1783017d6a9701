"""Orders expected within a month, and orders that did not come."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_POST

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.languages import page_language
from kehu.desk.core.numbers import number_in
from kehu.desk.core.paging import page_number, pages_around
from kehu.desk.followups.pool.queries import people_with_customers
from kehu.desk.grading.book import the_book
from kehu.desk.grading.queries import words_in
from kehu.desk.insights.actions.expected import export_orders
from kehu.desk.insights.expecting import expecting_in_force
from kehu.desk.insights.forecasts.lists import EXPECTED, MISSED, OrderList, summed, teams_to_choose
from kehu.engine.expecting import LISTS

_PAGE = 50
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
def expected(request: PersonsRequest) -> HttpResponse:
    """Whose order is expected within 30 days, and what that amounts to."""
    return _listed(request, EXPECTED)


@login_required
def missed(request: PersonsRequest) -> HttpResponse:
    """Whose order was expected by now and did not come."""
    return _listed(request, MISSED)


@require_POST
@login_required
def export(request: PersonsRequest) -> FileResponse:
    """One of the lists as a workbook."""
    query = QueryDict(request.POST.get("query", ""))
    name = query.get("list", "")
    name = name if name in LISTS else EXPECTED
    words = words_in(page_language())
    found = _asked(request.actor, name, query)
    file = export_orders(actor=request.actor, found=found, words=words)
    title = expecting_in_force().lists[name].title[words.lang]
    return FileResponse(file, as_attachment=True, filename=f"{title}.xlsx", content_type=_SHEET)


def _listed(request: PersonsRequest, name: str) -> HttpResponse:
    actor, words = request.actor, words_in(page_language())
    found = _asked(actor, name, request.GET)
    rows = found.rows()
    page = min(page_number(request.GET.get("page", "")), max(1, -(-len(rows) // _PAGE)))
    query = _query(found)
    context = {
        "list": name, "title": expecting_in_force().lists[name].title[words.lang],
        "is_known": found.is_known, "count": len(rows), "found": found,
        "lines": found.lines(rows[(page - 1) * _PAGE : page * _PAGE], words),
        "sums": summed(found, words) if name == EXPECTED else None,
        "people": people_with_customers(actor), "teams": teams_to_choose(actor),
        "query": f"{query}&" if query else "", "exported": f"list={name}&{query}",
        "may_export": actor.may(Permission.EXPORT),
        **pages_around(page, len(rows), _PAGE),
    }  # fmt: skip
    return render(request, "insights/expected.html", context)


def _asked(actor: Actor, name: str, query: QueryDict) -> OrderList:
    """People whom one does not lead, and teams where one sees but one, are passed over."""
    owner = people_with_customers(actor).filter(pk=number_in(query.get("owner", ""))).first()
    team = teams_to_choose(actor).filter(pk=number_in(query.get("team", ""))).first()
    numbers = (one.pk if one else None for one in (owner, team))
    return OrderList(the_book(), actor, name, *numbers)


def _query(found: OrderList) -> str:
    query: dict[str, Any] = {"owner": found.owner, "team": found.team}
    asked = QueryDict(mutable=True)
    for name, value in query.items():
        if value is not None:
            asked[name] = str(value)
    return asked.urlencode()
