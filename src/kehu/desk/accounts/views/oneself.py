"""My account: what everybody sees and changes of oneself."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehu.desk.accounts.actions import (
    change_oneself,
    change_own_password,
    make_calendar,
    make_token,
    revoke_calendar,
    revoke_token,
)
from kehu.desk.accounts.forms import OneselfForm, PasswordForm, TokenForm
from kehu.desk.accounts.models import ApiToken
from kehu.desk.accounts.queries import calendar_of, tokens_of
from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.accounts.second_factor import with_second_factor
from kehu.desk.accounts.views.frame import show
from kehu.desk.core.forms import done


@login_required
def account(request: PersonsRequest) -> HttpResponse:
    """Name, e-mail and language; the ways to password, second factor and tokens."""
    user = request.user
    fields = ("name", "signs_as", "email", "language", "version")
    known = {name: getattr(user, name) for name in fields}
    form = OneselfForm(request.POST or None, initial=known)
    if done(form, lambda: change_oneself(actor=request.actor, **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect("settings_account")
    context = {
        "form": form,
        "has_second_factor": user.pk in with_second_factor([user]),
        "tokens": tokens_of(request.actor, user),
        "calendar": calendar_of(request.actor),
    }
    return show(request, "account.html", context, has_faults=bool(form.errors))


@login_required
def password(request: PersonsRequest) -> HttpResponse:
    """Another password; one stays logged in here, and nowhere else."""
    form = PasswordForm(request.POST or None)
    user = done(form, lambda: change_own_password(actor=request.actor, **form.cleaned_data))
    if user:
        update_session_auth_hash(request, user)
        messages.success(request, _("Password changed. Everywhere else you are logged out."))
        return redirect("settings_account")
    return show(request, "password.html", {"form": form}, has_faults=bool(form.errors))


@login_required
def token(request: PersonsRequest) -> HttpResponse:
    """A new token, whose secret is shown once."""
    form = TokenForm(request.POST or None, request.actor)
    made = done(form, lambda: make_token(actor=request.actor, **form.given()))
    if made:
        return show(request, "token_made.html", {"token": made[0], "secret": made[1]})
    return show(request, "token.html", {"form": form}, has_faults=bool(form.errors))


@login_required
@require_POST
def calendar(request: PersonsRequest) -> HttpResponse:
    """A new secret address of one's follow-ups, shown once; or none any more."""
    if "revoke" in request.POST:
        revoke_calendar(actor=request.actor)
        messages.success(request, _("The calendar’s address shows nothing any more."))
        return redirect("settings_account")
    secret = make_calendar(actor=request.actor)
    address = request.build_absolute_uri(reverse("calendar", args=[secret]))
    return show(request, "calendar_made.html", {"address": address})


@login_required
@require_POST
def revoke(request: PersonsRequest, number: int) -> HttpResponse:
    """A token of one's own, or of somebody else's, opens nothing any more."""
    one = get_object_or_404(ApiToken.objects.select_related("user"), pk=number)
    revoke_token(actor=request.actor, token=one)
    messages.success(request, _("The token “%(name)s” is revoked.") % {"name": one.name})
    if one.user == request.user:
        return redirect("settings_account")
    return redirect("settings_person", one.user_id)
