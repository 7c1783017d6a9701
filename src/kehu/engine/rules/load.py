"""From YAML files to a proved rulebook: the default, with a company's own file laid over it."""

from dataclasses import fields
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path as FilePath
from typing import Any

from kehu.engine.ledger import Settings
from kehu.engine.rules.conditions import Literal_, Name, Node, OneOf, parse_condition, with_terms
from kehu.engine.rules.prove import prove
from kehu.engine.rules.rulebook import Dimension, Label, Place, Rulebook, Score, Term
from kehu.engine.rules.yaml_lines import Document, Path, read_yaml
from kehu.errors import Fault, InputFaults, KehuError

DEFAULT_FILES = ("dimensions.yaml", "markets.yaml")
_SECTIONS: dict[str, set[str]] = {
    "term": {"title", "when"},
    "dimension": {"source", "title", "about", "labels", "lift", "pattern", "score"},
    "label": {"title", "when", "value", "countries"},
    "score": {"when", "weights", "measure"},
}


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
    return build([*_default_documents(), read_yaml(path.read_text("utf-8"), path.name)])


def _default_documents() -> list[Document]:
    folder = files("kehu.rulebook")
    return [read_yaml(folder.joinpath(name).read_text("utf-8"), name) for name in DEFAULT_FILES]


def build(documents: list[Document]) -> Rulebook:
    """Later documents override earlier ones. Raises InputFaults."""
    builder = _Builder(documents)
    rulebook = builder.rulebook()
    faults = builder.faults + prove(rulebook, broken=builder.broken)
    if faults:
        raise InputFaults(sorted(faults, key=lambda f: (f.file, f.line or 0, f.column or "")))
    return rulebook


