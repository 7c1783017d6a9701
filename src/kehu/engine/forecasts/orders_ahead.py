"""Orders to come of a buyer who may stop after any of them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from kehu.engine.forecasts.histories import Floats

_ENOUGH = 1e-7  # what all further orders add at most to the mean
_MOST = 5_000  # orders looked at


@dataclass(frozen=True)
class Ahead:
    """Orders in a time to come: mean, mean of the square, and the chance of at least one."""

    mean: Floats
    square: Floats
    any: Floats

    @classmethod
    def of_parts(cls, parts: Sequence["Ahead"]) -> "Ahead":
        """One after another."""
        return cls(*(np.concatenate([getattr(part, one.name) for part in parts])
                     for one in fields(cls)))  # fmt: skip


def orders_ahead(
    p_active: Floats, share: Floats, shape: Floats, rate: Floats, a: float, b: Floats, k: int,
    time: float,
) -> Ahead:  # fmt: skip
    """Mean and spread of the number of orders in `time`, one row a history.

    Every k-th tick is an order; `share` (k, n) is how likely j ticks came since the last one, and
    then the rate of ticks is Gamma(`shape` (k, n), `rate`); the chance to stop after an order is
    Beta(`a`, `b`). There are n orders or more where n k - j ticks come, negative binomially
    distributed, and none of the first n - 1 orders is followed by a stop. Summed over n that gives
    the mean, and 2 n - 1 times it the mean of the square; all terms are positive, unlike those of
    the published closed form (Fader, Hardie, Lee 2005, equation 10), which holds for k = 1.
    """
    log_odds = np.log(time) - np.log(rate + time)
    ticks = -shape * np.log1p(time / rate)  # the log chance of exactly m ticks, of none at first
    below = np.exp(ticks)  # fewer than m + 1
    mean, square, some = (np.zeros_like(p_active) for _ in range(3))
    unstopped, m, n = np.ones_like(p_active), 0, 1
    while n < _MOST:
        at_least = np.zeros_like(p_active)
        for j in range(k - 1, -1, -1):
            needed = n * k - j
            while m < needed - 1:
                m += 1
                ticks += np.log((shape + (m - 1)) / m) + log_odds
                below += np.exp(ticks)
            at_least += share[j] * np.maximum(1.0 - below[j], 0.0)
        chance = unstopped * at_least
        mean += chance
        square += (2 * n - 1) * chance
        if n == 1:
            some = chance.copy()
        if chance.max(initial=0.0) * n < _ENOUGH:
            break
        unstopped *= (b + (n - 1)) / (a + b + (n - 1))
        n += 1
    return Ahead(p_active * mean, p_active * square, p_active * some)
