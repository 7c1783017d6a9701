"""The first administrator: a link that works once, printed where the application was started."""

from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse

from kehu.desk.accounts.models import User
from kehu.errors import KehuError

_SALT = "kehu.first-start"
_VALID_FOR = 24 * 3600  # seconds


def first_start_path() -> str | None:
    """The path of the link while nobody can log in yet; none once somebody can."""
    if User.objects.exists():
        return None
    return reverse("first_start", args=[TimestampSigner(salt=_SALT).sign("administrator")])


def check_link(signed: str) -> None:
    """Raises KehuError `link_used` or `link_invalid`."""
    if User.objects.exists():
        raise KehuError("link_used")
    try:
        TimestampSigner(salt=_SALT).unsign(signed, max_age=_VALID_FOR)
    except BadSignature as error:
        raise KehuError("link_invalid") from error
