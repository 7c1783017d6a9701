"""Traits of customers as columns: a label, a tag, a country, a category bought; the input of
commonality and of groups.

A row is a customer, the same in every kind. What is not known of a customer counts neither as
having a trait nor as lacking it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]
UNKNOWN = -1


@dataclass(frozen=True, eq=False)
class OneValue:
    """A kind of which a customer has one value: `at` is its place in `values`, below 0 unknown."""

    name: str
    values: Sequence[str]
    at: NDArray[np.signedinteger]

    def counts(self, rows: Mask) -> tuple[Ints, int]:
        """How many of some customers have each value, and of how many it is known."""
        places = self.at[rows]
        having = np.bincount(places[places >= 0], minlength=len(self.values))
        return having, int(having.sum())

    def matrix(self) -> tuple[Mask, Mask]:
        """Who has which value (customers × values), and of whom it is known."""
        return self.at[:, None] == np.arange(len(self.values)), self.at >= 0


@dataclass(frozen=True, eq=False)
class ManyValues:
    """A kind of which a customer may have several values: `held` is customers × values."""

    name: str
    values: Sequence[str]
    held: Mask
    known: Mask

    def counts(self, rows: Mask) -> tuple[Ints, int]:
        """How many of some customers have each value, and of how many it is known."""
        known = rows & self.known
        return self.held[known].sum(axis=0), int(known.sum())

    def matrix(self) -> tuple[Mask, Mask]:
        """Who has which value (customers × values), and of whom it is known."""
        return self.held & self.known[:, None], self.known


Kind = OneValue | ManyValues
