"""What people say: phrases by situation, chosen by the taste of the customer."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pyarrow as pa

from kehu.demo.batches import Floats, Ints, choose_each
from kehu.demo.catalogue import catalogue
from kehu.demo.clients import TASTES

_OWN, _COMMON, _OTHERS = 6.0, 1.0, 0.2
"""How readily a phrase is used by buyers of its own taste, by all, by those of another taste."""


@dataclass(frozen=True)
class PhraseBook:
    """Phrases numbered through; `texts` holds each phrase with each product filled in."""

    situations: tuple[str, ...]
    kinds: tuple[str, ...]  # of each situation
    inbound: tuple[bool, ...]  # of each situation
    first: Ints  # phrase of each situation
    weights: tuple[Floats, ...]  # of each situation: taste by phrase
    topics: tuple[str | None, ...]  # of each phrase
    texts: pa.Array  # phrase by product

    def choose(self, rng: np.random.Generator, situation: Ints, taste: Ints) -> Ints:
        """Draw a phrase for each row."""
        phrase = np.zeros(len(situation), np.int64)
        for number, weights in enumerate(self.weights):
            rows = np.flatnonzero(situation == number)
            phrase[rows] = self.first[number] + choose_each(rng, weights[taste[rows]])
        return phrase

    def place(self, situation: str) -> int:
        """Return a situation's number."""
        return self.situations.index(situation)


@cache
def phrase_book() -> PhraseBook:
    """Read the phrase file."""
    text = files("kehu.demo").joinpath("data/phrases.toml").read_text(encoding="utf-8")
    book: dict[str, Any] = tomllib.loads(text)
    phrases = [phrase for situation in book.values() for phrase in situation["phrases"]]
    counts = [len(situation["phrases"]) for situation in book.values()]
    return PhraseBook(
        situations=tuple(book),
        kinds=tuple(situation["kind"] for situation in book.values()),
        inbound=tuple(situation["direction"] == "in" for situation in book.values()),
        first=np.cumsum(counts) - np.array(counts),
        weights=tuple(_weights(situation["phrases"]) for situation in book.values()),
        topics=tuple(phrase.get("topics") for phrase in phrases),
        texts=pa.array([p["text"].format(product=n) for p in phrases for n in catalogue().names]),
    )


def _weights(phrases: list[dict[str, str]]) -> Floats:
    return np.array(
        [[_weight(phrase.get("taste"), taste) for phrase in phrases] for taste in TASTES]
    )


def _weight(whose: str | None, taste: str) -> float:
    if whose is None:
        return _COMMON
    return _OWN if whose == taste else _OTHERS
