"""Who asks the API: a program with a token, or a person's page with its session."""

from django.conf import settings
from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User
from kehu.desk.accounts.tokens import let_in


class ByToken(HttpBearer):
    """`Authorization: Bearer kehu_…`; the actor has the scopes of the token, and no more."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        if found := let_in(token):
            actor, one = found
            request.actor = actor  # type: ignore[attr-defined]
            request.whose_key = f"token:{one.pk}"  # type: ignore[attr-defined]
            return actor
        return None


class BySession(APIKeyCookie):
    """The log-in of a page; what it changes needs the CSRF token too."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Actor | None:
        return self.authenticate(request, None)

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        user = request.user
        if not isinstance(user, User):
            return None
        if check_csrf(request):
            raise HttpError(403, "CSRF")
        request.whose_key = f"person:{user.pk}"  # type: ignore[attr-defined]
        return Actor.of(user)


AUTHENTICATION = [ByToken(), BySession()]


def whose_key(request: HttpRequest) -> str | None:
    """Whose Idempotency-Key a request names; None where nobody is known to ask."""
    try:
        known = any(way(request) is not None for way in AUTHENTICATION)
    except HttpError:
        return None
    return str(request.whose_key) if known else None  # type: ignore[attr-defined]
