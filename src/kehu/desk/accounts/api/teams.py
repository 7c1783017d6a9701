"""Teams in the API."""

from typing import Any

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Schema, Status
from pydantic import Field

from kehu.desk.accounts import actions
from kehu.desk.accounts.api.people import PersonOut
from kehu.desk.accounts.api.router import router
from kehu.desk.accounts.models import Team, User
from kehu.desk.accounts.queries import teams as teams_of
from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.api import Asked, Given, Listed, Number, Words
from kehu.desk.core.paging import page_by_name

_TAGS = ["people"]


class TeamOut(Schema):
    """A team and its people."""

    id: int
    name: str
    members: list[PersonOut]
    version: int

    @staticmethod
    def resolve_members(team: Any) -> Any:
        return sorted(team.members.all(), key=lambda one: one.pk)


class TeamIn(Given):
    """A new team; whoever is in another one leaves it."""

    name: Words
    member_ids: list[Number] = Field(default_factory=list, max_length=1000)


class TeamChange(TeamIn):
    """The team as it shall be, and `version` of it as it was read."""

    version: Number


@router.get("/teams", response=Listed[TeamOut], tags=_TAGS, summary="Teams by name")
def teams(request: ActorsRequest, asked: Query[Asked]) -> dict[str, Any]:
    rows = teams_of(request.actor).prefetch_related("members")
    page = page_by_name(rows, asked.cursor, asked.limit)
    return {"items": page.rows, "next": page.after}


@router.post("/teams", response={201: TeamOut}, tags=_TAGS, summary="Make a team")
def add_team(request: ActorsRequest, given: TeamIn) -> Status[Team]:
    request.actor.must(Permission.PEOPLE)
    members = _members(given.member_ids)
    return Status(201, actions.add_team(actor=request.actor, name=given.name, members=members))


@router.put("/teams/{number}", response=TeamOut, tags=_TAGS, summary="Rename, or say who is in it")
def change_team(request: ActorsRequest, number: Number, given: TeamChange) -> Team:
    team = get_object_or_404(teams_of(request.actor), pk=number)
    return actions.change_team(
        actor=request.actor, team=team, version=given.version, name=given.name,
        members=_members(given.member_ids),
    )  # fmt: skip


def _members(numbers: list[int]) -> list[User]:
    found = list(User.objects.filter(pk__in=numbers, is_active=True))
    if len(found) < len(set(numbers)):
        raise ValidationError({"member_ids": _("There is nothing with this number.")})
    return found
