"""What a condition or a part of it gives: a number, a text, or yes or no."""

from collections.abc import Mapping

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
from kehu.engine.rules.names import Domain


def kind_of(node: Node, domains: Mapping[str, Domain]) -> str:
    """number, text or yes or no; `wrong` where the parts do not fit together."""
    match node:
        case Name(name):
            return domains[name].kind
        case Literal_(value):
            if isinstance(value, bool):
                return "yes or no"
            return "text" if isinstance(value, str) else "number"
        case Compare(operator, left, right):
            kinds = {kind_of(left, domains), kind_of(right, domains)}
            ordered = kinds == {"number"} or operator in ("=", "<>")
            return "yes or no" if len(kinds) == 1 and "wrong" not in kinds and ordered else "wrong"
        case OneOf(value, options):
            kinds = {kind_of(value, domains), *(kind_of(option, domains) for option in options)}
            return "yes or no" if len(kinds) == 1 and "wrong" not in kinds else "wrong"
        case Missing(_):
            return "yes or no"
        case Not(inner):
            return "yes or no" if kind_of(inner, domains) == "yes or no" else "wrong"
        case Both(parts) | Either(parts):
            kinds = {kind_of(part, domains) for part in parts}
            return "yes or no" if kinds == {"yes or no"} else "wrong"
        case Arithmetic(_, left, right):
            kinds = {kind_of(left, domains), kind_of(right, domains)}
            return "number" if kinds == {"number"} else "wrong"
        case Call(function, arguments):
            kinds = {kind_of(argument, domains) for argument in arguments}
            fits = len(kinds) == 1 and (function == "coalesce" or kinds == {"number"})
            return kinds.pop() if fits else "wrong"
