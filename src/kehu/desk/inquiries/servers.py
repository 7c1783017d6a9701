"""The servers of a mailbox, with the password that lies outside the database."""

import os
from pathlib import Path
from typing import cast

from django.conf import settings

from kehu.desk.inquiries.models import Mailbox
from kehu.errors import KehuError
from kehu.mailing.servers import Encryption, Server


def imap_server(mailbox: Mailbox) -> Server:
    """Where its mail comes from. Raises KehuError `no_such_secret`."""
    encryption = cast(Encryption, mailbox.encryption)
    return Server(mailbox.host, mailbox.port, encryption, mailbox.login, _password(mailbox))


def smtp_server(mailbox: Mailbox) -> Server:
    """Where its letters go out. Raises KehuError `no_such_secret`."""
    encryption = cast(Encryption, mailbox.smtp_encryption)
    port = mailbox.smtp_port
    return Server(mailbox.smtp_host, port, encryption, mailbox.login, _password(mailbox))


def _password(mailbox: Mailbox) -> str:
    """From the environment (KEHU_MAILBOX_NAME) or from a file of the name in the secrets' folder.

    The name is of small letters and digits, so that it leads nowhere else.
    """
    variable = f"KEHU_MAILBOX_{mailbox.secret.upper().replace('-', '_')}"
    file = Path(settings.SECRETS) / mailbox.secret
    password = os.environ.get(variable) or _written(file)
    if not password.strip():
        raise KehuError("no_such_secret", variable=variable, file=str(file))
    return password.strip("\r\n")


def _written(file: Path) -> str:
    """What stands in a file; nothing where it is not there or not for us to read."""
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
