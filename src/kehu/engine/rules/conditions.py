"""Conditions of the rulebook: SQL boolean expressions, parsed by sqlglot into a few plain nodes.

Only what is named here gets through: names, numbers, words, comparisons, AND OR NOT, IN over
literals, BETWEEN, IS NULL, + - * /, and four functions. Nothing else of SQL (no subquery, no
other function, no file) has a node to become, and no SQL text is ever handed on.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from math import isfinite
from typing import Literal

import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel, ParseError, SqlglotError

from kehu.errors import KehuError

Scalar = bool | Decimal | str
Comparison = Literal["=", "<>", "<", "<=", ">", ">="]
Operator = Literal["+", "-", "*", "/"]


@dataclass(frozen=True)
class Name:
    """A measure, standing, term, label of another dimension, or `score`."""

    name: str


@dataclass(frozen=True)
class Literal_:
    value: Scalar


@dataclass(frozen=True)
class Compare:
    operator: Comparison
    left: "Node"
    right: "Node"


@dataclass(frozen=True)
class OneOf:
    value: "Node"
    options: tuple[Literal_, ...]


@dataclass(frozen=True)
class Missing:
    """`value IS NULL`."""

    value: "Node"


@dataclass(frozen=True)
class Not:
    inner: "Node"


@dataclass(frozen=True)
class Both:
    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Either:
    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Arithmetic:
    operator: Operator
    left: "Node"
    right: "Node"


@dataclass(frozen=True)
class Call:
    function: str
    arguments: tuple["Node", ...]


Node = Name | Literal_ | Compare | OneOf | Missing | Not | Both | Either | Arithmetic | Call

FUNCTIONS: dict[type[exp.Expr], str] = {
    exp.Coalesce: "coalesce",
    exp.Abs: "abs",
    exp.Greatest: "greatest",
    exp.Least: "least",
}
_COMPARISONS: dict[type[exp.Expr], Comparison] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
OPPOSITES: dict[Comparison, Comparison] = {
    "=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">",
}  # fmt: skip
_OPERATORS: dict[type[exp.Expr], Operator] = {
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
    exp.Div: "/",
}
_LONGEST = 4_000  # characters; a rule longer than that is no rule
_DEEPEST = 24  # parts within parts; a person reads five, and engines read no thousand


@lru_cache(maxsize=1024)
def parse_condition(text: str) -> Node:
    """The nodes of a condition.

    Raises KehuError `condition_unreadable`, `condition_too_long`, `condition_too_deep` or
    `condition_forbidden`.
    """
    try:
        return _node(_tree(text))
    except KehuError as error:
        error.fields.setdefault("path", text[:80])  # a rulebook names the place instead
        raise


def _tree(text: str) -> exp.Expr:
    if len(text) > _LONGEST:
        raise KehuError("condition_too_long", limit=_LONGEST)
    try:
        # Into a condition: a statement, which would be another kind of tree, has no parser here.
        tree = sqlglot.parse_one(text, into=exp.Condition, dialect="duckdb")
    except RecursionError as error:
        raise KehuError("condition_too_deep", limit=_DEEPEST) from error
    except (SqlglotError, ValueError) as error:
        raise KehuError("condition_unreadable", why=_why(error)) from error
    if _is_deep(tree):
        raise KehuError("condition_too_deep", limit=_DEEPEST)
    return tree


def _why(error: Exception) -> str:
    """What the parser did not like, and the word at which it stopped."""
    if isinstance(error, ParseError) and error.errors:
        first = error.errors[0]
        return f"{first.get('description')} {first.get('highlight') or ''}".strip()
    return str(error).split("\n")[0]


def _is_deep(tree: exp.Expr) -> bool:
    """Is some part within too many others? Of a chain of ANDs or ORs all stand side by side."""
    left = [(tree, 0)]
    while left:
        part, depth = left.pop()
        if depth > _DEEPEST:
            return True
        for child in part.iter_expressions():
            chained = type(child) is type(part) and type(part) in (exp.And, exp.Or)
            left.append((child, depth if chained else depth + 1))
    return False


def _node(tree: exp.Expr) -> Node:
    kind = type(tree)
    if kind is exp.Paren:
        return _node(tree.this)
    if kind is exp.Column:
        return _name(tree)
    if kind in (exp.Literal, exp.Boolean):
        return _literal(tree)
    if kind in (exp.And, exp.Or):
        return _joined(tree)
    if kind is exp.Not:
        return Not(_node(tree.this))
    if kind in _COMPARISONS:
        return Compare(_COMPARISONS[kind], _node(tree.this), _node(tree.expression))
    if kind in _OPERATORS:
        return Arithmetic(_OPERATORS[kind], _node(tree.this), _node(tree.expression))
    return _rarer(tree)


def _rarer(tree: exp.Expr) -> Node:
    kind = type(tree)
    if not isinstance(tree, exp.Expr):  # an operator without its operand, such as @
        raise KehuError("condition_unreadable", why="?")
    if kind is exp.In:
        return _one_of(tree)
    if kind is exp.Between:
        _only(tree, "this", "low", "high")
        value = _node(tree.this)
        low, high = _node(tree.args["low"]), _node(tree.args["high"])
        return Both((Compare(">=", value, low), Compare("<=", value, high)))
    if kind is exp.Is and type(tree.expression) is exp.Null:
        return Missing(_node(tree.this))
    if kind is exp.Neg:
        return _negative(tree)
    if kind in FUNCTIONS:
        _only(tree, "this", "expressions", "ignore_nulls")  # a dialect's default, not written
        return Call(FUNCTIONS[kind], tuple(_node(one) for one in [tree.this, *tree.expressions]))
    raise _forbidden(tree)


def _forbidden(tree: exp.Expr) -> KehuError:
    shown = tree.sql(dialect="duckdb", unsupported_level=ErrorLevel.IGNORE)
    return KehuError("condition_forbidden", part=shown[:80])


def _only(tree: exp.Expr, *parts: str) -> None:
    """Refuse what would be lost, such as the SYMMETRIC of a BETWEEN."""
    if any(value for name, value in tree.args.items() if name not in parts):
        raise _forbidden(tree)


def _name(tree: exp.Expr) -> Name:
    identifier = tree.this
    if tree.args.get("table") or type(identifier) is not exp.Identifier:
        raise _forbidden(tree)
    return Name(identifier.this)


def _literal(tree: exp.Expr) -> Literal_:
    if type(tree) is exp.Boolean:
        return Literal_(bool(tree.this))
    if tree.is_string:
        return Literal_(str(tree.this))
    return Literal_(_number(tree))


def _number(tree: exp.Expr) -> Decimal:
    try:
        number = Decimal(tree.this)
    except InvalidOperation as error:
        raise _forbidden(tree) from error
    if not isfinite(float(number)):
        raise _forbidden(tree)
    return number


def _negative(tree: exp.Expr) -> Node:
    inner = _node(tree.this)
    if isinstance(inner, Literal_) and isinstance(inner.value, Decimal):
        return Literal_(-inner.value)
    return Arithmetic("-", Literal_(Decimal(0)), inner)


def _one_of(tree: exp.Expr) -> OneOf:
    _only(tree, "this", "expressions")
    options = tuple(_node(option) for option in tree.expressions)
    if not options or not all(isinstance(option, Literal_) for option in options):
        raise _forbidden(tree)
    return OneOf(_node(tree.this), options)  # type: ignore[arg-type]


def _joined(tree: exp.Expr) -> Node:
    """A chain of ANDs, or of ORs, side by side; sqlglot hangs it down to the left."""
    kind, sides = type(tree), list[exp.Expr]()
    while type(tree) is kind:
        sides.append(tree.expression)
        tree = tree.this
    parts = tuple(_node(side) for side in (tree, *reversed(sides)))
    return Both(parts) if kind is exp.And else Either(parts)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly under a node."""
    match node:
        case Compare(_, left, right) | Arithmetic(_, left, right):
            return (left, right)
        case OneOf(value, _) | Missing(value) | Not(value):
            return (value,)
        case Both(parts) | Either(parts) | Call(_, parts):
            return parts
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything under it."""
    yield node
    for child in children(node):
        yield from walk(child)


def names_in(node: Node) -> list[str]:
    """Names read by a condition, in order of appearance, each once."""
    return list(dict.fromkeys(part.name for part in walk(node) if isinstance(part, Name)))


def numbers_in(node: Node) -> list[Decimal]:
    """The numbers that a condition compares or counts with, in order of appearance."""
    parts = (part.value for part in walk(node) if isinstance(part, Literal_))
    return [value for value in parts if isinstance(value, Decimal)]


def with_terms(node: Node, terms: Mapping[str, Node]) -> Node:
    """The condition with every named term written out; terms may not name one another."""
    return _rebuilt(
        node, lambda leaf: terms.get(leaf.name, leaf) if isinstance(leaf, Name) else leaf
    )


def with_numbers(node: Node, numbers: Sequence[Decimal]) -> Node:
    """The condition with other numbers, as many as `numbers_in` finds and in that order."""
    left = iter(numbers)
    return _rebuilt(node, lambda leaf: Literal_(next(left)) if _is_number(leaf) else leaf)


def _is_number(leaf: Node) -> bool:
    return isinstance(leaf, Literal_) and isinstance(leaf.value, Decimal)


def _rebuilt(node: Node, of: Callable[[Node], Node]) -> Node:
    """The condition with each name and literal replaced, from left to right."""
    match node:
        case Compare(operator, left, right):
            return Compare(operator, _rebuilt(left, of), _rebuilt(right, of))
        case Arithmetic(sign, left, right):
            return Arithmetic(sign, _rebuilt(left, of), _rebuilt(right, of))
        case OneOf(value, options):
            return OneOf(_rebuilt(value, of), options)
        case Missing(value):
            return Missing(_rebuilt(value, of))
        case Not(inner):
            return Not(_rebuilt(inner, of))
        case Both(parts):
            return Both(tuple(_rebuilt(part, of) for part in parts))
        case Either(parts):
            return Either(tuple(_rebuilt(part, of) for part in parts))
        case Call(function, arguments):
            return Call(function, tuple(_rebuilt(part, of) for part in arguments))
        case _:
            return of(node)


# ---- back to text ------------------------------------------------------------------------------


def written(node: Node) -> str:
    """The condition as text again, which reads back as the same nodes."""
    match node:
        case Name(name):
            return _identifier(name)
        case Literal_(value):
            return _written_literal(value)
        case Compare(sign, left, right):
            return f"{_side(left)} {sign} {_side(right)}"
        case Arithmetic(sign, left, right):
            return f"{_part(left)} {sign} {_part(right)}"
        case Not(OneOf(value, options)):
            return f"{_part(value)} not in ({_options(options)})"
        case OneOf(value, options):
            return f"{_part(value)} in ({_options(options)})"
        case Not(Missing(value)):
            return f"{_part(value)} is not null"
        case Missing(value):
            return f"{_part(value)} is null"
        case Not(inner):
            return f"not {_part(inner)}"
        case Both(parts) | Either(parts):
            word = " and " if isinstance(node, Both) else " or "
            return word.join(_joined_part(part) for part in parts)
        case Call(function, arguments):
            return f"{function}({', '.join(written(one) for one in arguments)})"


def _part(node: Node) -> str:
    return written(node) if isinstance(node, Name | Literal_ | Call) else f"({written(node)})"


def _side(node: Node) -> str:
    return written(node) if isinstance(node, Arithmetic) else _part(node)


def _joined_part(node: Node) -> str:
    return f"({written(node)})" if isinstance(node, Both | Either | Arithmetic) else written(node)


def _options(options: tuple[Literal_, ...]) -> str:
    return ", ".join(written(option) for option in options)


def _written_literal(value: Scalar) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return f"({value:f})" if value < 0 else f"{value:f}"


def _identifier(name: str) -> str:
    """In quotes where the bare word means something else, as `select` does."""
    try:
        plain = parse_condition(name) == Name(name)
    except KehuError:
        plain = False
    return name if plain else '"' + name.replace('"', '""') + '"'
