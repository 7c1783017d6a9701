"""Teams, and who belongs to them."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import F

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import Team, User
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit, versions


@transaction.atomic
def add_team(*, actor: Actor, name: str, members: Collection[User] = ()) -> Team:
    """Make a team of people, who leave the one they were in. Raises NotAllowed, ValidationError."""
    actor.must(Permission.PEOPLE)
    team = Team(name=name)
    team.full_clean()
    team.save(force_insert=True)
    _join(team, members)
    after = {"name": name, "members": _names(team)}
    audit.record(actor.user, "team.added", [audit.Change(team, None, after)])
    return team


@transaction.atomic
def change_team(
    *, actor: Actor, team: Team, version: int, name: str, members: Collection[User]
) -> Team:
    """Rename a team and say who belongs to it; who is not named belongs to none.

    Raises NotAllowed, ValidationError, ChangedMeanwhile.
    """
    actor.must(Permission.PEOPLE)
    were = _names(team)
    change = versions.change(team, version, {"name": name})
    left = team.members.exclude(pk__in=[user.pk for user in members])
    left.update(team=None, version=F("version") + 1)
    _join(team, members)
    before, after = dict(change.before or {}), dict(change.after or {})
    if were != _names(team):
        before["members"], after["members"] = were, _names(team)
    audit.record(actor.user, "team.changed", [audit.Change(team, before, after)])
    return team


def _join(team: Team, members: Collection[User]) -> None:
    """A person's record counts the change, so that whoever has it open is told."""
    joining = User.objects.filter(pk__in=[user.pk for user in members]).exclude(team=team)
    joining.update(team=team, version=F("version") + 1)


def _names(team: Team) -> list[str]:
    return list(team.members.order_by("name").values_list("name", flat=True))
