"""Where goods shall go: ports, cities and countries in a mail."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from kehu.cleaning.countries import country_names
from kehu.reading.terms.numbers import bare
from kehu.reading.text import Found
from kehu.rulebook import read

_UNSPACED = re.compile("[㐀-鿿぀-ヿ가-힯\u0e00-\u0e7f]")
_LONGEST = 5  # words of a place's name
_WORD = re.compile(r"[^\W\d_]+(?:[.'’-][^\W\d_]+)*\.?")
# A name in letters that have no capitals: what stands there is taken.
_OTHER_NAME = re.compile(
    "[\u0590-\u06ff\u0e00-\u0e7f\u1100-\u11ff\u3040-\u9fff\uac00-\ud7af]{2,16}"
)
_CAPITALISED = re.compile(
    r"[A-ZÀ-ÞА-Я][^\W\d_]+(?:[ -](?:de |of |del |da )?[A-ZÀ-ÞА-Я][^\W\d_]+){0,2}"
)


@dataclass(frozen=True)
class Place:
    """A place's name as it is written, and its country (ISO 3166) where it is known."""

    name: str
    country: str | None
    is_country: bool = False


def places(text: str) -> Iterator[Found[Place]]:
    """The places that a text names, those in scripts without spaces last; our own ports are
    left out where their names are in letters with spaces."""
    known = _known()
    words = list(_WORD.finditer(text))
    at = 0
    while at < len(words):
        if _key(words[at][0].rstrip(".")) not in known.begin:
            at += 1
            continue
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            start, end = words[at].start(), words[at + length - 1].end()
            written = text[start:end].rstrip(".")
            place = known.spaced.get(_key(written))
            if place is not None and _may_be(written):
                yield Found(Place(written, *place), start, start + len(written))
                at += length
                break
        else:
            at += 1
    if _UNSPACED.search(text):
        for match in known.unspaced.finditer(text):
            yield Found(Place(match[0], *known.plain[match[0]]), match.start(), match.end())


def _may_be(written: str) -> bool:
    """Names of Latin letters have a capital: turkey and Turkey, nice and Nice."""
    return not written[0].islower() or (not written.isascii() and not written[0].isascii())


def named_place(text: str, start: int) -> Found[Place] | None:
    """The place whose name begins right at `start`, also one that no list knows."""
    for found in places(text[start : start + 60]):
        if found.start <= 1:
            return Found(found.value, start + found.start, start + found.end)
    match = _CAPITALISED.match(text, start) or _OTHER_NAME.match(text, start)
    return Found(Place(match[0], None), match.start(), match.end()) if match else None


def capitalised(text: str, start: int, end: int) -> list[Found[Place]]:
    """All that is written like a name."""
    return [Found(Place(one[0], None), one.start(), one.end())
            for one in _CAPITALISED.finditer(text, start, end)]  # fmt: skip


def is_ours(name: str) -> bool:
    """Is it a port that our goods leave from?"""
    return _key(name) in _known().ours


@lru_cache(100_000)
def _key(name: str) -> str:
    return re.sub(r"[\s.'’-]+", " ", bare(name)).strip()


@dataclass(frozen=True)
class _Known:
    spaced: dict[str, tuple[str, bool]]
    plain: dict[str, tuple[str, bool]]
    unspaced: re.Pattern[str]
    ours: frozenset[str]
    begin: frozenset[str]  # first words of names


@cache
def _known() -> _Known:
    data: dict[str, Any] = read("reading/ports.yaml")
    ours = frozenset(_key(name) for name in data["ours"])
    plain: dict[str, tuple[str, bool]] = {}
    for name, country in country_names(data["languages"]):
        if len(name) > 3 or _UNSPACED.search(name):
            plain.setdefault(name, (country, True))
    for country, names in data["ports"].items():
        plain.update(dict.fromkeys(names, (country, False)))
    spaced = {_key(name): place for name, place in plain.items()
              if not _UNSPACED.search(name) and _key(name) not in ours}  # fmt: skip
    runs: Sequence[str] = sorted((name for name in plain if _UNSPACED.search(name)), key=len)
    begin = frozenset(word for name in spaced for word in (name.split(" ")[0], name))
    unspaced = re.compile("|".join(map(re.escape, reversed(runs))))
    return _Known(spaced, plain, unspaced, ours, begin)
