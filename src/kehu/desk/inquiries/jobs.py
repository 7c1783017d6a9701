"""What the worker does for mail: unpacks, fetches, reads, sends."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django_q.models import Schedule

from kehu.desk.accounts.actor import THE_APPLICATION
from kehu.desk.grading.actions import regrade_changed
from kehu.desk.inquiries.brought import BroughtFiles
from kehu.desk.inquiries.models import Bringing, Mail, Mailbox, Sending, Unreadable
from kehu.desk.inquiries.reading_mail import read_waiting_mails
from kehu.desk.inquiries.receiving import Way, bytes_of, receive
from kehu.desk.inquiries.recorded_facts import record_mail
from kehu.desk.inquiries.servers import imap_server, smtp_server
from kehu.desk.inquiries.settling import settle
from kehu.errors import KehuError
from kehu.mailing.fetching import Place, fetch_new
from kehu.mailing.sending import send
from kehu.reading.mailboxes import mails
from kehu.reading.message.parts import LARGEST

_ATTEMPTS = 3  # a bringing that ends its process each time is given up
_EVERY = 5  # minutes between two looks into the mailboxes
_SILENT = timedelta(minutes=10)  # after which a letter that was going is told to be unsure
State = Bringing.State
_log = logging.getLogger(__name__)


def read_mail() -> None:
    """Unpack what was brought, and read what was not read yet."""
    unfinished = Bringing.objects.filter(state__in=[State.WAITING, State.UNPACKING])
    for one in unfinished.order_by("pk"):
        _unpack(one)
    if read_waiting_mails():
        regrade_changed()


def fetch_mail() -> None:
    """Send what was left, look into all mailboxes, one after the other, and read what came."""
    send_letters()
    for mailbox in Mailbox.objects.filter(is_active=True).order_by("pk"):
        _fetch(mailbox)
    read_mail()


def send_letters() -> None:
    """Send what is due; what was going when its process ended is not sent twice."""
    now = timezone.now()
    lost = Sending.objects.filter(state=Sending.State.GOING, begun_at__lt=now - _SILENT)
    lost.update(state=Sending.State.UNSURE)
    due = Sending.objects.filter(state=Sending.State.WAITING, not_before__lte=now)
    for one in due.select_related("mail__thread", "mailbox").order_by("pk"):
        _send(one)


def schedule_mail() -> None:
    """A look into the mailboxes every few minutes, from the application's start on."""
    name = f"{fetch_mail.__module__}.{fetch_mail.__name__}"
    Schedule.objects.update_or_create(
        name="mail",
        defaults={"func": name, "schedule_type": Schedule.MINUTES, "minutes": _EVERY},
    )


def _unpack(one: Bringing) -> None:
    """Mails that are here already count as known, so that it may begin anew after it was killed."""
    if one.attempts >= _ATTEMPTS:
        Bringing.objects.filter(pk=one.pk).update(state=State.FAILED)
        return
    one.state, one.attempts, one.known_before = State.UNPACKING, one.attempts + 1, 0
    one.save()
    one.unreadable.all().delete()
    way = Way(one.source, one.by, one.holder, bringing=one)
    for name, raw in _raw(one):
        one.known_before += _receive(name, raw, way) == "known"
    one.state = State.DONE
    one.save()
    BroughtFiles(one).forget()


def _raw(one: Bringing) -> Iterator[tuple[str, bytes]]:
    """Each mail by the name of its file, as it was called where it came from."""
    brought = BroughtFiles(one)
    for name, path in zip(one.files, brought.paths, strict=True):
        for mail in mails([path]):
            yield name + Path(mail.file).name.removeprefix(path.name), mail.raw


def _fetch(mailbox: Mailbox) -> None:
    place = Place(mailbox.validity, mailbox.last_uid)
    try:
        new = fetch_new(imap_server(mailbox), mailbox.folder, place, mailbox.since, LARGEST)
        for one in new:
            _take(mailbox, one.place, one.raw)
        mailbox.why, mailbox.why_fields = "", {}
    except KehuError as error:
        mailbox.why, mailbox.why_fields = error.code, _plain(error)
    mailbox.fetched_at = timezone.now()
    mailbox.save(update_fields=["why", "why_fields", "fetched_at"])


@transaction.atomic
def _take(mailbox: Mailbox, place: Place, raw: bytes | None) -> None:
    """A mail and how far the mailbox is read, together or not at all."""
    way = Way(Mail.Source.MAILBOX, None, mailbox.holder, mailbox=mailbox)
    name = f"{mailbox.address} {mailbox.folder} {place.last}"
    if raw is None:
        _unread(name, KehuError("mail_too_large", limit=LARGEST // 1024**2), way)
    else:
        _receive(name, raw, way)
    mailbox.validity, mailbox.last_uid = place.validity, place.last
    mailbox.save(update_fields=["validity", "last_uid"])


def _receive(name: str, raw: bytes, way: Way) -> str:
    """Keep a mail: `new`, `known` or `unread`. Whatever a stranger made up, the others go on."""
    try:
        with transaction.atomic():
            return "known" if receive(raw, way) is None else "new"
    except KehuError as error:
        _unread(name, error, way)
    except Exception as error:
        _log.exception("mail %s", name)
        _unread(name, KehuError("mail_breaks_reading", why=type(error).__name__), way)
    return "unread"


def _unread(name: str, error: KehuError, way: Way) -> None:
    Unreadable.objects.create(
        name=name[:400], why=error.code, why_fields=_plain(error), mailbox=way.mailbox,
        bringing=way.bringing,
    )  # fmt: skip


def _send(one: Sending) -> None:
    waiting = Sending.objects.filter(pk=one.pk, state=Sending.State.WAITING)
    if not waiting.update(state=Sending.State.GOING, begun_at=timezone.now()):
        return
    one.refresh_from_db()
    try:
        send(smtp_server(one.mailbox), bytes_of(one.mail), one.mailbox.address, one.to)
        one.state, one.why, one.why_fields = Sending.State.SENT, "", {}
    except KehuError as error:
        sure = error.code != "mail_perhaps_sent"
        one.state = Sending.State.FAILED if sure else Sending.State.UNSURE
        one.why, one.why_fields = error.code, _plain(error)
    one.save()
    with transaction.atomic():
        record_mail(actor=THE_APPLICATION, mail=one.mail)
        settle(one.mail.thread)


def _plain(error: KehuError) -> dict[str, str]:
    return {name: str(value) for name, value in error.fields.items()}
