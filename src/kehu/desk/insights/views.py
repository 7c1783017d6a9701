"""Pages: the list of customers, and one customer with labels and reasons."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from kehu.desk.core.languages import page_language
from kehu.desk.core.paging import page_by_name
from kehu.desk.grading.queries import explained, graded, words_in
from kehu.desk.insights.chips import chips_of
from kehu.desk.ledger.queries import customers_of

_PAGE = 50
_SHOWN = ("stage", "deal_stars", "profit_tier", "follow_up")


@login_required
def customers(request: HttpRequest) -> HttpResponse:
    """Whom the reader may see, by name."""
    asked = request.GET.get("q", "").strip()
    rows = customers_of(request.actor).select_related("owner")  # type: ignore[attr-defined]
    if asked:
        rows = rows.filter(name__icontains=asked)
    page = page_by_name(rows, request.GET.get("after"), _PAGE)
    grades = graded([row.pk for row in page.rows])
    words = words_in(page_language())
    lines = [(row, chips_of(grades.get(row.pk), _SHOWN, words)) for row in page.rows]
    headings = [words.name(name) for name in _SHOWN]
    context = {"lines": lines, "headings": headings, "after": page.after, "q": asked}
    return render(request, "insights/customers.html", context)


@login_required
def customer(request: HttpRequest, number: int) -> HttpResponse:
    """One customer: every label with its reason."""
    visible = customers_of(request.actor).select_related("owner")  # type: ignore[attr-defined]
    one = get_object_or_404(visible, pk=number)
    reasons = explained(one, words_in(page_language()))
    return render(request, "insights/customer.html", {"customer": one, "reasons": reasons})
