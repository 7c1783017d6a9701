"""Which labels can ever win: a search over the values at which conditions change.

Between two neighbouring thresholds a condition does not change its answer, so trying each
threshold, a step beside it and unknown is trying everything, as long as conditions compare single
names with literals. Where names are calculated with, values around the literals are tried too.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from kehu.engine.rules.compute import Known, evaluate
from kehu.engine.rules.conditions import (
    Arithmetic,
    Both,
    Call,
    Compare,
    Either,
    Literal_,
    Node,
    Not,
    OneOf,
    names_in,
    walk,
)
from kehu.engine.rules.names import Domain
from kehu.engine.rules.rulebook import Dimension, Label

_OPEN = object()  # a name without a value yet
_AROUND = (0.0, 1.0, 10.0, 1e3, 1e6)


def first_unreachable(dimension: Dimension, domains: Mapping[str, Domain]) -> Iterator[Label]:
    """Labels that no customer can get, whatever its values."""
    nodes = [label.node for label in dimension.labels if label.node is not None]
    values = _candidates(nodes, domains)
    for place, label in enumerate(dimension.labels):
        before = [one.node for one in dimension.labels[:place] if one.node is not None]
        if not _reachable(label.node, before, values):
            yield label


def _reachable(node: Node | None, before: list[Node], values: dict[str, list[Any]]) -> bool:
    """Is there an assignment for which `node` holds and none of `before` does?"""
    own = names_in(node) if node is not None else []
    others = [name for one in before for name in names_in(one)]
    order = list(dict.fromkeys([*own, *others]))
    return _search(node, before, values, order, dict.fromkeys(values, _OPEN))


def _search(
    node: Node | None,
    before: list[Node],
    values: dict[str, list[Any]],
    order: list[str],
    chosen: dict[str, Any],
) -> bool:
    wins = True if node is None else _partly(node, chosen)
    lost = [_partly(one, chosen) for one in before]
    if wins is False or wins is None or any(truth is True for truth in lost):
        return False
    if not order:
        return True
    name, rest = order[0], order[1:]
    for value in values[name]:
        chosen[name] = value
        if _search(node, before, values, rest, chosen):
            return True
    chosen[name] = _OPEN
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


def _candidates(nodes: list[Node], domains: Mapping[str, Domain]) -> dict[str, list[Any]]:
    names = {name for node in nodes for name in names_in(node)}
    calculated = {
        name
        for node in nodes
        for part in walk(node)
        if isinstance(part, Arithmetic | Call)
        for name in names_in(part)
    }
    literals = {name: _compared_with(name, nodes) for name in names}
    return {
        name: _values(domains[name], literals[name], name in calculated) for name in sorted(names)
    }


def _compared_with(name: str, nodes: list[Node]) -> set[Any]:
    """Literals that stand in the same comparison as the name, on either side."""
    found: set[Any] = set()
    for node in nodes:
        for part in walk(node):
            if isinstance(part, Compare | OneOf) and name in names_in(part):
                found |= {one.value for one in walk(part) if isinstance(one, Literal_)}
                if isinstance(part, OneOf):
                    found |= {option.value for option in part.options}
    return found


def _values(domain: Domain, literals: set[Any], calculated: bool) -> list[Any]:
    if domain.kind == "yes or no":
        values: list[Any] = [True, False]
    elif domain.kind == "text":
        words = sorted(str(word) for word in literals if isinstance(word, str))
        values = list(domain.codes) if domain.codes is not None else [*words, "·other·"]
    else:
        cuts = sorted(float(cut) for cut in literals if not isinstance(cut, str | bool))
        values = _numbers(domain, cuts, calculated)
    return [*values, None] if domain.nullable else values


def _numbers(domain: Domain, cuts: list[float], calculated: bool) -> list[float]:
    step = 1.0 if domain.whole else 1e-3
    ends = [end for end in (domain.low, domain.high) if end is not None]
    tried = {*cuts, *ends, *(cut + step for cut in cuts), *(cut - step for cut in cuts), 0.0}
    if calculated:
        tried |= {cut + way for cut in [0.0, *cuts] for way in (*_AROUND, *(-a for a in _AROUND))}
    low = domain.low if domain.low is not None else float("-inf")
    high = domain.high if domain.high is not None else float("inf")
    return sorted(value for value in tried if low <= value <= high)
