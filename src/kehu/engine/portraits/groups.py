"""Similar customers grouped (M2): k-means over their coordinates, with keys that outlast a run."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from kehu.engine.portraits.coordinates import Floats, coordinates
from kehu.engine.portraits.portrait import Grouping
from kehu.engine.portraits.traits import Kind, Mask

Ints = NDArray[np.int64]
NO_GROUP = -1
_SEED = 7
_SAMPLE = 8_000  # customers by whom the number of groups is chosen
_SPLITS = 5  # halvings of them
_STARTS = 10  # of k-means; the best is taken
_AS_GOOD = 0.05  # of prediction strength: of numbers that differ by less the greatest is taken
_BETTER_BY = 0.1  # before another number of groups than the former is preferred


@dataclass(frozen=True, eq=False)
class Former:
    """A run before this one: the key of each customer's group then, empty for none, and the
    greatest number that a key has had, so that none is used again."""

    keys: Sequence[str]
    newest: int


@dataclass(frozen=True, eq=False)
class Groups:
    """Of each customer the place of its group in `keys`, NO_GROUP where too little is known.

    Keys are `g1`, `g2` …; `kept` are those that the run before had; `newest` is for the next run.
    """

    of: Ints
    keys: tuple[str, ...]
    kept: frozenset[str]
    newest: int

    def members(self, key: str) -> Mask:
        """Who is in a group."""
        mask: Mask = self.of == self.keys.index(key)
        return mask


def group_customers(
    kinds: Sequence[Kind],
    numbers: Sequence[Floats],
    grouping: Grouping,
    former: Former | None = None,
) -> Groups:
    """Groups of customers alike in these kinds and numbers, the largest first; the same input
    gives the same groups.

    With a former run the groups grow out of those that were, and a group that shares at least half
    of its members with one of them (Dice's coefficient; Hungarian assignment) keeps its key.
    """
    rows = known_enough(kinds, grouping.enough)
    points = coordinates(kinds, numbers, rows)
    of = np.full(len(rows), NO_GROUP)
    unlike = len(np.unique(points.round(9), axis=0))
    if unlike < 2 * grouping.fewest:  # too few to tell groups from chance
        return Groups(of, (), frozenset(), former.newest if former else 0)
    was = None if former is None else _places(former.keys)[rows]
    # Hundreds of small fits: threads wait for one another longer than they work, and they add up in
    # any order.
    with threadpool_limits(1):
        of[rows] = _largest_first(_clustered(points, grouping, was))
    return _with_keys(of, former)


def known_enough(kinds: Sequence[Kind], enough: int) -> Mask:
    """Of whom at least so many kinds are known."""
    known = np.sum([kind.matrix()[1] for kind in kinds], axis=0)
    mask: Mask = known >= enough
    return mask


# ---- clusters ----------------------------------------------------------------------------------


def _clustered(points: Floats, grouping: Grouping, was: Ints | None) -> Ints:
    """The cluster of each point; begun from the centres of former groups where these will do."""
    centres = _centres(points, was)
    number = _number_of_groups(points, grouping, len(centres))
    if number == len(centres):
        return _k_means(points, number, centres)
    return _k_means(points, number)


def _k_means(
    points: Floats, number: int, centres: Floats | None = None, starts: int = _STARTS
) -> Ints:
    labels: Ints = _fitted(points, number, centres, starts).labels_
    return labels


def _fitted(
    points: Floats, number: int, centres: Floats | None = None, starts: int = _STARTS
) -> KMeans:
    if centres is not None:
        return KMeans(number, init=centres, n_init=1).fit(points)
    return KMeans(number, n_init=starts, random_state=_SEED).fit(points)


def _centres(points: Floats, was: Ints | None) -> Floats:
    """The middle of each former group's members."""
    places = [] if was is None else [place for place in np.unique(was) if place != NO_GROUP]
    if not places:
        return np.zeros((0, points.shape[1]))
    return np.array([points[was == place].mean(axis=0) for place in places])


def _number_of_groups(points: Floats, grouping: Grouping, former: int) -> int:
    """The greatest number with nearly the best prediction strength; the former unless beaten.

    Where two sorts lie near each other, taking them for one can be foretold as well; that is why
    of nearly equal numbers the greatest is taken (as Tibshirani and Walther do, section 3.2).
    """
    most = min(grouping.most, len(points) // (2 * grouping.fewest))
    tried = range(grouping.fewest, max(grouping.fewest, most) + 1)
    strengths = {number: prediction_strength(points, number) for number in tried}
    best = max(strengths.values())
    if former in strengths and strengths[former] + _BETTER_BY >= best:
        return former
    return max(number for number in tried if strengths[number] + _AS_GOOD >= best)


def prediction_strength(points: Floats, number: int) -> float:
    """How well the clusters of one half of the points are those of the other, 0 to 1.

    In the cluster that fares worst, the share of pairs of points that the other half's centres put
    together too; the mean over several halvings (Tibshirani and Walther 2005, equation 2.1).
    """
    draw = np.random.default_rng(_SEED)
    sample = points[draw.permutation(len(points))[:_SAMPLE]]
    return float(np.mean([_one_split(sample, number, draw) for _ in range(_SPLITS)]))


def _one_split(points: Floats, number: int, draw: np.random.Generator) -> float:
    order = draw.permutation(len(points))
    one, other = points[order[::2]], points[order[1::2]]
    own = _k_means(other, number, starts=3)
    foreign = _fitted(one, number, starts=3).predict(other)
    table = np.zeros((number, number))
    np.add.at(table, (own, foreign), 1)
    sizes = table.sum(axis=1)
    together = (table * (table - 1)).sum(axis=1)
    alone = sizes < 2  # which has no pairs to be torn apart
    pairs = np.where(alone, 1.0, sizes * (sizes - 1))
    return float(np.where(alone, 0.0, together / pairs).min())


def _largest_first(labels: Ints) -> Ints:
    """Clusters numbered by size, equals by their first member."""
    places, first, counts = np.unique(labels, return_index=True, return_counts=True)
    order = np.lexsort((first, -counts))
    rank = np.empty(int(places.max()) + 1, dtype=np.int64)
    rank[places[order]] = np.arange(len(places))
    ranked: Ints = rank[labels]
    return ranked


# ---- keys --------------------------------------------------------------------------------------


def _places(keys: Sequence[str]) -> Ints:
    """Former groups numbered, NO_GROUP where a customer was in none."""
    names = {key: n for n, key in enumerate(sorted({*keys} - {""}))}
    return np.array([names.get(key, NO_GROUP) for key in keys], dtype=np.int64)


def _with_keys(of: Ints, former: Former | None) -> Groups:
    count = int(of.max()) + 1
    kept = _matched(of, former) if former else {}
    newest = former.newest if former else 0
    keys = []
    for place in range(count):
        if place not in kept:
            newest += 1
        keys.append(kept.get(place, f"g{newest}"))
    return Groups(of, tuple(keys), frozenset(kept.values()), newest)


def _matched(of: Ints, former: Former) -> dict[int, str]:
    """Groups that are former ones: by their place the key.

    Of all ways to pair them the one with the most members in common relative to their sizes (Kuhn
    1955); a pair with less than half of their mean size in common is none.
    """
    names = sorted({*former.keys} - {""})
    was = _places(former.keys)
    both = (of != NO_GROUP) & (was != NO_GROUP)
    common = np.zeros((int(of.max()) + 1, len(names)))
    np.add.at(common, (of[both], was[both]), 1)
    sizes = np.bincount(of[of != NO_GROUP], minlength=len(common))
    former_sizes = np.bincount(was[was != NO_GROUP], minlength=len(names))
    alike = 2 * common / np.maximum(sizes[:, None] + former_sizes[None, :], 1)
    pairs = zip(*linear_sum_assignment(alike, maximize=True), strict=True)
    return {int(now): names[then] for now, then in pairs if alike[now, then] >= 0.5}
