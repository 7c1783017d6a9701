"""From YAML files to a proved rulebook: the default, with a company's own file laid over it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from math import isfinite
from pathlib import Path as FilePath
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kehu.engine.ledger import Settings
from kehu.engine.rules.conditions import Literal_, Name, Node, OneOf, with_terms
from kehu.engine.rules.prove import prove
from kehu.engine.rules.reader import Reader
from kehu.engine.rules.rulebook import (
    MEANINGS,
    Column,
    Dimension,
    Label,
    Rulebook,
    Score,
    Term,
)
from kehu.engine.rules.yaml_lines import Document, Path, read_file, read_yaml, shipped
from kehu.errors import InputFaults, KehuError

DEFAULT_FILES = ("dimensions.yaml", "markets.yaml")
_SECTIONS: dict[str, set[str]] = {
    "term": {"title", "when"},
    "dimension": {"source", "title", "about", "labels", "lift", "mark", "pattern", "score"},
    "label": {"title", "meaning", "when", "value", "countries"},
    "score": {"when", "weights", "measure"},
}
_ABOVE_ZERO = ("activity_half_life_days", "activity_midpoint")  # divisors


@cache
def default_rulebook() -> Rulebook:
    """The rulebook that ships."""
    return build(_default_documents())


def load_rulebook(path: FilePath | None) -> Rulebook:
    """The default with the company's file laid over it; the default alone when there is none.

    Raises KehuError `no_such_file`, and InputFaults with every fault and its line.
    """
    if path is None:
        return default_rulebook()
    if not path.is_file():
        raise KehuError("no_such_file", path=str(path))
    return build([*_default_documents(), read_file(path)])


def rulebook_of(text: str, name: str) -> Rulebook:
    """The default with a text laid over it that faults call `name`. Raises InputFaults."""
    return build(_with_default(text, name))


def rules_written(text: str, name: str) -> dict[str, Any]:
    """The values of the default with a text laid over it, as they are written and not yet proved.

    Raises InputFaults where the text is no YAML.
    """
    return Reader(_with_default(text, name)).values


def _with_default(text: str, name: str) -> list[Document]:
    return [*_default_documents(), *([read_yaml(text, name)] if text.strip() else [])]


@cache
def _default_documents() -> tuple[Document, ...]:
    return tuple(shipped(name) for name in DEFAULT_FILES)


def build(documents: Sequence[Document]) -> Rulebook:
    """Later documents override earlier ones. Raises InputFaults."""
    builder = _Builder(documents)
    rulebook = builder.rulebook()
    faults = builder.faults + prove(rulebook, broken=builder.broken)
    if faults:
        raise InputFaults(sorted(faults, key=lambda f: (f.file, f.line or 0, f.column or "")))
    return rulebook


class _Builder(Reader):
    """Reads the parts of a rulebook."""

    sections = _SECTIONS

    def __init__(self, documents: Sequence[Document]) -> None:
        super().__init__(documents)
        self.broken: set[str] = set()

    def rulebook(self) -> Rulebook:
        sections = {"settings", "terms", "dimensions", "columns"}
        self.only(self.values, sections)
        terms = {
            name: term
            for name, values in self.mapping(self.values.get("terms") or {}, ("terms",)).items()
            if (term := self.term(name, values))
        }
        written_out = {name: term.node for name, term in terms.items()}
        dimensions = {
            name: self.dimension(name, self.mapping(values, ("dimensions", name)), written_out)
            for name, values in self.mapping(self.values.get("dimensions"), ("dimensions",)).items()
            if values is not None
        }
        return Rulebook(self.settings(), terms, dimensions, self.columns())

    def settings(self) -> Settings:
        known = {one.name for one in fields(Settings)}
        given: dict[str, Any] = {}
        for name, value in self.mapping(self.values.get("settings") or {}, ("settings",)).items():
            if name not in known:
                allowed = ", ".join(sorted(known))
                self.fault("unknown_key", ("settings", name), key=name, allowed=allowed)
            elif not _is_number(value) or value < 0:
                self.fault("not_a_positive_number", ("settings", name), value=value)
            elif value == 0 and name in _ABOVE_ZERO:
                self.fault("not_above_zero", ("settings", name))
            else:
                given[name] = value
        return Settings(**given)

    def columns(self) -> dict[str, Column]:
        given = self.mapping(self.values.get("columns") or {}, ("columns",))
        for name, kind in given.items():
            if kind not in ("number", "text", "yes or no"):
                self.fault("unknown_kind", ("columns", name), kind=kind)
        return {
            name: Column(name, str(kind), self.place("columns", name))
            for name, kind in given.items()
        }

    def term(self, name: str, values: Any) -> Term | None:
        path = ("terms", name)
        self.name(name, path)
        values = self.mapping(values, path)
        self.known_keys(values, "term", path)
        node = self.condition(values.get("when"), (*path, "when"))
        title = self.words(values.get("title"), (*path, "title"))
        if node is None:
            self.broken.add(name)
            return None
        return Term(name, title, node, self.place(*path, "when"))

    def dimension(self, name: str, values: dict[str, Any], terms: dict[str, Node]) -> Dimension:
        path = ("dimensions", name)
        self.name(name, path)
        self.known_keys(values, "dimension", path)
        if not values.get("source"):
            self.fault("missing_key", path, key="source")
        labels = self.mapping(values.get("labels"), (*path, "labels"))
        dimension = Dimension(
            name=name,
            source=str(values.get("source")),
            title=self.words(values.get("title"), (*path, "title")),
            about=self.words(values.get("about"), (*path, "about")),
            labels=tuple(
                self.label(code, label, (*path, "labels", code), terms)
                for code, label in labels.items()
            ),
            lift=tuple(self.texts(values.get("lift"), (*path, "lift"))),
            mark=str(values.get("mark", "")),
            pattern=self.pattern(values.get("pattern"), (*path, "pattern")),
            score=self.score(values["score"], (*path, "score")) if values.get("score") else None,
            place=self.place(*path),
        )
        for code, times in Counter(dimension.lift).items():
            if code not in dimension.codes or times > 1:
                allowed = ", ".join(dimension.codes)
                self.fault("lift_code", (*path, "lift"), code=code, allowed=allowed)
        return dimension

    def pattern(self, value: Any, path: Path) -> str | None:
        """A regular expression of the kind that engines share (RE2)."""
        if value is None:
            return None
        try:
            pc.match_substring_regex([""], str(value))
        except pa.ArrowInvalid:
            self.fault("not_a_pattern", path, pattern=value)
            return None
        return str(value)

    def label(self, code: str, values: Any, path: Path, terms: dict[str, Node]) -> Label:
        values = self.mapping(values, path)
        self.known_keys(values, "label", path)
        title = self.words(values.get("title"), (*path, "title"))
        self.not_both(values, ("when", "countries"), path)
        node: Node | None = None
        if values.get("countries"):
            countries = self.texts(values["countries"], (*path, "countries"))
            options = tuple(Literal_(one) for one in countries)
            node = OneOf(Name("country"), options)
        elif "when" in values:
            parsed = self.condition(values["when"], (*path, "when"))
            # An unreadable condition is told once; false keeps the rest of the proof going.
            node = with_terms(parsed, terms) if parsed else Literal_(False)
            if parsed is None:
                self.broken.add(".".join(path))
        where = path if node is None else (*path, "when")
        value = values.get("value")
        return Label(
            code,
            title,
            node,
            None if value is None else str(value),
            self.place(*where),
            self.meaning(values.get("meaning"), (*path, "meaning")),
        )

    def meaning(self, value: Any, path: Path) -> str | None:
        if value is not None and value not in MEANINGS:
            self.fault("meaning_unknown", path, value=value, allowed=", ".join(MEANINGS))
        return None if value is None else str(value)

    def score(self, values: Any, path: Path) -> Score:
        values = self.mapping(values, path)
        self.known_keys(values, "score", path)
        self.not_both(values, ("measure", "weights"), path)
        if "measure" in values:
            return Score({str(values["measure"]): 100.0}, None, self.place(*path))
        weights = self.mapping(values.get("weights"), (*path, "weights"))
        numbers = {name: float(w) for name, w in weights.items() if _is_number(w)}
        for name in weights.keys() - numbers.keys():
            self.fault("not_a_positive_number", (*path, "weights", name), value=weights[name])
        when = self.condition(values["when"], (*path, "when")) if "when" in values else None
        return Score(numbers, when, self.place(*path, "weights"))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
