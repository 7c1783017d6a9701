"""Text to comparable tokens: words by their stems in English, measures in one form."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import snowballstemmer

from kehu.reading.patterns import LETTERS, any_of
from kehu.rulebook import read

_STEMMERS = {
    "en": "english", "es": "spanish", "pt": "portuguese", "fr": "french", "de": "german",
    "it": "italian", "ru": "russian", "ar": "arabic", "tr": "turkish", "nl": "dutch",
    "pl": "polish",
}  # fmt: skip
HAN = "㐀-䶿一-鿿"
_NUMBER = r"(?:\d{1,9}[ -])?\d{1,9}/\d{1,9}|\d{1,15}(?:[.,]\d{1,15}){0,4}"
_TIMES = re.compile(rf"(?<![\w.-])({_NUMBER})\s*[x×*хX]\s*({_NUMBER})(?:\s*[x×*х]\s*({_NUMBER}))?")
_BARE = re.compile(
    r"(?<![a-zà-ÿа-яё\d/-])(?<!\d[.,])\d{2,4}(?![a-zà-ÿа-яё\d/-]|[.,]\d)"
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


def measures(text: str) -> list[Token]:
    """Numbers with their unit, sizes as `600x600`, codes such as `IP66`, in their order."""
    found = list(_measures(_with_digits(text.lower())))
    return sorted(found, key=lambda token: token.start)


def _with_digits(small: str) -> str:
    """`two-piece`, 二片式 as 2: every sign stays at its place."""
    rules = _units()
    return rules.counted.sub(lambda found: str(rules.counts[found[0]]).ljust(len(found[0])), small)


def _measures(small: str) -> Iterator[Token]:
    for match in _TIMES.finditer(small):
        value = "x".join(_number(part) for part in match.groups() if part)
        yield Token(value, match.start(), match.end())
    rules = _units()
    counted = list(rules.behind.finditer(small))
    for match in counted:
        unit = rules.sign[match[2].strip()]
        yield Token(f"{_number(match[1])}{unit}", match.start(), match.end())
    begin = {match.start() for match in counted}  # the 80 of 80米 is none by itself
    for match in _BARE.finditer(small):
        if match.start() not in begin:
            yield Token(match[0], match.start(), match.end())
    for match in rules.code.finditer(small):
        yield Token((match[1] or match[2]) + match[3], match.start(), match.end())


def _number(written: str) -> str:
    """A number without separators of thousands, a comma of decimals as a point."""
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", written):
        return re.sub("[.,]", "", written)
    plain = re.sub(r"(?<=\d) (?=\d)", "-", written).replace(",", ".")
    return re.sub(r"\.0+$", "", plain)


@dataclass(frozen=True)
class _Units:
    sign: dict[str, str]
    counts: dict[str, int]
    counted: re.Pattern[str]
    behind: re.Pattern[str]
    code: re.Pattern[str]


@cache
def _units() -> _Units:
    data: dict[str, Any] = read("reading/specs.yaml")
    sign = {word: unit for unit, words in data["units"].items() for word in (unit, *words)}
    counts = data["counts"]
    spaced, unspaced = any_of(counts["of"]["spaced"]), any_of(counts["of"]["unspaced"])
    numbers = any_of(counts["numbers"])
    return _Units(
        sign,
        counts["numbers"],
        re.compile(rf"\b{numbers}(?=[ -]?{spaced})|{numbers}(?={unspaced})"),
        re.compile(rf"(?<![\w.])({_NUMBER})[\s-]{{0,4}}({any_of(sign)})(?![{LETTERS}])"),
        re.compile(r"(?<![a-z0-9])(?:(dn|pn|ip|ik|sch)[ -]?|([a-z]{1,4}))"
                   r"(\d+(?:\.\d+)?[a-z]{0,2})(?![a-z\d])"),
    )  # fmt: skip


@lru_cache(100_000)
def stem(word: str, language: str = "en") -> str:
    """A word without case, accents and endings."""
    small = _irregular().get(word.casefold(), word.casefold())
    if language == "fr":  # tuyaux: the algorithm leaves plurals in x
        small = small.removesuffix("x")
    # A word with accents or of another script is none that English endings are cut from.
    algorithm = _STEMMERS.get(language) if language != "en" or small.isascii() else None
    cut = _stemmer(algorithm).stemWord(small) if algorithm else small
    return "".join(
        sign for sign in unicodedata.normalize("NFKD", cut) if not unicodedata.combining(sign)
    )


@cache
def _irregular() -> dict[str, str]:
    """Words whose forms no algorithm brings together, by their basic form."""
    return {form: word for word, forms in read("reading/specs.yaml")["irregular"].items()
            for form in forms}  # fmt: skip


@cache
def _stemmer(algorithm: str) -> Any:
    return snowballstemmer.stemmer(algorithm)


@cache
def small_words() -> frozenset[str]:
    """Stems of English words that tell nothing of goods."""
    return frozenset(stem(word) for word in read("reading/specs.yaml")["small"])


@cache
def counting_units() -> tuple[str, ...]:
    """Signs of measures that may count the goods themselves: 5 m of a hose."""
    return tuple(read("reading/specs.yaml")["counting"])


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
