"""People in the API: oneself, to whom a customer can be given, and who works here."""

from typing import Annotated

from django.shortcuts import get_object_or_404
from ninja import Query, Schema, Status
from pydantic import Field

from kehu.desk.accounts import actions
from kehu.desk.accounts.api.router import router
from kehu.desk.accounts.models import Team, User
from kehu.desk.accounts.queries import colleagues
from kehu.desk.accounts.queries import people as people_of
from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.accounts.roles import Permission, Role
from kehu.desk.core.api import Asked, Given, Listed, Number, Text, Words
from kehu.desk.core.paging import page_by_name

_TAGS = ["people"]
Language = Annotated[str, Field(pattern="^(zh-hans|en)$")]


class PersonOut(Schema):
    """Someone who works here."""

    id: int
    name: str


class MeOut(PersonOut):
    """For whom the token acts, and what it may do."""

    role: str
    permissions: list[str]


class PersonDetails(PersonOut):
    """What whoever manages people knows of a person."""

    username: str
    email: str
    role: str
    team_id: int | None
    language: str
    is_active: bool
    version: int


class PersonIn(Given):
    """A new colleague, who sets a password by a link."""

    name: Words
    username: Words
    email: Text = ""
    role: Role
    team_id: Number | None = None
    language: Language = "zh-hans"


class PersonChange(Given):
    """What changes, and `version` of the person as it was read; what is left out stays."""

    version: Number
    name: Words = ""
    username: Words = ""
    email: Text = ""
    role: Role = Role.SALESPERSON
    team_id: Number | None = None
    language: Language = "zh-hans"


class Seen(Given):
    """The version that was read."""

    version: Number


class LinkOut(Schema):
    """The path of a page on which a person sets a password, once."""

    path: str


@router.get("/me", response=MeOut, tags=_TAGS, summary="Who am I?")
def me(request: ActorsRequest) -> dict[str, object]:
    actor = request.actor
    actor.must(Permission.SEE)
    person = actor.user
    assert person is not None
    permissions = sorted(actor.permissions)
    return {"id": person.pk, "name": person.name, "role": person.role, "permissions": permissions}


@router.get("/people", response=Listed[PersonOut], tags=_TAGS, summary="People who work here")
def people(request: ActorsRequest, asked: Query[Asked]) -> dict[str, object]:
    page = page_by_name(colleagues(request.actor), asked.cursor, asked.limit)
    return {"items": page.rows, "next": page.after}


@router.post("/people", response={201: PersonDetails}, tags=_TAGS, summary="Add a colleague")
def add_person(request: ActorsRequest, given: PersonIn) -> Status[User]:
    request.actor.must(Permission.PEOPLE)
    details = given.dict(exclude={"team_id"})
    team = team_of(given.team_id)
    return Status(201, actions.add_person(actor=request.actor, team=team, **details))


@router.get("/people/{number}", response=PersonDetails, tags=_TAGS, summary="One colleague")
def person(request: ActorsRequest, number: Number) -> User:
    return _person(request, number)


@router.patch("/people/{number}", response=PersonDetails, tags=_TAGS, summary="Change a colleague")
def change_person(request: ActorsRequest, number: Number, given: PersonChange) -> User:
    one = _person(request, number)
    names = ("name", "username", "email", "role", "team", "language")
    details = {name: getattr(one, name) for name in names}
    changed = given.dict(exclude_unset=True)
    if "team_id" in changed:
        changed["team"] = team_of(changed.pop("team_id"))
    return actions.change_person(actor=request.actor, user=one, **{**details, **changed})


@router.post(
    "/people/{number}/deactivate", response=PersonDetails, tags=_TAGS, summary="Works here no more"
)
def deactivate_person(request: ActorsRequest, number: Number, given: Seen) -> User:
    one = _person(request, number)
    return actions.deactivate_person(actor=request.actor, user=one, version=given.version)


@router.post(
    "/people/{number}/reactivate", response=PersonDetails, tags=_TAGS, summary="Works here again"
)
def reactivate_person(request: ActorsRequest, number: Number, given: Seen) -> User:
    one = _person(request, number)
    return actions.reactivate_person(actor=request.actor, user=one, version=given.version)


@router.post(
    "/people/{number}/password-link", response=LinkOut, tags=_TAGS,
    summary="A link to set a password, once",
)  # fmt: skip
def make_password_link(request: ActorsRequest, number: Number) -> dict[str, str]:
    one = _person(request, number)
    return {"path": actions.make_password_link(actor=request.actor, user=one)}


@router.post(
    "/people/{number}/remove-second-factor", response=PersonDetails, tags=_TAGS,
    summary="The telephone was lost",
)  # fmt: skip
def remove_second_factor(request: ActorsRequest, number: Number) -> User:
    one = _person(request, number)
    actions.remove_second_factor(actor=request.actor, user=one)
    return one


def team_of(number: int | None) -> Team | None:
    """The team that a body names. Raises Http404."""
    return None if number is None else get_object_or_404(Team, pk=number)


def _person(request: ActorsRequest, number: int) -> User:
    return get_object_or_404(people_of(request.actor), pk=number)
