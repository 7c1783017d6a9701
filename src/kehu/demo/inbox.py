"""The exporter's mailbox: the mails of some days, of buyers and of all the others who write."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import yaml

OUR_DOMAIN = "kehu.example"
_OUR_MAILBOX = f"sales@{OUR_DOMAIN}"


@dataclass(frozen=True)
class Correspondent:
    """A customer who writes from a company's mailbox; `won`: they have ordered."""

    name: str
    company: str
    address: str
    won: bool


@dataclass(frozen=True)
class _Mail:
    """An entry of the file, with its writer and its moment."""

    entry: Mapping[str, Any]
    writer: Correspondent
    at: datetime

    @property
    def message_id(self) -> str:
        # Of the key and the moment alone: a random one would differ from run to run.
        domain = self.writer.address.rpartition("@")[2]
        return f"<{self.entry['key']}.{self.at:%Y%m%d%H%M%S}@{domain}>"

    @property
    def body(self) -> str:
        body: str = self.entry["body"]
        if "from_customer" not in self.entry:
            return body  # braces of a page are its own
        return body.format(contact=self.writer.name, company=self.writer.company)


def inbox(known: Sequence[Correspondent], until: datetime) -> Iterator[bytes]:
    """Yield raw mails (RFC 5322, CRLF) of the six days up to `until`, the oldest first.

    `known` are customers, in an order that stays: the file's nth who has ordered, or has not yet,
    is the nth of them here; mails of customers who are not there are left out. `until` is aware.
    The same arguments give the same bytes.
    """
    mails = {mail.entry["key"]: mail for mail in _mails(known, until)}
    for mail in sorted(mails.values(), key=lambda one: one.at):
        yield _message(mail, mails).as_bytes()


@cache
def entries() -> tuple[Mapping[str, Any], ...]:
    """Read the mails as they are written down (`data/inbox.yaml`, whose head says how)."""
    text = files("kehu.demo").joinpath("data/inbox.yaml").read_text(encoding="utf-8")
    return tuple(yaml.safe_load(text))


def _mails(known: Sequence[Correspondent], until: datetime) -> Iterator[_Mail]:
    for entry in entries():
        writer = _writer(entry, known)
        if writer is not None:
            # The clock on the writer's wall, as their mail program dates what it sends.
            zone = ZoneInfo(entry.get("zone", "UTC"))
            yield _Mail(entry, writer, (until - timedelta(hours=entry["hours"])).astimezone(zone))


def _writer(entry: Mapping[str, Any], known: Sequence[Correspondent]) -> Correspondent | None:
    """Who writes, None where it is a customer who is not there."""
    if "from" in entry:
        return Correspondent(entry["from"]["name"], "", entry["from"]["address"], won=False)
    wanted = entry["from_customer"]
    those = [one for one in known if one.won == wanted["won"]]
    if len(those) < wanted["nth"]:
        return None
    customer = those[wanted["nth"] - 1]
    return _imitated(customer) if wanted.get("lookalike") else customer


def _imitated(customer: Correspondent) -> Correspondent:
    """Somebody who passes for the customer: a letter in the middle of the domain is doubled."""
    local, _, domain = customer.address.rpartition("@")
    middle = len(domain.partition(".")[0]) // 2
    alike = domain[: middle + 1] + domain[middle:]
    return Correspondent(customer.name, customer.company, f"{local}@{alike}", won=False)


def _message(mail: _Mail, mails: Mapping[str, _Mail]) -> EmailMessage:
    entry = mail.entry
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(mail.writer.name, addr_spec=mail.writer.address)
    message["To"] = entry.get("to", _OUR_MAILBOX)
    message["Date"] = mail.at
    message["Message-ID"] = mail.message_id
    message["Subject"] = entry["subject"]
    for name, value in (_thread(mail, mails) | entry.get("headers", {})).items():
        message[name] = value
    if "bounced" in entry:
        _report(message, mail)
    else:
        message.set_content(mail.body, subtype="html" if entry.get("html") else "plain")
    return message


def _thread(mail: _Mail, mails: Mapping[str, _Mail]) -> dict[str, str]:
    """The headers of an answer; a mail answered that is not in the inbox is one of ours."""
    answered = [
        mails[key].message_id if key in mails else f"<{key}@{OUR_DOMAIN}>"
        for key in mail.entry.get("answers", ())
    ]
    return {"In-Reply-To": answered[-1], "References": " ".join(answered)} if answered else {}


def _report(message: MIMEPart, mail: _Mail) -> None:
    """Write a server's report of a mail not delivered: words, its fate, its headers (RFC 3464)."""
    bounced = mail.entry["bounced"]
    # A boundary left to the library is drawn at random.
    message["Content-Type"] = (
        f'multipart/report; report-type=delivery-status; boundary="{mail.entry["key"]}"'
    )
    message["MIME-Version"] = "1.0"
    words, returned = MIMEPart(policy=SMTP), MIMEPart(policy=SMTP)
    words.set_content(mail.body)
    sent = {"From": mail.entry["to"], "To": bounced["to"], "Subject": bounced["subject"]}
    returned.set_content(
        "".join(f"{name}: {value}\n" for name, value in sent.items()), subtype="rfc822-headers"
    )
    for part in (words, _fate(mail), returned):
        message.attach(part)


def _fate(mail: _Mail) -> MIMEPart:
    """What machines read of a report: which server tells it, and what became of the mail."""
    bounced = mail.entry["bounced"]
    server, recipient = MIMEPart(policy=SMTP), MIMEPart(policy=SMTP)
    server["Reporting-MTA"] = f"dns; {mail.writer.address.rpartition('@')[2]}"
    recipient["Final-Recipient"] = f"rfc822; {bounced['to']}"
    recipient["Action"] = "failed"
    recipient["Status"] = "5.1.1"
    recipient["Diagnostic-Code"] = f"smtp; {bounced['said']}"
    fate = MIMEPart(policy=SMTP)
    fate["Content-Type"] = "message/delivery-status"
    fate.attach(server)
    fate.attach(recipient)
    return fate
