"""When customers fall into the pool, by the book of the moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from kehu.desk.core.company import company_timezone
from kehu.desk.followups.pool.in_force import pool_in_force
from kehu.desk.grading.book import Book
from kehu.desk.grading.book.columns import Ints
from kehu.desk.grading.conditions import columns_of
from kehu.engine.pool.falls import NOBODY, Falls, falls_of
from kehu.engine.pool.rules import CLOCKS, Pool


@dataclass(frozen=True)
class Fall:
    """By which rule, which clock and on which day one customer falls."""

    rule: str
    clock: str
    on: date


def forecast(
    book: Book, rows: Ints, day: date, held_since: Iterable[date], warned_on: Iterable[date | None]
) -> list[Fall | None]:
    """For rows of the book held since those days: when each falls; None for who stays."""
    pool = pool_in_force()
    held = np.array([(day - one).days for one in held_since], np.float64)
    warned = np.array(
        [np.nan if one is None else (day - one).days for one in warned_on], np.float64
    )
    nodes = [pool.not_before, *(rule.when for rule in pool.returns.values())]
    columns = columns_of(book, nodes, CLOCKS.values(), rows)
    return _told(pool, falls_of(pool, columns, held, warned, len(rows)), day)


def day_of(moment: datetime) -> date:
    """The company's date of a moment."""
    [day] = days_of([moment])
    return day


def days_of(moments: Iterable[datetime]) -> list[date]:
    """The company's dates of moments; the company is asked once."""
    zone = company_timezone()
    return [moment.astimezone(zone).date() for moment in moments]


def _told(pool: Pool, falls: Falls, day: date) -> list[Fall | None]:
    rules, clocks = list(pool.returns), list(CLOCKS)
    return [
        None
        if rule == NOBODY or np.isnan(days)
        else Fall(rules[rule], clocks[clock], day + timedelta(days=int(days)))
        for rule, clock, days in zip(
            falls.rule.tolist(), falls.clock.tolist(), falls.days.tolist(), strict=True
        )
    ]
