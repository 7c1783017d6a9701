"""Pages of an administrator: the company, and whom it tells of events."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehu.desk.accounts import actions, queries
from kehu.desk.accounts.forms import CompanyForm, WebhookForm
from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.accounts.views.frame import show
from kehu.desk.core.forms import done
from kehu.desk.core.models import Delivery
from kehu.desk.core.paging import page_by_time

_PAGE = 50


@login_required
def company(request: PersonsRequest) -> HttpResponse:
    """What the company is called, and its time zone."""
    house = queries.company(request.actor)
    known = {"name": house.name, "timezone": house.timezone, "version": house.version}
    form = CompanyForm(request.POST or None, initial=known)
    if done(
        form,
        lambda: actions.change_company(actor=request.actor, company=house, **form.cleaned_data),
    ):
        messages.success(request, _("Saved."))
        return redirect("settings_company")
    context = {"form": form, "currency": house.base_currency}
    return show(request, "company.html", context, has_faults=bool(form.errors))


@login_required
def webhooks(request: PersonsRequest) -> HttpResponse:
    """Whom we tell of events."""
    return show(request, "webhooks.html", {"webhooks": queries.webhooks(request.actor)})


@login_required
def add_webhook(request: PersonsRequest) -> HttpResponse:
    """A new address; its secret is shown once."""
    queries.webhooks(request.actor)
    form = WebhookForm(request.POST or None)
    del form.fields["is_active"], form.fields["version"]
    made = done(form, lambda: actions.add_webhook(actor=request.actor, **form.cleaned_data))
    if made:
        return show(request, "webhook_made.html", {"webhook": made[0], "secret": made[1]})
    return show(request, "webhook.html", {"form": form}, has_faults=bool(form.errors))


@login_required
def webhook(request: PersonsRequest, number: int) -> HttpResponse:
    """One address, and what was sent to it."""
    hook = get_object_or_404(queries.webhooks(request.actor), pk=number)
    names = ("address", "events", "is_active", "version")
    form = WebhookForm(request.POST or None, initial={name: getattr(hook, name) for name in names})
    if done(
        form,
        lambda: actions.change_webhook(actor=request.actor, webhook=hook, **form.cleaned_data),
    ):
        messages.success(request, _("Saved."))
        return redirect("settings_webhook", number)
    log = queries.deliveries(request.actor, hook)
    page = page_by_time(log, "made_at", request.GET.get("after"), _PAGE)
    context = {"form": form, "webhook": hook, "page": page}
    return show(request, "webhook.html", context, has_faults=bool(form.errors))


@login_required
@require_POST
def send_again(request: PersonsRequest, number: int) -> HttpResponse:
    """Try a message once more."""
    delivery = get_object_or_404(Delivery, pk=number)
    actions.send_again(actor=request.actor, delivery=delivery)
    messages.success(request, _("The message will be sent again."))
    return redirect("settings_webhook", delivery.webhook_id)
