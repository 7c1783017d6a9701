"""Changes to people and their company."""

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.first_start import check_link
from kehu.desk.accounts.models import Team, User
from kehu.desk.accounts.roles import Permission, Role
from kehu.desk.core import audit
from kehu.desk.core.models import Company
from kehu.errors import KehuError


@transaction.atomic
def begin(
    *,
    link: str,
    company: str,
    base_currency: str,
    name: str,
    username: str,
    email: str,
    password: str,
    language: str,
) -> User:
    """Make the company and its first administrator.

    Raises KehuError `link_used` or `link_invalid`, and ValidationError for a weak password.
    """
    check_link(link)
    user = User(
        username=username, email=email, name=name, role=Role.ADMINISTRATOR, language=language
    )
    validate_password(password, user)
    user.set_password(password)
    user.save()
    # There is one company: of two who begin at the same time the second is told.
    house, is_new = Company.objects.get_or_create(
        pk=1, defaults={"name": company, "base_currency": base_currency.upper()}
    )
    if not is_new:
        raise KehuError("link_used")
    changes = [
        audit.Change(user, None, {"name": name, "role": user.role}),
        audit.Change(house, None, {"name": company, "base_currency": house.base_currency}),
    ]
    audit.record(user, "company.begun", changes)
    return user


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

    Raises NotAllowed.
    """
    actor.must(Permission.PEOPLE)
    user = User.objects.create_user(
        username, email, password, name=name, role=role, team=team, language=language
    )
    after = {"name": name, "role": role, "team": team.name if team else None}
    audit.record(actor.user, "person.added", [audit.Change(user, None, after)])
    return user


@transaction.atomic
def change_language(*, actor: Actor, language: str) -> None:
    """Have the application speak another language to oneself. Raises ValidationError."""
    user = actor.user
    if user is None or user.language == language:
        return
    before = user.language
    user.language = language
    user.full_clean()
    user.save(update_fields=["language"])
    change = audit.Change(user, {"language": before}, {"language": language})
    audit.record(user, "person.language_changed", [change])
