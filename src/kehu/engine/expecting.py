"""What is told of forecasts: how a customer stands, who is on which list; and its proof."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kehu.engine.rules.compute import evaluate
from kehu.engine.rules.conditions import Node
from kehu.engine.rules.rulebook import Title
from kehu.engine.rules.rules_reader import RulesReader
from kehu.engine.rules.yaml_lines import Path

_PARTS = ("states", "rhythms", "lists")
_SECTIONS = {"case": {"source", "title", "when"}}
LISTS = ("expected", "missed")


@dataclass(frozen=True)
class Case:
    """Something that is told of whom `when` holds."""

    name: str
    source: str
    title: Title
    when: Node


@dataclass(frozen=True)
class Expecting:
    """Cases by name; of states and rhythms the first that holds is told."""

    states: Mapping[str, Case]
    rhythms: Mapping[str, Case]
    lists: Mapping[str, Case]


def first_that_holds(cases: Mapping[str, Case], values: Mapping[str, Any]) -> Case | None:
    """The first case of a customer with these measures and labels; None where none holds."""
    return next((one for one in cases.values() if evaluate(one.when, values)), None)


class ExpectingReader(RulesReader[Expecting]):
    """Reads the cases."""

    file_shipped = "expecting.yaml"
    sections = _SECTIONS

    def rules(self) -> Expecting:
        self.only(self.values, set(_PARTS))
        found = Expecting(*(self.cases(part) for part in _PARTS))
        for name in LISTS:
            if name not in found.lists:
                self.fault("missing_key", ("lists",), key=name)
        return found

    def cases(self, part: str) -> dict[str, Case]:
        given = self.mapping(self.values.get(part), (part,))
        return {name: self.case(name, values, (part, name)) for name, values in given.items()}

    def case(self, name: str, given: Any, path: Path) -> Case:
        values = self.entry(given, "case", path)
        title = self.words(values.get("title"), (*path, "title"))
        when = self.node(values.get("when"), (*path, "when"))
        return Case(name, str(values.get("source")), title, when)
