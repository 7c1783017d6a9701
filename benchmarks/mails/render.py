"""Letters as mail programs write them: plain and HTML, with earlier messages beneath."""

import random
from html import escape

from babel.dates import format_datetime

from benchmarks.mails.data import table
from benchmarks.mails.dates import moment
from benchmarks.mails.letter import Block, Letter, Quoted

_SENT = {
    "en": "EEEE, MMMM d, y h:mm a",
    "zh": "y年M月d日 HH:mm",
    "ja": "y年M月d日 HH:mm",
    "de": "EEEE, d. MMMM y HH:mm",
    "": "EEEE, d MMMM y HH:mm",
}
PROGRAMS = ("gmail", "outlook", "apple", "netease", "thunderbird")


def plain(letter: Letter, program: str) -> str:
    """The text part."""
    mark = "-- \n" if program in ("thunderbird", "gmail") else ""
    parts = [_plain_block(block, mark) for block in letter.blocks]
    own = "\n\n".join(part for part in parts if part)
    below = _plain_quotes(letter, program)
    if not below:
        return own + "\n"
    bottom = program == "thunderbird" and not letter.forwarded
    return f"{below}\n\n{own}\n" if bottom else f"{own}\n\n{below}\n"


def _plain_block(block: Block, mark: str) -> str:
    return mark + block.text if block.kind == "signature" and "\n" in block.text else block.text


def _plain_quotes(letter: Letter, program: str) -> str:
    text = ""
    for index, quoted in enumerate(reversed(letter.quoted)):
        deepest = index == 0
        inner = quoted.text + ("" if deepest else "\n\n" + text)
        head = heading(letter, quoted, program)
        marked = program in ("gmail", "apple", "thunderbird") and not letter.forwarded
        text = head + "\n" + (_marked(inner) if marked else "\n" + inner)
    return text


def _marked(text: str) -> str:
    return "\n".join(
        (">" + line if line.startswith(">") else f"> {line}".rstrip()) for line in text.splitlines()
    )


def heading(letter: Letter, quoted: Quoted, program: str) -> str:
    """The line or lines a program puts above an earlier message."""
    manners = table("manners")
    if letter.forwarded:
        return _header_block(quoted, letter.said.language, manners["forward"][program])
    if program in ("gmail", "apple", "thunderbird"):
        words = manners["wrote"].get(letter.said.language, manners["wrote"]["en"])
        locale = letter.said.language if letter.said.language in manners["wrote"] else "en"
        at = moment(quoted.day, len(quoted.text) * 7)
        day = format_datetime(at, words["date"], locale=locale)
        return words["line"].format(date=day, name=quoted.name, mailbox=quoted.mailbox)
    return _header_block(quoted, letter.said.language, manners["divider"][program])


def _header_block(quoted: Quoted, language: str, divider: str) -> str:
    manners = table("manners")["headers"]
    words = manners.get(language, manners["en"])
    locale = language if language in manners else "en"
    at = moment(quoted.day, len(quoted.text) * 7)
    rows = [
        f"{words[0]} {quoted.name} <{quoted.mailbox}>",
        f"{words[1]} {format_datetime(at, _SENT.get(locale, _SENT['']), locale=locale)}",
        f"{words[2]} {quoted.to or 'sales'}",
        f"{words[3]} {quoted.subject}",
    ]
    return "\n".join([divider, *rows]) if divider else "\n".join(rows)


def html(letter: Letter, program: str, rng: random.Random) -> str:
    """The HTML part, in the program's manner."""
    if letter.html:
        return letter.html
    write = {"outlook": _outlook, "netease": _netease}.get(program, _gmail)
    own = "\n".join(write(block) for block in letter.blocks)
    below = _html_quotes(letter, program)
    head = table("manners")["html"][program]
    tracked = '<img src="https://t.mailtrk.net/o/{0}.gif" width="1" height="1" alt="">'
    pixel = tracked.format(rng.getrandbits(40)) if rng.random() < 0.1 else ""
    direction = ' dir="rtl"' if letter.said.language in ("ar", "he") else ""
    body = f"<div{direction}>{own}</div>{below}{pixel}"
    return head["open"] + body + head["close"]


def _lines(text: str, gap: str = "<br>") -> str:
    return gap.join(escape(line, quote=False) for line in text.split("\n"))


def _gmail(block: Block) -> str:
    if block.kind == "signature":
        return f'<br clear="all"><div class="gmail_signature">{_lines(block.text)}</div>'
    if block.kind == "disclaimer":
        return f'<p style="font-size:8pt;color:#888">{_lines(block.text)}</p>'
    return f"<div>{_rows(block.text) or _lines(block.text)}</div><div><br></div>"


def _outlook(block: Block) -> str:
    grey = ' style="color:gray;font-size:8.0pt"' if block.kind == "disclaimer" else ""
    table_of = _rows(block.text)
    if table_of:
        return table_of
    lines = [escape(line, quote=False).replace("  ", "&nbsp; ") for line in block.text.split("\n")]
    made = [f'<p class="MsoNormal"><span{grey}>{line}<o:p></o:p></span></p>' for line in lines]
    return "\n".join([*made, '<p class="MsoNormal"><o:p>&nbsp;</o:p></p>'])


def _netease(block: Block) -> str:
    return f'<div style="margin:0;">{_lines(block.text)}</div><div style="margin:0;"><br></div>'


def _rows(text: str) -> str:
    """Product lines as a table, where each has the same two cells."""
    lines = text.split("\n")
    if "\t" in text and len({line.count("\t") for line in lines[1:]}) == 1:
        return _grid(lines)
    cells = [line.split(" - ") for line in lines[1:]]
    if len(cells) < 2 or any(len(cell) != 2 for cell in cells):
        return ""
    rows = "".join(
        f'<tr><td style="border:1px solid #999">{escape(a, quote=False)}</td>'
        f'<td style="border:1px solid #999">&nbsp;{escape(b, quote=False)}</td></tr>'
        for a, b in cells
    )
    return f'<p>{escape(lines[0], quote=False)}</p><table cellspacing="0">{rows}</table>'


def _grid(lines: list[str]) -> str:
    """Lines of cells between tabs under a sentence."""
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(c, quote=False)}</td>" for c in line.split("\t")) + "</tr>"
        for line in lines[1:]
    )
    return f'<p>{escape(lines[0], quote=False)}</p><table border="1" cellpadding="3">{rows}</table>'


def _html_quotes(letter: Letter, program: str) -> str:
    wrap = table("manners")["html"][program]
    text = ""
    for quoted in reversed(letter.quoted):
        head = heading(letter, quoted, program)
        inner = f"{_lines(quoted.text)}{text}"
        text = wrap["quote"].format(head=_lines(head), body=inner)
    return text
