"""The words in a company's name that are not its own: legal forms, branches, trades, places.

All stand in `rulebook/legal_forms.yaml`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from babel import Locale

from kehu.cleaning.script import latin, letters
from kehu.rulebook import read

Kind = Literal["and", "article", "branch", "group", "place", "trade"]
# Scripts that put no space between words: a word is found inside a run of letters.
UNSPACED = "㐀-䶿一-鿿぀-ヿ가-힯฀-๿㈀-㋿"
_IS_UNSPACED = re.compile(f"[{UNSPACED}]")


@dataclass(frozen=True)
class LegalForm:
    """`kind` is private, public, partnership, … ; `any` says no more than “company”."""

    code: str
    kind: str
    before: bool
    countries: tuple[str, ...]


@dataclass(frozen=True)
class Word:
    """One word of a language is the same as another's where `meaning` is the same."""

    kind: Kind
    meaning: str


@dataclass(frozen=True)
class Lexicon:
    """Keys of `forms` and `words` are words in Latin letters, joined by a space.

    `form_starts` are first words of forms that stand before a name, `form_ends` last words of all.
    `unspaced` finds the words of unspaced scripts in a text, `read` says as which Latin words
    they are to be read; `cities` has other spellings of cities;
    `longest` is the number of words of the longest legal form.
    """

    forms: dict[str, LegalForm]
    form_starts: frozenset[str]
    form_ends: frozenset[str]
    words: dict[str, Word]
    first_of_two: frozenset[str]
    unspaced: re.Pattern[str]
    read: dict[str, str]
    cities: dict[str, str]
    alternatives: re.Pattern[str]
    trade_weight: float
    longest: int


@cache
def lexicon() -> Lexicon:
    """What ships with the package, read once."""
    written: dict[str, Any] = read("legal_forms.yaml")
    forms, words, read_as = _forms(written), _words(written), _read_as(written)
    pairs = frozenset(key.split()[0] for key in words if " " in key)
    return Lexicon(
        forms,
        frozenset(key.split()[0] for key, form in forms.items() if form.before),
        frozenset(key.split()[-1] for key in forms),
        words,
        pairs,
        _any_of(read_as),
        read_as,
        {"".join(letters(one)): city for city, some in written["cities"].items() for one in some},
        _alternatives(written["alternatives"]),
        written["trade"]["weight"],
        max(key.count(" ") + 1 for key in forms),
    )


def words_of(text: str) -> list[str]:
    """The words of a name in Latin letters; `&` and `+` are the word they stand for."""
    return letters(text.replace("&", " and ").replace("+", " and "))


def _forms(written: dict[str, Any]) -> dict[str, LegalForm]:
    forms: dict[str, LegalForm] = {}
    for code, told in written["forms"].items():
        form = LegalForm(code, told["kind"], told.get("before", False), tuple(told["countries"]))
        for spelling in told["spellings"]:
            # Of two countries that share a spelling, the first in the file has it.
            forms.setdefault(" ".join(words_of(spelling)), form)
    forms.pop("", None)
    return forms


def _kinds_of_words(written: dict[str, Any]) -> Iterator[tuple[Kind, str, Iterable[str]]]:
    for meaning, spellings in written["joining"].items():
        yield "and", meaning, spellings
    yield "branch", "branch", written["branch"]["words"]
    yield "group", "group", written["group"]["words"]
    for meaning, spellings in written["trade"]["words"].items():
        yield "trade", meaning, spellings
    for meaning, spellings in written["places"].items():
        yield "place", meaning, spellings
    for code, name in Locale.parse("en").territories.items():
        if len(code) == 2:
            yield "place", code.lower(), [name]
    yield "article", "article", written["articles"]


def _words(written: dict[str, Any]) -> dict[str, Word]:
    words: dict[str, Word] = {}
    for kind, meaning, spellings in _kinds_of_words(written):
        for spelling in spellings:
            words.setdefault(" ".join(words_of(spelling)), Word(kind, meaning))
    words.pop("", None)
    return words


def _read_as(written: dict[str, Any]) -> dict[str, str]:
    """Words of unspaced scripts, with the Latin words that stand for them in the dictionaries."""
    spellings = [one for told in written["forms"].values() for one in told["spellings"]]
    for _kind, _meaning, some in _kinds_of_words(written):
        spellings.extend(some)
    unspaced = (one for one in spellings if _IS_UNSPACED.search(one))
    return {one: f" {' '.join(words_of(one))} " for one in unspaced}


def _any_of(read: dict[str, str]) -> re.Pattern[str]:
    """The longest word first; one sign alone is a word only where it ends the name's run."""
    long = sorted((one for one in read if len(one) > 1), key=lambda one: (-len(one), one))
    short = "".join(sorted(one for one in read if len(one) == 1))
    several = "|".join(re.escape(one) for one in long)
    return re.compile(f"{several}|[{re.escape(short)}](?![{UNSPACED}])")


def _alternatives(spellings: list[str]) -> re.Pattern[str]:
    spaced = sorted((s for s in spellings if not _IS_UNSPACED.search(s)), key=len, reverse=True)
    signs = "|".join(s for s in spellings if _IS_UNSPACED.search(s))
    words = "|".join(re.escape(latin(s)).replace("\\ ", r"\s+") for s in spaced)
    # "ex" and "antes" are words of names too: they count only after a bracket, dash or comma,
    # "t/a" and the like anywhere.
    sure = "|".join(re.escape(s) for s in spaced if "/" in s or s in ("dba", "fka", "aka"))
    named = r"|trading\s+as|doing\s+business\s+as|formerly(?:\s+known\s+as)?|also\s+known\s+as"
    return re.compile(
        rf"(?:\s|[(,\-–])(?:{sure}{named})[\s.:]+|[(,\-–]\s*(?:{words})[\s.:]+|(?:{signs})[:：]?",
        re.IGNORECASE,
    )
