"""What a group of customers has in common (T2): traits that it has more often than all others.

Honest in three ways. The chance of so many by luck is exact (hypergeometric: Fisher's test, one
side; Fisher 1935). That hundreds of traits are looked at is accounted for (Benjamini and Hochberg
1995; of traits that the margins forbid to ever be significant none is counted: Tarone 1990, Gilbert
2005). And the lift is shrunken towards none, so that three customers make no law (DuMouchel 1999).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import inf, log2

import numpy as np
from numpy.typing import NDArray
from scipy.stats import hypergeom

from kehu.engine.portraits.portrait import Doubt
from kehu.engine.portraits.traits import Kind, Mask

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Common:
    """One trait, in a group and elsewhere.

    `size` and `size_elsewhere` are those of whom the kind is known. `lift` is share ÷ share
    elsewhere, infinite where nobody elsewhere has it. `p_value` is the chance of so many or more in
    a group drawn at random, `q_value` the share of false alarms among all that are at least as
    unlikely; 1 for what could not have been significant whatever the group.
    """

    kind: str
    value: str
    count: int
    size: int
    count_elsewhere: int
    size_elsewhere: int
    shrunken_lift: float
    p_value: float
    q_value: float
    significant: bool

    @property
    def share(self) -> float:
        return self.count / self.size

    @property
    def share_elsewhere(self) -> float:
        return self.count_elsewhere / self.size_elsewhere

    @property
    def lift(self) -> float:
        return self.share / self.share_elsewhere if self.count_elsewhere else inf

    @property
    def telling(self) -> float:
        """How much the trait says of the group: share × log₂ shrunken lift, in bits.

        A trait of many that is half as rare elsewhere says more than a rarity of a few. The part of
        the J-measure that the trait's presence makes up (Smyth and Goodman 1992, equation 6).
        """
        return self.share * log2(self.shrunken_lift)


def commonality(
    kinds: Sequence[Kind], group: Mask, doubt: Doubt, left_out: Collection[str] = ()
) -> list[Common]:
    """The traits that somebody in the group has, the significant first, then the most telling.

    `group` is a mask over the kinds' rows; `left_out` are kinds by which it was chosen. A kind of
    which nothing is known in the group, or elsewhere, cannot be compared and is not here.
    """
    named = [kind for kind in kinds if kind.name not in left_out]
    counted = [_Counted.of(kind, group) for kind in named]
    counted = [one for one in counted if one.size and one.size_elsewhere]
    if not counted:
        return []
    p_values, least = _chances(counted)
    q_values = false_alarms(p_values, least <= doubt.false_alarms)
    found: list[Common] = []
    start = 0
    for one in counted:
        end = start + len(one.having)
        found += one.common(p_values[start:end], q_values[start:end], doubt)
        start = end
    return sorted(found, key=lambda c: (not c.significant, -c.telling, c.kind, c.value))


@dataclass(frozen=True, eq=False)
class _Counted:
    """A kind's counts: in the group and elsewhere."""

    kind: Kind
    having: NDArray[np.int64]
    size: int
    having_elsewhere: NDArray[np.int64]
    size_elsewhere: int

    @classmethod
    def of(cls, kind: Kind, group: Mask) -> "_Counted":
        return cls(kind, *kind.counts(group), *kind.counts(~group))

    def common(self, p_values: Floats, q_values: Floats, doubt: Doubt) -> list[Common]:
        lifts = shrunken_lift(
            self.having, self.size, self.having_elsewhere, self.size_elsewhere, doubt.prior
        )
        return [
            Common(
                self.kind.name,
                self.kind.values[n],
                int(self.having[n]),
                self.size,
                int(self.having_elsewhere[n]),
                self.size_elsewhere,
                float(lifts[n]),
                float(p_values[n]),
                float(q_values[n]),
                bool(q_values[n] <= doubt.false_alarms and self.having[n] >= doubt.at_least),
            )
            for n in np.flatnonzero(self.having).tolist()
        ]


def shrunken_lift(
    count: NDArray[np.int64],
    size: int,
    count_elsewhere: NDArray[np.int64],
    size_elsewhere: int,
    prior: float,
) -> Floats:
    """Lift drawn towards 1 by as much as few customers leave in doubt.

    `count` is Poisson about lift × expected, where so many are expected as the share elsewhere
    gives; with a gamma prior of mean 1 and shape `prior` the posterior mean of the lift is
    (count + prior) ÷ (expected + prior) (DuMouchel 1999, equation 8, with one component).
    """
    expected = size * (count_elsewhere / size_elsewhere)
    lifts: Floats = (count + prior) / (expected + prior)
    return lifts


def _chances(counted: list[_Counted]) -> tuple[Floats, Floats]:
    """For every trait: the chance of so many or more by luck, and the least that it could be."""
    having = np.concatenate([one.having for one in counted])
    whole = having + np.concatenate([one.having_elsewhere for one in counted])
    widths = [len(one.having) for one in counted]
    size = np.repeat([one.size for one in counted], widths)
    known = size + np.repeat([one.size_elsewhere for one in counted], widths)
    # 1 where nobody in the group has it: sf there is 1 less what rounding leaves of it.
    p_values = np.where(having == 0, 1.0, hypergeom.sf(having - 1, known, whole, size))
    least = hypergeom.pmf(np.minimum(whole, size), known, whole, size)
    return np.clip(p_values, 0.0, 1.0), np.where(whole == 0, 1.0, least)


def false_alarms(p_values: Floats, tested: Mask) -> Floats:
    """q-values: the rate of false discoveries at which each would just be called significant.

    min over j ≥ i of p₍ⱼ₎ × m ÷ j for the i-th smallest of m tested (Benjamini and Hochberg 1995;
    Yekutieli and Benjamini 1999, definition 2.4); 1 for what is not tested.
    """
    q_values = np.ones(len(p_values))
    rows = np.flatnonzero(tested)
    order = rows[np.argsort(p_values[rows], kind="stable")]
    scaled = p_values[order] * len(order) / np.arange(1, len(order) + 1)
    q_values[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return q_values
