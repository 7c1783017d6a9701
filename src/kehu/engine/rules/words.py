"""Names and terms in the reader's words: what a rule says, with the values it read."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from kehu.engine.measures import MEASURES
from kehu.engine.rules.compute import compared, evaluate
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
    names_in,
)
from kehu.engine.rules.rulebook import Dimension, Rulebook
from kehu.engine.standings import STANDINGS
from kehu.rulebook import read
from kehu.words import Lang, say

SIGNS = {"=": "=", "<>": "≠", "<=": "≤", ">=": "≥", "<": "<", ">": ">"}
TIMES = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_DIGITS, _MOST_DIGITS = 2, 12  # of a figure; a comparison shows as many as make it true
_LISTED = 12  # options that are named one by one


@cache
def measure_titles() -> Mapping[str, Any]:
    """Titles of measures and standings by name and language; `values` has those of codes."""
    titles: Mapping[str, Any] = read("measures.yaml")
    return titles


class Words:
    """Words of one rulebook in one language, with money in the base currency."""

    def __init__(self, rulebook: Rulebook, lang: Lang, currency: str) -> None:
        self.rulebook = rulebook
        self.lang = lang
        self.currency = currency

    # ---- names and values --------------------------------------------------------------------

    def name(self, name: str) -> str:
        """The title of a measure, dimension, term or column."""
        for named in (self.rulebook.dimensions, self.rulebook.terms):
            if name in named:
                return named[name].title[self.lang]
        titles = measure_titles()
        return str(titles[name][self.lang]) if name in titles else name

    def label(self, dimension: Dimension, code: str) -> str:
        """A label's title, after its code where that is short: `A Won`, `4★ Ordered`, `Tier A`."""
        label = dimension.label(code)
        if label is None or label.value:
            return code
        title = label.title[self.lang]
        holds_it = title.startswith(code) or title.endswith(code)
        return title if len(code) > 2 or holds_it else f"{code}{dimension.mark} {title}"

    def value(self, name: str, value: Any, digits: int = _DIGITS) -> str:
        """The value of a measure, dimension or column as people write it."""
        if value is None:
            return say("value_unknown", self.lang)
        if isinstance(value, str):
            return self.code(name, value)
        figure = self.figure(value, unit_of(name), digits)
        return self.money(figure) if unit_of(name) == "base currency" else figure

    def amount(self, value: float) -> str:
        """An amount of money in base currency."""
        return self.money(self.figure(value))

    def figure(self, value: Any, unit: str = "", digits: int = _DIGITS) -> str:
        """A number in its unit, without currency; yes or no; a date; or the text itself."""
        if isinstance(value, bool):
            return say("value_yes" if value else "value_no", self.lang)
        if isinstance(value, date | datetime):
            return value.isoformat()
        if not isinstance(value, int | float | Decimal):
            return str(value)
        if unit == "share":
            return f"{_shortest(float(value) * 100, digits - 1)}%"
        return str(value) if unit == "year" else _shortest(value, digits)

    def money(self, figure: str) -> str:
        """A figure with the base currency."""
        return say("money", self.lang, currency=self.currency, amount=figure)

    def code(self, name: str, code: str) -> str:
        """A word that a measure or a dimension has, by its title where there is one."""
        of = MEASURES[name].codes_of if name in MEASURES else name
        dimension = self.rulebook.dimensions.get(of or "")
        if dimension is not None:
            return self.label(dimension, code)
        titles = measure_titles().get(name, {}).get("values", {})
        return str(titles[code][self.lang]) if code in titles else code

    # ---- comparisons -------------------------------------------------------------------------

    def leaf(self, node: Node, values: Mapping[str, Any]) -> str:
        """One comparison with the values it read, such as `orders 3 ≥ 1`."""
        match node:
            case Compare(sign, left, right):
                digits = _digits_that_tell(node, values)
                before = self._side(left, values, first_name(right), digits)
                after = self._side(right, values, first_name(left), digits)
                return f"{before} {SIGNS[sign]} {after}"
            case OneOf():
                return self._one_of("one_of", node, values)
            case Not(OneOf() as inner):
                return self._one_of("not_one_of", inner, values)
            case Missing(inner):
                return self._known("unknown", "is_unknown_but", inner, values)
            case Not(Missing(inner)):
                return self._known("known", "is_known_as", inner, values)
            case Not(inner):
                return say("is_not", self.lang, inner=self.leaf(inner, values))
            case Name(name):
                value = self.value(name, values.get(name))
                return say("name_is", self.lang, name=self.name(name), value=value)
            case _:
                return self._side(node, values)

    def _one_of(self, code: str, node: OneOf, values: Mapping[str, Any]) -> str:
        """With the value found before the other options, where they are too many to name."""
        name, found = first_name(node.value), evaluate(node.value, values)
        options = sorted(node.options, key=lambda option: option.value != found)
        shown = options if len(options) <= _LISTED else options[:4]
        listed = ", ".join(self.literal(option.value, name) for option in shown)
        if len(shown) < len(options):
            more = len(options) - len(shown)
            listed = say("options_and_more", self.lang, options=listed, count=more)
        return say(code, self.lang, left=self._side(node.value, values), options=listed)

    def _known(self, bare: str, with_value: str, inner: Node, values: Mapping[str, Any]) -> str:
        name = first_name(inner)
        title = self.name(name) if name else self._side(inner, values)
        found = evaluate(inner, values)
        if found is None:
            return say(bare, self.lang, name=title)
        shown = self.value(name, found) if name else self.figure(found)
        return say(with_value, self.lang, name=title, value=shown)

    def _side(
        self, node: Node, values: Mapping[str, Any], like: str | None = None, digits: int = _DIGITS
    ) -> str:
        """One side of a comparison; a plain value is told in the unit or words of `like`."""
        match node:
            case Literal_(value):
                return self.literal(value, like)
            case Name(name):
                value = self.value(name, values.get(name), digits)
                return say("name_and_value", self.lang, name=self.name(name), value=value)
            case Arithmetic(sign, left, right):
                alike = (first_name(right), first_name(left)) if sign in "+-" else (None, None)
                parts = (self._part(left, values, alike[0]), self._part(right, values, alike[1]))
                return f" {TIMES[sign]} ".join(parts)
            case Call("coalesce", arguments):
                first = next((a for a in arguments if _given(a, values)), arguments[-1])
                return self._side(first, values, like, digits)
            case Call(function, arguments):
                return f"{function}({', '.join(self._side(a, values) for a in arguments)})"
            case _:
                return self.leaf(node, values)

    def _part(self, node: Node, values: Mapping[str, Any], like: str | None) -> str:
        """One side of a calculation, in brackets where it is one itself."""
        said = self._side(node, values, like)
        return f"({said})" if isinstance(node, Arithmetic) else said

    def literal(self, value: Any, like: str | None) -> str:
        """A plain value in the unit or words of the measure or dimension `like`."""
        if isinstance(value, str):
            return self.code(like, value) if like else value
        return self.figure(value, unit_of(like) if like else "", _MOST_DIGITS)


