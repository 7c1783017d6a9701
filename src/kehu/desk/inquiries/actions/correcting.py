"""Setting right what was read of a mail: one field at a time, remembered as the truth."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit
from kehu.desk.inquiries.correctable import checked, proposed
from kehu.desk.inquiries.models import Correction, Mail
from kehu.desk.inquiries.recorded_facts import record_mail
from kehu.desk.inquiries.settling import settle


@transaction.atomic
def correct(*, actor: Actor, mail: Mail, field: str, value: Any) -> Correction | None:
    """Say what a field of a mail should be; None where that is what was proposed.

    The decision, the draft, the board and the ledger follow at once. Raises NotAllowed,
    ValidationError.
    """
    by = actor.person(Permission.RECORD)
    actor.must(Permission.RECORD, mail.thread)
    said, was = checked(field, value), proposed(mail, field)
    if said == was:
        _without(actor, mail, field)
        return None
    one = Correction.objects.create(mail=mail, field=field, proposed=was, value=said, by=by)
    change = audit.Change(mail, {field: was}, {field: said}, mail.thread.customer_id)
    audit.record(by, "mail.corrected", [change])
    _follow(actor, mail)
    return one


@transaction.atomic
def take_back_correction(*, actor: Actor, mail: Mail, field: str) -> None:
    """What was proposed counts again. Raises NotAllowed."""
    actor.must(Permission.RECORD, mail.thread)
    _without(actor, mail, field)


@transaction.atomic
def confirm_reading(*, actor: Actor, mail: Mail) -> None:
    """Say that what was read is right but for what was corrected. Raises NotAllowed."""
    by = actor.person(Permission.RECORD)
    actor.must(Permission.RECORD, mail.thread)
    mail.reading.seen_at, mail.reading.seen_by = timezone.now(), by
    mail.reading.save(update_fields=["seen_at", "seen_by"])
    audit.record(by, "mail.confirmed", [audit.Change(mail, None, None, mail.thread.customer_id)])


def _without(actor: Actor, mail: Mail, field: str) -> None:
    known = mail.corrections.filter(field=field)
    newest = known.order_by("-at", "-pk").first()
    if newest is None:
        return
    change = audit.Change(mail, {field: newest.value}, {field: newest.proposed},
                          mail.thread.customer_id)  # fmt: skip
    audit.record(actor.user, "mail.correction_withdrawn", [change])
    known.delete()
    _follow(actor, mail)


def _follow(actor: Actor, mail: Mail) -> None:
    record_mail(actor=actor, mail=mail)
    settle(mail.thread)
