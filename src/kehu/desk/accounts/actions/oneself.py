"""What everybody changes about oneself."""

from axes.utils import reset as forgive_guesses
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User
from kehu.desk.accounts.password_links import person_of
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit, versions


@transaction.atomic
def change_oneself(
    *, actor: Actor, version: int, name: str, email: str, language: str, signs_as: str
) -> User:
    """Change one's own name, e-mail and language, and how one signs to buyers.

    Raises NotAllowed, ValidationError, ChangedMeanwhile.
    """
    user = actor.person(Permission.SEE)
    details = {"name": name, "email": email, "language": language, "signs_as": signs_as}
    audit.record(user, "person.changed", [versions.change(user, version, details)])
    return user


@transaction.atomic
def change_language(*, actor: Actor, language: str) -> None:
    """Have the application speak another language to oneself. Raises NotAllowed, ValidationError.

    One's name and e-mail stay, so nobody who has the record open has to be told.
    """
    user = actor.person(Permission.SEE)
    if user.language == language:
        return
    before = user.language
    user.language = language
    user.full_clean()
    user.save(update_fields=["language"])
    change = audit.Change(user, {"language": before}, {"language": language})
    audit.record(user, "person.language_changed", [change])


@transaction.atomic
def change_own_password(*, actor: Actor, current: str, password: str) -> User:
    """Another password, for who knows the present one. Raises NotAllowed, ValidationError."""
    user = actor.person(Permission.SEE)
    if not user.check_password(current):
        raise ValidationError({"current": _("This is not your present password.")})
    _set_password(user, password)
    audit.record(user, "person.password_changed", [audit.Change(user, None, None)])
    return user


@transaction.atomic
def set_password_by_link(*, link: str, password: str) -> User:
    """The first password, or another for who forgot it, by a link from an administrator.

    Wrong guesses before it are forgiven: who was locked out can log in.
    Raises KehuError `link_spent`, ValidationError.
    """
    user = person_of(link, User.objects.select_for_update())
    _set_password(user, password)
    forgive_guesses(username=user.username)
    audit.record(user, "person.password_set", [audit.Change(user, None, None)])
    return user


def _set_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise ValidationError({"password": weak}) from weak
    user.set_password(password)
    user.save(update_fields=["password"])
