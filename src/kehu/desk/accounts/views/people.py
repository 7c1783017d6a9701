"""Pages of an administrator: who works here."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehu.desk.accounts import actions
from kehu.desk.accounts.forms import PersonForm
from kehu.desk.accounts.models import User
from kehu.desk.accounts.queries import people as people_of
from kehu.desk.accounts.queries import tokens_of
from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.accounts.second_factor import with_second_factor
from kehu.desk.accounts.views.frame import show
from kehu.desk.core.forms import done
from kehu.desk.core.numbers import number_in
from kehu.desk.core.paging import page_by_name

_PAGE = 100
_SHOWN = ("name", "username", "email", "role", "team", "language", "version")


@login_required
def people(request: PersonsRequest) -> HttpResponse:
    """Who works here; who left, where asked for."""
    rows, gone = people_of(request.actor), request.GET.get("gone") == "1"
    page = page_by_name(rows.filter(is_active=not gone), request.GET.get("after"), _PAGE)
    context = {"page": page, "gone": gone, "with_codes": with_second_factor(page.rows)}
    return show(request, "people.html", context)


@login_required
def add(request: PersonsRequest) -> HttpResponse:
    """A new colleague, and the link by which they set their password."""
    people_of(request.actor)
    form = PersonForm(request.POST or None, initial={"language": request.user.language})
    given = (name for name in _SHOWN if name != "version")
    user = done(
        form,
        lambda: actions.add_person(
            actor=request.actor, **{name: form.cleaned_data[name] for name in given}
        ),
    )
    if user:
        return _link(request, user)
    return show(request, "person.html", {"form": form}, has_faults=bool(form.errors))


@login_required
def person(request: PersonsRequest, number: int) -> HttpResponse:
    """One colleague."""
    user = get_object_or_404(people_of(request.actor), pk=number)
    form = PersonForm(request.POST or None, initial={n: getattr(user, n) for n in _SHOWN})
    if done(
        form,
        lambda: actions.change_person(actor=request.actor, user=user, **form.cleaned_data),
    ):
        messages.success(request, _("Saved."))
        return redirect("settings_people")
    context = {
        "form": form,
        "person": people_of(request.actor).get(pk=number),
        "tokens": tokens_of(request.actor, user),
        "has_second_factor": user.pk in with_second_factor([user]),
    }
    return show(request, "person.html", context, has_faults=bool(form.errors))


@login_required
@require_POST
def activity(request: PersonsRequest, number: int) -> HttpResponse:
    """Deactivate, or reactivate."""
    user = get_object_or_404(people_of(request.actor), pk=number)
    act = actions.deactivate_person if user.is_active else actions.reactivate_person
    act(actor=request.actor, user=user, version=_version(request))
    said = _("%(name)s works here again.") if user.is_active else _("%(name)s is deactivated.")
    messages.success(request, said % {"name": user.name})
    return redirect("settings_person", number)


@login_required
@require_POST
def password_link(request: PersonsRequest, number: int) -> HttpResponse:
    """A link to set a password, shown once."""
    return _link(request, get_object_or_404(people_of(request.actor), pk=number))


@login_required
@require_POST
def second_factor(request: PersonsRequest, number: int) -> HttpResponse:
    """Remove the second factor of who lost it."""
    user = get_object_or_404(people_of(request.actor), pk=number)
    actions.remove_second_factor(actor=request.actor, user=user)
    messages.success(request, _("%(name)s logs in by password alone.") % {"name": user.name})
    return redirect("settings_person", number)


def _link(request: PersonsRequest, user: User) -> HttpResponse:
    path = actions.make_password_link(actor=request.actor, user=user)
    context = {"person": user, "link": request.build_absolute_uri(path)}
    return show(request, "link.html", context)


def _version(request: HttpRequest) -> int:
    """The version that the page showed; one that is none is an old one."""
    return number_in(request.POST.get("version", ""))