def unit_of(name: str) -> str:
    """The unit of a measure or standing; empty for what has none."""
    known = MEASURES.get(name) or STANDINGS.get(name)
    return known.unit if known else ""


def _shortest(value: float | Decimal, digits: int) -> str:
    """The number rounded, with commas and without zeros at the end."""
    text = f"{value:,.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def first_name(node: Node) -> str | None:
    """The name whose unit and words the other side of a comparison takes."""
    return next(iter(names_in(node)), None)


def _digits_that_tell(node: Compare, values: Mapping[str, Any]) -> int:
    """How many digits its figures need, so that what is read is as true as what was compared."""
    left, right = evaluate(node.left, values), evaluate(node.right, values)
    if not (isinstance(left, float) and isinstance(right, float)):
        return _DIGITS
    truth = compared(node.operator, left, right)
    # Percents have a digit more in all than they show after the point.
    more = any(unit_of(name) == "share" for name in names_in(node))
    for digits in range(_DIGITS, _MOST_DIGITS):
        shown = (round(left, digits + more), round(right, digits + more))
        if compared(node.operator, *shown) == truth:
            return digits
    return _MOST_DIGITS


def _given(node: Node, values: Mapping[str, Any]) -> bool:
    return not (isinstance(node, Name) and values.get(node.name) is None)
