"""Names and terms in the reader's words: what a rule says, with the values it read."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from kehu.engine.rules.conditions import (
    Arithmetic,
    Call,
    Compare,
    Literal_,
    Missing,
    Name,
    Node,
    Not,
    OneOf,
)
from kehu.engine.rules.rulebook import Dimension, Rulebook
from kehu.words import Lang, say

_SIGNS = {"=": "=", "<>": "≠", "<=": "≤", ">=": "≥", "<": "<", ">": ">"}
_TIMES = {"+": "+", "-": "−", "*": "×", "/": "÷"}


@cache
def measure_titles() -> Mapping[str, Mapping[Lang, str]]:
    """Titles of measures and standings by name and language."""
    text = files("kehu.rulebook").joinpath("measures.yaml").read_text("utf-8")
    titles: Mapping[str, Mapping[Lang, str]] = YAML(typ="safe").load(text)
    return titles


class Words:
    """Words of one rulebook in one language."""

    def __init__(self, rulebook: Rulebook, lang: Lang) -> None:
        self.rulebook = rulebook
        self.lang = lang

    def name(self, name: str) -> str:
        """The title of a measure, dimension or column."""
        if name in self.rulebook.dimensions:
            return self.rulebook.dimensions[name].title[self.lang]
        titles = measure_titles()
        return titles[name][self.lang] if name in titles else name

    def label(self, dimension: Dimension, code: str) -> str:
        """`A Won`: the code and its title; an open label is its own title."""
        label = dimension.label(code)
        if label is None or label.value:
            return code
        title = label.title[self.lang]
        return code if code == title else f"{code} {title}"

    def value(self, value: Any) -> str:
        """A value as people write it."""
        if value is None:
            return say("value_unknown", self.lang)
        if isinstance(value, bool):
            return say("value_yes" if value else "value_no", self.lang)
        if isinstance(value, float | Decimal):
            return f"{value:,.4f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"
        if isinstance(value, date | datetime):
            return value.isoformat()
        return f"{value:,}" if isinstance(value, int) else str(value)

    def leaf(self, node: Node, values: Mapping[str, Any]) -> str:
        """One comparison with the values it read, such as `orders: 3 ≥ 1`."""
        match node:
            case Compare(sign, left, right):
                return f"{self.side(left, values)} {_SIGNS[sign]} {self.side(right, values)}"
            case OneOf(inner, options):
                listed = ", ".join(self.value(option.value) for option in options[:12])
                more = "" if len(options) <= 12 else " …"
                return say(
                    "one_of", self.lang, left=self.side(inner, values), options=listed + more
                )
            case Missing(inner):
                return say("is_missing", self.lang, left=self.side(inner, values))
            case Not(Missing(inner)):
                return say("is_given", self.lang, left=self.side(inner, values))
            case Not(inner):
                return say("is_not", self.lang, inner=self.leaf(inner, values))
            case _:
                return self.side(node, values)

    def side(self, node: Node, values: Mapping[str, Any]) -> str:
        """One side of a comparison."""
        match node:
            case Literal_(value):
                return self.value(value)
            case Name(name):
                value = self.value(values.get(name))
                return say("name_and_value", self.lang, name=self.name(name), value=value)
            case Arithmetic(sign, left, right):
                return f"{self.part(left, values)} {_TIMES[sign]} {self.part(right, values)}"
            case Call("coalesce", arguments):
                first = next((a for a in arguments if _given(a, values)), arguments[-1])
                return self.side(first, values)
            case Call(function, arguments):
                return f"{function}({', '.join(self.side(a, values) for a in arguments)})"
            case _:
                return self.leaf(node, values)

    def part(self, node: Node, values: Mapping[str, Any]) -> str:
        """One side of a calculation, in brackets where it is one itself."""
        said = self.side(node, values)
        return f"({said})" if isinstance(node, Arithmetic) else said


def _given(node: Node, values: Mapping[str, Any]) -> bool:
    return not (isinstance(node, Name) and values.get(node.name) is None)
