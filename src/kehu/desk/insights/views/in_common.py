"""What the customers of a list have in common, against all others within reach."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.core.languages import page_language
from kehu.desk.insights.listing.asked import Asked
from kehu.desk.insights.listing.queries import common_of, narrowed_for, told
from kehu.desk.portraits.in_force import trait_words
from kehu.desk.portraits.telling import sections

_USUAL = "stage=A"  # won customers, where nobody says whom


@login_required
def customers_in_common(request: PersonsRequest) -> HttpResponse:
    """The filters of the list choose the group; what they say themselves is no finding."""
    words = trait_words(page_language())
    asked = Asked.read(request.GET, words.rulebook)
    narrowed = narrowed_for(request.actor, asked, words.rulebook)
    context = {"asked": asked, "told": told(asked, words), "usual": _USUAL, "count": narrowed.count}
    if asked.narrowed:
        found = common_of(narrowed)
        context |= {"common": found, "sections": sections(found, words)}
    return render(request, "insights/in_common.html", context)
