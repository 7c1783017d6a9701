"""Names of goods in the languages of trade, by the English words that catalogues use."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from kehu.reading.products.tokens import HAN, Token, words
from kehu.rulebook import read

_HAN_RUN = re.compile(f"[{HAN}]+")
_UNSPACED = frozenset(["zh", "ja"])


@dataclass(frozen=True)
class Glossary:
    """Of one language: phrases by the stem they begin with, each with the English stems it means.

    `runs` are those of a script without spaces, longest first.
    """

    phrases: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]
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
    for phrase, meant in known.phrases.get(tokens[at].value, ()):
        if len(phrase) <= len(tokens) - at and all(
            tokens[at + step].value == word for step, word in enumerate(phrase)
        ):
            return len(phrase), meant
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
    phrases: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    runs: dict[str, tuple[str, ...]] = {}
    for name, said in _entries().items():
        meant = _canonical(name)
        own = (name,) if language == "en" and " " in name else ()
        for phrase in (*own, *said.get(language, ())):
            if language in _UNSPACED:
                runs[phrase] = meant
            elif stems := tuple(token.value for token in words(phrase, language)):
                for order in (stems, stems[::-1]) if len(stems) == 2 else (stems,):
                    phrases.setdefault(order[0], []).append((order, meant))
    for known in phrases.values():
        known.sort(key=lambda one: -len(one[0]))
    return Glossary(phrases, runs, max(map(len, runs), default=0))


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
        for name, said in _entries().items()
        for other in said.get("en", ())
        if " " not in name and len(_stems(other)) == 1 and len(_stems(name)) == 1
    }


@cache
def attributes() -> frozenset[str]:
    """Stems that say how goods are, not what they are."""
    data: dict[str, Any] = read("reading/goods.yaml")
    goods = {one for name in data["goods"] for one in _canonical(name)[-1:]}
    return frozenset(one for name in data["attributes"] for one in _canonical(name)) - goods


@cache
def unspaced_attributes() -> frozenset[str]:
    """The same in Chinese: 黑色, 不锈钢."""
    data: dict[str, Any] = read("reading/goods.yaml")
    return frozenset(one for said in data["attributes"].values() for one in said.get("zh", ()))


@cache
def _entries() -> dict[str, dict[str, list[str]]]:
    data: dict[str, Any] = read("reading/goods.yaml")
    return {name: said for part in data.values() for name, said in part.items()}
