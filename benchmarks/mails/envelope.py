"""Puts letters into bytes: headers, charsets, transfer encodings, parts, attachments."""

import base64
import binascii
import quopri
import random
import textwrap
from email.utils import format_datetime

from benchmarks.mails.dates import moment
from benchmarks.mails.letter import Letter
from benchmarks.mails.render import PROGRAMS, html, plain

CHARSETS = {
    "zh": ["gb2312", "gb18030", "utf-8", "big5"],
    "ru": ["windows-1251", "koi8-r", "utf-8"],
    "ar": ["windows-1256", "utf-8"],
    "tr": ["iso-8859-9", "utf-8"],
    "ja": ["shift_jis", "iso-2022-jp", "utf-8"],
    "ko": ["euc-kr", "utf-8"],
    "pl": ["iso-8859-2", "utf-8"],
    "he": ["windows-1255", "utf-8"],
}
WESTERN = ["iso-8859-1", "utf-8", "utf-8", "windows-1252"]
AGENTS = {
    "outlook": "Microsoft Outlook 16.0",
    "apple": "Apple Mail (2.3774.600.62)",
    "netease": "Coremail Webmail Server Version XT5.0",
}
FILES = {
    "pdf": ("application/pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        b"PK\x05\x06" + b"\x00" * 18,
    ),
    "jpg": ("image/jpeg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\x00" * 20 + b"\xff\xd9"),
}
OURS = "hengtuo-trade.com"
SALES = "sales@hengtuo-trade.com"


def mail(letter: Letter, rng: random.Random, number: int) -> bytes:
    """The whole message, lines ended by CRLF."""
    if letter.raw:
        return letter.raw
    program = _program(letter, rng)
    charset = _charset(letter, rng)
    bodies = _bodies(letter, rng, program, charset)
    content = _attached(letter, rng, bodies)
    headers = _headers(letter, rng, program, number, charset)
    return ("\r\n".join([*headers, ""])).encode("ascii") + content


def _program(letter: Letter, rng: random.Random) -> str:
    if letter.said.language == "zh" and rng.random() < 0.6:
        return "netease"
    return rng.choice([name for name in PROGRAMS if name != "netease"])


def _charset(letter: Letter, rng: random.Random) -> str:
    wanted = letter.charset or rng.choice(CHARSETS.get(letter.said.language, WESTERN))
    text = (
        letter.newest() + letter.html + "".join(q.text + q.name + q.subject for q in letter.quoted)
    )
    known = plain(letter, "outlook") + plain(letter, "gmail") + plain(letter, "netease") + text
    try:
        known.encode(wanted)
    except UnicodeEncodeError:
        return "utf-8"
    return wanted


def _bodies(letter: Letter, rng: random.Random, program: str, charset: str) -> bytes:
    form = letter.form or rng.choice(["plain", "plain", "both", "both", "html"])
    text, page = plain(letter, program), ""
    if letter.html and not letter.blocks:
        form = "html"
    if form != "plain":
        page = html(letter, program, rng)
    if form == "plain":
        return _text(text, "plain", charset, rng, flowed=program == "thunderbird")
    if form == "html":
        return _text(page, "html", charset, rng)
    parts = [_text(text, "plain", charset, rng), _text(page, "html", charset, rng)]
    return _multipart("alternative", parts, rng)


def _text(text: str, kind: str, charset: str, rng: random.Random, *, flowed: bool = False) -> bytes:
    """A text part with its headers; the transfer encoding fits the bytes."""
    if flowed:
        text = "\n".join(_flow(line) for line in text.split("\n"))
    data = text.replace("\n", "\r\n").encode(charset)
    ascii_only = data.isascii() and max(map(len, data.split(b"\r\n"))) < 900
    ways = ["quoted-printable", "base64"] if charset != "iso-2022-jp" else ["base64"]
    if max(map(len, data.split(b"\r\n"))) < 900 and charset != "iso-2022-jp":
        ways.append("8bit")
    if ascii_only and b"\x1b" not in data:
        ways = ["7bit", "7bit", "quoted-printable"]
    way = rng.choice(ways)
    coded = {
        "7bit": lambda: data,
        "8bit": lambda: data,
        "base64": lambda: _base64(data),
        "quoted-printable": lambda: _quoted(data),
    }
    more = "; format=flowed" if flowed and way == "7bit" else ""
    head = (
        f'Content-Type: text/{kind}; charset="{charset}"{more}\r\n'
        f"Content-Transfer-Encoding: {way}\r\n\r\n"
    )
    return head.encode() + coded[way]()


