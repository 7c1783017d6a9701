"""Taking the second look that a mail demands."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit
from kehu.desk.inquiries.models import SecondLook
from kehu.errors import KehuError


@transaction.atomic
def take_look(*, actor: Actor, look: SecondLook, how: str) -> SecondLook:
    """Record that somebody made sure, and how. Raises NotAllowed, ValidationError, KehuError
    `looked_already`."""
    by = actor.person(Permission.RECORD)
    actor.must(Permission.RECORD, look)
    if not how.strip():
        raise ValidationError({"how": _("Say how you made sure, such as whom you called.")})
    mine = SecondLook.objects.filter(pk=look.pk, taken_at=None)
    said = how.strip()[:500]
    if not mine.update(taken_at=timezone.now(), taken_by=by, how=said):
        raise KehuError("looked_already")
    change = audit.Change(look, None, {"how": said}, look.mail.thread.customer_id)
    audit.record(by, "look.taken", [change])
    look.refresh_from_db()
    return look
