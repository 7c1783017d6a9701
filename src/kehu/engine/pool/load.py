"""From YAML to the pool's rules, proved against a rulebook: they name only what exists."""

from typing import Any

from kehu.engine.pool.rules import CLOCKS, Figure, Limit, Pool, ReturnRule
from kehu.engine.rules.conditions import Literal_, Node, with_terms
from kehu.engine.rules.names import everybodys_domains
from kehu.engine.rules.prove import condition_faults
from kehu.engine.rules.reader import Reader
from kehu.engine.rules.rulebook import Rulebook
from kehu.engine.rules.yaml_lines import Document, Path, shipped

_FILE = "pool.yaml"
_SECTIONS: dict[str, set[str]] = {
    "return": {"source", "title", "when", "without"},
    "without": set(CLOCKS),
    "limit": {"source", "title", "when", "most"},
    "figure": {"source", "title", "value"},
}
_FIGURES = ("warn_days", "forecast_days", "lock_days", "claims_per_day")
_KEYS = {"returns", "limits", "not_before", "figures", "best_first"}


def default_pool(rulebook: Rulebook) -> Pool:
    """The rules that ship, for this rulebook. Raises InputFaults where they do not fit."""
    return pool_of(shipped(_FILE), rulebook)


def pool_of(document: Document, rulebook: Rulebook) -> Pool:
    """The pool's rules of a document. Raises InputFaults with every fault and its line."""
    builder = _Builder(document, rulebook)
    pool = builder.pool()
    builder.sure()
    return pool


class _Builder(Reader):
    """Reads rules; a condition is proved as soon as it is read."""

    sections = _SECTIONS

    def __init__(self, document: Document, rulebook: Rulebook) -> None:
        super().__init__([document])
        self.rulebook = rulebook
        self.terms = {name: term.node for name, term in rulebook.terms.items()}
        self.domains = everybodys_domains(rulebook)

    def pool(self) -> Pool:
        self.only(self.values, _KEYS)
        returns = self.mapping(self.values.get("returns"), ("returns",))
        limits = self.mapping(self.values.get("limits"), ("limits",))
        return Pool(
            {name: self.return_rule(name, values) for name, values in returns.items()},
            {name: self.limit(name, values) for name, values in limits.items()},
            self.node(self.values.get("not_before"), ("not_before",), "number"),
            self.figures(),
            self.best_first(),
        )

    def return_rule(self, name: str, given: Any) -> ReturnRule:
        path = ("returns", name)
        values = self.entry(name, given, "return", path)
        without = self.mapping(values.get("without") or {}, (*path, "without"))
        self.known_keys(without, "without", (*path, "without"))
        return ReturnRule(
            name,
            str(values.get("source")),
            self.words(values.get("title"), (*path, "title")),
            self.node(values.get("when"), (*path, "when")),
            {clock: self.whole(without, clock, (*path, "without")) for clock in without},
        )

    def limit(self, name: str, given: Any) -> Limit:
        path = ("limits", name)
        values = self.entry(name, given, "limit", path)
        return Limit(
            name,
            str(values.get("source")),
            self.words(values.get("title"), (*path, "title")),
            self.node(values.get("when"), (*path, "when")),
            self.whole(values, "most", path),
        )

    def figures(self) -> dict[str, Figure]:
        given = self.mapping(self.values.get("figures"), ("figures",))
        self.only(given, _FIGURES, ("figures",))
        return {name: self.figure(name, given.get(name)) for name in _FIGURES}

    def figure(self, name: str, given: Any) -> Figure:
        path = ("figures", name)
        if given is None:
            self.fault("missing_key", ("figures",), key=name)
            return Figure("", {"en": "", "zh": ""}, 0)
        values = self.entry(name, given, "figure", path)
        title = self.words(values.get("title"), (*path, "title"))
        return Figure(str(values.get("source")), title, self.whole(values, "value", path))

    def best_first(self) -> tuple[str, ...]:
        """Dimensions with a ladder and measures that are numbers, the weightiest first."""
        named = self.texts(self.values.get("best_first"), ("best_first",))
        for one in named:
            dimension = self.rulebook.dimensions.get(one)
            is_number = one in self.domains and self.domains[one].kind == "number"
            if not is_number and not (dimension and dimension.lift):
                self.fault("no_order_by", ("best_first",), name=one)
        return tuple(named)

    def entry(self, name: str, given: Any, section: str, path: Path) -> dict[str, Any]:
        self.name(name, path)
        values = self.mapping(given, path)
        self.known_keys(values, section, path)
        if not values.get("source"):
            self.fault("missing_key", path, key="source")
        return values

    def node(self, text: Any, path: Path, wanted: str = "yes or no") -> Node:
        """The condition or number; what is faulty is told and never holds."""
        parsed = self.condition(text, path)
        if parsed is None:
            return Literal_(False)
        node = with_terms(parsed, self.terms)
        self.faults += condition_faults(node, self.place(*path), self.domains, wanted)
        return node

    def whole(self, values: dict[str, Any], key: str, path: Path) -> int:
        """A number of days or customers: whole, and above 0."""
        value = values.get(key)
        if value is None:
            self.fault("missing_key", path, key=key)
        elif isinstance(value, bool) or not isinstance(value, int) or value < 1:
            self.fault("not_a_count", (*path, key), value=value)
        else:
            return value
        return 1
