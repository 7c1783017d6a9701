"""Which mail server to speak to, and as whom."""

import ipaddress
import ssl
from dataclasses import dataclass, field
from typing import Literal

from kehu.errors import KehuError

Encryption = Literal["tls", "starttls", "none"]
SECONDS = 30  # that a server may take for an answer


@dataclass(frozen=True)
class Server:
    """A server of IMAP or SMTP; the password is shown nowhere."""

    host: str
    port: int
    encryption: Encryption
    login: str
    password: str = field(repr=False)

    def context(self) -> ssl.SSLContext | None:
        """What to encrypt with; None where nothing leaves this machine.

        Raises KehuError `mail_unencrypted` where a password would go over a network unencrypted.
        """
        if self.encryption != "none":
            return ssl.create_default_context()
        if not _is_this_machine(self.host):
            raise KehuError("mail_unencrypted", host=self.host)
        return None


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
