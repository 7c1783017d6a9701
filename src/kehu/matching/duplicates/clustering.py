"""Pairs to clusters: one cluster is one company or person."""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Pair = tuple[int, int]


def components(count: int, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    """The number of the connected component of each of `count` records."""
    links = coo_array((np.ones(len(left), np.bool_), (left, right)), shape=(count, count))
    found: NDArray[np.int64] = connected_components(links, directed=False)[1].astype(np.int64)
    return found


def without_contradictions(
    links: Iterable[tuple[int, int, float]], contradictions: Iterable[Pair]
) -> dict[int, int]:
    """A component broken up where it contradicts itself: the cluster of each, as its least member.

    Links are taken from the heaviest to the lightest, and one is left out if it would join two
    clusters of which any two members contradict each other (Kruskal's way to a spanning tree, with
    pairs that cannot be linked; Davidson and Ravi 2005). So what is sure decides first, and a
    chain of weak links joins nothing that must stay apart.
    """
    cluster: dict[int, set[int]] = {}
    against: dict[int, set[int]] = defaultdict(set)
    for one, other in contradictions:
        against[one].add(other)
        against[other].add(one)
    for one, other, _ in sorted(links, key=lambda link: (-link[2], link[0], link[1])):
        mine = cluster.setdefault(one, {one})
        yours = cluster.setdefault(other, {other})
        if mine is yours or any(not against[member].isdisjoint(yours) for member in mine):
            continue
        mine |= yours
        for member in yours:
            cluster[member] = mine
    return {record: min(members) for record, members in cluster.items()}
