"""The letter that answers a mail, and the server it goes through."""

from email.utils import make_msgid

from django.utils import timezone

from kehu.desk.accounts.models import User
from kehu.desk.inquiries.known_to_us import own_domain
from kehu.desk.inquiries.models import Mail, Mailbox
from kehu.desk.inquiries.receiving import message_of
from kehu.mailing.sending import Letter


def letter_for(by: User, mailbox: Mailbox | None, asked: Mail, subject: str, body: str) -> Letter:
    """From a mailbox, or from the person's own address where it goes another way; in the thread of
    the mail it answers."""
    address = mailbox.address if mailbox else by.email
    domain = address.rpartition("@")[2] or own_domain() or "localhost"
    earlier = message_of(asked).answers
    name = (mailbox.name if mailbox else "") or by.signs_as or by.name
    return Letter(
        sender=(name, address), to=(asked.sender_name, asked.answer_to),
        subject=subject, body=body, message_id=make_msgid(domain=domain), at=timezone.now(),
        answers=tuple(dict.fromkeys((*earlier, asked.message_id))),
    )  # fmt: skip
