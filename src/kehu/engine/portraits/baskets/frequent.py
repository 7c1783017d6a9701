"""Sets of items that many baskets hold, by one product of sparse matrices a size.

Agrawal and Srikant (VLDB 1994): a set is frequent only where each of its parts is. So the sets of a
size are grown into those of the next by one item behind their last, and only frequent ones grow.
Which baskets hold a set is a row of a sparse matrix (tidsets, Zaki, IEEE TKDE 2000); times the
matrix of baskets it counts every item beside the set at once, exactly.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from kehu.engine.portraits.baskets.orders import Baskets

Ints = NDArray[np.int64]
_CELLS = 8_000_000  # of a matrix in memory at once, 100 MB


@dataclass(frozen=True)
class Sets:
    """The frequent sets of one size, in the order of their members.

    `members` (n, size): item positions, ascending in a row. `orders` (n,): how many hold the set.
    `keys` (n,): place of the set without its last member × number of items + the last member;
    they ascend.
    """

    members: Ints
    orders: Ints
    keys: Ints

    def __len__(self) -> int:
        return len(self.orders)


@dataclass(frozen=True)
class Frequent:
    """The frequent sets of all sizes looked for, `by_size[0]` being the single items."""

    baskets: Baskets
    by_size: tuple[Sets, ...]

    def orders_of(self, members: Ints) -> Ints:
        """How many orders hold each of the frequent sets; of the empty set, how many there are."""
        size = members.shape[1]
        if size == 0:
            return np.full(len(members), self.baskets.orders)
        orders: Ints = self.by_size[size - 1].orders[self._places(members)]
        return orders

    def _places(self, members: Ints) -> Ints:
        place = members[:, 0]
        for size in range(2, members.shape[1] + 1):
            keys = place * len(self.baskets.items) + members[:, size - 1]
            place = np.searchsorted(self.by_size[size - 1].keys, keys)
        return place


def frequent_sets(baskets: Baskets, largest: int) -> Frequent:
    """All sets of up to `largest` items that `baskets.least` orders hold."""
    columns = baskets.held.T.tocsr()
    items = np.arange(len(baskets.items))
    found = [Sets(items[:, None], np.diff(columns.indptr).astype(np.int64), items)]
    while len(found) < largest:
        found.append(_grown(baskets, columns, found))
    return Frequent(baskets, tuple(found))


def _grown(baskets: Baskets, columns: csr_array, found: list[Sets]) -> Sets:
    """The sets one larger than the largest found."""
    sets, items = found[-1], len(baskets.items)
    parts = [np.empty((2, 0), np.int64)]
    for start, end in _blocks(found[0].orders[sets.members].sum(axis=1) + items):
        beside = _holding(columns, sets.members[start:end]) @ baskets.held
        often = np.flatnonzero(beside.data >= baskets.least)
        row = np.searchsorted(beside.indptr, often, side="right") - 1 + start
        item = beside.indices[often].astype(np.int64)
        behind = item > sets.members[row, -1]
        keys = row[behind] * items + item[behind]
        order = np.argsort(keys)
        parts.append(np.stack([keys[order], beside.data[often][behind][order]]))
    keys, orders = np.concatenate(parts, axis=1)
    members = np.column_stack([sets.members[keys // max(1, items)], keys % max(1, items)])
    return Sets(members, orders, keys)


def _blocks(cells: Ints) -> Iterator[tuple[int, int]]:
    """Runs of rows that have few enough cells together, or are one row."""
    block = np.cumsum(cells) // _CELLS
    starts = np.flatnonzero(np.diff(block, prepend=-1))
    yield from pairwise([*starts.tolist(), len(cells)])


def _holding(columns: csr_array, members: Ints) -> csr_array:
    """Which baskets hold each set: a row a set, a column a basket."""
    held = columns[members[:, 0]]
    for item in members.T[1:]:
        held = held.multiply(columns[item])
    return held.tocsr()
