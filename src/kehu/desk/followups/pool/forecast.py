"""When customers fall into the pool, by the book of the moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from kehu.desk.followups.pool.scene import Scene
from kehu.desk.grading.book.columns import Ints
from kehu.desk.grading.conditions import columns_of
from kehu.engine.pool.falls import NOBODY, Falls, falls_of
from kehu.engine.pool.rules import CLOCKS


@dataclass(frozen=True)
class Fall:
    """By which rule, which clock and on which day one customer falls."""

    rule: str
    clock: str
    on: date


def forecast(
    scene: Scene, rows: Ints, held_since: Iterable[date], warned_on: Iterable[date | None]
) -> list[Fall | None]:
    """For rows of the book held since those days: when each falls; None for who stays."""
    pool, day = scene.pool, scene.day
    held = np.array([(day - one).days for one in held_since], np.float64)
    warned = np.array(
        [np.nan if one is None else (day - one).days for one in warned_on], np.float64
    )
    nodes = [pool.not_before, *(rule.when for rule in pool.returns.values())]
    columns = columns_of(scene.book, nodes, CLOCKS.values(), rows)
    return _told(scene, falls_of(pool, columns, held, warned, len(rows)))


def _told(scene: Scene, falls: Falls) -> list[Fall | None]:
    rules, clocks, day = list(scene.pool.returns), list(CLOCKS), scene.day
    return [
        None
        if rule == NOBODY or np.isnan(days)
        else Fall(rules[rule], clocks[clock], day + timedelta(days=int(days)))
        for rule, clock, days in zip(
            falls.rule.tolist(), falls.clock.tolist(), falls.days.tolist(), strict=True
        )
    ]
