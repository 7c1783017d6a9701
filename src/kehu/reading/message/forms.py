"""Notifications of web forms and platforms: who filled the form in, and what they wrote."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from kehu.reading.message.parts import Address, Message
from kehu.rulebook import read

_BEFORE = r"^[\s•*\-–>]*+"
_GAP = r"\s{0,8}\*?\s{0,8}"
_LABELLED = re.compile(rf"{_BEFORE}([^:：\t\n]{{1,40}}?){_GAP}(?:[:：\t]|\s[-*]\s)\s*(.*)$")
_ALONE = re.compile(rf"{_BEFORE}([^:：\n]{{1,40}}?){_GAP}[:：]?\s{{0,8}}$")
_MAILBOX = re.compile(r"(?<![\w.+'-])[\w.+'-]++@[\w-]+(?:\.[\w-]+)+")
_FEWEST = 3  # labels that make a form
_LONGEST_LINE = 100  # of one that holds a label alone
_ENDS = re.compile(
    r"^\s*(?:[-_=*]{3,}|--|this e-?mail was sent|this message was sent|sent from your website)",
    re.I,
)


@dataclass(frozen=True)
class Form:
    """What was filled in, by what for (`rulebook/reading/forms.yaml`); whose mailbox it names."""

    values: Mapping[str, str]
    message: str
    sender: Address


def filled_form(message: Message, own_domain: str = "") -> Form | None:
    """The form that a mail passes on, None where the mail is its sender's own.

    A mail is a notification where it has at least three labels of a form, and comes from a
    platform, from the exporter's own site, or from a mailbox that sends for others.
    """
    if not _sends_for_others(message, own_domain):
        return None
    values, rest = _values(message.text)
    sender = _who(values, message)
    said = values.get("message") or rest
    if len(values) < _FEWEST or sender is None or not (said or "product" in values):
        return None
    telling = {role: value for role, value in values.items() if role not in ("message", "other")}
    return Form(telling, said, sender)


def notifies(domain: str, own_domain: str) -> bool:
    """Do notifications of forms come from there: a platform's, or the exporter's own site?"""
    return is_platform(domain) or bool(own_domain and _is_of(domain, own_domain))


def _sends_for_others(message: Message, own_domain: str) -> bool:
    local, domain = message.sender.address.partition("@")[0], message.sender.domain
    elsewhere = message.reply_to is not None and message.reply_to.domain != domain
    return notifies(domain, own_domain) or local in _words().senders or elsewhere


def is_platform(domain: str) -> bool:
    """Is it the domain of a marketplace, or under one?"""
    return any(_is_of(domain, platform) for platform in _words().platforms)


def _is_of(domain: str, parent: str) -> bool:
    return domain == parent or domain.endswith(f".{parent}")


def _who(values: Mapping[str, str], message: Message) -> Address | None:
    """Whose mailbox the form names; that of Reply-To where it names none."""
    name = values.get("name") or " ".join(
        values[part] for part in ("first_name", "last_name") if part in values
    )
    found = _MAILBOX.search(values.get("email", ""))
    if found:
        return Address(name, found[0].lower())
    if message.reply_to and message.reply_to.address != message.sender.address:
        return Address(name or message.reply_to.name, message.reply_to.address)
    return Address(name, "") if name and is_platform(message.sender.domain) else None


def _values(text: str) -> tuple[dict[str, str], str]:
    """Values by role, on the label's line or below it up to the next label; and what stands
    between the first lines, which announce the form, and the first label."""
    values: dict[str, list[str]] = {}
    rest: list[str] = []
    role: str | None = None
    for line in text.split("\n"):
        labelled = _LABELLED.match(line)
        found = _role(labelled[1]) if labelled else None
        if found is None and values and role != "message":
            labelled = _words().unmarked.match(line)
            found = _role(labelled[1]) if labelled else None
        alone = _ALONE.match(line) if len(line) <= _LONGEST_LINE else None
        if found and labelled:
            role = found
            values.setdefault(role, []).append(labelled[2])
        elif alone and (below := _role(alone[1])):
            role = below
            values.setdefault(role, [])
        elif _ENDS.match(line):
            role = None
        elif role == "message" or (role and not "".join(values[role]).strip()):
            values[role].append(line)
        elif not values:
            rest.append(line)
    filled = {role: "\n".join(lines).strip() for role, lines in values.items()}
    announced = "\n".join(rest).strip("\n").partition("\n")[2].strip()
    return {role: value for role, value in filled.items() if value}, announced


def _role(label: str) -> str | None:
    return _words().role_of.get(" ".join(label.strip(" *").lower().split()))


@dataclass(frozen=True)
class _Words:
    role_of: dict[str, str]
    unmarked: re.Pattern[str]  # a label with nothing but a space behind it
    platforms: tuple[str, ...]
    senders: frozenset[str]


@cache
def _words() -> _Words:
    data: dict[str, Any] = read("reading/forms.yaml")
    role_of = {str(word): role for role, words in reversed(data["labels"].items())
               for word in words}  # fmt: skip
    labels = "|".join(re.escape(word) for word in sorted(role_of, key=len, reverse=True))
    unmarked = re.compile(rf"^\s*({labels})\s+(\S.*)$", re.IGNORECASE)
    return _Words(role_of, unmarked, tuple(data["platforms"]), frozenset(data["senders"]))
