"""From YAML to the pool's rules, proved against a rulebook: they name only what exists."""

from typing import Any

from kehu.engine.pool.rules import CLOCKS, Figure, Limit, Pool, ReturnRule
from kehu.engine.rules.rules_reader import RulesReader
from kehu.engine.rules.yaml_lines import Path

_SECTIONS: dict[str, set[str]] = {
    "return": {"source", "title", "when", "without"},
    "without": set(CLOCKS),
    "limit": {"source", "title", "when", "most"},
    "figure": {"source", "title", "value"},
}
_FIGURES = ("warn_days", "forecast_days", "lock_days", "claims_per_day")
_KEYS = {"returns", "limits", "not_before", "figures", "best_first"}


class PoolReader(RulesReader[Pool]):
    """Reads the rules; whatever has a name of its own, that is a sound one."""

    file_shipped = "pool.yaml"
    sections = _SECTIONS

    def rules(self) -> Pool:
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
        values = self.named(name, given, "return", path)
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
        values = self.named(name, given, "limit", path)
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
        values = self.named(name, given, "figure", path)
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

    def named(self, name: str, given: Any, section: str, path: Path) -> dict[str, Any]:
        self.name(name, path)
        return self.entry(given, section, path)