def _flow(line: str) -> str:
    """Long lines broken softly: a space before the break says the line goes on."""
    if len(line) < 78 or line.startswith(">"):
        return line
    return " \n".join(textwrap.wrap(line, 72, break_long_words=False, break_on_hyphens=False))


def _base64(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def _quoted(data: bytes) -> bytes:
    lines = [quopri.encodestring(line) for line in data.split(b"\r\n")]
    return b"\r\n".join(line.replace(b"\n", b"\r\n") for line in lines)


def _multipart(kind: str, parts: list[bytes], rng: random.Random) -> bytes:
    mark = rng.choice(["----=_Part_{0}", "{0}", "_000_{0}_"]).format(f"{rng.getrandbits(64):016x}")
    head = f'Content-Type: multipart/{kind};\r\n boundary="{mark}"\r\n\r\n'
    inside = b"".join(f"--{mark}\r\n".encode() + part + b"\r\n" for part in parts)
    return head.encode() + inside + f"--{mark}--\r\n".encode()


def _attached(letter: Letter, rng: random.Random, bodies: bytes) -> bytes:
    if not letter.attachments:
        return bodies
    return _multipart("mixed", [bodies, *map(_file, letter.attachments)], rng)


def _file(name: str) -> bytes:
    kind, data = FILES[name.rsplit(".", 1)[1]]
    head = (
        f"Content-Type: {kind}; name={header_word(name)}\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment; filename={header_word(name)}\r\n\r\n"
    )
    return head.encode() + _base64(data)


def header_word(text: str, charset: str = "utf-8", way: str = "B") -> str:
    """A header's text; encoded words where it is not ASCII."""
    if text.isascii():
        return f'"{text}"' if any(sign in text for sign in '.,:;<>@()[]"') else text
    if way == "Q" and len(whole := _encoded(text, charset, "Q")) <= 75:
        return whole
    return "\r\n ".join(_encoded(word, charset, "B") for word in _short(text, 42))


def _short(text: str, limit: int) -> list[str]:
    """Pieces of so many bytes at most, so that no encoded word is too long."""
    pieces = [""]
    for sign in text:
        if len((pieces[-1] + sign).encode()) > limit:
            pieces.append("")
        pieces[-1] += sign
    return pieces


def _encoded(word: str, charset: str, way: str) -> str:
    data = word.encode(charset)
    if way == "B":
        return f"=?{charset}?B?{binascii.b2a_base64(data, newline=False).decode()}?="
    signs = "".join(chr(c) if chr(c).isalnum() and c < 128 else f"={c:02X}" for c in data)
    return f"=?{charset}?Q?{signs}?="


def _headers(
    letter: Letter, rng: random.Random, program: str, number: int, charset: str
) -> list[str]:
    name, mailbox = letter.sender
    way = rng.choice("BQ")
    coding = "utf-8" if charset in ("iso-2022-jp",) else charset
    shown = _fits(name, coding)
    at = format_datetime(moment(number % 30, rng.randint(0, 659)))
    host = mailbox.rsplit("@", 1)[-1]
    rows = []
    if rng.random() < 0.6:
        rows.append(
            f"Received: from mail.{host} (unknown [203.0.113.{number % 200 + 1}])\r\n"
            f" by mx1.{OURS} with ESMTPS; {at}"
        )
    rows.append(
        f"From: {header_word(name, shown, way)} <{mailbox}>" if name else f"From: {mailbox}"
    )
    rows.append(f"To: {letter.to or rng.choice([SALES, f'lily.chen@{OURS}', f'Sales <{SALES}>'])}")
    if letter.reply_to:
        rows.append(f"Reply-To: {letter.reply_to}")
    subject = letter.subject.replace("\n", " ")
    title = header_word(subject, _fits(subject, coding), way)
    rows.append(f"Subject: {title.strip(chr(34)) if subject.isascii() else title}")
    rows.append(f"Date: {at}")
    rows.append(f"Message-ID: <{rng.getrandbits(60):x}.{number}@{host}>")
    rows += [f"{key}: {value}" for key, value in letter.headers.items()]
    if program in AGENTS and not letter.html:
        rows.append(f"X-Mailer: {AGENTS[program]}")
    if "Authentication-Results" not in letter.headers and rng.random() < 0.3:
        rows.append(
            f"Authentication-Results: mx1.{OURS};\r\n spf=pass smtp.mailfrom={host};\r\n"
            f" dkim=pass header.d={host};\r\n dmarc=pass header.from={host}"
        )
    return [*rows, "MIME-Version: 1.0"]


def _fits(text: str, charset: str) -> str:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return "utf-8"
    return charset
