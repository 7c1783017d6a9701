"""Views in the menu of the list: saved, renamed, removed, brought back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.core.languages import page_language
from kehu.desk.grading.queries import words_in
from kehu.desk.insights.actions.saved import remove_view, rename_view, restore_view, save_view
from kehu.desk.insights.listing.asked import Asked
from kehu.desk.insights.models import SavedView
from kehu.desk.insights.views.asking import query_of


@require_POST
@login_required
def save(request: PersonsRequest) -> HttpResponse:
    """Keep the list that is shown under a name."""
    asked = Asked.read(query_of(request), words_in(page_language()).rulebook)
    query = asked.address()
    try:
        save_view(
            actor=request.actor, name=request.POST.get("name", ""), query=query,
            shared="shared" in request.POST,
        )  # fmt: skip
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(f"{reverse('customers')}?{query}")


@require_POST
@login_required
def rename(request: PersonsRequest, number: int) -> HttpResponse:
    """Give a view another name."""
    view = get_object_or_404(SavedView, pk=number, owner=request.user)
    try:
        rename_view(actor=request.actor, view=view, name=request.POST.get("name", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(f"{reverse('customers')}?{view.query}")


@require_POST
@login_required
def remove(request: PersonsRequest, number: int) -> HttpResponse:
    """Take a view out of the menu, with a way back."""
    view = get_object_or_404(SavedView, pk=number, owner=request.user)
    remove_view(actor=request.actor, view=view)
    told = _("The view “%(name)s” was removed.") % {"name": view.name}
    messages.success(request, told, extra_tags=reverse("view_restore", args=[view.pk]))
    return redirect("customers")


@require_POST
@login_required
def restore(request: PersonsRequest, number: int) -> HttpResponse:
    """Undo the removal of a view."""
    view = get_object_or_404(SavedView, pk=number, owner=request.user)
    restore_view(actor=request.actor, view=view)
    return redirect(f"{reverse('customers')}?{view.query}")
