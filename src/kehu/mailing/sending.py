"""A letter out by SMTP."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as MAIL_POLICY
from email.utils import format_datetime
from smtplib import (
    SMTP,
    SMTP_SSL,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from kehu.errors import KehuError
from kehu.mailing.servers import SECONDS, Server


@dataclass(frozen=True)
class Letter:
    """A plain text from one mailbox to another; names are those beside the addresses. `answers`
    are the Message-IDs of its thread, the nearest last."""

    sender: tuple[str, str]
    to: tuple[str, str]
    subject: str
    body: str
    message_id: str
    at: datetime
    answers: Sequence[str] = ()


def composed(letter: Letter) -> bytes:
    """The letter as it goes out. Raises KehuError `address_unfit_for_mail`."""
    mail = EmailMessage(policy=MAIL_POLICY)
    mail["From"] = _address(*letter.sender)
    mail["To"] = _address(*letter.to)
    mail["Subject"] = " ".join(letter.subject.split())
    mail["Date"] = format_datetime(letter.at)
    mail["Message-ID"] = letter.message_id
    if letter.answers:
        mail["In-Reply-To"] = letter.answers[-1]
        mail["References"] = " ".join(letter.answers)
    mail.set_content(letter.body)
    return mail.as_bytes()


def send(server: Server, raw: bytes, sender: str, to: str) -> None:
    """Give a composed letter to a server.

    Raises KehuError `mail_not_sent` where it surely did not go, `mail_perhaps_sent` where the
    server fell silent after it had the text, `mail_unencrypted`.
    """
    try:
        speaking = _connected(server)
    except (OSError, UnicodeError) as error:  # smtplib sends passwords of ASCII only
        raise _not_sent(server, error) from error
    try:
        speaking.sendmail(sender, [to], raw)
    except SMTPServerDisconnected as error:
        raise KehuError("mail_perhaps_sent", host=server.host) from error
    except SMTPException as error:  # an OSError too, so it is asked for first
        raise _not_sent(server, error) from error
    except OSError as error:
        raise KehuError("mail_perhaps_sent", host=server.host) from error
    finally:
        speaking.close()


def _connected(server: Server) -> SMTP:
    context = server.context()
    if server.encryption == "tls":
        speaking: SMTP = SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
    else:
        speaking = SMTP(server.host, server.port, timeout=SECONDS)
    try:
        if server.encryption == "starttls":
            speaking.starttls(context=context)
        if server.password:
            speaking.login(server.login, server.password)
    except BaseException:
        speaking.close()
        raise
    return speaking


def _address(name: str, address: str) -> Address:
    """Servers take addresses of ASCII; a domain in other letters has such a form (RFC 5891)."""
    try:
        address.encode("ascii")
        return Address(" ".join(name.split()), addr_spec=address)
    except (ValueError, IndexError) as error:
        raise KehuError("address_unfit_for_mail", address=address) from error


def _not_sent(server: Server, error: Exception) -> KehuError:
    return KehuError("mail_not_sent", host=server.host, why=_in_a_line(error))


def _in_a_line(error: Exception) -> str:
    """What the server said, where it said why: `550 5.1.1 no such user`."""
    if isinstance(error, SMTPRecipientsRefused):
        error = SMTPResponseException(*next(iter(error.recipients.values())))
    told = str(error)
    if isinstance(error, SMTPResponseException):
        said = error.smtp_error
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        told = f"{error.smtp_code} {words}"
    return " ".join(told.split())[:300] or type(error).__name__
