"""The search of the top line: answers while one types."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.core.derived import folded
from kehu.desk.insights.queries import views_of
from kehu.desk.insights.searching import search
from kehu.desk.rail import rail

_VIEWS = 6


@login_required
def hits(request: PersonsRequest) -> HttpResponse:
    """Places, saved views and customers that the text may mean; without one, where one can go."""
    text = request.GET.get("q", "")[:100]
    wanted = folded(text)
    places = [place for place, _ in rail(request)["rail"] if wanted in folded(str(place.title))]
    views = [view for view in views_of(request.actor) if wanted in folded(view.name)][:_VIEWS]
    context = {
        "q": text.strip(), "places": [(reverse(place.page), place) for place in places],
        "saved": views, "hits": search(request.actor, text),
    }  # fmt: skip
    return render(request, "insights/search.html", context)
