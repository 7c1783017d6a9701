"""Cells of one kind to their comparable form, each distinct value once."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kehu.cleaning.countries import iso_country
from kehu.cleaning.emails import is_free_mail, is_role_mailbox
from kehu.cleaning.lexicon import lexicon
from kehu.cleaning.script import latin, letters
from kehu.cleaning.text import says_nothing
from kehu.cleaning.websites import registered_domain
from kehu.matching.duplicates.rules import rules

TEXT, LIST = pa.string(), pa.list_(pa.string())
_MAIL = re.compile(r"[a-z0-9!#$%&'*+=?^_`{|}~.-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
_HOST = re.compile(r"^(?:[a-z][a-z+.-]*://)?(?:[^/@\s]+@)?([\w-]+(?:\.[\w-]+)+)", re.IGNORECASE)
_EXTENSION = re.compile(r"(?:ext|extn|x|转|分机|-?int\.?)\D{0,3}\d{1,5}\s*$", re.IGNORECASE)
_BETWEEN_NUMBERS = re.compile(r"[/;,、，；|]|\bor\b|或")
_DIGITS = re.compile(r"\d")
_REPEATED = re.compile(r"(.)\1+")
_SOUNDS = (
    ("sch", "s"), ("tch", "s"), ("sh", "s"), ("ch", "s"), ("zh", "s"), ("kh", "k"), ("ph", "f"),
    ("ck", "k"), ("qu", "k"), ("th", "t"), ("dj", "j"), ("ts", "s"),
)  # fmt: skip
_SAME_SOUND = str.maketrans("cqzvwxdb", "kksf" + "\0" + "ktp", "aeiouyhw")


def mapped(
    values: pa.ChunkedArray, change: Callable[[str], Any], kind: pa.DataType
) -> pa.ChunkedArray:
    """`change` of every cell; of empty cells, and of the words for them, null."""
    encoded = values.cast(pa.string()).combine_chunks().dictionary_encode()
    changed = [
        None if says_nothing(cell.strip()) else change(cell)
        for cell in encoded.dictionary.to_pylist()
    ]
    return pc.take(pa.array(changed, kind), encoded.indices)


def words(cell: str) -> str | None:
    """A text as words in Latin letters, single spaces between."""
    return " ".join(letters(cell)) or None


def squeezed(cell: str) -> str | None:
    """Letters and digits alone."""
    return "".join(letters(cell)) or None


def sound(plain: str) -> str | None:
    """The consonants of a text in Latin letters, those that transliterations exchange as one.

    `al noor`, `alnour` and `nwr` after its article all are `nr`. None of fewer than two.
    """
    for written, heard in _SOUNDS:
        plain = plain.replace(written, heard)
    heard = _REPEATED.sub(r"\1", plain.replace(" ", "").translate(_SAME_SOUND))
    return heard if len(heard) > 1 else None


def mailboxes(cell: str) -> list[str] | None:
    """Every e-mail address in the cell, in small letters."""
    return sorted({found.strip(".").lower() for found in _MAIL.findall(cell)}) or None


def mailbox_name(mailbox: str) -> str | None:
    """What stands before the @, None where every company has such a mailbox."""
    name = mailbox.partition("@")[0].partition("+")[0]
    return name if len(name) > 4 and not is_role_mailbox(mailbox) else None


def own_domain(mailbox: str) -> str | None:
    """The registrable domain of an address, None of a provider that anybody uses."""
    host = mailbox.rpartition("@")[2]
    registrable = registered_domain(host)
    return None if is_free_mail(host) or is_free_mail(registrable) else registrable or None


def website_domain(cell: str) -> str | None:
    found = _HOST.match(cell.strip())
    return own_domain(found.group(1).lower()) if found else None


def phone_ends(cell: str) -> list[str] | None:
    """The last eight digits of every number in the cell: so prefixes do not matter.

    A number of fewer than seven digits is an extension and left out.
    """
    plain = _EXTENSION.sub("", latin(cell) if not cell.isascii() else cell)
    numbers = ("".join(_DIGITS.findall(part)) for part in _BETWEEN_NUMBERS.split(plain))
    return sorted({number[-8:] for number in numbers if len(number) >= 7}) or None


def country(cell: str) -> str | None:
    """The ISO 3166 code in small letters of the country named, None where none is known.

    `Munich, Germany` names one too; so does `Allemagne`, in the languages of trade.
    """
    for part in (cell, *reversed(cell.split(","))):
        if code := iso_country(part):
            return code.lower()
    return None


def place(cell: str) -> str | None:
    """A city in one spelling: `München` is `munich`, 上海市 `shanghai`."""
    plain = " ".join(letters(cell.strip().removesuffix("市").removesuffix("省")))
    told, squeezed_ = lexicon().words.get(plain), plain.replace(" ", "")
    named = told.meaning if told and told.kind == "place" else squeezed_
    return lexicon().cities.get(squeezed_, named) or None


def is_known_place(named: str | None) -> bool:
    """Whether a city in the spelling of `place` is one of the dictionary's: no slip of another."""
    return named is not None and named in _known_places()


@cache
def _known_places() -> frozenset[str]:
    words = lexicon().words.values()
    named = (word.meaning for word in words if word.kind == "place")
    return frozenset({*named, *lexicon().cities.values()})


def address(cell: str) -> str | None:
    """The words of a street, abbreviations written out, in order of the alphabet."""
    short = rules().streets
    said = [short.get(word, word) for word in letters(cell) if not _DIGITS.search(word)]
    plain = [part for word in said for part in _without_street(word)]
    return " ".join(sorted(plain)) or None


def numbers(cell: str) -> list[str] | None:
    """The numbers in an address: of the house, the flat, the box."""
    return sorted({word for word in letters(cell) if _DIGITS.search(word)}) or None


def _without_street(word: str) -> Sequence[str]:
    for ending in ("strasse", "str"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word.removesuffix(ending), "street"
    return (word,)


def date(cell: str) -> str | None:
    """Eight digits, year first where it can be told; None of what is no date."""
    parts: list[str] = re.findall(r"\d+", cell)
    if len(parts) == 1 and len(parts[0]) == 8:
        digits = parts[0]
        return digits if digits[:2] in ("18", "19", "20") else digits[4:] + digits[2:4] + digits[:2]
    if len(parts) < 3:
        return None
    year, month, day = parts[:3] if len(parts[0]) == 4 else parts[2::-1]
    return year[:4] + month.zfill(2) + day.zfill(2) if len(year) >= 4 else None
