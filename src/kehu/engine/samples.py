"""The sample desk's rules, and their proof: which decision is proposed, and who pays (S1–S4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kehu.engine.rules.compute import evaluate
from kehu.engine.rules.conditions import Literal_, Node, with_terms
from kehu.engine.rules.names import Domain, everybodys_domains
from kehu.engine.rules.prove import condition_faults
from kehu.engine.rules.reader import Reader
from kehu.engine.rules.rulebook import Rulebook, Title
from kehu.engine.rules.yaml_lines import Document, Path, shipped

_FILE = "samples.yaml"
_KEYS = {"decisions", "facts", "rules", "figures", "rhythm"}
_SECTIONS: dict[str, set[str]] = {
    "decision": {"source", "title", "pays", "credited"},
    "pays": {"goods", "freight"},
    "rule": {"source", "title", "when", "decision", "because", "house"},
    "figure": {"source", "title", "value"},
}
_PAYERS = ("us", "buyer", "nobody")
_FIGURES = ("budget_month", "converts_within_days")
_RHYTHM = (
    "feedback_every_days", "over_after_days", "first_year_days", "looked_back_months", "told_from",
)  # fmt: skip


@dataclass(frozen=True)
class SampleDecision:
    """What can be decided, and who pays for goods and freight: us, buyer or nobody."""

    code: str
    source: str
    title: Title
    goods: str
    freight: str
    credited: bool

    @property
    def sends(self) -> bool:
        return self.goods != "nobody"

    @property
    def buyer_pays(self) -> bool:
        return "buyer" in (self.goods, self.freight)


@dataclass(frozen=True)
class SampleRule:
    """When which decision is proposed; a rule of the house is one about known customers."""

    name: str
    source: str
    title: Title
    when: Node
    decision: str
    because: Title
    house: bool


@dataclass(frozen=True)
class SampleFigure:
    """A number that the company may set for itself."""

    source: str
    title: Title
    value: int


@dataclass(frozen=True)
class SampleRules:
    """Decisions by code, the rules in the order they are tried, and the desk's numbers."""

    decisions: Mapping[str, SampleDecision]
    facts: Mapping[str, Title]
    rules: Mapping[str, SampleRule]
    figures: Mapping[str, SampleFigure]
    rhythm: Mapping[str, int]

    def first(self, values: Mapping[str, Any]) -> SampleRule:
        """The first rule that holds; the last one holds of everybody."""
        return next(rule for rule in self.rules.values() if evaluate(rule.when, values))


def default_sample_rules(rulebook: Rulebook) -> SampleRules:
    """What ships, for this rulebook. Raises InputFaults where they do not fit."""
    return sample_rules_of(shipped(_FILE), rulebook)


def sample_rules_of(document: Document, rulebook: Rulebook) -> SampleRules:
    """What a document says. Raises InputFaults with every fault and its line."""
    builder = _Builder(document, rulebook)
    rules = builder.sample_rules()
    builder.sure()
    return rules


class _Builder(Reader):
    """Reads the parts; a condition names facts of the request and what the rulebook knows."""

    sections = _SECTIONS

    def __init__(self, document: Document, rulebook: Rulebook) -> None:
        super().__init__([document])
        self.terms = {name: term.node for name, term in rulebook.terms.items()}
        self.domains = everybodys_domains(rulebook)

    def sample_rules(self) -> SampleRules:
        self.only(self.values, _KEYS)
        given = self.mapping(self.values.get("decisions"), ("decisions",))
        decisions = {code: self.decision(code, values) for code, values in given.items()}
        named = self.mapping(self.values.get("facts"), ("facts",))
        facts = {name: self.words(title, ("facts", name)) for name, title in named.items()}
        self.domains |= dict.fromkeys(facts, Domain("yes or no", False))
        ruled = self.mapping(self.values.get("rules"), ("rules",))
        rules = {name: self.rule(name, values, decisions) for name, values in ruled.items()}
        if not rules or [*rules.values()][-1].when != Literal_(True):
            self.fault("missing_key", ("rules",), key="when: true")
        return SampleRules(decisions, facts, rules, self.figures(), self.rhythm())

    def decision(self, code: str, given: Any) -> SampleDecision:
        path = ("decisions", code)
        values = self.entry(given, "decision", path)
        pays = self.mapping(values.get("pays"), (*path, "pays"))
        self.known_keys(pays, "pays", (*path, "pays"))
        goods, freight = (self.payer(pays, what, path) for what in ("goods", "freight"))
        title, credited = self.words(values.get("title"), (*path, "title")), values.get("credited")
        return SampleDecision(
            code, str(values.get("source")), title, goods, freight, credited is True
        )

    def payer(self, pays: dict[str, Any], what: str, path: Path) -> str:
        who = str(pays.get(what))
        if who not in _PAYERS:
            told = {"name": what, "code": who, "allowed": ", ".join(_PAYERS)}
            self.fault("no_such_code", (*path, "pays", what), **told)
        return who

    def rule(self, name: str, given: Any, decisions: Mapping[str, SampleDecision]) -> SampleRule:
        path = ("rules", name)
        values = self.entry(given, "rule", path)
        decision = str(values.get("decision"))
        if decision not in decisions:
            told = {"name": "decision", "code": decision, "allowed": ", ".join(decisions)}
            self.fault("no_such_code", (*path, "decision"), **told)
        return SampleRule(
            name,
            str(values.get("source")),
            self.words(values.get("title"), (*path, "title")),
            self.node(values.get("when"), (*path, "when")),
            decision,
            self.words(values.get("because"), (*path, "because")),
            values.get("house") is True,
        )

    def node(self, text: Any, path: Path) -> Node:
        """The condition; what is faulty is told and never holds."""
        parsed = self.condition(text, path)
        if parsed is None:
            return Literal_(False)
        node = with_terms(parsed, self.terms)
        if node != Literal_(True):
            self.faults += condition_faults(node, self.place(*path), self.domains)
        return node

    def figures(self) -> dict[str, SampleFigure]:
        given = self.mapping(self.values.get("figures"), ("figures",))
        self.only(given, _FIGURES, ("figures",))
        return {name: self.figure(name, given.get(name)) for name in _FIGURES}

    def figure(self, name: str, given: Any) -> SampleFigure:
        path = ("figures", name)
        values = self.entry(given, "figure", path)
        title = self.words(values.get("title"), (*path, "title"))
        return SampleFigure(str(values.get("source")), title, self.whole(values, "value", path))

    def rhythm(self) -> dict[str, int]:
        given = self.mapping(self.values.get("rhythm"), ("rhythm",))
        self.only(given, _RHYTHM, ("rhythm",))
        return {name: self.whole(given, name, ("rhythm",)) for name in _RHYTHM}

    def entry(self, given: Any, section: str, path: Path) -> dict[str, Any]:
        values = self.mapping(given, path)
        self.known_keys(values, section, path)
        if not values.get("source"):
            self.fault("missing_key", path, key="source")
        return values

    def whole(self, values: dict[str, Any], key: str, path: Path) -> int:
        """A whole number above 0."""
        value = values.get(key)
        if value is None:
            self.fault("missing_key", path, key=key)
        elif isinstance(value, bool) or not isinstance(value, int) or value < 1:
            self.fault("not_a_count", (*path, key), value=value)
        else:
            return value
        return 1
