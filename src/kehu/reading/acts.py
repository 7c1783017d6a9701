"""What the writer does with each sentence: asks, promises, complains, sells …

Told by a logistic regression over sentence vectors, trained by `python -m tools.reading.train` on
sentences written for it; the acts are listed there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kehu.reading.encoder import Vectors, encoded
from kehu.reading.text import MailText, Sentence

_MOST = 8  # sentences that are looked at; who asks something asks it early
_FEWEST_LETTERS = 6
_MOST_KEPT = 20_000
_KEPT: dict[str, NDArray[np.float32]] = {}
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


def acts_of(texts: Sequence[MailText]) -> list[Acts]:
    """The acts of several mails, encoded together."""
    chosen = [_chosen(text) for text in texts]
    known = _of_sentences([sentence.words for one in chosen for sentence in one])
    return [
        Acts(
            tuple(one),
            np.array([known[sentence.words] for sentence in one]).reshape(
                len(one), len(_model()["places"])
            ),
        )
        for one in chosen
    ]


def _of_sentences(sentences: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    """The probabilities of sentences; greetings and the like come again and again, and are kept."""
    known = {one: _KEPT.get(one) for one in sentences}
    new = [one for one, kept in known.items() if kept is None]
    told = dict(zip(new, _probabilities(encoded(new)), strict=True))
    if len(_KEPT) > _MOST_KEPT:  # what this thread needs it holds already
        _KEPT.clear()
    _KEPT.update(told)
    return {one: kept for one, kept in known.items() if kept is not None} | told


def _chosen(text: MailText) -> list[Sentence]:
    said = [one for one in text.sentences if sum(map(str.isalpha, one.words)) >= _FEWEST_LETTERS
            or any("\u3400" < letter < "\u9fff" for letter in one.words)]  # fmt: skip
    return said[:_MOST]


def _probabilities(vectors: Vectors) -> NDArray[np.float32]:
    model = _model()
    scores = vectors @ model["weights"].T + model["bias"]
    odds = np.exp(scores - scores.max(axis=1, keepdims=True)) if len(scores) else scores
    found: NDArray[np.float32] = odds / odds.sum(axis=1, keepdims=True) if len(odds) else odds
    return found


def _columns(names: Sequence[str]) -> list[int]:
    places: dict[str, int] = _model()["places"]
    return [places[name] for name in names]


@cache
def _model() -> dict[str, Any]:
    with files("kehu.reading").joinpath("acts.npz").open("rb") as file:
        kept = np.load(file)
        names = [str(name) for name in kept["acts"]]
        return {"weights": kept["weights"], "bias": kept["bias"],
                "places": {name: place for place, name in enumerate(names)}}  # fmt: skip
