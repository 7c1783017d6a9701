"""Pages on which something is recorded; each hands what was typed to a verb and goes back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.forms import Form, ModelForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.forms import done
from kehu.desk.ledger.actions import add_customer, assign_customer, change_customer
from kehu.desk.ledger.forms.recording import AssignForm, CustomerForm, DayForm
from kehu.desk.ledger.models import Customer, Product
from kehu.desk.ledger.queries import customers_of, people_within_reach
from kehu.desk.ledger.recordable import EVENTS, RECORDABLE

_OFFERED = 20  # products offered while one types


@login_required
def record(request: PersonsRequest, number: int, what: str) -> HttpResponse:
    """Something new about a customer."""
    if what not in RECORDABLE:
        raise Http404
    actor, customer = _seen(request, number)
    actor.must(Permission.RECORD, customer)
    recordable = RECORDABLE[what]
    form = recordable.form(request.POST or None, customer=customer)

    def act() -> object:
        return recordable.record(actor, customer, form.details())

    title = _("%(what)s · %(customer)s") % {"what": recordable.title, "customer": customer.name}
    return _typed(request, form, act, title, customer, _("%s recorded.") % recordable.title)


@login_required
def happened(request: PersonsRequest, number: int, what: str, row: int) -> HttpResponse:
    """Something came about with an order, payment, proforma or sample."""
    if what not in EVENTS:
        raise Http404
    actor, customer = _seen(request, number)
    actor.must(Permission.RECORD, customer)
    event = EVENTS[what]
    subject = get_object_or_404(event.model._default_manager.filter(customer=customer), pk=row)
    form = DayForm(request.POST or None, initial={"version": subject.version})

    def act() -> object:
        subject.version = form.cleaned_data["version"]
        return event.record(actor, subject, form.cleaned_data["on"])

    title = f"{event.title} · {subject}"
    return _typed(request, form, act, title, customer, _("%s recorded.") % event.title)


@login_required
def change(request: PersonsRequest, number: int) -> HttpResponse:
    """What is known of a company."""
    actor, customer = _seen(request, number)
    actor.must(Permission.RECORD, customer)
    initial = {"version": customer.version}
    form = CustomerForm(request.POST or None, instance=customer, initial=initial)

    def act() -> object:
        details = dict(form.cleaned_data)
        version = details.pop("version") or 0
        fresh = Customer.objects.select_related("owner").get(pk=customer.pk)
        return change_customer(actor=actor, customer=fresh, version=version, details=details)

    return _typed(request, form, act, customer.name, customer, _("Saved."))


@login_required
def add(request: PersonsRequest) -> HttpResponse:
    """A new customer, held by whoever adds it."""
    actor = request.actor
    actor.must(Permission.RECORD)
    form = CustomerForm(request.POST or None)
    added: list[Customer] = []

    def act() -> object:
        details = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        added.append(add_customer(actor=actor, **details))
        return added

    return _typed(request, form, act, _("New customer"), added, _("Customer added."))


@login_required
def assign(request: PersonsRequest, number: int) -> HttpResponse:
    """Who holds the customer from now on."""
    actor, customer = _seen(request, number)
    actor.must(Permission.ASSIGN, customer)
    people = people_within_reach(actor)
    form = AssignForm(request.POST or None, people=people, initial={"to": customer.owner_id})

    def act() -> object:
        return assign_customer(actor=actor, customer=customer, to=form.cleaned_data["to"])

    title = _("Who holds %(customer)s?") % {"customer": customer.name}
    return _typed(request, form, act, title, customer, _("Assigned."))


@login_required
def products(request: PersonsRequest) -> HttpResponse:
    """Products whose number or name holds what was typed, as options of a field."""
    asked = next((value for name, value in request.GET.items() if name.startswith("product")), "")
    found = Product.objects.filter(Q(code__icontains=asked) | Q(name__icontains=asked))
    return render(request, "ledger/products.html", {"products": found.order_by("name")[:_OFFERED]})


# ---- what they have in common ------------------------------------------------------------------


def _seen(request: PersonsRequest, number: int) -> tuple[Actor, Customer]:
    actor = request.actor
    visible = customers_of(actor).select_related("owner")
    return actor, get_object_or_404(visible, pk=number)


def _typed(
    request: PersonsRequest,
    form: "Form | ModelForm[Any]",
    act: Callable[[], object],
    title: str,
    back: Customer | list[Customer],
    said: str,
) -> HttpResponse:
    """Show the form; once it is filled in, act and go to the customer's page."""
    status = 200
    if request.method == "POST":
        if done(form, act) is not None:
            messages.success(request, said)
            return redirect("customer", (back[0] if isinstance(back, list) else back).pk)
        status = 422
    customer = None if isinstance(back, list) else back
    context = {"form": form, "title": title, "customer": customer}
    return render(request, "ledger/record.html", context, status=status)
