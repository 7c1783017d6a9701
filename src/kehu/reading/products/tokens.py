"""Text to comparable tokens: words by their stems in English, measures in one form."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import snowballstemmer

from kehu.rulebook import read

_STEMMERS = {
    "en": "english", "es": "spanish", "pt": "portuguese", "fr": "french", "de": "german",
    "it": "italian", "ru": "russian", "ar": "arabic", "tr": "turkish", "nl": "dutch",
    "pl": "polish",
}  # fmt: skip
# Small numbers that catalogues write as digits or as words.
_COUNTS = {
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "二": "2",
    "两": "2",
    "三": "3",
    "四": "4",
}
_COUNTED = re.compile(
    r"\b(?:one|two|three|four)(?=[ -]?(?:piece|pc|core|way|head))|[二两三四](?=片|芯|通)"
)
HAN = "㐀-䶿一-鿿"
_NUMBER = r"(?:\d+[ -])?\d+/\d+|\d+(?:[.,]\d+)*"
_TIMES = re.compile(rf"(?<![\w.])({_NUMBER})\s*[x×*хX]\s*({_NUMBER})(?:\s*[x×*х]\s*({_NUMBER}))?")
_BARE = re.compile(
    r"(?<![a-zà-ÿа-яё\d.,/-])\d{2,4}(?![a-zà-ÿа-яё\d.,/-])"
)  # the 304 of stainless steel
_WORD = re.compile(
    rf"[^\W\d_]+(?:['’][^\W\d_]+)?|[^\W_]*\d[^\W_]*(?:[-/.,][^\W_]*\d[^\W_]*)*|[{HAN}]+"
)


@dataclass(frozen=True)
class Token:
    """A word by its stem, or a measure as catalogues write it, and where it stands."""

    value: str
    start: int
    end: int
    is_measure: bool = False


def measures(text: str) -> list[Token]:
    """Numbers with their unit, sizes as `600x600`, codes such as `IP66`, in their order."""
    found = list(_measures(_with_digits(text.lower())))
    return sorted(found, key=lambda token: token.start)


def _with_digits(small: str) -> str:
    """`two-piece`, 二片式 as 2: every sign stays at its place."""
    return _COUNTED.sub(lambda found: _COUNTS[found[0]].ljust(len(found[0])), small)


def _measures(small: str) -> Iterator[Token]:
    for match in _TIMES.finditer(small):
        value = "x".join(_number(part) for part in match.groups() if part)
        yield Token(value, match.start(), match.end(), True)
    rules = _units()
    for match in rules.behind.finditer(small):
        unit = rules.sign[match[2].strip()]
        yield Token(f"{_number(match[1])}{unit}", match.start(), match.end(), True)
    for match in _BARE.finditer(small):
        yield Token(match[0], match.start(), match.end(), True)
    for match in rules.code.finditer(small):
        yield Token((match[1] or match[2]) + match[3], match.start(), match.end(), True)


def _number(written: str) -> str:
    """A number without separators of thousands, a comma of decimals as a point."""
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", written):
        return re.sub("[.,]", "", written)
    plain = re.sub(r"(?<=\d) (?=\d)", "-", written).replace(",", ".")
    return re.sub(r"\.0+$", "", plain)


@dataclass(frozen=True)
class _Units:
    sign: dict[str, str]
    behind: re.Pattern[str]
    code: re.Pattern[str]


@cache
def _units() -> _Units:
    data: dict[str, list[str]] = read("reading/specs.yaml")["units"]
    sign = {word: unit for unit, words in data.items() for word in (unit, *words)}
    words = "|".join(re.escape(word) for word in sorted(sign, key=len, reverse=True))
    return _Units(
        sign,
        re.compile(rf"(?<![\w.])({_NUMBER})[\s-]{{0,4}}({words})(?![a-zà-ÿа-яё])"),
        re.compile(r"(?<![a-z0-9])(?:(dn|pn|ip|ik|sch)[ -]?|([a-z]{1,4}))"
                   r"(\d+(?:\.\d+)?[a-z]{0,2})(?![a-z\d])"),
    )  # fmt: skip


@lru_cache(100_000)
def stem(word: str, language: str = "en") -> str:
    """A word without case, accents and endings."""
    small = word.casefold()
    if language == "fr":  # tuyaux: the algorithm leaves plurals in x
        small = small.removesuffix("x")
    algorithm = _STEMMERS.get(language)
    cut = _stemmer(algorithm).stemWord(small) if algorithm else small
    return "".join(
        sign for sign in unicodedata.normalize("NFKD", cut) if not unicodedata.combining(sign)
    )


@cache
def _stemmer(algorithm: str) -> Any:
    return snowballstemmer.stemmer(algorithm)


@cache
def small_words() -> frozenset[str]:
    """English words that tell nothing of goods."""
    return frozenset(read("reading/specs.yaml")["small"])


@cache
def weak_words() -> frozenset[str]:
    """Stems that name goods, and by themselves mostly something else."""
    return frozenset(stem(word) for word in read("reading/specs.yaml")["weak"])


def words(text: str, language: str) -> list[Token]:
    """The words of a text by their stems in its language, without measures' numbers."""
    return [
        Token(stem(match[0], language), match.start(), match.end())
        for match in _WORD.finditer(text)
        if not any(map(str.isdigit, match[0]))
    ]
