"""Bringing files of mail."""

import secrets
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit
from kehu.desk.inquiries.asking import ask_for_reading
from kehu.desk.inquiries.brought import BroughtFiles
from kehu.desk.inquiries.models import Bringing, Mail, Unreadable

_MOST = 500  # files at once
_LARGEST = 2 * 1024**3  # bytes of them together
ENDINGS = (".eml", ".mbox")


def bring_mails(
    *, actor: Actor, files: "Sequence[File[bytes]]", source: str = Mail.Source.UPLOAD,
    holder: User | None = None,
) -> Bringing:  # fmt: skip
    """Keep files of mail (.eml, .mbox) and have the worker read them; `holder` answers strangers,
    the actor where None is named.

    The files are there before the row that names them, so a process that is killed meanwhile has
    brought nothing. Raises NotAllowed, ValidationError.
    """
    by = actor.person(Permission.RECORD)
    _check(files)
    one = Bringing(by=by, holder=holder or by, source=source, folder=secrets.token_hex(16))
    one.files = [str(file.name or f"{n + 1}.eml")[:200] for n, file in enumerate(files)]
    brought = BroughtFiles(one)
    brought.path.mkdir(mode=0o700, parents=True)
    for file, path in zip(files, brought.paths, strict=True):
        with path.open("wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
    with transaction.atomic():
        one.save()
        audit.record(by, "mails.brought", [audit.Change(one, None, {"files": one.files})])
        ask_for_reading()
    return one


@transaction.atomic
def unpack_again(*, actor: Actor, one: Bringing) -> None:
    """Try files once more whose unpacking failed. Raises NotAllowed."""
    actor.must(Permission.RECORD)
    failed = Bringing.objects.filter(pk=one.pk, state=Bringing.State.FAILED, seen_at=None)
    if failed.update(state=Bringing.State.WAITING, attempts=0):
        audit.record(actor.user, "mails.unpacked_again", [audit.Change(one, None, None)])
        ask_for_reading()


@transaction.atomic
def give_up(*, actor: Actor, one: Bringing) -> None:
    """Files whose unpacking failed are removed, and not shown again. Raises NotAllowed."""
    actor.must(Permission.RECORD)
    failed = Bringing.objects.filter(pk=one.pk, state=Bringing.State.FAILED, seen_at=None)
    if failed.update(seen_at=timezone.now()):
        audit.record(actor.user, "mails.given_up", [audit.Change(one, {"files": one.files}, None)])
        transaction.on_commit(BroughtFiles(one).forget)


@transaction.atomic
def note_unreadable(*, actor: Actor, one: Unreadable) -> None:
    """Somebody saw that a mail cannot be read; it is not shown again. Raises NotAllowed."""
    actor.must(Permission.RECORD)
    one.seen_at = timezone.now()
    one.save(update_fields=["seen_at"])
    audit.record(actor.user, "mail.unreadable_seen", [audit.Change(one, {"name": one.name}, None)])


def _check(files: "Sequence[File[bytes]]") -> None:
    faults = []
    if not files or len(files) > _MOST:
        faults.append(_("Choose one to %(n)s files.") % {"n": _MOST})
    for file in files:
        if not str(file.name or "").lower().endswith(ENDINGS):
            told = _("%(name)s is neither a mail (.eml) nor a mailbox (.mbox).")
            faults.append(told % {"name": file.name})
    if sum(file.size for file in files) > _LARGEST:
        faults.append(_("The files have more than 2 GB together; upload them in parts."))
    if faults:
        raise ValidationError({"mails": faults})
