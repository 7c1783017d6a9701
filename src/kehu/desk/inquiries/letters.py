"""The letter that answers a mail, and the server it goes through."""

import re
from email.utils import make_msgid

from django.utils import timezone

from kehu.desk.accounts.models import User
from kehu.desk.inquiries.models import Mail, Mailbox
from kehu.desk.inquiries.receiving import MADE_UP, message_of
from kehu.mailing.sending import Letter

_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}>", re.ASCII)
_NAMED = 20  # mails of a thread, the nearest


def letter_for(by: User, mailbox: Mailbox | None, asked: Mail, subject: str, body: str) -> Letter:
    """From a mailbox, or from the person's own address where it goes another way; in the thread of
    the mail it answers."""
    # Who notes an answer need not have an address.
    address = mailbox.address if mailbox else by.email or f"{by.pk}@{MADE_UP}"
    domain = address.rpartition("@")[2]
    earlier = (*message_of(asked).answers, asked.message_id)
    name = (mailbox.name if mailbox else "") or by.signs_as or by.name
    return Letter(
        sender=(name, address), to=(asked.sender_name, asked.answer_to),
        subject=subject, body=body, message_id=make_msgid(domain=domain), at=timezone.now(),
        answers=[one for one in dict.fromkeys(earlier) if _is_fit(one)][-_NAMED:],
    )  # fmt: skip


def _is_fit(message_id: str) -> bool:
    """Can another server take it: as RFC 5322 writes one, of a length that fits a line, and given
    by the buyer's mail program."""
    return _MESSAGE_ID.fullmatch(message_id) is not None and MADE_UP not in message_id
