"""Where a letter ends and the signature begins."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from kehu.reading.patterns import any_of
from kehu.rulebook import read

_WORDS = re.compile(r"\w+")
_UNSPACED = re.compile("[㐀-鿿぀-ヿ\u0e00-\u0e7f]{3}")
_CONTACT = re.compile(r"@|www\.|https?://|\+\d|(?:\d[\s().-]{0,2}){9,}")
_SIGNATURE = 16  # lines of a signature at most
_SHORT = 90  # characters of its longest line


@dataclass(frozen=True)
class _Words:
    closing: re.Pattern[str]
    postscript: re.Pattern[str]


@cache
def _words() -> _Words:
    data = read("reading/quotes.yaml")
    return _Words(
        closing=re.compile(
            rf"^[\s*]*{any_of(data['closings'])}(?!\w)(?:[\W_]*+\w++){{0,3}}+[\W_]*$", re.IGNORECASE
        ),
        postscript=re.compile(rf"^\W*{any_of(data['postscripts'])}\s*[:：.)]", re.IGNORECASE),
    )


def is_closing(line: str) -> bool:
    """Is it a formula that ends letters?"""
    return bool(_words().closing.match(line))


def signed(lines: Sequence[str]) -> tuple[str, str]:
    """Body and signature; a postscript below the signature is of the body."""
    kept, postscript = _without_postscript(lines)
    start = _signature_start(kept)
    body = "\n".join([*kept[:start], *postscript]).strip()
    return body, "\n".join(kept[start:]).strip()


def _without_postscript(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    for number in range(1, len(lines)):
        if _words().postscript.match(lines[number]):
            end = next(
                (at for at in range(number, len(lines)) if not lines[at].strip()), len(lines)
            )
            return [*lines[:number], *lines[end:]], ["", *lines[number:end]]
    return list(lines), []


def _signature_start(lines: Sequence[str]) -> int:
    first = max(len(lines) - 2 * _SIGNATURE, 0)
    for number in range(first, len(lines)):
        if lines[number].rstrip() in ("--", "—", "––") and number:
            return number
    short = _first_of_short_end(lines)
    for number in range(max(short, 1), len(lines)):
        if is_closing(lines[number]) and _said_before(lines, number):
            return number
    return _telling_end(lines, short)


def _first_of_short_end(lines: Sequence[str]) -> int:
    """The first of the short lines at the end."""
    number, filled = len(lines), 0
    while number and len(lines[number - 1]) <= _SHORT and filled < _SIGNATURE:
        number -= 1
        filled += bool(lines[number].strip())
    return number


def _said_before(lines: Sequence[str], number: int) -> bool:
    """Does a line above say something: two words, or one of a script without spaces?"""
    return any(len(_WORDS.findall(line)) > 1 or _UNSPACED.search(line) for line in lines[:number])


def _telling_end(lines: Sequence[str], short: int) -> int:
    """A last paragraph of short lines with a number or an address in them, or one with a name."""
    start = len(lines)
    while start > max(short, 1) and lines[start - 1].strip():
        start -= 1
    block = lines[start:]
    if (
        not block
        or not _said_before(lines, start)
        or any("?" in line or "？" in line for line in block)
    ):
        return len(lines)
    is_name = len(block) <= 3 and all(len(_WORDS.findall(line)) <= 4 for line in block)
    several = len(block) > 1 or " | " in block[0]
    telling = several and any(_CONTACT.search(line) for line in block)
    return (
        start if (is_name and not any(map(str.isdigit, "".join(block)))) or telling else len(lines)
    )
