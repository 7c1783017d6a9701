"""Conditions for a proof: what is calculated becomes a name of its own that can have any value.

A comparison of one name with literals is left as it is. `a + b > 5` becomes one of a new name with
5, and `a > b` one of the difference with 0.
"""

from collections.abc import Mapping
from decimal import Decimal
from math import inf

from kehu.engine.rules.conditions import (
    Arithmetic,
    Both,
    Call,
    Compare,
    Either,
    Literal_,
    Missing,
    Name,
    Node,
    Not,
    OneOf,
)
from kehu.engine.rules.kinds import kind_of
from kehu.engine.rules.names import Domain

_ZERO = Literal_(Decimal(0))


class Plain:
    """Conditions of one proof without calculations; `domains` knows the new names too."""

    def __init__(self, domains: Mapping[str, Domain]) -> None:
        self.domains = dict(domains)
        self._names: dict[Node, Name] = {}

    def said(self, node: Node) -> Node:
        """The condition in plain names."""
        match node:
            case Both(parts):
                return Both(tuple(self.said(part) for part in parts))
            case Either(parts):
                return Either(tuple(self.said(part) for part in parts))
            case Not(inner):
                return Not(self.said(inner))
            case Missing(value):
                return Missing(self.said(value))
            case OneOf(value, options):
                return OneOf(self.said(value), options)
            case Compare(operator, left, right):
                if isinstance(left, Literal_) or isinstance(right, Literal_):
                    return Compare(operator, self.said(left), self.said(right))
                return self._two_sided(node)
            case Call("coalesce", arguments):
                return Call("coalesce", tuple(self.said(part) for part in arguments))
            case Arithmetic() | Call():
                return self._named(node, "number")
            case _:
                return node

    def _two_sided(self, node: Compare) -> Node:
        """A comparison without a literal: of numbers the difference, of words whether they agree"""
        kind = kind_of(node.left, self.domains)
        if kind == "number":
            difference = Arithmetic("-", node.left, node.right)
            return Compare(node.operator, self._named(difference, kind), _ZERO)
        if kind == "text":
            same = self._named(Compare("=", node.left, node.right), "yes or no")
            return same if node.operator == "=" else Not(same)
        return Compare(node.operator, self.said(node.left), self.said(node.right))

    def _named(self, node: Node, kind: str) -> Name:
        if node not in self._names:
            name = Name(f"calculated {len(self._names)}")
            low, high = _ends(node, self.domains)
            self._names[node] = name
            self.domains[name.name] = Domain(kind, True, low, high)
        return self._names[node]


def _ends(node: Node, domains: Mapping[str, Domain]) -> tuple[float, float]:
    """Bounds between which a calculation stays."""
    match node:
        case Name(name):
            low, high = domains[name].low, domains[name].high
            return -inf if low is None else low, inf if high is None else high
        case Literal_(Decimal() as value):
            return float(value), float(value)
        case Arithmetic("+", left, right):
            (low, high), (low2, high2) = _ends(left, domains), _ends(right, domains)
            return low + low2, high + high2
        case Arithmetic("-", left, right):
            (low, high), (low2, high2) = _ends(left, domains), _ends(right, domains)
            return low - high2, high - low2
        case Call("abs"):
            return 0.0, inf
        case _:
            return -inf, inf
