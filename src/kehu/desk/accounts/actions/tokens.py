"""Keys with which programs act for people."""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import ApiToken
from kehu.desk.accounts.roles import Permission
from kehu.desk.accounts.tokens import digest_of, new_secret
from kehu.desk.core import audit


@transaction.atomic
def make_token(
    *, actor: Actor, name: str, scopes: Collection[Permission], expires_at: datetime | None
) -> tuple[ApiToken, str]:
    """A key for a program that acts for the actor, and its secret, which is kept nowhere.

    Raises NotAllowed; ValidationError for permissions that one has not, or an end that is past.
    """
    user = actor.person(Permission.SEE)
    if not actor.permissions.issuperset(scopes):
        raise ValidationError({"scopes": _("A token cannot do what you may not do.")})
    if expires_at is not None and expires_at <= timezone.now():
        raise ValidationError({"expires_at": _("This is in the past.")})
    secret = new_secret()
    token = ApiToken(
        user=user, name=name, digest=digest_of(secret), expires_at=expires_at,
        scopes=sorted(scope.value for scope in scopes),
    )  # fmt: skip
    token.full_clean()
    token.save(force_insert=True)
    after = {"name": name, "scopes": token.scopes, "expires_at": expires_at}
    audit.record(actor.user, "token.made", [audit.Change(token, None, after)])
    return token, secret


@transaction.atomic
def revoke_token(*, actor: Actor, token: ApiToken) -> None:
    """A key opens nothing any more: one's own, or anybody's for who answers for people.

    Raises NotAllowed.
    """
    actor.must(Permission.SEE if token.user == actor.user else Permission.PEOPLE)
    now = timezone.now()
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
        change = audit.Change(token, {"revoked_at": None}, {"revoked_at": now})
        audit.record(actor.user, "token.revoked", [change])
