"""What the room keeps."""

from kehu.desk.inquiries.models.bringing import Bringing, Unreadable
from kehu.desk.inquiries.models.mailboxes import Mailbox
from kehu.desk.inquiries.models.mails import Mail, Sending, Thread
from kehu.desk.inquiries.models.readings import Correction, Reading, SecondLook
from kehu.desk.inquiries.models.tables import ReadingTable

__all__ = [
    "Bringing",
    "Correction",
    "Mail",
    "Mailbox",
    "Reading",
    "ReadingTable",
    "SecondLook",
    "Sending",
    "Thread",
    "Unreadable",
]
