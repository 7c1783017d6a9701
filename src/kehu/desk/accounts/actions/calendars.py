"""The secret address under which a calendar program reads one's own follow-ups."""

from django.db import transaction
from django.utils import timezone

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import Calendar
from kehu.desk.accounts.roles import Permission
from kehu.desk.accounts.tokens import digest_of, new_secret
from kehu.desk.core import audit


@transaction.atomic
def make_calendar(*, actor: Actor) -> str:
    """A new secret, which is kept nowhere; the one before it shows nothing any more.

    Raises NotAllowed.
    """
    user = actor.person(Permission.SEE)
    secret = new_secret()
    made = {"digest": digest_of(secret), "made_at": timezone.now(), "used_at": None}
    calendar, _ = Calendar.objects.update_or_create(user=user, defaults=made)
    audit.record(user, "calendar.made", [audit.Change(calendar, None, None)])
    return secret


@transaction.atomic
def revoke_calendar(*, actor: Actor) -> None:
    """The address shows nothing any more. Raises NotAllowed."""
    user = actor.person(Permission.SEE)
    calendar = Calendar.objects.filter(user=user).first()
    if calendar is not None:
        audit.record(user, "calendar.revoked", [audit.Change(calendar, None, None)])
        calendar.delete()
