"""Errors of what was said, by what happened: plain figures over arrays of customers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Bin:
    """Customers of whom nearly the same chance was said: its mean, and the share that happened."""

    customers: int
    said: float
    happened: float


def mean_absolute_error(said: Floats, happened: Floats) -> float | None:
    """In the unit of both; none without customers."""
    return float(np.abs(said - happened).mean()) if len(said) else None


def coverage(low: Floats, high: Floats, happened: Floats) -> float | None:
    """The share that lies within its window, borders included."""
    return float(((low <= happened) & (happened <= high)).mean()) if len(low) else None


def area_under_curve(said: Floats, happened: Mask) -> float | None:
    """The chance that of two customers the one to whom it happened was given the higher chance.

    From the sum of ranks, equals halved (Mann, Whitney 1947); none where all or nobody had it.
    """
    yes, no = int(happened.sum()), int((~happened).sum())
    if not yes or not no:
        return None
    ranks = rankdata(said)[happened].sum()
    return float((ranks - yes * (yes + 1) / 2) / (yes * no))


def brier(said: Floats, happened: Mask) -> float | None:
    """The mean square of chance less what happened, 1 or 0 (Brier 1950)."""
    return float(((said - happened) ** 2).mean()) if len(said) else None


def calibration(said: Floats, happened: Mask, bins: int = 10) -> list[Bin]:
    """As many bins of about as many customers each, by the chance said; equal chances together."""
    if not len(said):
        return []
    edges = np.quantile(said, np.linspace(0, 1, bins + 1)[1:-1])
    which = np.searchsorted(edges, said, side="left")
    return [Bin(int(mine.sum()), float(said[mine].mean()), float(happened[mine].mean()))
            for mine in (which == one for one in np.unique(which))]  # fmt: skip


def concordance(rung: Floats, earned: Floats) -> float | None:
    """Of two customers on different rungs, the chance that the higher one earned more; equals half.

    Harrell's c without censoring; none where all stand on one rung.
    """
    higher, pairs = 0.0, 0
    for low in np.unique(rung):
        above, here = rung > low, rung == low
        for top in np.unique(rung[above]):
            both = here | (rung == top)
            area = area_under_curve(earned[both], (rung == top)[both])
            count = int(here.sum()) * int((rung == top).sum())
            higher, pairs = higher + (area or 0.0) * count, pairs + count
    return higher / pairs if pairs else None
