"""The company's tags, each with its standard."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.languages import page_language
from kehu.desk.grading.queries import words_in
from kehu.desk.insights.forms import TagForm
from kehu.desk.insights.listing.asked import TAG, Asked
from kehu.desk.insights.listing.queries import narrowed_for
from kehu.desk.ledger.groups import describe_tag
from kehu.desk.ledger.models import Tag


@login_required
def tags(request: PersonsRequest, number: int | None = None) -> HttpResponse:
    """Every tag with its standard and how many have it; a form for one of them, or a new one."""
    actor = request.actor
    one = get_object_or_404(Tag, pk=number) if number else None
    form = TagForm(request.POST or None, instance=one)
    if request.method == "POST":
        if not actor.may(Permission.RULES):
            raise PermissionDenied
        if form.is_valid():
            describe_tag(actor=actor, tag=one and Tag.objects.get(pk=one.pk), **form.cleaned_data)
            return redirect("customers_tags")
    counts = narrowed_for(actor, Asked(), words_in(page_language()).rulebook).counts(TAG)
    rows = [(tag, counts.get(str(tag.pk), 0)) for tag in Tag.objects.all()]
    may = actor.may(Permission.RULES)
    return render(
        request, "insights/tags.html", {"rows": rows, "form": form, "one": one, "may": may}
    )
