"""A trial of a rulebook in the reader's words: who would move, from what to what, and whose."""

from dataclasses import dataclass

import numpy as np

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User
from kehu.desk.grading.book import reached
from kehu.desk.grading.chips import Chip, chip
from kehu.desk.grading.trial import Moves, Trial
from kehu.desk.ledger.models import Customer
from kehu.engine.rules.rulebook import Rulebook
from kehu.engine.rules.words import Words

_NAMED = 30  # customers that are named, of those that move


@dataclass(frozen=True)
class Pair:
    """So many customers go from one label to another; None where there is no label."""

    before: Chip | None
    after: Chip | None
    count: int


@dataclass(frozen=True)
class Holding:
    """What one label holds before and after: customers, and percents of all purchases."""

    chip: Chip | None
    customers: tuple[int, int]
    percents: tuple[float, float]


@dataclass(frozen=True)
class Moving:
    """One dimension in which customers would move."""

    title: str
    count: int
    pairs: list[Pair]
    holdings: list[Holding]


@dataclass(frozen=True)
class Mover:
    """One customer who would move, and how."""

    customer: Customer
    purchases: float
    pairs: list[Pair]


@dataclass(frozen=True)
class Tried:
    """Everything that the trial tells. `purchases` are of 12 months, in base currency."""

    count: int
    total: int
    purchases: float
    dimensions: list[Moving]
    owners: list[tuple[str, int]]
    movers: list[Mover]


def tried(actor: Actor, rulebook: Rulebook, now: Words, then: Words) -> Tried:
    """Try a rulebook on everybody; customers are named where they are within the actor's reach.

    `now` are the words of the rulebook in force, `then` those of the one that is tried.
    """
    trial = Trial(rulebook)
    total = int(trial.book.graded().sum())
    if not trial.count:
        return Tried(0, total, 0.0, [], [], [])
    return Tried(
        trial.count,
        total,
        trial.purchases,
        [_moving(trial, moves, now, then) for moves in trial.moves()],
        _owners(trial),
        _movers(trial, actor, now, then),
    )


def _moving(trial: Trial, moves: Moves, now: Words, then: Words) -> Moving:
    words = then if moves.dimension in then.rulebook.dimensions else now
    pairs = [_pair(moves.dimension, *pair, n, now, then) for pair, n in moves.pairs.items()]
    bought = np.nansum(trial.book.number("purchases_12m")) or 1.0
    holdings = [
        Holding(
            _chip(moves.dimension, one.label, words),
            one.customers,
            (100 * one.purchases[0] / bought, 100 * one.purchases[1] / bought),
        )
        for one in moves.shares
    ]
    return Moving(words.name(moves.dimension), moves.count, pairs, holdings)


def _pair(name: str, before: str, after: str, count: int, now: Words, then: Words) -> Pair:
    return Pair(_chip(name, before, now), _chip(name, after, then), count)


def _chip(name: str, code: str, words: Words) -> Chip | None:
    return chip(name, code, words) if code else None


def _owners(trial: Trial) -> list[tuple[str, int]]:
    """Names with how many of whose customers move, most first; the pool has no name."""
    counts = trial.by_owner()
    names = dict(User.objects.filter(pk__in=counts).values_list("pk", "name"))
    return [(names.get(owner, ""), count) for owner, count in counts.most_common()]


def _movers(trial: Trial, actor: Actor, now: Words, then: Words) -> list[Mover]:
    rows = trial.rows(reached(trial.book, actor))[:_NAMED].tolist()
    bought = np.nan_to_num(trial.book.number("purchases_12m"))
    numbers = {row: int(trial.book.pks[row]) for row in rows}
    customers = Customer.objects.select_related("owner").in_bulk(numbers.values())
    return [
        Mover(
            customers[number],
            float(bought[row]),
            [_pair(name, *pair, 1, now, then) for name, pair in trial.changes(row).items()],
        )
        for row, number in numbers.items()
        if number in customers
    ]
