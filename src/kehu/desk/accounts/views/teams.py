"""Pages of an administrator: teams."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from kehu.desk.accounts.actions import add_team, change_team
from kehu.desk.accounts.forms import TeamForm
from kehu.desk.accounts.queries import teams as teams_of
from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.accounts.views.frame import show
from kehu.desk.core.forms import done


@login_required
def teams(request: PersonsRequest) -> HttpResponse:
    """All teams with their people."""
    rows = teams_of(request.actor).prefetch_related("members")
    return show(request, "teams.html", {"teams": rows})


@login_required
def add(request: PersonsRequest) -> HttpResponse:
    """A new team."""
    teams_of(request.actor)
    form = TeamForm(request.POST or None)
    if done(
        form,
        lambda: add_team(
            actor=request.actor,
            name=form.cleaned_data["name"],
            members=form.cleaned_data["members"],
        ),
    ):
        messages.success(request, _("Saved."))
        return redirect("settings_teams")
    return show(request, "team.html", {"form": form}, has_faults=bool(form.errors))


@login_required
def team(request: PersonsRequest, number: int) -> HttpResponse:
    """One team: its name and members."""
    one = get_object_or_404(teams_of(request.actor), pk=number)
    members = list(one.members.values_list("pk", flat=True))
    known = {"name": one.name, "version": one.version, "members": members}
    form = TeamForm(request.POST or None, initial=known)
    if done(form, lambda: change_team(actor=request.actor, team=one, **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect("settings_teams")
    context = {"form": form, "team": known}
    return show(request, "team.html", context, has_faults=bool(form.errors))
