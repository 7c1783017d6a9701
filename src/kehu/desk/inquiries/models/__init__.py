"""What the room keeps."""

from kehu.desk.inquiries.models.mailboxes import Mailbox
from kehu.desk.inquiries.models.mails import Mail, Thread
from kehu.desk.inquiries.models.readings import Correction, Reading, SecondLook

__all__ = ["Correction", "Mail", "Mailbox", "Reading", "SecondLook", "Thread"]
