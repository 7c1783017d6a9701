"""A mail that somebody passed on to us, as if it had come by itself."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from email.utils import parsedate_to_datetime

from kehu.reading.message.newest import heads_a_forward, is_forward, labelled
from kehu.reading.message.parts import Address, Message

_MAILBOX = re.compile(r"[^\s<>\[\]():;,]+@[^\s<>\[\]():;,]+\.\w+")
_MARKS = re.compile(r"^[>|]+ ?")
_HEADING = 8  # lines that a heading may have


def passed_on(message: Message) -> Message | None:
    """The mail inside one that was forwarded, its first sender as the sender; None of others.

    What stands above it is left out, and so are headers of the way it took to us; its date is as it
    was written.
    """
    lines = [_MARKS.sub("", line) for line in message.text.split("\n")]
    start = _start(lines, forwarded=is_forward(message.subject))
    if start is None:
        return None
    heading, end = _heading(lines, start)
    sender = _sender(heading.get("from", ""))
    if sender is None:
        return None
    sent = heading.get("sent", "")
    return replace(
        message, headers={"date": (sent,)}, sender=sender, reply_to=None, arrived=None,
        answers=(), html=None, subject=heading.get("subject", ""), at=_moment(sent) or message.at,
        text="\n".join(lines[end:]).strip("\n"),
    )  # fmt: skip


def _start(lines: Sequence[str], *, forwarded: bool) -> int | None:
    """Where the heading begins: behind the line that announces it, or at the first one there is."""
    for number, line in enumerate(lines):
        if heads_a_forward(line):
            return number + 1
        if forwarded and len(_heading(lines, number)[0]) > 2:
            return number
    return None


def _heading(lines: Sequence[str], start: int) -> tuple[dict[str, str], int]:
    """The values by role, and the first line behind them; empty where no heading begins there."""
    values: dict[str, str] = {}
    end = start
    while end < len(lines) and end < start + _HEADING:
        found = labelled(lines[end])
        if found is None and (values or lines[end].strip()):
            break
        if found:
            values.setdefault(*found)
        end += 1
    return values, end


def _sender(written: str) -> Address | None:
    found = _MAILBOX.search(written)
    if found is None:
        return None
    name = written[: found.start()].removesuffix("mailto:").strip("\"' <[(,")
    return Address(name, found[0].lower())


def _moment(written: str) -> datetime | None:
    """The date as mail headers write it; other ways differ from language to language."""
    try:
        found = parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else None
