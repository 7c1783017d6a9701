"""A condition over columns in memory: the third reader, for a hundred thousand customers at once.

Numbers are floats, NaN where they are unknown. Truth is one too: 1, 0, and NaN for unknown. Words
are positions in a vocabulary. What it says of a row is what `compute.evaluate` says of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kehu.engine.rules.compute import SLACK
from kehu.engine.rules.conditions import (
    Arithmetic,
    Both,
    Call,
    Compare,
    Comparison,
    Either,
    Literal_,
    Missing,
    Name,
    Node,
    Not,
    OneOf,
)

Floats = NDArray[np.float64]
NO_WORD, _ELSE = -1, -2  # unknown; known, but a word that no customer has


@dataclass(frozen=True)
class Words:
    """Texts of a column: where each stands in a vocabulary, NO_WORD where it is unknown.

    `position` says where a word stands, None where nobody has it.
    """

    at: NDArray[Any]
    position: Callable[[str], int | None]


Values = Floats | Words
Columns = Mapping[str, Values]


def over_columns(node: Node, columns: Columns, count: int) -> Floats:
    """The condition or number for each of `count` rows; words are no answer."""
    found = _values(node, columns)
    assert not isinstance(found, Words | str)
    return np.broadcast_to(np.asarray(found, dtype=np.float64), (count,))


def holds(node: Node, columns: Columns, count: int) -> NDArray[np.bool_]:
    """Where the condition is met; where it is unknown it is not."""
    met: NDArray[np.bool_] = over_columns(node, columns, count) == 1.0
    return met


def _values(node: Node, columns: Columns) -> Any:
    match node:
        case Name(name):
            return columns[name]
        case Literal_(value):
            return float(value) if isinstance(value, Decimal | bool) else value
        case Compare(operator, left, right):
            return _compared(operator, _values(left, columns), _values(right, columns))
        case OneOf(value, options):
            found = _values(value, columns)
            same = [_compared("=", found, _values(option, columns)) for option in options]
            return reduce(np.maximum, same)  # all of them are unknown, or none
        case Missing(value):
            return 1.0 * ~_known(_values(value, columns))
        case Not(inner):
            return 1.0 - _values(inner, columns)
        case Both(parts):
            return _joined([_values(part, columns) for part in parts], ends_it=0.0)
        case Either(parts):
            return _joined([_values(part, columns) for part in parts], ends_it=1.0)
        case Arithmetic(operator, left, right):
            return _calculated(operator, _values(left, columns), _values(right, columns))
        case Call(function, arguments):
            return _called(function, [_values(one, columns) for one in arguments])


def _known(values: Any) -> Any:
    if isinstance(values, Words):
        return values.at != NO_WORD
    return np.asarray(True) if isinstance(values, str) else ~np.isnan(values)


def _compared(operator: Comparison, left: Any, right: Any) -> Any:
    known = _known(left) & _known(right)
    if isinstance(left, Words | str):
        one, other = _places(left, right)
        met = (one == other) if operator == "=" else (one != other)
    else:
        met = _number_met(operator, left, right + SLACK[operator])
    return np.where(known, 1.0 * met, np.nan)


def _number_met(operator: Comparison, left: Any, right: Any) -> Any:
    match operator:
        case "=":
            return np.equal(left, right)
        case "<>":
            return np.not_equal(left, right)
        case "<":
            return np.less(left, right)
        case "<=":
            return np.less_equal(left, right)
        case ">":
            return np.greater(left, right)
        case ">=":
            return np.greater_equal(left, right)


def _places(left: Any, right: Any) -> tuple[Any, Any]:
    """Two sides of words as positions in one vocabulary; a text of the rule is looked up in it."""
    if isinstance(left, str) and isinstance(right, str):
        return left, right
    position = (left if isinstance(left, Words) else right).position
    one, other = (_place(side, position) for side in (left, right))
    return one, other


def _place(side: Any, position: Callable[[str], int | None]) -> Any:
    if isinstance(side, Words):
        return side.at
    at = position(side)
    return _ELSE if at is None else at


def _joined(parts: list[Any], ends_it: float) -> Any:
    """AND, which one part that is false ends, or OR, which one that is true does."""
    ended = reduce(np.logical_or, [np.equal(part, ends_it) for part in parts])
    unknown = reduce(np.logical_or, [np.isnan(part) for part in parts])
    return np.where(ended, ends_it, np.where(unknown, np.nan, 1.0 - ends_it))


def _calculated(operator: str, left: Any, right: Any) -> Any:
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            return left / np.where(np.equal(right, 0.0), np.nan, right)


def _called(function: str, arguments: list[Any]) -> Any:
    match function:
        case "coalesce":
            return reduce(_first_known, arguments)
        case "abs":
            return np.abs(arguments[0])
        case "greatest":
            return reduce(np.maximum, arguments)  # which are unknown where one of them is
        case _:
            return reduce(np.minimum, arguments)


def _first_known(one: Any, other: Any) -> Any:
    if isinstance(one, str):
        return one
    if not isinstance(one, Words):
        return np.where(np.isnan(one), other, one)
    return Words(np.where(one.at == NO_WORD, _place(other, one.position), one.at), one.position)
