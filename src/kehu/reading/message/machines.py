"""Mail that no person wrote to us, known by its headers before its words."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from kehu.reading.message.parts import Message
from kehu.rulebook import read

Machine = Literal["bounce", "auto_reply", "newsletter"]
_KINDS: tuple[Machine, ...] = ("bounce", "auto_reply", "newsletter")


@dataclass(frozen=True)
class Mark:
    """What kind of machine wrote a mail, and the header or subject that says so."""

    kind: Machine
    evidence: str


def machine(message: Message) -> Mark | None:
    """What shows that a machine wrote, None where nothing does."""
    found = {kind: mark for kind in reversed(_KINDS) if (mark := _mark(message, kind))}
    for kind in _KINDS:
        if kind in found:
            return Mark(kind, found[kind])
    return None


def _mark(message: Message, kind: Machine) -> str | None:
    rules = _rules()
    for name in rules["headers"].get(kind, ()):
        if name in message.headers:
            return f"{name}: {message.header(name)[:120]}"
    precedence = message.header("precedence").lower()
    if precedence in rules["precedence"].get(kind, ()):
        return f"precedence: {precedence}"
    content = message.header("content-type").lower()
    if any(one in content for one in rules["report_types"].get(kind, ())):
        return f"content-type: {content[:120]}"
    if message.sender.address.partition("@")[0] in rules["senders"].get(kind, ()):
        return message.sender.address
    if kind == "auto_reply" and _answers_by_itself(message):
        return f"auto-submitted: {message.header('auto-submitted')}"
    return _in_subject(message.subject, rules["subjects"].get(kind, ()))


def _answers_by_itself(message: Message) -> bool:
    said = message.header("auto-submitted").lower()
    return bool(said) and not said.startswith("no")


def _in_subject(subject: str, words: Iterable[str]) -> str | None:
    small = subject.lower()
    return subject if any(word in small for word in words) else None


@cache
def _rules() -> Any:
    return read("reading/machines.yaml")
