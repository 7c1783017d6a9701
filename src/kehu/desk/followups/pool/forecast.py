"""When customers fall into the pool, by the book of the moment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from kehu.desk.core.company import company_timezone
from kehu.desk.followups.pool.in_force import pool_in_force
from kehu.desk.grading.book import Book
from kehu.desk.grading.book.columns import NO_WORD, Ints, Mask
from kehu.desk.grading.packing import is_word
from kehu.engine.measures import MEASURES
from kehu.engine.pool.falls import NOBODY, Falls, falls_of
from kehu.engine.pool.rules import CLOCKS, Pool
from kehu.engine.rules.columns import Columns, Values, Words, holds
from kehu.engine.rules.conditions import Node, names_in
from kehu.engine.standings import STANDINGS


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


def counting(book: Book, node: Node) -> Mask:
    """The customers of the whole book for whom a condition of the pool holds."""
    rows = np.arange(len(book))
    met: Mask = holds(node, columns_of(book, [node], (), rows), len(book)) & book.graded()
    return met


def day_of(moment: datetime) -> date:
    """The company's date of a moment."""
    [day] = days_of([moment])
    return day


def days_of(moments: Iterable[datetime]) -> list[date]:
    """The company's dates of moments; the company is asked once."""
    zone = company_timezone()
    return [moment.astimezone(zone).date() for moment in moments]


def columns_of(book: Book, nodes: Sequence[Node], also: Iterable[str], rows: Ints) -> Columns:
    """What conditions name, of some rows of the book."""
    names = {name for node in nodes for name in names_in(node)} | set(also)
    return {name: _column(book, name, rows) for name in names}


def _column(book: Book, name: str, rows: Ints) -> Values:
    """What the book does not hold, as before the first grading, is unknown of everybody."""
    if name in book.numbers:
        return book.number(name)[rows]
    if name in book.worded:
        return Words(book.words(name)[rows], book.position)
    if name in {**MEASURES, **STANDINGS} and not is_word(name):
        return np.full(len(rows), np.nan)
    return Words(np.full(len(rows), NO_WORD), book.position)


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
