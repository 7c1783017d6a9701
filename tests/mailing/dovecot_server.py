"""A real Dovecot on this machine: mailboxes that come to be when somebody logs in."""

import grp
import os
import pwd
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from imaplib import IMAP4, Time2Internaldate
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Any

from imap_tools.imap_utf7 import utf7_encode
from mailing.free_ports import free_port

PROGRAM = Path("/usr/sbin/dovecot")
PASSWORD = r'7 cups & "tea" \ milk'
_CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_failure_delay = 0
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:{folder}/mails/%u
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {login_user}
default_process_limit = 10
default_client_limit = 50
default_vsz_limit = 256M
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=anybody {folder}/passwords
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mails/%u
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """A server that runs; every log-in with the password has its own mailbox."""

    port: int
    tls_port: int
    certificate: Path
    mails: Path

    def mailbox(self, login: str) -> "Filled":
        return Filled(self, login)


@dataclass(frozen=True)
class Filled:
    """A mailbox as its mail program sees it."""

    server: Dovecot
    login: str

    def put(self, raw: bytes, at: datetime, folder: str = "INBOX") -> None:
        """A mail that arrived at a moment."""
        with self.opened() as box:
            _well(box.append(_named(folder), "", Time2Internaldate(at), raw))

    def make(self, folder: str) -> None:
        with self.opened() as box:
            _well(box.create(_named(folder)))

    def drop(self, folder: str) -> None:
        with self.opened() as box:
            _well(box.delete(_named(folder)))

    def remove(self, number: int) -> None:
        """A mail of the inbox, for good."""
        with self.opened() as box:
            _well(box.select("INBOX"))
            _well(box.uid("store", str(number), "+FLAGS", r"(\Deleted)"))
            _well(box.expunge())

    def lock_away(self) -> None:
        """Mails that the server knows of and cannot read any more."""
        for folder in ("new", "cur"):
            for file in (self.server.mails / self.login / folder).iterdir():
                file.chmod(0)

    def state(self) -> list[bytes]:
        """Number, marks and size of every mail of the inbox, as the server tells them."""
        with self.opened() as box:
            _well(box.select("INBOX", readonly=True))
            return _well(box.uid("fetch", "1:*", "(UID FLAGS RFC822.SIZE)"))

    @contextmanager
    def opened(self) -> Iterator[IMAP4]:
        with IMAP4("127.0.0.1", self.server.port) as box:
            _well(box.login(self.login, PASSWORD))
            yield box


@contextmanager
def running() -> Iterator[Dovecot]:
    """Begun in a folder of its own, and ended."""
    with TemporaryDirectory(prefix="dovecot-") as name:
        yield from _run(Path(name))


def _run(folder: Path) -> Iterator[Dovecot]:
    port, tls_port = free_port(), free_port()
    # Dovecot gives up root's rights; where we have none, everything runs as we do.
    is_root = os.geteuid() == 0
    me = pwd.getpwnam("dovecot") if is_root else pwd.getpwuid(os.geteuid())
    login_user = "dovenull" if is_root else me.pw_name
    folder.chmod(0o755)
    (folder / "mails").mkdir()
    os.chown(folder / "mails", me.pw_uid, me.pw_gid)
    config = folder / "dovecot.conf"
    config.write_text(_CONFIG.format(
        folder=folder, port=port, tls_port=tls_port, user=me.pw_name, uid=me.pw_uid,
        gid=me.pw_gid, group=grp.getgrgid(me.pw_gid).gr_name, login_user=login_user))  # fmt: skip
    (folder / "passwords").write_text(f"anybody:{PASSWORD}\n", "utf-8")
    _certify(folder)
    process = subprocess.Popen([PROGRAM, "-F", "-c", config], stderr=subprocess.DEVNULL)
    try:
        _wait_for(process, port, folder / "log")
        yield Dovecot(port, tls_port, folder / "cert.pem", folder / "mails")
    finally:
        process.terminate()
        process.wait(20)


def _named(folder: str) -> str:
    return utf7_encode(folder).decode()


def _well(answer: tuple[str, list[Any]]) -> list[Any]:
    said, told = answer
    assert said == "OK", told
    return told


def _certify(folder: Path) -> None:
    """A certificate for 127.0.0.1 that nobody vouches for."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / "key.pem",
         "-out", folder / "cert.pem"], check=True, capture_output=True)  # fmt: skip


def _wait_for(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    """Until it greets; what it says in its log where it never does."""
    ends = monotonic() + 30
    while monotonic() < ends and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 5) as one:
            if one.recv(4) == b"* OK":
                return
        sleep(0.05)
    told = log.read_text("utf-8") if log.exists() else "it said nothing"
    raise AssertionError(f"Dovecot does not run: {told}")
