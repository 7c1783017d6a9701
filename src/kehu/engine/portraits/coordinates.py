"""Customers as points, near one another where they are alike in labels, tags and numbers.

Multiple factor analysis of mixed data (Escofier and Pagès 1994): every value of a kind is a column
of yes and no, centred and divided by the root of its share, so that a rare trait in common says
more; a number is a column of ranks; each kind or number is scaled to the same variance, so that one
with many values has no more say than one with two. Their principal components are the coordinates.
What is unknown stands in the middle and draws nobody anywhere.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from kehu.engine.portraits.traits import Kind, ManyValues, Mask, OneValue

Floats = NDArray[np.float64]
_RAREST = 0.01  # of those of whom the kind is known; what is rarer would be a direction of its own
_BLOCK = 20_000  # customers whose columns stand in memory at once
_ABOVE_MEAN = 2.0  # a component that carries less than twice the mean is mostly chance


@dataclass(frozen=True, eq=False)
class _Columns:
    """How the columns of a kind or a number are made for some rows; variances are 1 in all."""

    width: int
    of: Callable[[slice], Floats]


def coordinates(kinds: Sequence[Kind], numbers: Sequence[Floats], rows: Mask) -> Floats:
    """Points of the customers in `rows`, in their order: customers × components.

    `numbers` are measures, NaN unknown. Components are those that carry at least twice the mean
    variance (Kaiser's rule, 1960, held more strictly), at least one; their signs are fixed.
    """
    columns = [_of_kind(kind, rows) for kind in kinds] + [_of_number(one, rows) for one in numbers]
    columns = [one for one in columns if one.width]
    count = int(rows.sum())
    if not columns or not count:
        return np.zeros((count, 1))
    directions = _directions(columns, count)
    points = [_joined(columns, part) @ directions for part in _parts(count)]
    return np.concatenate(points)


def _parts(count: int) -> list[slice]:
    return [slice(start, start + _BLOCK) for start in range(0, count, _BLOCK)]


def _joined(columns: Sequence[_Columns], part: slice) -> Floats:
    return np.hstack([one.of(part) for one in columns])


def _directions(columns: Sequence[_Columns], count: int) -> Floats:
    """The principal axes that count, as columns; of each the greatest entry is positive."""
    width = sum(one.width for one in columns)
    products = np.zeros((width, width))
    for part in _parts(count):
        block = _joined(columns, part)
        products += block.T @ block
    variances, axes = np.linalg.eigh(products / count)
    mean = variances[variances > 1e-9].mean() if (variances > 1e-9).any() else 1.0
    kept = max(1, int((variances >= _ABOVE_MEAN * mean).sum()))
    axes = axes[:, ::-1][:, :kept]
    signs = np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(kept)])
    directions: Floats = axes * np.where(signs == 0, 1.0, signs)
    return directions


def _of_kind(kind: Kind, rows: Mask) -> _Columns:
    having, known = kind.counts(rows)
    shares = having / max(known, 1)
    kept = np.flatnonzero((shares >= _RAREST) & (shares < 1.0))
    shares = shares[kept]
    # (yes − share) ÷ √share over the known has variance 1 − share; unknown rows add nothing.
    variance = float((1.0 - shares).sum()) * known / max(int(rows.sum()), 1)
    scale = 1.0 / np.sqrt(shares * variance) if variance > 0 else np.zeros(len(kept))
    places = np.flatnonzero(rows)

    def of(part: slice) -> Floats:
        held, is_known = _some(kind, places[part]).matrix()
        centred = (held[:, kept] - shares) * scale
        return np.where(is_known[:, None], centred, 0.0)

    return _Columns(len(kept), of)


def _some(kind: Kind, places: NDArray[np.int64]) -> Kind:
    if isinstance(kind, OneValue):
        return OneValue(kind.name, kind.values, kind.at[places])
    return ManyValues(kind.name, kind.values, kind.held[places], kind.known[places])


def _of_number(values: Floats, rows: Mask) -> _Columns:
    mine = values[rows]
    known = ~np.isnan(mine)
    ranks = np.zeros(len(mine))
    if known.any():
        ranks[known] = rankdata(mine[known])
        ranks[known] -= ranks[known].mean()
    deviation = ranks.std()
    if not deviation > 0:
        return _Columns(0, lambda part: np.zeros((0, 0)))
    return _Columns(1, lambda part: (ranks[part] / deviation)[:, None])
