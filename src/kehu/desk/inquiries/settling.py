"""Where a thread stands on the board, found anew after whatever changed it."""

from django.db.models import Max, Q

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Permission
from kehu.desk.inquiries.models import Mail, Thread
from kehu.desk.inquiries.understanding import corrections_of, understood
from kehu.errors import KehuError

IGNORED = "ignore"
_LOOKED_AT = 20  # mails of a thread, the newest


def _newest_to_us(thread: Thread) -> Mail | None:
    """The newest mail of the other side that somebody wrote; where only machines did, theirs. An
    automatic answer does not hide what a person asked before."""
    rows = thread.mails.filter(is_ours=False, reading__isnull=False)
    rows = rows.select_related("reading", "thread__customer").order_by("-at", "-pk")
    read = list(rows[:_LOOKED_AT])
    return next((mail for mail in read if is_of_interest(mail)), read[0] if read else None)


def locked(actor: Actor, thread: Thread) -> Thread:
    """A thread as it is now, that nobody else changes until this transaction ends. Raises
    NotAllowed."""
    rows = Thread.objects.select_for_update(of=("self",)).select_related("customer__owner")
    fresh = rows.get(pk=thread.pk)
    actor.must(Permission.RECORD, fresh)
    return fresh


def must_be_newest(thread: Thread, seen: int) -> None:
    """Raises KehuError `thread_moved_on` where a mail came or went after the one that was seen."""
    if newest_in(thread) != seen:
        raise KehuError("thread_moved_on")


def newest_in(thread: Thread) -> int:
    """The number of the mail that came or went last."""
    return thread.mails.aggregate(last=Max("pk"))["last"] or 0


def is_of_interest(mail: Mail) -> bool:
    """Is it more than a newsletter, a bounce, an offer to us?"""
    kind: str = {**mail.reading.facts, **corrections_of(mail)}["kind"]
    return kind != "not_inquiry"


def settle(thread: Thread) -> None:
    """What it says, its next step, how urgent it is, and since when it waits for our answer."""
    mail = _newest_to_us(thread)
    if mail is None:
        return
    told = understood(mail)
    thread.told = mail
    thread.step = told.decision.step
    parts = told.priority(0.0)
    thread.urgency = parts.value + parts.fit + parts.authenticity + parts.market
    owes = thread.step != IGNORED and not _is_answered(mail)
    thread.waits_since = mail.at if owes and thread.closed_at is None else None
    thread.save(update_fields=["told", "step", "urgency", "waits_since"])


def _is_answered(mail: Mail) -> bool:
    """By a letter of ours that did not fail: one written here to this mail or a later one, or one
    of another program behind it."""
    ours = mail.thread.mails.filter(is_ours=True).exclude(sending__state="failed")
    seen = Q(answers=mail) | Q(answers__at__gt=mail.at)
    return ours.filter(seen | Q(answers=None, at__gte=mail.at)).exists()
