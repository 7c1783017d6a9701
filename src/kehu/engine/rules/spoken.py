"""What a rule says, whoever the customer is: words, and numbers that a reader may change."""

import re
from dataclasses import dataclass
from decimal import Decimal

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
from kehu.engine.rules.words import SIGNS, TIMES, Words, first_name, unit_of
from kehu.words import say

_CALLS = {"greatest": "greater_of", "least": "least_of", "abs": "size_of"}
_NUMBER = re.compile("\x00(\\d+)\x00")  # where a number stands in the sentence


@dataclass(frozen=True)
class Number:
    """The nth number of a rule (`numbers_in`), in the unit of what it is compared with.

    A share is kept as a part of 1 and `shown` in percent.
    """

    n: int
    value: Decimal
    unit: str

    @property
    def is_percent(self) -> bool:
        return self.unit == "share"

    @property
    def shown(self) -> Decimal:
        """As a person types it."""
        shown = self.value * 100 if self.is_percent else self.value
        return shown.normalize() if shown % 1 else shown.quantize(Decimal(1))

    def kept(self, typed: Decimal) -> Decimal:
        """What the rule holds for what was typed."""
        return typed / 100 if self.is_percent else typed


def spoken(node: Node, words: Words) -> list[str | Number]:
    """The rule as words and numbers, in the order in which one reads them."""
    rule = _Rule(words)
    parts = _NUMBER.split(rule.said(node))
    return [rule.numbers[int(part)] if at % 2 else part for at, part in enumerate(parts) if part]


def sentence(node: Node, words: Words) -> str:
    """The rule as plain words."""
    said = (part if isinstance(part, str) else _figure(part, words) for part in spoken(node, words))
    return "".join(said)


def _figure(number: Number, words: Words) -> str:
    figure = words.figure(number.value, number.unit, digits=12)
    return words.money(figure) if number.unit == "base currency" else figure


class _Rule:
    """Says a rule, with a mark for each number that it has met."""

    def __init__(self, words: Words) -> None:
        self.words, self.lang = words, words.lang
        self.numbers: list[Number] = []

    def said(self, node: Node) -> str:
        match node:
            case Both(parts) | Either(parts):
                word = say("term_and" if isinstance(node, Both) else "term_or", self.lang)
                return f" {word} ".join(self._part(part) for part in parts)
            case Compare(sign, left, right):
                before = self._side(left, first_name(right))
                return f"{before} {SIGNS[sign]} {self._side(right, first_name(left))}"
            case Not(OneOf(value, options)):
                return self._one_of("is_none_of", value, options)
            case OneOf(value, options):
                return self._one_of("is_one_of", value, options)
            case Not(Missing(value)):
                return say("known", self.lang, name=self._side(value))
            case Missing(value):
                return say("unknown", self.lang, name=self._side(value))
            case Not(inner):
                return say("is_not", self.lang, inner=self._part(inner))
            case _:
                return self._side(node)

    def _part(self, node: Node) -> str:
        """A part of a longer rule, in brackets where it has parts itself."""
        return f"({self.said(node)})" if isinstance(node, Both | Either) else self.said(node)

    def _side(self, node: Node, like: str | None = None) -> str:
        """One side of a comparison; a plain value is told in the unit or words of `like`."""
        match node:
            case Name(name):
                return self.words.name(name)
            case Literal_(Decimal() as value):
                self.numbers.append(Number(len(self.numbers), value, unit_of(like) if like else ""))
                return f"\x00{len(self.numbers) - 1}\x00"
            case Literal_(value):
                return self.words.literal(value, like)
            case Arithmetic(sign, left, right):
                alike = (first_name(right), first_name(left)) if sign in "+-" else (None, None)
                sides = (self._bracketed(left, alike[0]), self._bracketed(right, alike[1]))
                return f" {TIMES[sign]} ".join(sides)
            case Call(function, arguments):
                return self._call(function, [self._side(one, like) for one in arguments])
            case _:
                return f"({self.said(node)})"

    def _bracketed(self, node: Node, like: str | None) -> str:
        said = self._side(node, like)
        return f"({said})" if isinstance(node, Arithmetic) else said

    def _call(self, function: str, parts: list[str]) -> str:
        if function == "coalesce":
            return say("first_known", self.lang, first=parts[0], others=" / ".join(parts[1:]))
        return say(_CALLS[function], self.lang, parts=", ".join(parts))

    def _one_of(self, code: str, value: Node, options: tuple[Literal_, ...]) -> str:
        like = first_name(value)
        joint = say("option_joint", self.lang)
        listed = joint.join(self.words.literal(option.value, like) for option in options)
        return say(code, self.lang, left=self._side(value), options=listed)
