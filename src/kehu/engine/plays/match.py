"""Which plays come up for one customer, when they are due, and what a contact is worth."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import floor
from typing import Any

from kehu.engine.plays.playbook import Play, Playbook, Usual
from kehu.engine.rules.compute import evaluate
from kehu.engine.rules.conditions import Node

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Match:
    """A play that comes up, due that many days from today; below 0 it was due before."""

    play: Play
    due_in: int


@dataclass(frozen=True)
class Rank:
    """Expected value of a contact, and the factors whose product it is; worth in base currency."""

    chance: float
    answers: float
    worth: float
    urgency: float
    lateness: float

    @property
    def value(self) -> float:
        return self.chance * self.answers * self.worth * self.urgency * self.lateness


def matches(playbook: Playbook, values: Values) -> Iterator[Match]:
    """Plays in the order of the book. `values`: measures, labels and days of the calendar."""
    if evaluate(playbook.never, values):
        return
    paused = bool(evaluate(playbook.pause, values))
    for play in playbook.plays.values():
        if play.every is not None and (paused or not _is_old(play.every, values)):
            continue
        if evaluate(play.when, values):
            yield Match(play, _due_in(play, values))


def _is_old(days: int, values: Values) -> bool:
    """Was the last contact that long ago, or never?"""
    since = values["days_since_last_contact"]
    return since is None or since >= days


def _due_in(play: Play, values: Values) -> int:
    """An unknown day is today: the play holds now and nothing says to wait."""
    found = None if play.due_in is None else _number(play.due_in, values)
    if found is not None:
        return floor(found)
    since = values["days_since_last_contact"]
    return 0 if play.every is None or since is None else int(play.every - since)


def rank(playbook: Playbook, match: Match, values: Values, usual: Usual) -> Rank:
    """What a contact now is worth, in factors."""
    late = float(max(-match.due_in, 0))
    known = {**values, "usual_order_profit": usual.order_profit, "usual_margin": usual.margin,
             "days_late": late}  # fmt: skip
    parts = playbook.ranking
    worth, answers, lateness = (
        _number(node, known) or 0.0 for node in (parts.worth, parts.answers, parts.lateness)
    )
    chance = min(max(_number(match.play.chance, values) or 0.0, 0.0), 1.0)
    return Rank(chance, answers, max(worth, 0.0), match.play.urgency, lateness)


def _number(node: Node, values: Values) -> float | None:
    found = evaluate(node, values)
    return None if found is None else float(found)
