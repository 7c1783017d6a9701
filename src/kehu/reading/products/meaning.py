"""Goods that a mail names by words no list knows: by meaning, across languages."""

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from kehu.reading.encoder import Vectors, encoded
from kehu.reading.products.index import Index
from kehu.reading.products.mentions import Mention
from kehu.reading.text import Sentence

_NEAR = 0.62  # cosine from which on a phrase means a product; chosen on the practice mails
_AS_NEAR = 0.05  # what lies as far below the best may be meant as well
_LONGEST = 4  # words of a phrase
_MOST = 24  # phrases of a mail that are looked at
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SHORTEST = 3  # letters of a phrase


class Meaning:
    """The names of a catalogue as vectors, made at the first need and kept for the next start."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._heads = [head for head in index.heads if head]

    def mentions(self, sentences: Sequence[Sentence]) -> list[Mention]:
        """At most one mention a sentence: the phrase that lies nearest to a product's name."""
        phrases = [one for sentence in sentences for one in _phrases(sentence)][:_MOST]
        if not phrases or not self._heads:
            return []
        near = encoded([words for words, _, _ in phrases]) @ self._vectors.T
        found: list[Mention] = []
        for sentence in sentences:
            mine = [number for number, (_, start, _) in enumerate(phrases)
                    if sentence.start <= start < sentence.end]  # fmt: skip
            best = max(mine, key=lambda number: near[number].max(), default=None)
            if best is not None and near[best].max() >= _NEAR:
                _, start, end = phrases[best]
                found.append(Mention(start, end, frozenset(), self._meant(near[best])))
        return found

    def _meant(self, near: Vectors) -> frozenset[int]:
        heads = np.flatnonzero(near >= near.max() - _AS_NEAR)
        return frozenset(number for head in heads for number in self.index.heads[self._heads[head]])

    @cached_property
    def _vectors(self) -> Vectors:
        names = "\n".join(self._heads)
        kept = _folder() / f"{hashlib.sha256(names.encode()).hexdigest()[:32]}.npy"
        if kept.exists():
            found: Vectors = np.load(kept)
            return found
        made = encoded(self._heads)
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(f".{os.getpid()}.npy")
        np.save(part, made)
        part.replace(kept)
        return made


def _folder() -> Path:
    """Where programs keep what they can make again."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kehu" / "vectors"


def _phrases(sentence: Sentence) -> Iterator[tuple[str, int, int]]:
    """Runs of up to four words, and where they stand."""
    words = list(_WORD.finditer(sentence.words))
    for length in range(_LONGEST, 0, -1):
        for first in range(len(words) - length + 1):
            start, end = words[first].start(), words[first + length - 1].end()
            said = sentence.words[start:end]
            if len(said) >= _SHORTEST and "\n" not in said:
                yield said, sentence.start + start, sentence.start + end
