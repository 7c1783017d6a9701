"""Train what tells the acts of sentences: `python -m tools.reading.train`.

Reads `tools/reading/acts/*.yaml`, writes what was learned to `src/kehu/reading/acts.npz`, and
prints how many sentences are told rightly when a fifth at a time is held back, by language and act.

Kernel ridge regression (Saunders, Gammerman & Vovk 1998) with Gaussian kernels on the sphere of the
first principal directions of the sentences' vectors: a sentence is held against all that are known.
Weights make rare acts count as much as frequent ones.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from ruamel.yaml import YAML
from scipy.linalg import cho_factor, cho_solve
from sklearn.model_selection import StratifiedKFold

from kehu.reading.acts import Told, likeness, projected, sureness
from kehu.reading.encoder import encoded

_SENTENCES = Path(__file__).parent / "acts"
_BY_LANGUAGE = ("other", "everyday")  # files of several languages
_LEARNED = Path("src/kehu/reading/acts.npz")
_DIRECTIONS = 160  # chosen, as the penalty, by the figures that are printed
_PENALTY = 0.3
Numbers = NDArray[np.float32]


def main() -> None:
    rows = sorted(set(sentences()))
    acts = np.array([act for act, _, _ in rows])
    languages = np.array([language for _, language, _ in rows])
    vectors = encoded([text for _, _, text in rows])
    names = sorted(set(acts))
    sure = np.empty((len(rows), len(names)), np.float32)
    for learned, held in StratifiedKFold(5, shuffle=True, random_state=1).split(vectors, acts):
        sure[held] = sureness(vectors[held], learn(vectors[learned], acts[learned], names))
    told = np.array(names)[sure.argmax(axis=1)]
    for what in (languages, acts):
        for one in sorted(set(what)):
            mine = what == one
            print(f"{one}: {(told[mine] == acts[mine]).mean():.3f} of {mine.sum()}")
    true = sure[np.arange(len(acts)), [names.index(act) for act in acts]]
    print(f"all: {(told == acts).mean():.3f} of {len(acts)}, likelihood {np.log(true).mean():.3f}")
    save(learn(vectors, acts, names))


def learn(vectors: Numbers, acts: NDArray[np.str_], names: list[str]) -> Told:
    """The sentences, shape (n, 512), as what others are held against."""
    middle = vectors.mean(axis=0)
    _, _, directions = np.linalg.svd(vectors - middle, full_matrices=False)
    axes = directions[:_DIRECTIONS].T
    known = projected(vectors, middle, axes)
    truth = (acts[:, None] == np.array(names)).astype(np.float32)
    rare = (truth / truth.sum(axis=0)).sum(axis=1) * len(acts) / len(names)
    kernel = likeness(known, known)
    kernel[np.diag_indices_from(kernel)] += _PENALTY / rare
    weights = cho_solve(cho_factor(kernel, overwrite_a=True), truth)
    return Told(tuple(names), middle, axes, known, weights)


def save(told: Told) -> None:
    """In few bytes: what stands on a sphere needs but a sign and seven bits a direction."""
    np.savez_compressed(
        _LEARNED, names=np.array(told.names), middle=told.middle, axes=told.axes.astype(np.float16),
        known=np.round(told.known * 127).astype(np.int8), weights=told.weights.astype(np.float16),
    )  # fmt: skip


def sentences() -> Iterator[tuple[str, str, str]]:
    """Act, language and sentence."""
    for path in sorted(_SENTENCES.glob("*.yaml")):
        said = YAML(typ="safe").load(path.read_text("utf-8"))
        by_language = said if path.stem in _BY_LANGUAGE else {path.stem: said}
        for language, acts in by_language.items():
            for act, texts in acts.items():
                yield from ((act, language, text) for text in texts)


if __name__ == "__main__":
    main()
