"""Which labels can ever win: a search over the values at which conditions change.

Between two neighbouring thresholds a comparison of one name with literals does not change its
answer, so trying each threshold, a value between and beyond them, and unknown is trying everything.
What is calculated counts as a name that can have any value: that may overlook a label that cannot
win, and never accuses one that can.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import ceil, floor, inf, isfinite
from typing import Any

from kehu.engine.rules.calculated import Plain
from kehu.engine.rules.compute import Known, evaluate
from kehu.engine.rules.conditions import (
    Both,
    Either,
    Literal_,
    Missing,
    Name,
    Node,
    Not,
    OneOf,
    children,
    names_in,
    walk,
)
from kehu.engine.rules.names import Domain
from kehu.engine.rules.rulebook import Dimension, Label

_OPEN = object()  # a name without a value yet
_MOST_STEPS = 5_000  # a search that has not ended by then has proved nothing


def unreachable(dimension: Dimension, domains: Mapping[str, Domain]) -> Iterator[Label]:
    """Labels that no customer can get, whatever its values."""
    plain = Plain(domains)
    wins = [plain.said(label.node or Literal_(True)) for label in dimension.labels]
    values = _candidates(wins, plain.domains)
    for place, label in enumerate(dimension.labels):
        if not _Search(wins[place], wins[:place], values).found():
            yield label


def can_be_missing(dimension: Dimension, label: Label, domains: Mapping[str, Domain]) -> bool:
    """Can the label win while the text it takes from a measure is unknown?"""
    if label.value is None or not domains[label.value].nullable:
        return False
    plain = Plain(domains)
    tried = dimension.labels[: dimension.labels.index(label)]
    before = [plain.said(one.node) for one in tried if one.node is not None]
    wins = Both((plain.said(label.node or Literal_(True)), Missing(Name(label.value))))
    return _Search(wins, before, _candidates([wins, *before], plain.domains)).found()


class _Search:
    """An assignment for which `wins` holds and none of `loses` does.

    Values are chosen name by name, each choice undone as soon as it settles the matter.
    """

    def __init__(self, wins: Node, loses: list[Node], values: dict[str, list[Any]]) -> None:
        self.wins = wins
        self.loses = loses
        self.values = values
        self.names = list(dict.fromkeys(name for one in (wins, *loses) for name in names_in(one)))
        self.chosen: dict[str, Any] = dict.fromkeys(self.names, _OPEN)
        self.steps = 0

    def found(self) -> bool:
        """Is there a choice of values, or are there too many to say?"""
        return self._from(0)

    def _from(self, place: int) -> bool:
        self.steps += 1
        if self.steps > _MOST_STEPS:
            return True
        if _partly(self.wins, self.chosen) in (False, None):
            return False
        if any(_partly(one, self.chosen) is True for one in self.loses):
            return False
        if place == len(self.names):
            return True
        name = self.names[place]
        for value in self.values[name]:
            self.chosen[name] = value
            if self._from(place + 1):
                return True
        self.chosen[name] = _OPEN
        return False


def _partly(node: Node, chosen: Mapping[str, Any]) -> Known | object:
    """The node's truth as far as chosen values settle it; `_OPEN` otherwise."""
    match node:
        case Both(parts):
            truths = [_partly(part, chosen) for part in parts]
            if any(truth is False for truth in truths):
                return False
            return _OPEN if _OPEN in truths else (None if None in truths else True)
        case Either(parts):
            truths = [_partly(part, chosen) for part in parts]
            if any(truth is True for truth in truths):
                return True
            return _OPEN if _OPEN in truths else (None if None in truths else False)
        case Not(inner):
            truth = _partly(inner, chosen)
            return truth if truth in (_OPEN, None) else not truth
        case _:
            is_open = any(chosen[name] is _OPEN for name in names_in(node))
            return _OPEN if is_open else evaluate(node, chosen)


# ---- values to try -----------------------------------------------------------------------------


def _candidates(nodes: list[Node], domains: Mapping[str, Domain]) -> dict[str, list[Any]]:
    """Values to try for every name, in the order in which the conditions name them."""
    leaves = list(dict.fromkeys(leaf for node in nodes for leaf in _leaves(node)))
    tried: dict[str, list[Any]] = {}
    for name in dict.fromkeys(name for leaf in leaves for name in names_in(leaf)):
        mine = [leaf for leaf in leaves if name in names_in(leaf)]
        literals = {
            part.value for leaf in mine for part in walk(leaf) if isinstance(part, Literal_)
        }
        options = {one.value for leaf in mine if isinstance(leaf, OneOf) for one in leaf.options}
        tried[name] = _unlike(name, _values(domains[name], literals | options), mine)
    return tried


def _leaves(node: Node) -> Iterator[Node]:
    """The parts of a condition that AND, OR and NOT join."""
    if isinstance(node, Both | Either | Not):
        for part in children(node):
            yield from _leaves(part)
    else:
        yield node


def _unlike(name: str, values: list[Any], leaves: list[Node]) -> list[Any]:
    """One value of all that make no difference to any comparison, where each is of one name."""
    if any(names_in(leaf) != [name] for leaf in leaves):
        return values
    return list(
        {
            tuple(evaluate(leaf, {name: value}) for leaf in leaves): value for value in values
        }.values()
    )


def _values(domain: Domain, literals: set[Any]) -> list[Any]:
    if domain.kind == "yes or no":
        values: list[Any] = [True, False]
    elif domain.kind == "text":
        words = sorted(word for word in literals if isinstance(word, str))
        values = list(domain.codes) if domain.codes is not None else [*words, "·other·"]
    else:
        cuts = {float(cut) for cut in literals if not isinstance(cut, str | bool)}
        values = _numbers(domain, cuts)
    return [*values, None] if domain.nullable else values


def _numbers(domain: Domain, cuts: set[float]) -> list[float]:
    """Each cut, a number between each two, one beyond each end; whole ones where they must be."""
    low = -inf if domain.low is None else domain.low
    high = inf if domain.high is None else domain.high
    ends = {end for end in (low, high) if abs(end) < inf}
    marks = sorted(cuts | ends | {0.0})
    between = {(left + right) / 2 for left, right in pairwise(marks)}
    beyond = {marks[0] - 1 - abs(marks[0]), marks[-1] + 1 + abs(marks[-1])}
    tried = {one for one in (*marks, *between, *beyond) if isfinite(one)}
    if domain.whole:
        tried = {
            float(f(one + step)) for one in tried for f in (floor, ceil) for step in (-1, 0, 1)
        }
    return sorted(value for value in tried if low <= value <= high)
