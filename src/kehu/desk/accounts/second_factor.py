"""The second factor: codes that a telephone makes, and codes on paper for when it is lost."""

from collections.abc import Sequence

from allauth.mfa.models import Authenticator

from kehu.desk.accounts.models import User


def forget_second_factor(user: User) -> None:
    """From now on the password alone opens."""
    Authenticator.objects.filter(user=user).delete()


def with_second_factor(people: Sequence[User]) -> set[int]:
    """The numbers of those whose log-in asks for a code."""
    codes = Authenticator.objects.filter(
        user__in=[user.pk for user in people], type=Authenticator.Type.TOTP
    )
    return set(codes.values_list("user_id", flat=True))
