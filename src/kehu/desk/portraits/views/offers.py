"""Recommendations to review: accept, refuse with a reason, take back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.languages import page_language
from kehu.desk.core.numbers import number_in
from kehu.desk.core.paging import page_number, pages_around
from kehu.desk.portraits.actions import accept_offer, refuse_offer, take_back_answer
from kehu.desk.portraits.forms import RefuseForm
from kehu.desk.portraits.in_force import trait_words
from kehu.desk.portraits.models import Offer
from kehu.desk.portraits.offering import answers_so_far
from kehu.desk.portraits.queries import offers_of
from kehu.desk.portraits.words import cards
from kehu.errors import KehuError

_PAGE = 24
_ORDER = {
    Offer.State.OPEN: ("-score", "-pk"),
    Offer.State.ACCEPTED: ("-answered_at", "-pk"),
    Offer.State.REFUSED: ("-answered_at", "-pk"),
}


@login_required
def offers(request: PersonsRequest) -> HttpResponse:
    """What to offer to whom, the best first; or what was answered, the newest first."""
    actor, words = request.actor, trait_words(page_language())
    asked = request.GET.get("state", "")
    state = Offer.State(asked) if asked in Offer.State.values else Offer.State.OPEN
    rows = offers_of(actor).filter(state=state)
    if "mine" in request.GET:
        rows = rows.filter(customer__owner=request.user)
    page, count = page_number(request.GET.get("page", "")), rows.count()
    shown = list(rows.order_by(*_ORDER[state])[(page - 1) * _PAGE : page * _PAGE])
    query = f"state={state}&" + ("mine=1&" if "mine" in request.GET else "")
    context = {
        "cards": cards(shown, answers_so_far(), words), "count": count, "state": state,
        "states": Offer.State.choices, "mine": "mine" in request.GET, "refuse": RefuseForm(),
        "may_record": actor.may(Permission.RECORD), "query": query,
        **pages_around(page, count, _PAGE),
    }  # fmt: skip
    return render(request, "portraits/offers.html", context)


@require_POST
@login_required
def answer(request: PersonsRequest, number: int) -> HttpResponse:
    """Accept a recommendation, or refuse it for a reason; back to where one was."""
    offer = get_object_or_404(offers_of(request.actor), pk=number)
    version = number_in(request.POST.get("version", ""))
    back = _back(request)
    form = RefuseForm(request.POST)
    try:
        if "accept" in request.POST:
            accept_offer(actor=request.actor, offer=offer, version=version)
            said = _("Accepted: %(product)s is to be offered to %(customer)s.")
        elif not form.is_valid():
            messages.error(request, _("Choose why it does not fit."))
            return redirect(back)
        else:
            refuse_offer(actor=request.actor, offer=offer, version=version, **form.cleaned_data)
            said = _("Refused: %(product)s will not be recommended to %(customer)s for now.")
    except KehuError as error:
        messages.error(request, error.message(page_language()))
        return redirect(back)
    told = said % {"product": offer.product.name, "customer": offer.customer.name}
    messages.success(request, told, extra_tags=reverse("offer_take_back", args=[number]))
    return redirect(back)


@require_POST
@login_required
def take_back(request: PersonsRequest, number: int) -> HttpResponse:
    """Undo one's own answer."""
    offer = get_object_or_404(offers_of(request.actor), pk=number)
    try:
        take_back_answer(actor=request.actor, offer=offer)
    except KehuError as error:
        messages.error(request, error.message(page_language()))
    return redirect(_back(request))


def _back(request: PersonsRequest) -> str:
    """The page that asked, where it is one of ours."""
    asked = request.POST.get("back", "")
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()})
    return asked if ours and asked.startswith("/") else reverse("offers")
