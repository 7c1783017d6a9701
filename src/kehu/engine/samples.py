"""The sample desk's rules, and their proof: which decision is proposed, and who pays (S1–S4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kehu.engine.rules.compute import evaluate
from kehu.engine.rules.conditions import Literal_, Node
from kehu.engine.rules.names import Domain
from kehu.engine.rules.rulebook import Title
from kehu.engine.rules.rules_reader import RulesReader
from kehu.engine.rules.yaml_lines import Path

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


class SampleRulesReader(RulesReader[SampleRules]):
    """Reads the parts; a condition names facts of the request and what the rulebook knows."""

    file_shipped = "samples.yaml"
    sections = _SECTIONS

    def rules(self) -> SampleRules:
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
