"""What the writer does with each sentence: asks, promises, complains, sells …

A sentence is held against some thousands written for it, whose acts are known: the nearer one lies,
the more it says. `python -m tools.reading.train` learns how much; the acts are listed there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from kehu.reading.encoder import Vectors, encoded
from kehu.reading.text import MailText, Sentence

_MOST = 8  # sentences that are looked at; who asks something asks it early
_FEWEST_LETTERS = 6
_MOST_KEPT = 20_000
_KEPT: dict[str, NDArray[np.float32]] = {}
_SHARPNESS = 13.0  # of the scores, so that they are as sure as they are right
_LIKELY = 0.35  # what is less sure is noise that would add up


@dataclass(frozen=True)
class Acts:
    """Probabilities, shape (sentences, acts), of each sentence and act."""

    sentences: tuple[Sentence, ...]
    probabilities: NDArray[np.float32]

    def total(self, *names: str) -> float:
        """How many sentences do these acts, each counted as surely as it does one."""
        sure = self.probabilities[:, _columns(names)].sum(axis=1)
        return float(sure[sure >= _LIKELY].sum())

    def sentences_that(self, *names: str) -> list[Sentence]:
        """The sentences that rather do one of these acts than not."""
        sure = self.probabilities[:, _columns(names)].sum(axis=1)
        return [one for one, how in zip(self.sentences, sure, strict=True) if how >= 0.5]

    def best(self, *names: str) -> tuple[float, Sentence | None]:
        """The sentence that most surely does one of these acts, and how surely."""
        if not self.sentences:
            return 0.0, None
        sure = self.probabilities[:, _columns(names)].sum(axis=1)
        place = int(sure.argmax())
        return float(sure[place]), self.sentences[place]


def act_names() -> tuple[str, ...]:
    """All acts, in the order of the probabilities."""
    return _told().names


def acts_of(texts: Sequence[MailText]) -> list[Acts]:
    """The acts of several mails, encoded together."""
    chosen = [_chosen(text) for text in texts]
    known = _of_sentences([sentence.words for one in chosen for sentence in one])
    return [
        Acts(
            tuple(one),
            np.array([known[sentence.words] for sentence in one]).reshape(
                len(one), len(act_names())
            ),
        )
        for one in chosen
    ]


def _of_sentences(sentences: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    """The probabilities of sentences; greetings and the like come again and again, and are kept."""
    known = {one: _KEPT.get(one) for one in sentences}
    new = [one for one, kept in known.items() if kept is None]
    told = dict(zip(new, sureness(encoded(new), _told()), strict=True))
    if len(_KEPT) > _MOST_KEPT:  # what this thread needs it holds already
        _KEPT.clear()
    _KEPT.update(told)
    return {one: kept for one, kept in known.items() if kept is not None} | told


def _chosen(text: MailText) -> list[Sentence]:
    said = [one for one in text.sentences if sum(map(str.isalpha, one.words)) >= _FEWEST_LETTERS
            or any("\u3400" < letter < "\u9fff" for letter in one.words)]  # fmt: skip
    return said[:_MOST]


@dataclass(frozen=True)
class Told:
    """What was learned: names of acts, the middle and the axes by which vectors are projected,
    known sentences (n, axes) and the weight of each for every act (n, acts)."""

    names: tuple[str, ...]
    middle: NDArray[np.float32]
    axes: NDArray[np.float32]
    known: NDArray[np.float32]
    weights: NDArray[np.float32]

    @cached_property
    def places(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.names)}


def sureness(vectors: Vectors, told: Told) -> NDArray[np.float32]:
    """How surely sentences, shape (m, 512), do each act: (m, acts), a sentence's sum is 1."""
    scores = likeness(projected(vectors, told.middle, told.axes), told.known) @ told.weights
    odds = np.exp(_SHARPNESS * scores)
    found: NDArray[np.float32] = odds / odds.sum(axis=1, keepdims=True)
    return found


def projected(
    vectors: Vectors, middle: NDArray[np.float32], axes: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Vectors on the sphere of the axes."""
    turned = (vectors - middle) @ axes
    found: NDArray[np.float32] = turned / np.linalg.norm(turned, axis=1, keepdims=True)
    return found


def likeness(some: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.float32]:
    """Gaussian kernels of points on a sphere: exp(-|a-b|²), shape (some, others)."""
    found: NDArray[np.float32] = np.exp(2 * (some @ others.T) - 2)
    return found


def _columns(names: Sequence[str]) -> list[int]:
    return [_told().places[name] for name in names]


@cache
def _told() -> Told:
    with files("kehu.reading").joinpath("acts.npz").open("rb") as file:
        kept = np.load(file)
        return Told(
            tuple(map(str, kept["names"])), kept["middle"], kept["axes"].astype(np.float32),
            kept["known"].astype(np.float32) / 127, kept["weights"].astype(np.float32),
        )  # fmt: skip
