"""Clusters found beside the true ones."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Judgement:
    """Of pairs of rows: how many of those found are true, how many true ones are found, and F1.

    `pairs` are the true ones. Without any found, precision is 1; without any true one, recall.
    """

    precision: float
    recall: float
    f1: float
    pairs: int


def judge(clusters: Sequence[Hashable], truth: Sequence[Hashable | None]) -> Judgement:
    """Pairs within clusters against pairs of one truth; a row without a truth is like no other."""
    known = [(row,) if true is None else true for row, true in enumerate(truth)]
    found, true = _pairs(clusters), _pairs(known)
    both = _pairs(list(zip(clusters, known, strict=True)))
    return Judgement(
        both / found if found else 1.0,
        both / true if true else 1.0,
        2 * both / (found + true) if found + true else 1.0,
        true,
    )


def _pairs(groups: Sequence[Hashable]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(groups).values())
