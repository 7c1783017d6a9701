"""Domains to which no mail can go, asked of a name server of our own."""

import socket
import threading
from collections.abc import Iterator

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest

from kehu.cleaning.mail_servers import without_mail_server

ZONE = {
    "gmail.com": {"MX": "5 gmail-smtp-in.l.google.com."},
    "mail.example": {"MX": "10 mx.mail.example."},
    "null.example": {"MX": "0 ."},
    "address.example": {"A": "192.0.2.1"},
    "six.example": {"AAAA": "2001:db8::1"},
    "nothing.example": {"TXT": '"here"'},
}
FAILING = "broken.example"


class NameServer(threading.Thread):
    """Answers from a zone, over UDP on this machine."""

    def __init__(self, zone: dict[str, dict[str, str]]) -> None:
        super().__init__(daemon=True)
        self.zone = zone
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port: int = self.socket.getsockname()[1]

    def run(self) -> None:
        while True:
            try:
                wire, whom = self.socket.recvfrom(4096)
            except OSError:
                return
            self.socket.sendto(self.answer(dns.message.from_wire(wire)).to_wire(), whom)

    def answer(self, asked: dns.message.Message) -> dns.message.Message:
        question = asked.question[0]
        name = question.name.to_text().rstrip(".")
        kind = dns.rdatatype.to_text(question.rdtype)
        told = dns.message.make_response(asked)
        told.flags |= dns.flags.RA
        if name == FAILING:
            told.set_rcode(dns.rcode.SERVFAIL)
        elif name not in self.zone:
            told.set_rcode(dns.rcode.NXDOMAIN)
        elif kind in self.zone[name]:
            record = dns.rrset.from_text(question.name, 60, "IN", kind, self.zone[name][kind])
            told.answer.append(record)
        return told


def resolver_of(zone: dict[str, dict[str, str]]) -> Iterator[dns.resolver.Resolver]:
    server = NameServer(zone)
    server.start()
    found = dns.resolver.Resolver(configure=False)
    found.nameservers, found.port = ["127.0.0.1"], server.port
    yield found
    server.socket.close()


@pytest.fixture
def resolver() -> Iterator[dns.resolver.Resolver]:
    yield from resolver_of(ZONE)


@pytest.fixture
def resolver_that_knows_nobody() -> Iterator[dns.resolver.Resolver]:
    yield from resolver_of({})


def test_domains_that_are_not_there_or_take_no_mail_are_told(
    resolver: dns.resolver.Resolver,
) -> None:
    asked = {*ZONE, FAILING, "gone.example"}
    dead = without_mail_server(asked, resolver)
    assert dead == {"gone.example", "null.example", "nothing.example"}


def test_a_network_that_does_not_answer_says_nothing_against_anybody(
    resolver_that_knows_nobody: dns.resolver.Resolver,
) -> None:
    assert without_mail_server({"mail.example"}, resolver_that_knows_nobody) == frozenset()


def test_who_is_not_answered_for_in_time_is_taken_to_have_a_server(
    resolver: dns.resolver.Resolver,
) -> None:
    assert without_mail_server({"gone.example"}, resolver, seconds=0) == frozenset()
