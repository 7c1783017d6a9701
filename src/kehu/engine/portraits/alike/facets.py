"""What makes two customers alike, and how much each trait weighs: data of the rulebook, proved."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

from kehu.engine.rules.rulebook import Rulebook, Title
from kehu.engine.rules.rules_reader import RulesReader
from kehu.engine.rules.words import unit_of
from kehu.engine.rules.yaml_lines import Document, Path

SETS = ("categories", "tags")
_SECTIONS: dict[str, set[str]] = {
    "facet": {"source", "title", "weight", "traits"},
    "set": {"source", "title"},
}
# Units in which twice as much is not what matters: there differences count as they are.
_EVEN = ("share", "points", "year")


@dataclass(frozen=True)
class Trait:
    """A dimension, measure or set that counts when customers are compared.

    `kind`: words, number or set. `weight`: the part of its facet's weight that is its own. `even`:
    do differences of the number count as they are, rather than in proportion?
    """

    name: str
    kind: str
    weight: float
    even: bool


@dataclass(frozen=True)
class Facet:
    """Traits that answer one question together."""

    source: str
    title: Title
    traits: tuple[Trait, ...]


@dataclass(frozen=True)
class Facets:
    """All that counts, and what the sets are called."""

    facets: Mapping[str, Facet]
    sets: Mapping[str, Title]

    @property
    def traits(self) -> tuple[Trait, ...]:
        return tuple(trait for facet in self.facets.values() for trait in facet.traits)


class FacetsReader(RulesReader[Facets]):
    """Reads facets; a trait must exist, and stand in one facet alone."""

    file_shipped = "alike.yaml"
    sections = _SECTIONS

    def __init__(self, document: Document, rulebook: Rulebook) -> None:
        super().__init__(document, rulebook)
        self.seen: set[str] = set()

    def rules(self) -> Facets:
        self.only(self.values, {"facets", "sets"})
        facets = self.mapping(self.values.get("facets"), ("facets",))
        sets = self.mapping(self.values.get("sets"), ("sets",))
        for name in sorted(sets.keys() ^ {*SETS}):
            code = "missing_key" if name in SETS else "unknown_key"
            self.fault(code, ("sets", name), key=name, allowed=", ".join(SETS))
        return Facets(
            {name: self.facet(name, given) for name, given in facets.items()},
            {name: self.called(given, "set", ("sets", name))[1] for name, given in sets.items()},
        )

    def facet(self, name: str, given: Any) -> Facet:
        path = ("facets", name)
        values, title = self.called(given, "facet", path)
        weight = self.weight(values.get("weight"), (*path, "weight"))
        traits = self.mapping(values.get("traits"), (*path, "traits"))
        own = {one: self.weight(part, (*path, "traits", one)) for one, part in traits.items()}
        whole = sum(own.values())
        found = [self.trait(one, weight * own[one] / whole, (*path, "traits", one)) for one in own]
        return Facet(str(values.get("source")), title, tuple(found))

    def trait(self, name: str, weight: float, path: Path) -> Trait:
        if name in self.seen:
            self.fault("trait_twice", path, name=name)
        elif name not in SETS and name not in self.domains:
            self.fault("unknown_measure", path, name=name, near="—")
        self.seen.add(name)
        if name in SETS:
            return Trait(name, "set", weight, even=True)
        kind = self.domains[name].kind if name in self.domains else "text"
        even = kind == "yes or no" or unit_of(name) in _EVEN
        return Trait(name, "words" if kind == "text" else "number", weight, even)

    def called(self, given: Any, section: str, path: Path) -> tuple[dict[str, Any], Title]:
        values = self.entry(given, section, path)
        return values, self.words(values.get("title"), (*path, "title"))

    def weight(self, value: Any, path: Path) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < inf:
            self.fault("not_above_zero", path)
            return 1.0
        return float(value)
