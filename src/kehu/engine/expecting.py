"""What is told of forecasts: how a customer stands, who is on which list; and its proof."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kehu.engine.rules.compute import evaluate
from kehu.engine.rules.conditions import Literal_, Node, with_terms
from kehu.engine.rules.names import everybodys_domains
from kehu.engine.rules.prove import condition_faults
from kehu.engine.rules.reader import Reader
from kehu.engine.rules.rulebook import Rulebook, Title
from kehu.engine.rules.yaml_lines import Document, Path, shipped

_FILE = "expecting.yaml"
_PARTS = ("states", "rhythms", "lists")
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


def default_expecting(rulebook: Rulebook) -> Expecting:
    """What ships, for this rulebook. Raises InputFaults where they do not fit."""
    return expecting_of(shipped(_FILE), rulebook)


def expecting_of(document: Document, rulebook: Rulebook) -> Expecting:
    """What a document says. Raises InputFaults with every fault and its line."""
    builder = _Builder(document, rulebook)
    expecting = builder.expecting()
    builder.sure()
    return expecting


class _Builder(Reader):
    """Reads the cases; a condition is proved as soon as it is read."""

    sections = {"case": {"source", "title", "when"}}  # noqa: RUF012 (as every reader says it)

    def __init__(self, document: Document, rulebook: Rulebook) -> None:
        super().__init__([document])
        self.terms = {name: term.node for name, term in rulebook.terms.items()}
        self.domains = everybodys_domains(rulebook)

    def expecting(self) -> Expecting:
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
        values = self.mapping(given, path)
        self.known_keys(values, "case", path)
        if not values.get("source"):
            self.fault("missing_key", path, key="source")
        title = self.words(values.get("title"), (*path, "title"))
        when = self.node(values.get("when"), (*path, "when"))
        return Case(name, str(values.get("source")), title, when)

    def node(self, text: Any, path: Path) -> Node:
        """The condition; what is faulty is told and never holds."""
        parsed = self.condition(text, path)
        if parsed is None:
            return Literal_(False)
        node = with_terms(parsed, self.terms)
        self.faults += condition_faults(node, self.place(*path), self.domains)
        return node
