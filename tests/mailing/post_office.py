"""A real SMTP server on this machine, which may be told to refuse or to break off."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from mailing.free_ports import free_port

PASSWORD = r'7 cups & "tea" \ milk'


@dataclass
class PostOffice:
    """What it took, as programs of buyers read it; how it behaves until it is told otherwise."""

    letters: list[EmailMessage] = field(default_factory=list)
    taken_from: list[tuple[str | None, list[str]]] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)
    breaks_off_at: str = ""  # a command of SMTP, or DATA once it has the text
    port: int = 0

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.breaks_off_at == "MAIL":
            server.transport.abort()
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuses:
            return "550 5.1.1 Nobody of that name lives here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        self.taken_from.append((envelope.mail_from, envelope.rcpt_tos))
        if self.breaks_off_at == "DATA":
            server.transport.abort()
        return "250 OK"


@contextmanager
def open_office() -> Iterator[PostOffice]:
    """Letters are taken from whoever has the password."""
    office = PostOffice(port=free_port())
    server = Controller(
        office, hostname="127.0.0.1", port=office.port, authenticator=_let_in,
        auth_require_tls=False,
    )  # fmt: skip
    server.start()
    try:
        yield office
    finally:
        server.stop()


def _let_in(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, said: object
) -> AuthResult:
    right = isinstance(said, LoginPassword) and said.password == PASSWORD.encode()
    return AuthResult(success=right, handled=False)
