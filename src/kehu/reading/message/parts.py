"""A mail's bytes to its headers and its one text, whatever its shape."""

import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import Message as Part
from email.utils import getaddresses, parsedate_to_datetime

from kehu.errors import KehuError
from kehu.reading.message.charsets import decoded, header_text
from kehu.reading.message.html import text_of

LARGEST = 25 * 1024 * 1024  # bytes; what mail servers take at most
_LONGEST_HEADER = 64 * 1024  # bytes of all headers together
_MOST_PARTS = 1_000
_LONGEST_TEXT = 60_000  # characters that are read; a person writes less
_LONGEST_WORD = 300  # signs without a space; a longer one is no word
_WIDEST, _EMPTIEST = 8, 8  # signs of a gap, lines of one
_GAP = re.compile(rf"[^\S\n]{{{_WIDEST + 1},}}")
_EMPTY = re.compile(rf"\n(?:[^\S\n]*\n){{{_EMPTIEST},}}")
_WORD = re.compile(rf"[!-~]{{{_LONGEST_WORD + 1},}}")
_RUN = re.compile(rf"[^\s。，、！？；：]{{{_LONGEST_WORD}}}(?=\S)")
_MOST_ANSWERED = 50  # mails of a thread, the nearest
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n|\r\r")
_ANGLED = re.compile(r"<\s*([^<>\s@]+@[^<>\s@]+)\s*>")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,400}>")
_WORDS_OF = ("text/plain", "text/enriched", "text")
_SHORT = 400  # letters; a plain half shorter than that may only stand in for the page


