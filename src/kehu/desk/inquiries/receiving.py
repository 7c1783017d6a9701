"""A mail's bytes to a row and its thread."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from kehu.desk.accounts.actor import THE_APPLICATION, Actor
from kehu.desk.accounts.models import User
from kehu.desk.inquiries.known_to_us import company_domain, customers_at, own_domain
from kehu.desk.inquiries.models import Bringing, Mail, Mailbox, Thread
from kehu.desk.inquiries.reach import mails_of
from kehu.desk.inquiries.recorded_facts import record_mail
from kehu.desk.inquiries.settling import settle
from kehu.errors import KehuError
from kehu.reading.message.disowned import disowned
from kehu.reading.message.forms import filled_form
from kehu.reading.message.forwards import passed_on
from kehu.reading.message.machines import machine
from kehu.reading.message.newest import bare_subject, is_answer, split
from kehu.reading.message.parts import Message, read_message

MADE_UP = "kehu.invalid"  # where Message-IDs lie that no mail program gave
_SAME_SUBJECT = timedelta(days=90)  # within which an answer that names no mail joins a thread


@dataclass(frozen=True)
class Way:
    """How a mail came to us: by whom if anybody brought it, and who answers a stranger's."""

    source: str
    by: User | None = None
    holder: User | None = None
    mailbox: Mailbox | None = None
    bringing: Bringing | None = None


def receive(raw: bytes, way: Way) -> Mail | None:
    """Keep a mail in its thread, to be read; None where it is here already.

    What a colleague forwarded counts as its first sender's, for that colleague to answer; what
    somebody brought joins only threads within that person's reach. Raises KehuError of a mail that
    cannot be read.
    """
    message = read_message(raw)
    forwarding = _colleague(message)
    inner = passed_on(message) if forwarding or _is_own(message) else None
    if inner is not None:
        way = Way(way.source, forwarding or way.by, forwarding or way.holder, way.mailbox,
                  way.bringing)  # fmt: skip
    told, is_ours = inner or message, inner is None and _is_own(message)
    key = _key_of_words(inner) if inner else message.message_id.strip()[:400] or _made_up(raw)
    same = Mail.objects.filter(message_id=key, sender_address=told.sender.address[:320])
    known = same.select_related("thread", "mailbox").first()
    if known is not None:
        _also_came(known, way, message)
        return None
    file = keep_bytes(raw)
    try:
        mail = _kept(told, key, file, way, is_ours=is_ours)
    except IntegrityError:
        if same.exists():  # another worker kept it meanwhile
            return None
        raise
    if is_ours:
        record_mail(actor=THE_APPLICATION, mail=mail)
        settle(mail.thread)
    return mail


def keep_bytes(raw: bytes) -> str:
    """Write a mail below MEDIA_ROOT under the sum of its bytes; its path from there."""
    name = hashlib.sha256(raw).hexdigest()
    path = Path(settings.MEDIA_ROOT) / "mails" / name[:2] / f"{name}.eml"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(raw)
    fresh.replace(path)
    return str(path.relative_to(settings.MEDIA_ROOT))


def bytes_of(mail: Mail) -> bytes:
    """A mail as it came. Raises KehuError `mail_file_gone`."""
    try:
        return (Path(settings.MEDIA_ROOT) / mail.file).read_bytes()
    except OSError as error:
        raise KehuError("mail_file_gone", file=mail.file) from error


def message_of(mail: Mail) -> Message:
    """A mail as it is read: one that a colleague forwarded as its first sender's. Raises KehuError
    `mail_file_gone`."""
    message = read_message(bytes_of(mail))
    if message.sender.address[:320] == mail.sender_address:
        return message
    return passed_on(message) or message


def _key_of_words(message: Message) -> str:
    """Of a mail inside another, whose own Message-ID nobody passes on: two colleagues who forward
    the same mail bring it once."""
    told = (
        message.sender.address, message.header("date"), bare_subject(message.subject),
        " ".join(message.text.split()), *((one.name, one.size) for one in message.attachments),
    )  # fmt: skip
    return _made_up(repr(told).encode())


def _made_up(told: bytes) -> str:
    return f"<{hashlib.sha256(told).hexdigest()}@{MADE_UP}>"


