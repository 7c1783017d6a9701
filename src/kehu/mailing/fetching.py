"""Fetching new mail by IMAP; nothing on the server is changed, not even what is marked as read."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from imaplib import IMAP4

from imap_tools import AND, BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxFetchError, UnexpectedCommandStatusError
from imap_tools.utils import check_command_status

from kehu.errors import KehuError
from kehu.mailing.servers import SECONDS, Server

_SIZE = re.compile(rb"RFC822\.SIZE (\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Place:
    """How far a folder was read: its validity and the last number (RFC 3501, 2.3.1.1)."""

    validity: int | None = None
    last: int = 0


@dataclass(frozen=True)
class Fetched:
    """A mail of a folder, and the place behind it. `raw` is None of one larger than asked for."""

    place: Place
    raw: bytes | None


def fetch_new(
    server: Server, folder: str, place: Place, since: date, largest: int
) -> Iterator[Fetched]:
    """The mails of a folder behind a place, the oldest first; where the server numbered anew, all
    since a day. Those of more than `largest` bytes are named and not fetched.

    Raises KehuError `mailbox_refuses`, `mail_unencrypted`.
    """
    with _opened(server, folder) as box:
        validity = int(box.folder.status(folder, ["UIDVALIDITY"])["UIDVALIDITY"])
        last = place.last if place.validity == validity else 0
        for uid in _numbers(box, last, since):
            one = _fetched(box, Place(validity, uid), largest)
            if one.raw != b"":  # somebody removed it meanwhile
                yield one


def try_out(server: Server, folder: str) -> None:
    """Log in and open the folder. Raises KehuError `mailbox_refuses`, `mail_unencrypted`."""
    with _opened(server, folder):
        return


@contextmanager
def _opened(server: Server, folder: str) -> Iterator[BaseMailBox]:
    try:
        with _logged_in(server) as box:
            box.folder.set(folder, readonly=True)
            yield box
    except (OSError, IMAP4.error, ImapToolsError, ValueError) as error:  # a host of no sense too
        raise KehuError("mailbox_refuses", host=server.host, why=_in_a_line(error)) from error


def _logged_in(server: Server) -> BaseMailBox:
    """The usual command takes ASCII only, the other is not known to every server."""
    box = _box(server)
    log_in = box.login if f"{server.login}{server.password}".isascii() else box.login_utf8
    return log_in(server.login, server.password, initial_folder=None)


def _box(server: Server) -> BaseMailBox:
    context = server.context()
    if context is None:
        return MailBoxUnencrypted(server.host, server.port, timeout=SECONDS)
    kind = MailBox if server.encryption == "tls" else MailBoxStartTls
    return kind(server.host, server.port, timeout=SECONDS, ssl_context=context)


def _numbers(box: BaseMailBox, last: int, since: date) -> list[int]:
    """A range to `*` names the newest mail even where that lies before its beginning."""
    asked = f"UID {last + 1}:*" if last else AND(date_gte=since)
    return sorted(number for one in box.uids(asked) if (number := int(one)) > last)


def _fetched(box: BaseMailBox, place: Place, largest: int) -> Fetched:
    if _size(box, place.last) > largest:
        return Fetched(place, None)
    # Not imap-tools' own way: it parses a mail, and we keep it as it came.
    answer = box.client.uid("fetch", str(place.last), "(BODY.PEEK[])")
    check_command_status(answer, MailboxFetchError)
    raw = next((part[1] for part in answer[1] if isinstance(part, tuple)), b"")
    return Fetched(place, raw)


def _size(box: BaseMailBox, uid: int) -> int:
    _, parts = box.client.uid("fetch", str(uid), "(RFC822.SIZE)")
    told = _SIZE.search(b" ".join(part for part in parts if isinstance(part, bytes)))
    return int(told[1]) if told else 0


def _in_a_line(error: Exception) -> str:
    """What the server said, where it said why."""
    told = str(error)
    if isinstance(error, UnexpectedCommandStatusError):
        parts = (one for one in error.command_result[1] if isinstance(one, bytes))
        told = b" ".join(parts).decode("utf-8", "replace")
    return " ".join(told.split())[:300] or type(error).__name__
