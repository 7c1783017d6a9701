"""Rules of the pool in memory."""

from collections.abc import Mapping
from dataclasses import dataclass

from kehu.engine.rules.conditions import Node
from kehu.engine.rules.rulebook import Title

# What keeps a customer: the name in the rules, and the measure that counts the days since.
CLOCKS = {"contact": "days_since_last_contact", "order": "days_since_last_order"}


@dataclass(frozen=True)
class ReturnRule:
    """Customers for whom `when` holds fall into the pool after so many days without.

    `without` has days by clock; the first that runs out returns the customer, and without any the
    customer stays with its holder.
    """

    name: str
    source: str
    title: Title
    when: Node
    without: Mapping[str, int]


@dataclass(frozen=True)
class Limit:
    """How many customers for whom `when` holds a person may hold when taking another one."""

    name: str
    source: str
    title: Title
    when: Node
    most: int


@dataclass(frozen=True)
class Figure:
    """A number that the house sets, with its words and source."""

    source: str
    title: Title
    value: int


@dataclass(frozen=True)
class Pool:
    """Return rules in the order they are tried; `not_before` gives days in which nobody falls."""

    returns: Mapping[str, ReturnRule]
    limits: Mapping[str, Limit]
    not_before: Node
    figures: Mapping[str, Figure]
    best_first: tuple[str, ...]

    @property
    def warn_days(self) -> int:
        """How long before a customer falls its holder is warned, at the least."""
        return self.figures["warn_days"].value

    @property
    def forecast_days(self) -> int:
        """How far ahead it is told who falls."""
        return self.figures["forecast_days"].value

    @property
    def lock_days(self) -> int:
        """How long who held a customer may not take it out of the pool again."""
        return self.figures["lock_days"].value

    @property
    def claims_per_day(self) -> int:
        """How many customers a person may take out of the pool in a day."""
        return self.figures["claims_per_day"].value
