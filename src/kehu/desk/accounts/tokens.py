"""What a program shows to be let in, and whom it then acts for."""

import hashlib
import secrets
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import ApiToken, Calendar, User
from kehu.desk.accounts.roles import Permission

_NOTED_EVERY = timedelta(minutes=1)


def new_secret() -> str:
    """Begins in a way that scanners for lost secrets can look for."""
    return f"kehu_{secrets.token_urlsafe(32)}"


def digest_of(secret: str) -> str:
    """What is kept of a secret. It is random and long, so one plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def let_in(secret: str) -> tuple[Actor, ApiToken] | None:
    """Whom the secret acts for, and the token; none where it opens nothing (any more)."""
    now = timezone.now()
    ends = Q(expires_at=None) | Q(expires_at__gt=now)
    good = ApiToken.objects.filter(ends, digest=digest_of(secret), revoked_at=None)
    token = good.filter(user__is_active=True).select_related("user").first()
    if token is None:
        return None
    if token.used_at is None or token.used_at < now - _NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(used_at=now)
    scopes = frozenset(Permission(name) for name in token.scopes)
    return Actor.of(token.user, scopes), token


def whose_calendar(secret: str) -> User | None:
    """Whose follow-ups the secret address shows; nobody's where it shows nothing (any more)."""
    now = timezone.now()
    good = Calendar.objects.filter(digest=digest_of(secret), user__is_active=True)
    calendar = good.select_related("user").first()
    if calendar is None:
        return None
    if calendar.used_at is None or calendar.used_at < now - _NOTED_EVERY:
        Calendar.objects.filter(pk=calendar.pk).update(used_at=now)
    return calendar.user
