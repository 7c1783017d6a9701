"""Where a thread stands on the board, found anew after whatever changed it."""

from kehu.desk.inquiries.models import Mail, Thread
from kehu.desk.inquiries.understanding import understood

IGNORED = "ignore"


def newest_to_us(thread: Thread) -> Mail | None:
    """The newest mail of the other side that was read."""
    read = thread.mails.filter(is_ours=False, reading__isnull=False)
    return read.select_related("reading", "thread__customer").order_by("-at", "-pk").first()


def settle(thread: Thread) -> None:
    """Its next step, how urgent it is, and since when it waits for our answer."""
    mail = newest_to_us(thread)
    if mail is None:
        return
    told = understood(mail)
    thread.step = told.decision.step
    parts = told.priority(0.0)
    thread.urgency = parts.value + parts.fit + parts.authenticity + parts.market
    answered = thread.mails.filter(is_ours=True, at__gte=mail.at)
    owes = thread.step != IGNORED and not answered.exclude(sending__state="failed").exists()
    thread.waits_since = mail.at if owes and thread.closed_at is None else None
    thread.save(update_fields=["step", "urgency", "waits_since"])
