"""Rows of customers as columns, as small as their values allow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
NO_WORD = -1
_UNKNOWN = np.iinfo(np.int32).min


@dataclass(frozen=True, eq=False)
class Columns:
    """Some customers, by number: the same rows in every column.

    `words` are positions in the vocabulary, NO_WORD for none; `numbers` are floats, or whole
    numbers of 32 bits where that loses nothing. `owner` is 0 for the pool.
    """

    pks: Ints
    owner: Ints
    codes: NDArray[np.bytes_]
    country: NDArray[np.bytes_]
    folded: Sequence[str]
    graded: Mask
    numbers: Mapping[str, NDArray[Any]]
    words: Mapping[str, NDArray[Any]]
    tags: Mapping[int, Mask]

    def number(self, name: str) -> Floats:
        """A measure, NaN where it is unknown."""
        return opened(self.numbers[name])

    @property
    def size(self) -> int:
        """Bytes that it takes, text aside."""
        arrays = [self.pks, self.owner, self.codes, self.country, self.graded,
                  *self.numbers.values(), *self.words.values(), *self.tags.values()]  # fmt: skip
        return sum(array.nbytes for array in arrays)


def packed(values: Floats) -> NDArray[Any]:
    """Whole numbers in 32 bits where all of them fit, floats elsewhere."""
    known = ~np.isnan(values)
    whole = values[known]
    if (whole != np.floor(whole)).any() or (np.abs(whole) >= -float(_UNKNOWN)).any():
        return values
    small = np.full(len(values), _UNKNOWN, np.int32)
    small[known] = whole
    return small


def opened(values: NDArray[Any]) -> Floats:
    """What `packed` made, as floats again."""
    if values.dtype != np.int32:
        return values
    floats = values.astype(np.float64)
    floats[values == _UNKNOWN] = np.nan
    return floats


def is_in(values: NDArray[Any], few: Sequence[Any]) -> Mask:
    """Where a value is one of a few: one comparison each is quicker than sorting."""
    found = np.zeros(len(values), bool)
    for one in few:
        found |= values == one
    return found
