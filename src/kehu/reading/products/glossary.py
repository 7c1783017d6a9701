"""Names of goods in the languages of trade, by the English words that catalogues use.

They stand in `rulebook/reading/goods.csv`: a row a name, `is` goods or attribute (how goods are),
a column a language, several words apart by semicolons. Words are in their basic form, since they
are compared by their stems; words of Latin America and of Europe stand side by side; column en has
other English words for the same thing. A word may stand at several names.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from kehu.reading.products.tokens import HAN, Token, words
from kehu.rulebook import read_table

_HAN_RUN = re.compile(f"[{HAN}]+")
_UNSPACED = frozenset(["zh", "ja"])


@dataclass(frozen=True)
class Glossary:
    """Of one language: phrases by their stems, each with the English stems it means; and of every
    stem that begins one the number of words of the longest.

    `runs` are those of a script without spaces, longest first.
    """

    phrases: dict[tuple[str, ...], tuple[str, ...]]
    longest: dict[str, int]
    runs: dict[str, tuple[str, ...]]
    longest_run: int


def in_english(text: str, language: str) -> list[Token]:
    """The words of a text; what the glossary knows by its English stems, the rest as they are.

    English words in a text of another language are understood as well.
    """
    found: list[Token] = []
    if language in _UNSPACED:
        found += _from_runs(text, glossary(language))
    languages = [language, "en"] if language != "en" else ["en"]
    for one in languages:
        if one not in _UNSPACED:
            found += _from_words(words(text, one), glossary(one), keep=one == "en")
    return sorted(found, key=lambda token: token.start)


def _from_words(tokens: Sequence[Token], known: Glossary, *, keep: bool) -> Iterator[Token]:
    at = 0
    while at < len(tokens):
        phrase = _longest(tokens, at, known)
        if phrase is not None:
            length, meant = phrase
            last = tokens[at + length - 1]
            yield from (Token(one, tokens[at].start, last.end) for one in meant)
            at += length
            continue
        if keep:
            yield tokens[at]
        at += 1


def _longest(
    tokens: Sequence[Token], at: int, known: Glossary
) -> tuple[int, tuple[str, ...]] | None:
    said = tuple(token.value for token in tokens[at : at + known.longest.get(tokens[at].value, 0)])
    for length in range(len(said), 0, -1):
        meant = known.phrases.get(said[:length])
        if meant is not None:
            return length, meant
    return None


def _from_runs(text: str, known: Glossary) -> Iterator[Token]:
    for run in _HAN_RUN.finditer(text):
        at = 0
        while at < len(run[0]):
            for length in range(min(known.longest_run, len(run[0]) - at), 0, -1):
                meant = known.runs.get(run[0][at : at + length])
                if meant:
                    start = run.start() + at
                    yield from (Token(one, start, start + length) for one in meant)
                    at += length
                    break
            else:
                at += 1


@cache
def glossary(language: str) -> Glossary:
    """What `rulebook/reading/goods.yaml` knows of a language; empty for one it does not have."""
    phrases: dict[tuple[str, ...], tuple[str, ...]] = {}
    longest: dict[str, int] = {}
    runs: dict[str, tuple[str, ...]] = {}
    for name, row in _entries().items():
        meant = _canonical(name)
        own = (name,) if language == "en" and " " in name else ()
        for phrase in (*own, *_said(row, language)):
            if language in _UNSPACED:
                runs[phrase] = meant
            elif stems := tuple(token.value for token in words(phrase, language)):
                for order in (stems, stems[::-1]) if len(stems) == 2 else (stems,):
                    phrases.setdefault(order, meant)
                    longest[order[0]] = max(longest.get(order[0], 0), len(order))
    return Glossary(phrases, longest, runs, max(map(len, runs), default=0))


def _canonical(name: str) -> tuple[str, ...]:
    """The stems of an English name, of words that mean the same always the one."""
    return tuple(_one_word().get(stem, stem) for stem in _stems(name))


def _stems(name: str) -> tuple[str, ...]:
    return tuple(token.value for token in words(name, "en"))


@cache
def _one_word() -> dict[str, str]:
    """Single words that mean another single word: a spanner is a wrench."""
    return {
        _stems(other)[0]: _stems(name)[0]
        for name, row in _entries().items()
        for other in _said(row, "en")
        if " " not in name and len(_stems(other)) == 1 and len(_stems(name)) == 1
    }


@cache
def attributes() -> frozenset[str]:
    """Stems that say how goods are, not what they are."""
    goods = {one for name, row in _entries().items() if row["is"] == "goods"
             for one in _canonical(name)[-1:]}  # fmt: skip
    said = {one for name, row in _entries().items() if row["is"] == "attribute"
            for one in _canonical(name)}  # fmt: skip
    return frozenset(said - goods)


@cache
def unspaced_attributes() -> frozenset[str]:
    """The same in Chinese: 黑色, 不锈钢."""
    return frozenset(one for row in _entries().values() if row["is"] == "attribute"
                     for one in _said(row, "zh"))  # fmt: skip


def _said(row: dict[str, str], language: str) -> list[str]:
    return [one for one in row.get(language, "").split(";") if one]


@cache
def _entries() -> dict[str, dict[str, str]]:
    return {row["name"]: row for row in read_table("reading/goods.csv")}