@dataclass(frozen=True)
class Address:
    """A mailbox, the address in small letters, and the name beside it, as written."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


@dataclass(frozen=True)
class Attachment:
    """A part that is not the text: what it calls itself. It is never opened."""

    name: str
    media_type: str
    size: int


@dataclass(frozen=True)
class Message:
    """A mail, taken apart.

    `headers` by small name, decoded, every occurrence. `text` is plain, lines ended by `\\n`,
    quotes still in it. `at` is aware, UTC where the mail names no zone; `arrived` is when the last
    server that passed it on had it, None where no server says so.
    """

    headers: Mapping[str, tuple[str, ...]]
    subject: str
    sender: Address
    reply_to: Address | None
    to: tuple[Address, ...]
    at: datetime | None
    arrived: datetime | None
    message_id: str
    answers: tuple[str, ...]
    text: str
    html: str | None
    attachments: tuple[Attachment, ...]

    def header(self, name: str) -> str:
        """The first occurrence of a header, empty where there is none."""
        return next(iter(self.headers.get(name, ())), "")


def read_message(raw: bytes) -> Message:
    """Take a mail apart.

    Raises KehuError `mail_empty`, `mail_too_large`, `mail_header_endless`, `mail_too_many_parts`,
    `mail_too_nested`; everything else that is broken is read as far as it can be.
    """
    _check(raw)
    try:
        whole = message_from_bytes(raw, policy=policy.compat32)
        parts = list(_leaves(whole))
        _check_headers(parts)
        # An address's list inside an address's list is parsed by recursion as well.
        return _message(whole, parts)
    except RecursionError:
        raise KehuError("mail_too_nested") from None


def _check(raw: bytes) -> None:
    if not raw.strip():
        raise KehuError("mail_empty")
    if len(raw) > LARGEST:
        raise KehuError("mail_too_large", limit=LARGEST // 1024 // 1024)
    end = _END_OF_HEADERS.search(raw)
    if (end.start() if end else len(raw)) > _LONGEST_HEADER:
        raise KehuError("mail_header_endless", limit=_LONGEST_HEADER // 1024)


def _check_headers(parts: Iterable[Part]) -> None:
    for part in parts:
        if sum(len(str(value)) for _, value in part.raw_items()) > _LONGEST_HEADER:
            raise KehuError("mail_header_endless", limit=_LONGEST_HEADER // 1024)


def _leaves(whole: Part) -> Iterator[Part]:
    """The parts that hold something, those of mails inside it too."""
    stack, seen = [whole], 0
    while stack:
        part = stack.pop()
        seen += 1
        if seen > _MOST_PARTS:
            raise KehuError("mail_too_many_parts", limit=_MOST_PARTS)
        inside = part.get_payload() if part.is_multipart() else None
        if not isinstance(inside, list):
            yield part
        elif len(inside) > _MOST_PARTS:
            raise KehuError("mail_too_many_parts", limit=_MOST_PARTS)
        else:
            if part.get_content_type() == "message/rfc822":
                yield part
            stack.extend(reversed([one for one in inside if isinstance(one, Part)]))


def _message(whole: Part, parts: list[Part]) -> Message:
    headers = _headers(whole)
    plain, html = [], []
    attachments = []
    for part in parts:
        kind = part.get_content_type()
        if kind == "message/rfc822" and part.is_multipart():
            plain.append(_forwarded_heading(part))
        elif kind == "text/html" and not _is_attached(part):
            html.append(_words(part))
        elif kind in _WORDS_OF and not _is_attached(part):
            plain.append(_reflowed(_words(part), part))
        else:
            attachments.append(_attachment(part))
    page = "\n".join(html)[:_LONGEST_TEXT] or None
    return Message(
        headers=headers,
        subject=_first(headers, "subject"),
        sender=_mailbox(whole, "from") or Address("", ""),
        reply_to=_mailbox(whole, "reply-to"),
        to=tuple(_addresses(headers.get("to", ()) + headers.get("cc", ()))),
        at=_moment(_first(headers, "date")),
        arrived=_moment(_first(headers, "received").rpartition(";")[2]),
        message_id=_first(headers, "message-id"),
        answers=_answers(headers),
        text=_text("\n".join(plain)[:_LONGEST_TEXT], page),
        html=page,
        attachments=tuple(attachments),
    )


def _headers(whole: Part) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, value in whole.raw_items():
        found.setdefault(name.lower(), []).append(header_text(str(value)))
    return {name: tuple(values) for name, values in found.items()}


def _first(headers: Mapping[str, tuple[str, ...]], name: str) -> str:
    return next(iter(headers.get(name, ())), "")


def _text(plain: str, page: str | None) -> str:
    """The plain half, unless it only stands in for a page that says more."""
    letters = sum(map(str.isalpha, plain)) if page and len(plain) < 4 * _SHORT else _SHORT
    if page and letters < _SHORT:
        shown = text_of(page)
        plain = shown if sum(map(str.isalpha, shown)) > 2 * letters else plain
    plain = plain[:_LONGEST_TEXT].replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    plain = plain.replace("\u00a0", " ").replace("\u200b", "").replace("\ufeff", "")
    # Nobody writes such; patterns would look at them for minutes.
    plain = _EMPTY.sub("\n" * _EMPTIEST, _GAP.sub(" " * _WIDEST, plain))
    plain = _WORD.sub(lambda word: word[0][:_LONGEST_WORD], plain)
    return _RUN.sub(r"\g<0> ", plain)


def _words(part: Part) -> str:
    try:
        raw = part.get_payload(decode=True)
    except (ValueError, binascii.Error, LookupError):
        raw = None
    if not isinstance(raw, bytes):
        inside = part.get_payload()
        nested = inside if isinstance(inside, list) else []
        return "\n".join(str(one) for one in nested)[:_LONGEST_TEXT]
    return decoded(raw[: 4 * _LONGEST_TEXT], _parameter(part, "charset"))


def _parameter(part: Part, name: str) -> str | None:
    """A parameter of the content type, as far as it can be read."""
    try:
        value = part.get_param(name)
    except (ValueError, LookupError, TypeError):
        return None
    return header_text(value[2] if isinstance(value, tuple) else value) if value else None


def _reflowed(text: str, part: Part) -> str:
    """RFC 3676: a line that ends in a space goes on in the next one."""
    if (_parameter(part, "format") or "").lower() != "flowed":
        return text
    joint = "" if (_parameter(part, "delsp") or "").lower() == "yes" else " "
    lines: list[str] = []
    goes_on = False
    for line in text.replace("\r\n", "\n").split("\n"):
        if goes_on and not line.startswith(">") and not lines[-1].startswith(">"):
            lines[-1] = lines[-1].rstrip(" ") + joint + line.removeprefix(" ")
        else:
            lines.append(line.removeprefix(" "))
        goes_on = line.endswith(" ") and line != "-- "
    return "\n".join(lines)


def _is_attached(part: Part) -> bool:
    disposition = str(part.get("content-disposition") or "").lower()
    return disposition.startswith("attachment") or bool(
        _file_name(part) and not part.get_content_type().startswith("text/")
    )


def _file_name(part: Part) -> str:
    try:
        return header_text(part.get_filename())
    except (ValueError, LookupError, TypeError):
        return ""


def _attachment(part: Part) -> Attachment:
    inside = part.get_payload()
    size = len(inside) if isinstance(inside, str) else 0
    if str(part.get("content-transfer-encoding") or "").lower() == "base64":
        size = size * 3 // 4
    return Attachment(_file_name(part), header_text(part.get_content_type()), size)


def _forwarded_heading(part: Part) -> str:
    """A mail inside a mail, headed as mail programs head what they forward."""
    inside = part.get_payload()
    first = inside[0] if isinstance(inside, list) and inside else None
    mail = first if isinstance(first, Part) else Part()
    heading = (f"{name}: {header_text(str(mail.get(name) or ''))}"
               for name in ("From", "Date", "Subject", "To"))  # fmt: skip
    return "\n---------- Forwarded message ----------\n" + "\n".join(heading) + "\n"


def _addresses(values: tuple[str, ...]) -> list[Address]:
    try:
        pairs = getaddresses(list(values), strict=False)
    except (TypeError, ValueError):  # a Python before `strict`, or nonsense
        pairs = getaddresses(list(values))
    return [Address(name.strip("'\" "), address.lower().strip()) for name, address in pairs
            if "@" in address]  # fmt: skip


def _mailbox(whole: Part, name: str) -> Address | None:
    """The first address of a header, taken before anything in it is decoded: what an encoded name
    says is a name, also where it looks like another's address."""
    raw = next((str(value) for key, value in whole.raw_items() if key.lower() == name), "")
    angled = _ANGLED.search(raw)
    if angled:
        shown = header_text(raw[: angled.start()])
        return Address(shown.strip("'\" "), header_text(angled[1]).lower())
    return next(iter(_addresses((raw,)) or _addresses((header_text(raw),))), None)


def _moment(value: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if found.tzinfo is None:
        return found.replace(tzinfo=UTC)
    return found


def _answers(headers: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The mails that this one answers, the nearest last."""
    named = (*headers.get("references", ()), *headers.get("in-reply-to", ()))
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(" ".join(named))))[-_MOST_ANSWERED:]
