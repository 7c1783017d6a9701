"""A rulebook as a page shows it: rules in words, with the numbers and titles one may change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kehu.desk.grading.queries.rulebooks import SETTINGS, setting_title
from kehu.engine.rules.conditions import Node, parse_condition, with_numbers, written
from kehu.engine.rules.spoken import Number, spoken
from kehu.engine.rules.words import Words
from kehu.engine.rules.yaml_lines import Path
from kehu.errors import KehuError

LANGS = ("zh", "en")
Typed = Mapping[str, Any]  # what was typed, by a field's name: numbers and texts


@dataclass(frozen=True)
class Field:
    """One thing to change: the place in the rulebook, what stands there, and how it is typed."""

    path: Path
    value: str | Decimal
    title: str
    number: Number | None = None

    @property
    def name(self) -> str:
        """What the form calls it."""
        return "/".join(self.path) + (f"#{self.number.n}" if self.number else "")

    @property
    def is_number(self) -> bool:
        return isinstance(self.value, Decimal)


@dataclass(frozen=True)
class Line:
    """A label or a term: its titles, and its rule in words and fields; `raw` is what cannot be
    read. `rest` is the fallback, which has no rule."""

    code: str
    titles: list[Field]
    node: Node | None
    parts: list[str | Field]
    raw: str
    countries: list[str]
    rest: bool
    path: Path


@dataclass(frozen=True)
class Sheet:
    """One dimension, the terms, or the settings: what the page shows at once."""

    name: str
    title: str
    titles: list[Field]
    about: str
    source: str
    lines: list[Line]
    numbers: list[Field]

    def fields(self) -> Iterator[Field]:
        """Everything that may be changed."""
        yield from self.titles
        yield from self.numbers
        for line in self.lines:
            yield from line.titles
            yield from (part for part in line.parts if isinstance(part, Field))

    def changes(self, typed: Typed) -> dict[Path, Any]:
        """The places of the rulebook that were typed otherwise than they stand."""
        found: dict[Path, Any] = {
            field.path: _plain(typed[field.name])
            for field in self.fields()
            if field.number is None and typed[field.name] != field.value
        }
        return found | dict(_rules_changed(self, typed))


def sheet_of(name: str, rules: Mapping[str, Any], words: Words) -> Sheet | None:
    """What is written of a dimension, of `terms` or of `settings`; None where there is no such."""
    if name == "settings":
        return _settings(rules, words)
    if name == "terms":
        terms = _mapping(rules.get("terms"))
        lines = [_line(("terms", one), _mapping(values), words) for one, values in terms.items()]
        return Sheet(name, "", [], "", "", lines, [])
    values = _mapping(rules.get("dimensions")).get(name)
    return _dimension(name, values, words) if isinstance(values, dict) else None


def _settings(rules: Mapping[str, Any], words: Words) -> Sheet:
    given = _mapping(rules.get("settings"))
    numbers = [
        Field(("settings", one), _decimal(given.get(one)), setting_title(one, words.lang))
        for one in SETTINGS
    ]
    return Sheet("settings", "", [], "", "", [], numbers)


def _dimension(name: str, values: dict[str, Any], words: Words) -> Sheet:
    path = ("dimensions", name)
    labels = _mapping(values.get("labels"))
    weights = _mapping(_mapping(values.get("score")).get("weights"))
    return Sheet(
        name,
        str(_mapping(values.get("title")).get(words.lang, name)),
        _titles(path, values),
        str(_mapping(values.get("about")).get(words.lang, "")),
        str(values.get("source", "")),
        [_line((*path, "labels", code), _mapping(one), words) for code, one in labels.items()],
        [
            Field((*path, "score", "weights", one), _decimal(weight), words.name(one))
            for one, weight in weights.items()
        ],
    )


def _line(path: Path, values: dict[str, Any], words: Words) -> Line:
    node, raw = _condition(values.get("when"))
    countries = values.get("countries") or []
    return Line(
        path[-1],
        _titles(path, values),
        node,
        _parts((*path, "when"), node, words) if node else [],
        raw,
        list(map(str, countries)) if isinstance(countries, list) else [],
        "when" not in values and not countries,
        path,
    )


def _titles(path: Path, values: Mapping[str, Any]) -> list[Field]:
    given = _mapping(values.get("title"))
    return [Field((*path, "title", lang), str(given.get(lang, "")), lang) for lang in LANGS]


def _parts(path: Path, node: Node, words: Words) -> list[str | Field]:
    said = spoken(node, words)
    return [one if isinstance(one, str) else Field(path, one.shown, "", one) for one in said]


def _condition(text: Any) -> tuple[Node | None, str]:
    """The rule, or its text where it cannot be read."""
    if text is None:
        return None, ""
    try:
        return parse_condition(str(text)), ""
    except KehuError:
        return None, str(text)


def _rules_changed(sheet: Sheet, typed: Typed) -> Iterator[tuple[Path, str]]:
    """Rules with another number in them, written anew."""
    for line in sheet.lines:
        fields = [part for part in line.parts if isinstance(part, Field)]
        if line.node and any(typed[field.name] != field.value for field in fields):
            numbers = [one.number.kept(typed[one.name]) for one in fields if one.number]
            yield fields[0].path, written(with_numbers(line.node, numbers))


def _mapping(values: Any) -> dict[str, Any]:
    return values if isinstance(values, dict) else {}


def _decimal(value: Any) -> Decimal:
    return Decimal(str(value)) if isinstance(value, int | float) else Decimal(0)


def _plain(value: Any) -> Any:
    """Numbers as YAML writes them."""
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else float(value)
