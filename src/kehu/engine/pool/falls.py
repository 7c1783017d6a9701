"""On which day each customer falls into the pool if nothing happens before."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kehu.engine.pool.rules import CLOCKS, Pool
from kehu.engine.rules.columns import Columns, Floats, holds, over_columns

NOBODY = -1
_CLOCKS = tuple(CLOCKS)


@dataclass(frozen=True)
class Falls:
    """For each customer: the rule that fits (its place among the pool's, NOBODY without one), the
    clock that runs out first (its place among CLOCKS), and in how many days it falls; NaN: never.
    """

    rule: NDArray[np.int64]
    clock: NDArray[np.int64]
    days: Floats


def falls_of(
    pool: Pool, columns: Columns, held_days: Floats, warned_days: Floats, count: int
) -> Falls:
    """When each of `count` customers falls, by measures and labels as they are today.

    `held_days` since somebody holds it: what was not done before that is not the holder's fault.
    `warned_days` since the holder was warned, NaN where not yet: nobody falls unwarned.
    """
    rule = _first_that_holds(pool, columns, count)
    ends = np.stack([_ends(pool, clock, rule, columns, held_days) for clock in _CLOCKS])
    clock = np.argmin(np.where(np.isnan(ends), np.inf, ends), axis=0)
    soonest = ends[clock, np.arange(count)]
    waits = np.nan_to_num(over_columns(pool.not_before, columns, count), nan=0.0)
    warned = pool.warn_days - np.nan_to_num(warned_days, nan=0.0)
    return Falls(rule, clock, np.maximum(np.maximum(soonest, waits), warned))


def _first_that_holds(pool: Pool, columns: Columns, count: int) -> NDArray[np.int64]:
    found = np.full(count, NOBODY, np.int64)
    for place, rule in reversed([*enumerate(pool.returns.values())]):
        found[holds(rule.when, columns, count)] = place
    return found


def _ends(
    pool: Pool, clock: str, rule: NDArray[np.int64], columns: Columns, held_days: Floats
) -> Floats:
    """Days until a clock runs out; NaN where the rule has no such clock, or there is no rule."""
    lengths = [float(one.without.get(clock, np.nan)) for one in pool.returns.values()]
    length = np.array([*lengths, np.nan])[rule]  # NOBODY is the last
    since = columns[CLOCKS[clock]]
    assert isinstance(since, np.ndarray)
    ended: Floats = length - np.fmin(since, held_days)  # unknown: then since it is held
    return ended
