"""Who works here: come, changed, gone, come back, and how they get a password."""

from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import Team, User
from kehu.desk.accounts.password_links import link_for
from kehu.desk.accounts.roles import Permission, Role
from kehu.desk.accounts.second_factor import forget_second_factor
from kehu.desk.core import audit, versions
from kehu.errors import KehuError


@transaction.atomic
def add_person(
    *,
    actor: Actor,
    name: str,
    username: str,
    email: str,
    role: Role,
    team: Team | None = None,
    password: str | None = None,
    language: str = "zh-hans",
) -> User:
    """Add someone who works here; without a password they cannot log in until they have one.

    Raises NotAllowed, ValidationError.
    """
    actor.must(Permission.PEOPLE)
    user = User(
        name=name, username=username, email=email, role=role, team=team, language=language,
        password=make_password(password),
    )  # fmt: skip
    user.full_clean()
    user.save(force_insert=True)
    after = {"name": name, "role": role, "team": team.name if team else None}
    audit.record(actor.user, "person.added", [audit.Change(user, None, after)])
    return user


@transaction.atomic
def change_person(
    *,
    actor: Actor,
    user: User,
    version: int,
    name: str,
    username: str,
    email: str,
    role: str,
    team: Team | None,
    language: str,
) -> User:
    """Change what is known of a person, and what they may do.

    `version` is that of the record the actor saw. Raises NotAllowed, ValidationError,
    ChangedMeanwhile, KehuError `last_administrator`.
    """
    actor.must(Permission.PEOPLE)
    if role != Role.ADMINISTRATOR:
        _leave_an_administrator(user)
    details = {"name": name, "username": username, "email": email, "role": role, "team": team,
               "language": language}  # fmt: skip
    _changed(actor, "person.changed", user, version, details)
    return user


@transaction.atomic
def deactivate_person(*, actor: Actor, user: User, version: int) -> User:
    """Someone works here no more: log-in, sessions and tokens end; what they did stays.

    Raises NotAllowed, ChangedMeanwhile, KehuError `last_administrator`.
    """
    actor.must(Permission.PEOPLE)
    _leave_an_administrator(user)
    _changed(actor, "person.deactivated", user, version, {"is_active": False})
    return user


@transaction.atomic
def reactivate_person(*, actor: Actor, user: User, version: int) -> User:
    """Someone works here again. Raises NotAllowed, ChangedMeanwhile."""
    actor.must(Permission.PEOPLE)
    _changed(actor, "person.reactivated", user, version, {"is_active": True})
    return user


@transaction.atomic
def make_password_link(*, actor: Actor, user: User) -> str:
    """The path of a link by which a person sets a password, once; it is kept nowhere.

    Raises NotAllowed, KehuError `person_inactive`.
    """
    actor.must(Permission.PEOPLE)
    if not user.is_active:
        raise KehuError("person_inactive", name=user.name)
    audit.record(actor.user, "person.link_made", [audit.Change(user, None, None)])
    return link_for(user)


@transaction.atomic
def remove_second_factor(*, actor: Actor, user: User) -> None:
    """Somebody lost the telephone that makes the codes: the password alone opens again.

    Raises NotAllowed.
    """
    actor.must(Permission.PEOPLE)
    forget_second_factor(user)
    audit.record(actor.user, "person.second_factor_removed", [audit.Change(user, None, None)])


def _changed(actor: Actor, verb: str, user: User, version: int, details: dict[str, Any]) -> None:
    audit.record(actor.user, verb, [versions.change(user, version, details)])


def _leave_an_administrator(user: User) -> None:
    """All are locked, in one order: of two who go at the same time one stays."""
    there = User.objects.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True)
    if set(there.order_by("pk").values_list("pk", flat=True)) == {user.pk}:
        raise KehuError("last_administrator", name=user.name)
