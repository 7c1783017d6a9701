"""The nearest single change that would lift a label, found by trying what can happen next."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from kehu.engine.ledger import Settings
from kehu.engine.measures import MEASURES
from kehu.engine.measures.rhythm import activity_after
from kehu.engine.rules.compute import evaluate
from kehu.engine.rules.conditions import Node, parse_condition
from kehu.engine.rules.explain import Values, explain_all
from kehu.engine.rules.rulebook import Dimension, Rulebook
from kehu.engine.standings import STANDINGS
from kehu.rulebook import read
from kehu.words import Lang

_MOST_EVENTS = 24  # beyond two dozen orders or letters it is no nearest change any more
_MOST_HUNDREDTHS = 10**14
Restand = Callable[[Values], Values]  # standings again after a measure changed
Rank = Callable[[Values], tuple[int, str]]  # place on the ladder, and the label


@dataclass(frozen=True)
class Lever:
    """Something that can happen: which measures it adds to, and which days it sets to today."""

    name: str
    words: Mapping[str, Mapping[Lang, str]]
    adds: tuple[str, ...]
    renews: tuple[str, ...]
    when: Node | None

    def can_happen(self, values: Values) -> bool:
        """Is there what it needs, such as an open order to be paid?"""
        return self.when is None or evaluate(self.when, values) is True

    @property
    def is_money(self) -> bool:
        return any(MEASURES[name].unit == "base currency" for name in self.adds)

    def applied(self, values: Values, times: float, settings: Settings) -> dict[str, Any]:
        """The values after it happened `times` times; what is made of others follows."""
        changed = dict(values)
        for name in self.adds:
            changed[name] = (
                float(values[name] or 0) if self.is_money else values[name] or 0
            ) + times
        for name in self.renews:
            changed[name] = 0
        if "order_days" in self.adds:
            changed |= _rhythm_after(values, times, settings)
        for name, measure in MEASURES.items():
            if measure.parts and set(measure.parts) & set(self.adds):
                part, whole = (changed[one] for one in measure.parts)
                changed[name] = part / whole if whole else None
        return changed


def _rhythm_after(values: Values, more_days: float, settings: Settings) -> dict[str, Any]:
    """What more order days do to the rhythm: how lively it is, its beginning, its first gap."""
    points = float(values["activity_points"])
    after = {"activity_points": activity_after(points, more_days, settings)}
    if not values["order_days"]:
        after["days_since_first_order"] = 0
    elif values["order_days"] == 1 and values["days_since_last_order"]:
        after["median_gap_days"] = float(values["days_since_last_order"])
    return after


@dataclass(frozen=True)
class Lift:
    """`times` (or the amount) of a lever that brings the better label `to`."""

    lever: Lever
    times: float
    to: str

    def words(self, lang: Lang, amount: Callable[[float], str]) -> str:
        if not self.lever.is_money and self.times == 1:
            return self.lever.words["one"][lang]
        number = amount(self.times) if self.lever.is_money else f"{self.times:.0f}"
        return self.lever.words["many"][lang].format(n=number)


@cache
def levers() -> tuple[Lever, ...]:
    """The levers of `rulebook/levers.yaml`."""
    found: Mapping[str, Any] = read("levers.yaml")
    return tuple(_lever(name, values) for name, values in found.items())


def _lever(name: str, values: Mapping[str, Any]) -> Lever:
    changes = values["changes"]
    words = {key: values[key] for key in ("one", "many") if key in values}
    adds = tuple(measure for measure, how in changes.items() if how == "more")
    renews = tuple(measure for measure, how in changes.items() if how == "now")
    when = parse_condition(values["when"]) if "when" in values else None
    return Lever(name, words, adds, renews, when)


def lifts(
    rulebook: Rulebook,
    dimension: Dimension,
    values: Values,
    overrides: Mapping[str, str],
    restand: Restand,
) -> list[Lift]:
    """What would lift the customer's label in one dimension, nearest first; none at the top.

    Tries each lever that touches what the dimension reads, directly or through other labels, with
    the least number or amount that gives a better label on the dimension's ladder.
    """
    if dimension.name in overrides or not dimension.lift:
        return []
    touched = _reads_deeply(rulebook, dimension)

    def rank(changed: Values) -> tuple[int, str]:
        label = explain_all(rulebook, restand(changed), overrides)[dimension.name].label
        return (dimension.lift.index(label) if label in dimension.lift else -1), label

    now, _ = rank(values)
    if now < 0:
        return []
    found: list[Lift] = []
    for lever in levers():
        if touched & {*lever.adds, *lever.renews} and lever.can_happen(values):
            tried = partial(_rank_after, lever, values, rulebook.settings, rank)
            found += _least(lever, tried, now)

    def far(lift: Lift) -> tuple[bool, float, int]:
        """Of equal numbers the nearer step comes first: a proforma before an order."""
        return lift.lever.is_money, lift.times, dimension.lift.index(lift.to)

    return sorted(found, key=far)


def _rank_after(
    lever: Lever, values: Values, settings: Settings, rank: Rank, times: float
) -> tuple[int, str]:
    return rank(lever.applied(values, times, settings))


def _reads_deeply(rulebook: Rulebook, dimension: Dimension) -> set[str]:
    """Measures the dimension depends on, and those that shares and standings are made of."""
    names, open_ = set[str](), [dimension.name]
    while open_:
        reads = rulebook.dimensions[open_.pop()].reads - names
        names |= reads
        open_ += [name for name in reads if name in rulebook.dimensions]
    parts = {part for name in names if name in MEASURES for part in MEASURES[name].parts or ()}
    fresh = {"order_days"} if "activity_points" in names else set()
    return names | parts | fresh | _standing_parts(names)


def _standing_parts(names: set[str]) -> set[str]:
    from_standings = {name: STANDINGS[name].reads for name in names if name in STANDINGS}
    return {measure for reads in from_standings.values() for measure in reads}


def _least(lever: Lever, tried: Callable[[float], tuple[int, str]], now: int) -> Iterator[Lift]:
    search = _least_amount if lever.is_money else _least_number
    times = search(lambda n: tried(n)[0] > now, "many" in lever.words)
    if times is not None:
        yield Lift(lever, times, tried(times)[1])


def _least_number(lifts_at: Callable[[float], bool], repeats: bool) -> float | None:
    tries = range(1, _MOST_EVENTS + 1) if repeats else (1,)
    return next((float(n) for n in tries if lifts_at(n)), None)


def _least_amount(lifts_at: Callable[[float], bool], _repeats: bool) -> float | None:
    """The least amount to a hundredth: more money never lowers a label, so halving finds it."""
    high = 100  # hundredths
    while not lifts_at(high / 100):
        high *= 4
        if high > _MOST_HUNDREDTHS:
            return None
    low = 0
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if lifts_at(middle / 100) else (middle, high)
    return high / 100
