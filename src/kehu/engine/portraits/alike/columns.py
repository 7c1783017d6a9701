"""One trait of everybody, made ready so that anyone can be compared with all at once.

Each kind says how much a trait weighs between one customer and each other (`says`), and how much of
that they agree on (`agrees`), both from 0 to 1. A value says the less, the more customers have it:
1 less their share among those of whom it is known, and one more who has none. Between two customers
a trait says the mean of what their values say. Where one of the two is unknown, it agrees as far as
somebody drawn from those would; where both are, it says nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from kehu.engine.portraits.alike.facets import Trait
from kehu.engine.portraits.alike.traits import NO_WORD, Floats, Members, Texts, Traits

UNKNOWN = "unknown"  # the label of a dimension that knows nothing
_OUTER = 0.05  # of the customers lies beyond either end of a number's range
Rows = slice | NDArray[np.int64]
Value = str | float | tuple[str, ...]


class Compared(Protocol):
    """A trait of everybody."""

    def to(self, row: int, others: Rows) -> tuple[Floats, Floats]:
        """What the trait says between one customer and others, and what they agree on."""

    def value(self, row: int) -> Value | None:
        """A customer's own word, number or members; None where it is unknown."""


@dataclass(frozen=True)
class ComparedWords:
    """`at` (n,): places among `texts`, −1 for unknown. `telling` and `usual` (texts + 1,): what a
    word says, and the share of customers who have it; 0 for unknown, which stands last."""

    texts: Sequence[str]
    at: NDArray[np.int64]
    telling: Floats
    usual: Floats

    @classmethod
    def of(cls, column: Texts) -> "ComparedWords":
        nothing = np.array([*(text == UNKNOWN for text in column.texts), True])
        at = np.where(nothing[column.at], NO_WORD, column.at).astype(np.int64)
        have = np.bincount(at[at >= 0], minlength=len(column.texts))
        usual = have / (have.sum() + 1)
        return cls(column.texts, at, np.append(1 - usual, 0.0), np.append(usual, 0.0))

    def to(self, row: int, others: Rows) -> tuple[Floats, Floats]:
        mine, at = self.at[row], self.at[others]
        if mine == NO_WORD:
            return self.telling[at], (self.telling * self.usual)[at]
        says = (self.telling + self.telling[mine]) / 2
        agrees = np.zeros(len(says))
        says[NO_WORD] = agrees[mine] = self.telling[mine]
        agrees[NO_WORD] = self.telling[mine] * self.usual[mine]
        return says[at], agrees[at]

    def value(self, row: int) -> str | None:
        return None if self.at[row] == NO_WORD else self.texts[self.at[row]]


@dataclass(frozen=True)
class ComparedNumbers:
    """`numbers` (n,) as they came. `scaled` (n,): 1 apart is as unlike as can be. `known`,
    `telling` and `usual` (n,): is it known, what it says, how far one drawn at random agrees."""

    numbers: Floats
    scaled: Floats
    known: NDArray[np.bool_]
    telling: Floats
    usual: Floats

    @classmethod
    def of(cls, numbers: Floats, even: bool) -> "ComparedNumbers":
        """Numbers of all sizes are taken in proportion (logarithms), unless `even`.

        Gower (Biometrics 27, 1971) divides by the range; a range between quantiles of 5 and 95 %
        is not stretched by one giant. Where most are equal, it is the whole range.
        """
        known = ~np.isnan(numbers)
        values = numbers[known] if even else _in_proportion(numbers[known])
        kinds, which, have = np.unique(values / _range(values), return_inverse=True,
                                       return_counts=True)  # fmt: skip
        filled = [np.zeros(len(numbers)) for _ in range(3)]
        told = (kinds, 1 - have / (len(values) + 1), _usual_agreement(kinds, have))
        for column, of_kind in zip(filled, told, strict=True):
            column[known] = of_kind[which]
        return cls(numbers, filled[0], known, filled[1], filled[2])

    def to(self, row: int, others: Rows) -> tuple[Floats, Floats]:
        known, telling = self.known[others], self.telling[others]
        if not self.known[row]:
            return telling, telling * self.usual[others]
        agreement = 1 - np.minimum(1.0, np.abs(self.scaled[others] - self.scaled[row]))
        says = np.where(known, (telling + self.telling[row]) / 2, self.telling[row])
        return says, says * np.where(known, agreement, self.usual[row])

    def value(self, row: int) -> float | None:
        return float(self.numbers[row]) if self.known[row] else None


def _in_proportion(values: Floats) -> Floats:
    """log(1 + x), below zero the other way round."""
    scaled: Floats = np.sign(values) * np.log1p(np.abs(values))
    return scaled


def _range(values: Floats) -> float:
    if not len(values):
        return 1.0
    low, high = np.quantile(values, [_OUTER, 1 - _OUTER])
    return float(high - low) or float(np.ptp(values)) or 1.0


def _usual_agreement(kinds: Floats, have: NDArray[np.int64]) -> Floats:
    """For each value, the mean of 1 − min(1, distance) to everybody's and one more that has none;
    `kinds` ascend."""
    counts, sums = (np.append(0.0, np.cumsum(one)) for one in (have, have * kinds))
    low, high = np.searchsorted(kinds, kinds - 1), np.searchsorted(kinds, kinds + 1, side="right")
    at = np.arange(len(kinds))
    below = (counts[at] - counts[low]) * (1 - kinds) + sums[at] - sums[low]
    above = (counts[high] - counts[at]) * (1 + kinds) - (sums[high] - sums[at])
    usual: Floats = np.clip((below + above) / (counts[-1] + 1), 0.0, 1.0)
    return usual


@dataclass(frozen=True)
class ComparedSets:
    """Jaccard's coefficient with members that say something each: shared ÷ had by either.

    `held` (n, names); `telling` (names,); `sizes` and `sums` (n,): how many members a customer
    has, and what they say together. A set weighs as its members do on average; one that is empty
    agrees with none, two empty ones say nothing. Of one member each it is a word.
    """

    names: Sequence[str]
    held: csr_array
    telling: Floats
    sizes: Floats
    sums: Floats

    @classmethod
    def of(cls, column: Members) -> "ComparedSets":
        held = column.held.astype(np.float64)
        sizes = held.sum(axis=1)
        telling = 1 - held.sum(axis=0) / (np.count_nonzero(sizes) + 1)
        return cls(column.names, held, telling, sizes, held @ telling)

    def to(self, row: int, others: Rows) -> tuple[Floats, Floats]:
        mine, held = self.held[[row]].toarray()[0], self.held[others]
        shared, both = held @ (mine * self.telling), held @ mine
        either = np.maximum(1.0, self.sizes[others] + self.sizes[row] - both)
        says: Floats = (self.sums[others] + self.sums[row] - shared) / either
        return says, shared / either

    def value(self, row: int) -> tuple[str, ...]:
        """The most telling first."""
        members = self.held[[row]].indices.tolist()
        members.sort(key=lambda one: (-self.telling[one], self.names[one]))
        return tuple(self.names[one] for one in members)


def compared(traits: Traits, trait: Trait) -> Compared:
    """A trait that somebody could tell, made ready."""
    match trait.kind:
        case "words":
            return ComparedWords.of(traits.words[trait.name])
        case "number":
            return ComparedNumbers.of(traits.numbers[trait.name], trait.even)
        case _:
            return ComparedSets.of(traits.sets[trait.name])
