"""A condition's two readers: Ibis for all customers at once, Python for one.

Both follow SQL: unknown compared with anything is unknown, and an unknown condition is not met.
Numbers compare with a tolerance of 1e-9 in favour of >= and <=, so that a share that is exactly a
cut is on its good side whatever the order of additions was.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import reduce
from operator import and_, eq, ge, gt, le, lt, ne, or_
from typing import Any

import ibis
from ibis.expr.operations import Literal
from ibis.expr.types import Value

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
    names_in,
)

TOLERANCE = 1e-9
# x >= c holds from c - tolerance; > and < are its and <='s opposites.
SLACK: dict[Comparison, float] = {
    ">=": -TOLERANCE,
    "<=": TOLERANCE,
    "<": -TOLERANCE,
    ">": TOLERANCE,
    "=": 0.0,
    "<>": 0.0,
}
Known = bool | float | str | None


# ---- for all customers ------------------------------------------------------------------------


def to_ibis(node: Node, columns: Mapping[str, Value]) -> Value:
    """The condition over columns; numeric columns are compared as floats."""
    if not isinstance(node, Literal_) and not names_in(node):
        return _constant(node)
    match node:
        case Name(name):
            column = columns[name]
            return column.cast("float64") if column.type().is_numeric() else column
        case Literal_(value):
            return ibis.literal(float(value) if isinstance(value, Decimal) else value)
        case Compare(operator, left, right):
            return _compare_columns(operator, to_ibis(left, columns), to_ibis(right, columns))
        case OneOf(value, options):
            return to_ibis(value, columns).isin([_plain(option.value) for option in options])
        case Missing(
            Not(inner)
        ):  # as unknown as that; Ibis forgets the brackets of (NOT x) IS NULL
            return to_ibis(Missing(inner), columns)
        case Missing(value):
            return to_ibis(value, columns).isnull()
        case Not(inner):
            return ~to_ibis(inner, columns)
        case Both(parts):
            return reduce(and_, [to_ibis(part, columns) for part in parts])
        case Either(parts):
            return reduce(or_, [to_ibis(part, columns) for part in parts])
        case Arithmetic(operator, left, right):
            return _calculate_columns(operator, to_ibis(left, columns), to_ibis(right, columns))
        case Call(function, arguments):
            return _call_columns(function, [to_ibis(one, columns) for one in arguments])


def _constant(node: Node) -> Value:
    """What names nothing, computed here: engines would take its numbers for exact decimals."""
    value = evaluate(node, {})
    kind = "float64" if isinstance(node, Arithmetic | Call) else "boolean"
    return ibis.null(kind) if value is None else ibis.literal(value)


def _is_unknown(value: Value) -> bool:
    """Is it unknown whatever the columns are, like 1 / 0 and what is compared with it?"""
    made = value.op()
    return isinstance(made, Literal) and made.value is None


def _plain(value: Any) -> bool | float | str:
    return float(value) if isinstance(value, Decimal) else value


def _compare_columns(operator: Comparison, left: Value, right: Value) -> Value:
    if _is_unknown(left) or _is_unknown(right):
        return ibis.null("boolean")  # Ibis takes = NULL for IS NULL
    if left.type().is_numeric() and operator not in ("=", "<>"):
        right = right + SLACK[operator]
    match operator:
        case "=":
            return left == right
        case "<>":
            return left != right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right


def _calculate_columns(operator: str, left: Value, right: Value) -> Value:
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            return left / right.nullif(0.0)


def _call_columns(function: str, arguments: list[Value]) -> Value:
    match function:
        case "coalesce":
            return ibis.coalesce(*arguments)
        case "abs":
            return arguments[0].abs()
        case "greatest":
            return _unless_unknown(arguments, ibis.greatest(*arguments))
        case _:
            return _unless_unknown(arguments, ibis.least(*arguments))


def _unless_unknown(arguments: list[Value], result: Value) -> Value:
    """Engines differ in whether greatest skips unknowns; here one unknown makes it unknown."""
    unknown = reduce(or_, [argument.isnull() for argument in arguments])
    return unknown.ifelse(ibis.null(result.type()), result)


# ---- for one customer -------------------------------------------------------------------------

Values = Mapping[str, Any]
Reader = Callable[[Values], Known]


def evaluate(node: Node, values: Values) -> Known:
    """The condition's or expression's value for one customer; None where it is unknown."""
    return _reader(node)(values)


def _reader(node: Node) -> Reader:
    """The node as a function of values, made once and kept on the node itself.

    A hundred thousand customers are asked about fifty plays: taking the tree apart anew each time
    would cost several times what reading it does.
    """
    kept: dict[str, Any] = node.__dict__
    if "_reader" not in kept:
        kept["_reader"] = _made_reader(node)
    return kept["_reader"]  # type: ignore[no-any-return]


def _made_reader(node: Node) -> Reader:
    match node:
        case Name(name):
            return lambda values: _number_or_same(values[name])
        case Literal_(value):
            plain = _plain(value)
            return lambda _: plain
        case Compare(operator, left, right):
            return _comparison(operator, _reader(left), _reader(right))
        case OneOf(value, options):
            return _one_of(_reader(value), [_plain(option.value) for option in options])
        case Missing(value):
            read = _reader(value)
            return lambda values: read(values) is None
        case Not(inner):
            return _negation(_reader(inner))
        case Both(parts):
            return _joined([_reader(part) for part in parts], ends_it=False)
        case Either(parts):
            return _joined([_reader(part) for part in parts], ends_it=True)
        case Arithmetic(operator, left, right):
            one, other = _reader(left), _reader(right)
            return lambda values: _calculate(operator, one(values), other(values))
        case Call(function, arguments):
            readers = [_reader(argument) for argument in arguments]
            return lambda values: _call(function, [read(values) for read in readers])


def _number_or_same(value: Any) -> Known:
    if isinstance(value, bool | str) or value is None:
        return value
    return float(value)


def _comparison(operator: Comparison, left: Reader, right: Reader) -> Reader:
    def read(values: Values) -> Known:
        return compared(operator, left(values), right(values))

    return read


def _one_of(value: Reader, options: list[bool | float | str]) -> Reader:
    def read(values: Values) -> Known:
        found = value(values)
        return None if found is None else found in options

    return read


def _negation(inner: Reader) -> Reader:
    def read(values: Values) -> Known:
        truth = inner(values)
        return None if truth is None else not truth

    return read


def _joined(parts: list[Reader], ends_it: bool) -> Reader:
    """AND, which one part that is false ends, or OR, which one that is true does."""

    def read(values: Values) -> Known:
        unknown = False
        for part in parts:
            truth = part(values)
            if truth is ends_it:
                return ends_it
            unknown = unknown or truth is None
        return None if unknown else not ends_it

    return read


_HOLDS: dict[Comparison, Callable[[Any, Any], Any]] = {
    "=": eq, "<>": ne, "<": lt, "<=": le, ">": gt, ">=": ge,
}  # fmt: skip


def compared(operator: Comparison, left: Any, right: Any) -> bool | None:
    """Does the comparison of two values hold? None where one is unknown."""
    if left is None or right is None:
        return None
    if isinstance(left, float):
        right = right + SLACK[operator]
    return bool(_HOLDS[operator](left, right))


def _calculate(operator: str, left: Any, right: Any) -> float | None:
    if left is None or right is None or (operator == "/" and right == 0):
        return None
    match operator:
        case "+":
            return float(left + right)
        case "-":
            return float(left - right)
        case "*":
            return float(left * right)
        case _:
            return float(left / right)


def _call(function: str, arguments: list[Any]) -> Known:
    if function == "coalesce":
        return next((argument for argument in arguments if argument is not None), None)
    if None in arguments:
        return None
    if function == "abs":
        return abs(float(arguments[0]))
    return float(max(arguments) if function == "greatest" else min(arguments))