def _also_came(known: Mail, way: Way, message: Message) -> None:
    """A stranger's first mail that went to two of us is for whoever stands first among those it is
    addressed to."""
    if known.mailbox is None or way.mailbox is None or way.holder is None or known.is_ours:
        return
    begun = known.thread.mails.exclude(pk=known.pk).exists()
    if begun or known.thread.holder != known.mailbox.holder:
        return
    to = [one.address for one in message.to]
    before, now = known.mailbox.address.lower(), way.mailbox.address.lower()
    if now in to and (before not in to or to.index(now) < to.index(before)):
        Thread.objects.filter(pk=known.thread_id).update(holder=way.holder)


@transaction.atomic
def _kept(message: Message, key: str, file: str, way: Way, *, is_ours: bool) -> Mail:
    at = _sent_at(message, timezone.now())
    subject = bare_subject(message.subject)[:500]
    thread = _thread(message, way.by) or Thread.objects.create(
        subject=subject, last_at=at, holder=way.holder
    )
    if not is_ours and not thread.sender_name:
        thread.sender_name = (message.sender.name or message.sender.address)[:300]
    thread.last_at = max(thread.last_at, at)
    thread.save(update_fields=["sender_name", "last_at"])
    return Mail.objects.create(
        thread=thread, mailbox=way.mailbox, bringing=way.bringing, source=way.source,
        is_ours=is_ours, message_id=key, sender_name=message.sender.name[:300],
        sender_address=message.sender.address[:320], subject=message.subject[:500], at=at,
        by=way.by, file=file, attachments=[
            {"name": one.name, "type": one.media_type, "size": one.size}
            for one in message.attachments],
        **(_said(message) if is_ours else {}),
    )  # fmt: skip


def _said(message: Message) -> dict[str, Any]:
    """The words of a mail of ours, which nobody reads for facts."""
    newest = split(message.text, message.subject)
    start = len(message.subject) + 1
    return {
        "text": f"{message.subject}\n{newest.body}\n{newest.signature}", "body_start": start,
        "signature_start": start + len(newest.body) + 1, "quoted": newest.quoted,
    }  # fmt: skip


def _sent_at(message: Message, now: datetime) -> datetime:
    """By the clock of the server that took it: by a sender's that is wrong a mail would stand below
    our answer to the one before."""
    return min(message.arrived or message.at or now, now)


def _thread(message: Message, by: User | None) -> Thread | None:
    """The thread of a mail that this one answers, of those in which its sender takes part: who
    knows a Message-ID alone does not get into it. Of an answer that names none, the newest with
    the same correspondent and subject."""
    mails = mails_of(Actor.of(by) if by else THE_APPLICATION).order_by("-at")
    answered = mails.filter(message_id__in=message.answers)
    for one in answered.select_related("thread__customer"):
        if _is_own(message) or _takes_part(message.sender.address, one.thread):
            return one.thread
    if not is_answer(message.subject):
        return None
    found = mails.filter(
        _of_correspondent(message.sender.address), is_ours=False,
        thread__subject=bare_subject(message.subject)[:500],
        at__gte=timezone.now() - _SAME_SUBJECT,
    ).select_related("thread").first()  # fmt: skip
    return found.thread if found else None


def _takes_part(address: str, thread: Thread) -> bool:
    """Has somebody of this mailbox or company written in the thread, or been written to, or is it
    the customer's?"""
    mine = thread.mails.filter(_of_correspondent(address) | Q(answer_to__iexact=address))
    return mine.exists() or (
        thread.customer is not None and thread.customer in customers_at(address)
    )


def _of_correspondent(address: str) -> Q:
    """Mails from this address, or from others of the same company's domain."""
    domain = company_domain(address)
    same = Q(sender_address=address)
    if domain:
        same |= Q(sender_address__endswith=f"@{domain}")
        same |= Q(sender_address__endswith=f".{domain}")
    return same


def _is_own(message: Message) -> bool:
    """Did one of us write it? What our site or mail server sends for others is theirs, and what
    the receiving server says is forged is nobody's of ours."""
    ours, host = own_domain(), message.sender.domain
    to = message.reply_to.domain if message.reply_to else ""
    if disowned(message) or (to and to != host and not _is_of(to, ours)):
        return False
    if filled_form(message, ours) is not None or machine(message) is not None:
        return False
    if Mailbox.objects.filter(address__iexact=message.sender.address).exists():
        return True
    return _is_of(host, ours)


def _is_of(host: str, domain: str) -> bool:
    return bool(domain) and (host == domain or host.endswith(f".{domain}"))


def _colleague(message: Message) -> User | None:
    if not message.sender.address or disowned(message):
        return None
    return User.objects.filter(email__iexact=message.sender.address, is_active=True).first()
