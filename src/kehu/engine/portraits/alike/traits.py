"""Customers as columns of three kinds: words, numbers, and sets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Floats = NDArray[np.float64]
NO_WORD = -1


@dataclass(frozen=True)
class Texts:
    """A word each: its place among `texts`, NO_WORD where it is unknown."""

    at: NDArray[Any]
    texts: Sequence[str]


@dataclass(frozen=True)
class Members:
    """Several each: a row a customer, a column for each of `names`, 1 where the customer has it."""

    held: csr_array
    names: Sequence[str]


@dataclass(frozen=True)
class Traits:
    """The same customers in every column, in the order in which equals are to stand.

    `numbers` are NaN where they are unknown. A trait that nobody could tell may be missing.
    """

    count: int

    words: Mapping[str, Texts]
    numbers: Mapping[str, Floats]
    sets: Mapping[str, Members]

    def tells(self, trait: str) -> bool:
        return trait in self.words or trait in self.numbers or trait in self.sets
