"""Links by which a person sets a password: for two days, and once."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import base36_to_int, int_to_base36

from kehu.desk.accounts.models import User
from kehu.errors import KehuError


class _Links(PasswordResetTokenGenerator):
    """Django's: a link signs the password that was, so it is spent once there is another."""

    key_salt = "kehu.password-link"


_links = _Links()


def link_for(user: User) -> str:
    """The path of a link for this person."""
    return reverse("set_password", args=[f"{int_to_base36(user.pk)}-{_links.make_token(user)}"])


def person_of(link: str, people: "QuerySet[User]") -> User:
    """Whose link it is, out of these people. Raises KehuError `link_spent`."""
    number, _, token = link.partition("-")
    try:
        user = people.filter(pk=base36_to_int(number), is_active=True).first()
    except ValueError as error:
        raise KehuError("link_spent") from error
    if user is None or not _links.check_token(user, token):
        raise KehuError("link_spent")
    return user
