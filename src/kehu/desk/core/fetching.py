"""Sending to an address that somebody typed, without being made to reach into our own network.

Only https, unless KEHU_WEBHOOKS_ANYWHERE allows more; no address that is not public, checked after
the name was looked up and on the very address that is then spoken to; no redirect is followed; the
whole has a time limit, and little of the answer is read.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from threading import Timer
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from kehu.errors import KehuError

_SECONDS = 10
_READ = 2_000  # bytes of the answer
Where = tuple[str, int]


@dataclass(frozen=True)
class Answer:
    """What came back: the status, and the beginning of the text."""

    status: int
    text: str


def check_address(address: str) -> SplitResult:
    """Raises KehuError `address_unfit` for what can never be sent to."""
    try:
        parts = urlsplit(address)
        is_fit = bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        raise KehuError("address_unfit", address=address) from error
    schemes = {"https", "http"} if settings.WEBHOOKS_ANYWHERE else {"https"}
    if not is_fit or parts.scheme not in schemes or parts.username or parts.password:
        raise KehuError("address_unfit", address=address)
    return parts


def post(address: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send, and read the answer. Raises KehuError `address_unfit`, `address_private`, OSError."""
    parts = check_address(address)
    host = parts.hostname or ""
    where = _looked_up(host, parts.port or (443 if parts.scheme == "https" else 80))
    connection = _Pinned(host, where, secure=parts.scheme == "https")
    watch = Timer(_SECONDS, connection.cut)
    watch.start()
    try:
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        connection.request("POST", path, body, {**headers, "Host": parts.netloc})
        answer = connection.getresponse()
        return Answer(answer.status, answer.read(_READ).decode("utf-8", "replace"))
    except (http.client.HTTPException, ValueError) as error:
        raise OSError(str(error) or type(error).__name__) from error
    finally:
        watch.cancel()
        connection.close()


def _looked_up(host: str, port: int) -> Where:
    """The address to speak to. If any of a name's addresses is not public, none is."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError(str(error)) from error
    places = [(str(place[0]), int(place[1])) for *_, place in found]
    if not settings.WEBHOOKS_ANYWHERE and not all(_is_public(ip) for ip, _ in places):
        raise KehuError("address_private", host=host)
    return places[0]


def _is_public(ip: str) -> bool:
    """Neither this machine's, nor a private network's, nor one of these in IPv6's clothes."""
    address = ipaddress.ip_address(ip.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64:
            address = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        else:
            address = address.ipv4_mapped or address.sixtofour or address
    return address.is_global and not address.is_multicast


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class _Pinned(http.client.HTTPConnection):
    """Speaks to the address that was checked; the name is for the certificate."""

    def __init__(self, host: str, where: Where, *, secure: bool) -> None:
        super().__init__(host, where[1], timeout=_SECONDS)
        self._where = where
        self._secure = secure

    def connect(self) -> None:
        self.sock = socket.create_connection(self._where, self.timeout)
        if self._secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)

    def cut(self) -> None:
        """Time is up, also for who answers a byte at a time."""
        if self.sock is not None:
            with suppress(OSError):  # it may have ended by itself just now
                self.sock.shutdown(socket.SHUT_RDWR)