class _Builder:
    """Reads the merged values; what it cannot read is a fault and left out."""

    def __init__(self, documents: list[Document]) -> None:
        self.faults = [fault for document in documents for fault in document.faults]
        self.places: dict[Path, tuple[str, int]] = {}
        self.values: dict[str, Any] = {}
        self.broken: set[str] = set()
        for document in documents:
            self.values = _laid_over(self.values, document.values, ())
            self.places |= {path: (document.file, n) for path, n in document.lines.items()}

    # ---- places and faults -------------------------------------------------------------------

    def place(self, *path: str) -> Place:
        """The nearest written place of a path."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.places:
                file, line = self.places[path[:length]]
                return Place(file, line, ".".join(path))
        return Place(DEFAULT_FILES[0], None, ".".join(path))

    def fault(self, code: str, path: Path, /, **details: Any) -> None:
        place = self.place(*path)
        details = {"path": place.path, **details}
        self.faults.append(
            Fault("error", code, place.file, line=place.line, column=place.path, fields=details)
        )

    def mapping(self, values: Any, path: Path) -> dict[str, Any]:
        if isinstance(values, dict):
            return values
        self.fault("not_a_mapping", path)
        return {}

    def known_keys(self, values: dict[str, Any], section: str, path: Path) -> None:
        for key in sorted(values.keys() - _SECTIONS[section]):
            allowed = ", ".join(sorted(_SECTIONS[section]))
            self.fault("unknown_key", (*path, key), key=key, allowed=allowed)

    # ---- the parts ---------------------------------------------------------------------------

    def rulebook(self) -> Rulebook:
        sections = {"settings", "terms", "dimensions", "columns"}
        for key in sorted(self.values.keys() - sections):
            self.fault("unknown_key", (key,), key=key, allowed=", ".join(sorted(sections)))
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
        known = {one.name: one.type for one in fields(Settings)}
        given: dict[str, Any] = {}
        for name, value in self.mapping(self.values.get("settings") or {}, ("settings",)).items():
            if name not in known:
                allowed = ", ".join(known)
                self.fault("unknown_key", ("settings", name), key=name, allowed=allowed)
            elif isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
                self.fault("not_a_positive_number", ("settings", name), value=value)
            else:
                given[name] = value
        return Settings(**given)

    def columns(self) -> dict[str, str]:
        given = self.mapping(self.values.get("columns") or {}, ("columns",))
        for name, kind in given.items():
            if kind not in ("number", "text", "yes or no"):
                self.fault("unknown_kind", ("columns", name), kind=kind)
        return {name: str(kind) for name, kind in given.items()}

    def term(self, name: str, values: Any) -> Term | None:
        path = ("terms", name)
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
        self.known_keys(values, "dimension", path)
        if not values.get("source"):
            self.fault("missing_key", path, key="source")
        labels = self.mapping(values.get("labels"), (*path, "labels"))
        return Dimension(
            name=name,
            source=str(values.get("source")),
            title=self.words(values.get("title"), (*path, "title")),
            about=self.words(values.get("about"), (*path, "about")),
            labels=tuple(
                self.label(code, label, (*path, "labels", code), terms)
                for code, label in labels.items()
            ),
            lift=tuple(str(code) for code in values.get("lift") or ()),
            pattern=values.get("pattern"),
            score=self.score(values["score"], (*path, "score")) if values.get("score") else None,
            place=self.place(*path),
        )

    def label(self, code: str, values: Any, path: Path, terms: dict[str, Node]) -> Label:
        values = self.mapping(values, path)
        self.known_keys(values, "label", path)
        title = self.words(values.get("title"), (*path, "title"))
        node: Node | None = None
        if values.get("countries"):
            options = tuple(Literal_(str(one)) for one in values["countries"])
            node = OneOf(Name("country"), options)
        elif "when" in values:
            parsed = self.condition(values["when"], (*path, "when"))
            # An unreadable condition is told once; false keeps the rest of the proof going.
            node = with_terms(parsed, terms) if parsed else Literal_(False)
            if parsed is None:
                self.broken.add(".".join(path))
        where = path if node is None else (*path, "when")
        return Label(code, title, node, values.get("value"), self.place(*where))

    def score(self, values: Any, path: Path) -> Score:
        values = self.mapping(values, path)
        self.known_keys(values, "score", path)
        if "measure" in values:
            return Score({str(values["measure"]): 100.0}, None, self.place(*path))
        weights = self.mapping(values.get("weights"), (*path, "weights"))
        numbers = {name: float(w) for name, w in weights.items() if isinstance(w, int | float)}
        for name in weights.keys() - numbers.keys():
            self.fault("not_a_positive_number", (*path, "weights", name), value=weights[name])
        when = self.condition(values["when"], (*path, "when")) if "when" in values else None
        return Score(numbers, when, self.place(*path, "weights"))

    def condition(self, text: Any, path: Path) -> Node | None:
        if isinstance(text, bool | int | float):
            return Literal_(text if isinstance(text, bool) else Decimal(str(text)))
        if not isinstance(text, str) or not text.strip():
            self.fault("missing_key", path, key="when")
            return None
        try:
            return parse_condition(text)
        except KehuError as error:
            self.fault(error.code, path, **error.fields)
            return None

    def words(self, given: Any, path: Path) -> dict[Any, str]:
        """A title in both languages."""
        values = given if isinstance(given, dict) else {}
        for lang in ("en", "zh"):
            if not values.get(lang):
                self.fault("missing_words", path, lang=lang)
        return {lang: str(values.get(lang, "")) for lang in ("en", "zh")}


def _laid_over(below: Any, above: Any, path: Path) -> Any:
    """`above` over `below`, key by key.

    Labels have an order. A company that names only codes the default has changes them in place; one
    that brings a new code lists all it wants, in its order, and inherits what it leaves unsaid.
    A null takes a key away; a new condition replaces countries and the other way round.
    """
    if not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    if len(path) == 3 and path[2] == "labels" and above.keys() - below.keys():
        below = {code: below[code] for code in above if code in below}
        merged = {
            code: _laid_over(below.get(code, {}), above[code], (*path, code)) for code in above
        }
    else:
        merged = dict(below)
        for key, value in above.items():
            merged[key] = _laid_over(below.get(key), value, (*path, key))
    if "when" in above or "countries" in above:
        merged.pop("countries" if "when" in above else "when", None)
    return {key: value for key, value in merged.items() if value is not None}
