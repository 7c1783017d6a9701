"""Why one customer has its labels: every rule that was tried, its terms, and what they read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kehu.engine.rules.compute import Known, evaluate
from kehu.engine.rules.conditions import OPPOSITES, Both, Compare, Either, Node, Not
from kehu.engine.rules.rulebook import OVERRIDE, Dimension, Label, Rulebook

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Tried:
    """A rule that was asked: did it hold? True, False, or None where something was unknown."""

    label: Label
    truth: bool | None


@dataclass(frozen=True)
class Explanation:
    """One label with the rule that won and the rules tried before it.

    `values` are what the rules read: measures, labels of other dimensions, score. `rule` is the
    code of the rule that won, or `override`.
    """

    dimension: Dimension
    label: str
    rule: str
    score: float | None
    tried: tuple[Tried, ...]
    values: Values

    @property
    def winner(self) -> Label | None:
        return None if self.rule == OVERRIDE else self.dimension.label(self.rule)


def explain_all(
    rulebook: Rulebook, values: Values, overrides: Mapping[str, str]
) -> dict[str, Explanation]:
    """Every label of one customer, from its measures and standings."""
    known = {**dict.fromkeys(rulebook.columns), **values}
    found: dict[str, Explanation] = {}
    for layer in rulebook.stages:
        for dimension in layer:
            found[dimension.name] = _explain(dimension, known, overrides.get(dimension.name))
        known |= {dimension.name: found[dimension.name].label for dimension in layer}
    return {name: found[name] for name in sorted(found)}


def _explain(dimension: Dimension, values: Values, override: str | None) -> Explanation:
    score = score_of(dimension, values)
    values = {**values, "score": score} if dimension.score else dict(values)
    tried: list[Tried] = []
    for label in dimension.labels:
        truth = True if label.node is None else _truth(evaluate(label.node, values))
        tried.append(Tried(label, truth))
        if truth:
            break
    winner = tried[-1].label
    shown = str(values[winner.value]) if winner.value else winner.code
    rule = winner.code if override is None else OVERRIDE
    return Explanation(dimension, override or shown, rule, score, tuple(tried), values)


def _truth(value: Known) -> bool | None:
    return None if value is None else bool(value)


def score_of(dimension: Dimension, values: Values) -> float | None:
    """The dimension's score for one customer, as `labelling.score_of` has it for all."""
    score = dimension.score
    if score is None or (score.node is not None and not evaluate(score.node, values)):
        return None
    parts = [(values[name], weight) for name, weight in score.weights.items()]
    if any(value is None for value, _ in parts):
        return None
    return sum(float(value) * weight for value, weight in parts) / 100.0


@dataclass(frozen=True)
class Term:
    """A comparison of a rule, whether it held, how deep it stands, and what joins it to the one
    before: and, or, none."""

    node: Node
    truth: bool | None
    depth: int
    joint: str


def terms_of(node: Node, values: Values, depth: int = 0, joint: str = "") -> Iterator[Term]:
    """The comparisons of a condition in order, joined as it joins them.

    A denied group is told as its denied parts, not (a or b) as not a, and not b; a denied
    comparison as its opposite.
    """
    match node:
        case Both(parts) | Either(parts):
            word = "and" if isinstance(node, Both) else "or"
            for place, part in enumerate(parts):
                deeper = depth + _is_group(part)
                yield from terms_of(part, values, deeper, word if place else joint)
        case Not(Both(parts)):
            yield from terms_of(Either(tuple(Not(part) for part in parts)), values, depth, joint)
        case Not(Either(parts)):
            yield from terms_of(Both(tuple(Not(part) for part in parts)), values, depth, joint)
        case Not(Not(inner)):
            yield from terms_of(inner, values, depth, joint)
        case Not(Compare(sign, left, right)):
            yield from terms_of(Compare(OPPOSITES[sign], left, right), values, depth, joint)
        case _:
            yield Term(node, _truth(evaluate(node, values)), depth, joint)


def holding(node: Node, values: Values) -> Iterator[Node]:
    """The comparisons by which a condition holds; none where it does not.

    Of alternatives those that hold are told. A denied group shuts others out and is no reason.
    """
    if not evaluate(node, values):
        return
    match node:
        case Both(parts) | Either(parts):
            for part in parts:
                yield from holding(part, values)
        case Not(Both() | Either()):
            return
        case Not(Compare(sign, left, right)):
            yield Compare(OPPOSITES[sign], left, right)
        case _:
            yield node


def _is_group(node: Node) -> bool:
    inner = node.inner if isinstance(node, Not) else node
    return isinstance(inner, Both | Either)
