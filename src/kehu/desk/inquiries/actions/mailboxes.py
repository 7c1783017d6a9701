"""Connecting mailboxes, and bringing the tables that mails are read by."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit
from kehu.desk.core.languages import page_language
from kehu.desk.inquiries.asking import ask_for_fetching
from kehu.desk.inquiries.models import Mailbox, ReadingTable
from kehu.desk.inquiries.servers import imap_server
from kehu.desk.inquiries.tables import rows_in
from kehu.errors import InputFaults
from kehu.mailing.fetching import try_out

_LARGEST = 20 * 1024**2  # bytes of a table
_TOLD = 20  # faults named at once
_WHERE = ("host", "login", "folder", "since")  # what a mailbox's numbers of mails belong to


def set_mailbox(*, actor: Actor, mailbox: Mailbox, details: Mapping[str, Any]) -> Mailbox:
    """Connect a mailbox, or change one; it is fetched from at once.

    Raises NotAllowed, ValidationError, and KehuError where the password is not there or the server
    refuses: then nothing is changed.
    """
    actor.must(Permission.SETTINGS)
    kept = Mailbox.objects.filter(pk=mailbox.pk).first()
    before = model_to_dict(kept, list(details)) if kept else None
    for name, value in details.items():
        setattr(mailbox, name, value)
    mailbox.full_clean()
    if kept and any(getattr(kept, name) != getattr(mailbox, name) for name in _WHERE):
        mailbox.validity, mailbox.last_uid = None, 0  # numbers of another folder say nothing
    if mailbox.is_active:
        try_out(imap_server(mailbox), mailbox.folder)
        mailbox.why, mailbox.why_fields = "", {}
    with transaction.atomic():  # not while a server far away is asked
        mailbox.save()
        change = audit.Change(mailbox, before, model_to_dict(mailbox, list(details)))
        if kept is None:
            audit.record(actor.user, "mailbox.connected", [change])
        else:
            audit.record(actor.user, "mailbox.changed", [change])
        ask_for_fetching()
    return mailbox


@transaction.atomic
def bring_table(*, actor: Actor, kind: str, file: "File[bytes]") -> ReadingTable:
    """Read mails by a table of one's own from now on. Raises NotAllowed, ValidationError that
    names every fault."""
    by = actor.person(Permission.SETTINGS)
    name = str(file.name or "")[:200]
    if file.size > _LARGEST:
        raise ValidationError({"table": _("The table has more than 20 MB.")})
    try:
        text = file.read().decode("utf-8-sig")
        count = rows_in(kind, text, name)
    except UnicodeDecodeError as error:
        raise ValidationError({"table": _("Save the table as CSV in UTF-8.")}) from error
    except InputFaults as error:
        lang = page_language()
        told = [_place(fault.row, fault.column) + fault.message(lang) for fault in error.faults]
        raise ValidationError({"table": told[:_TOLD]}) from error
    table, _is_new = ReadingTable.objects.update_or_create(
        kind=kind, defaults={"name": name, "text": text, "by": by, "at": timezone.now()}
    )
    audit.record(by, "reading_table.brought", [audit.Change(table, None, {"rows": count})])
    return table


@transaction.atomic
def remove_table(*, actor: Actor, table: ReadingTable) -> None:
    """Read mails without it again. Raises NotAllowed."""
    actor.must(Permission.SETTINGS)
    audit.record(actor.user, "reading_table.removed", [audit.Change(table, {}, None)])
    table.delete()


def _place(row: int | None, column: str | None) -> str:
    told = [] if row is None else [_("row %(n)s") % {"n": row}]
    told += [column] if column else []
    return f"{', '.join(told)}: " if told else ""
