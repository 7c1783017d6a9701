"""Answering: through a mailbox of ours, or noted where the answer went another way."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.desk.accounts.actor import Actor, NotAllowed
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit
from kehu.desk.inquiries.asking import ask_for_sending
from kehu.desk.inquiries.barred import must_not_be_barred
from kehu.desk.inquiries.letters import letter_for
from kehu.desk.inquiries.models import Mail, Mailbox, Reading, Sending, Thread
from kehu.desk.inquiries.reach import mailboxes_of
from kehu.desk.inquiries.receiving import keep_bytes
from kehu.desk.inquiries.recorded_facts import record_mail
from kehu.desk.inquiries.settling import locked, must_be_newest, settle
from kehu.desk.ledger.actions import take_back
from kehu.errors import KehuError
from kehu.mailing.sending import composed

UNDO_WITHIN = timedelta(seconds=15)
State = Sending.State


@transaction.atomic
def answer(
    *, actor: Actor, thread: Thread, seen: int, subject: str, body: str, mailbox: Mailbox | None
) -> Mail:
    """Answer a thread's newest mail: through a mailbox, in a moment; None says that it went
    another way, and it is noted. `seen` is the number of the thread's last mail as it was shown.

    What was read of the mail counts as seen. Raises NotAllowed, ValidationError, KehuError
    `thread_moved_on`, `on_the_blacklist`, `nobody_to_answer`, `address_unfit_for_mail`.
    """
    by = actor.person(Permission.RECORD)
    thread = locked(actor, thread)
    must_be_newest(thread, seen)
    asked = thread.told
    if asked is None or not asked.answer_to:
        raise KehuError("nobody_to_answer")
    must_not_be_barred(asked)
    if not body.strip():
        raise ValidationError({"body": _("Write something.")})
    if mailbox is not None and not mailboxes_of(actor).filter(pk=mailbox.pk).exists():
        raise NotAllowed(Permission.RECORD)
    letter = letter_for(by, mailbox, asked, subject, body)
    mail = Mail.objects.create(
        thread=thread, answers=asked, mailbox=mailbox, source=Mail.Source.SENT, is_ours=True, by=by,
        message_id=letter.message_id, sender_name=letter.sender[0],
        sender_address=letter.sender[1], answer_to=asked.answer_to, subject=letter.subject[:500],
        at=letter.at, file=keep_bytes(composed(letter)), text=f"{letter.subject}\n{body}",
        body_start=len(letter.subject) + 1, signature_start=len(letter.subject) + 1 + len(body),
    )  # fmt: skip
    if mailbox is not None:
        due = timezone.now() + UNDO_WITHIN
        Sending.objects.create(mail=mail, mailbox=mailbox, to=asked.answer_to, not_before=due)
        ask_for_sending(due)
    audit.record(by, "mail.answered", [audit.Change(mail, None, {"to": asked.answer_to},
                                                    thread.customer_id)])  # fmt: skip
    _count_as_seen(actor, thread)
    thread.last_at = mail.at
    thread.save(update_fields=["last_at"])
    record_mail(actor=actor, mail=mail)
    settle(thread)
    return mail


@transaction.atomic
def take_back_answer(*, actor: Actor, mail: Mail) -> str:
    """Not to be sent after all, or not sent anyway; its text, to go on with.

    Raises NotAllowed, KehuError `sent_already`.
    """
    actor.must(Permission.RECORD, mail.thread)
    waiting = Sending.objects.filter(mail=mail, state__in=[State.WAITING, State.FAILED])
    by_hand = mail.source == Mail.Source.SENT and mail.mailbox is None and _is_fresh(mail)
    # A row that the worker took meanwhile is not there any more to be deleted.
    if not by_hand and not waiting.delete()[0]:
        raise KehuError("sent_already")
    change = audit.Change(mail, {"to": mail.answer_to}, None, mail.thread.customer_id)
    audit.record(actor.user, "mail.answer_withdrawn", [change])
    thread, body = mail.thread, mail.text[mail.body_start :]
    mail.refresh_from_db(fields=["interaction"])
    if mail.interaction is not None:
        take_back(actor=actor, row=mail.interaction)
    mail.delete()
    settle(thread)
    return body


@transaction.atomic
def send_again(*, actor: Actor, mail: Mail) -> None:
    """Try once more what a server refused. Raises NotAllowed, KehuError `sent_already`,
    `on_the_blacklist`."""
    actor.must(Permission.RECORD, mail.thread)
    if mail.answers is not None:
        must_not_be_barred(mail.answers)
    refused = Sending.objects.filter(mail=mail, state=State.FAILED)
    now = timezone.now()
    if not refused.update(state=State.WAITING, not_before=now, why="", why_fields={}):
        raise KehuError("sent_already")
    audit.record(actor.user, "mail.sent_again", [audit.Change(mail, None, None)])
    ask_for_sending(now)
    settle(mail.thread)


@transaction.atomic
def tell_whether_sent(*, actor: Actor, mail: Mail, went: bool) -> None:
    """Somebody looked whether a letter went out that perhaps did. Raises NotAllowed, KehuError
    `sent_already`."""
    actor.must(Permission.RECORD, mail.thread)
    doubtful = Sending.objects.filter(mail=mail, state=State.UNSURE)
    state = State.SENT if went else State.FAILED
    if not doubtful.update(state=state, why="", why_fields={}):
        raise KehuError("sent_already")
    change = audit.Change(mail, None, {"sent": went}, mail.thread.customer_id)
    audit.record(actor.user, "mail.sending_told", [change])
    mail.refresh_from_db(fields=["sending"])
    record_mail(actor=actor, mail=mail)
    settle(mail.thread)


@transaction.atomic
def close_thread(*, actor: Actor, thread: Thread, seen: int) -> None:
    """Nothing is to be answered; `seen` as of `answer`. Raises NotAllowed, KehuError
    `thread_moved_on`."""
    by = actor.person(Permission.RECORD)
    thread = locked(actor, thread)
    must_be_newest(thread, seen)
    thread.closed_at, thread.closed_by = timezone.now(), by
    thread.save(update_fields=["closed_at", "closed_by"])
    _count_as_seen(actor, thread)
    audit.record(by, "thread.closed", [audit.Change(thread, None, None, thread.customer_id)])
    settle(thread)


@transaction.atomic
def reopen_thread(*, actor: Actor, thread: Thread) -> None:
    """There is something to answer after all. Raises NotAllowed."""
    thread = locked(actor, thread)
    thread.closed_at = thread.closed_by = None
    thread.save(update_fields=["closed_at", "closed_by"])
    change = audit.Change(thread, None, None, thread.customer_id)
    audit.record(actor.user, "thread.reopened", [change])
    settle(thread)


def _count_as_seen(actor: Actor, thread: Thread) -> None:
    read = Reading.objects.filter(mail__thread=thread, seen_at=None)
    read.update(seen_at=timezone.now(), seen_by=actor.user)


def _is_fresh(mail: Mail) -> bool:
    return timezone.now() - mail.at < timedelta(hours=24)
