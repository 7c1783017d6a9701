"""A playbook in memory: plays, when they come up and are due, and how they rank."""

from collections.abc import Mapping
from dataclasses import dataclass

from kehu.engine.rules.conditions import Node
from kehu.engine.rules.rulebook import Title

# What conditions of plays may name beside the rulebook's names: days to the buyer's next season.
CALENDAR = ("days_to_ramadan", "days_to_chinese_new_year")
# What the ranking may name beside: the profit of the house's usual order, which share of sales is
# profit, and days past due.
RANKING = ("usual_order_profit", "usual_margin", "days_late")


@dataclass(frozen=True)
class Play:
    """Something to do with a customer for whom `when` holds.

    `due_in` gives days from today; `every` is a cadence in days since the last contact; `rest` the
    days until it comes up again while it still holds (None: not before it stopped holding);
    `chance` is known of everybody.
    """

    name: str
    source: str
    title: Title
    when: Node
    due_in: Node | None
    every: int | None
    rest: int | None
    chance: Node
    urgency: float
    channels: tuple[str, ...]
    prepare: Title
    mention: tuple[str, ...]
    script: str | None


@dataclass(frozen=True)
class Ranking:
    """How much a contact is worth, in parts: money in base currency, and two factors."""

    worth: Node
    answers: Node
    lateness: Node


@dataclass(frozen=True)
class Usual:
    """What is usual in the house: the profit of an order, base currency, and profit of sales."""

    order_profit: float
    margin: float


@dataclass(frozen=True)
class Playbook:
    """Plays in the order of the file; `never` and `pause` hold all of them, or the cadences."""

    plays: Mapping[str, Play]
    never: Node
    pause: Node
    ranking: Ranking
