"""How often each grade is to hear from us: standards from YAML, proved against a rulebook."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from kehu.engine.rules.reader import Reader
from kehu.engine.rules.rulebook import Rulebook, Title
from kehu.engine.rules.yaml_lines import Document, Path, read_yaml
from kehu.errors import InputFaults

_FILE = "service.yaml"


@dataclass(frozen=True)
class Standard:
    """Of one dimension: by label, the days that may pass since we last got in touch."""

    dimension: str
    source: str
    title: Title
    days: Mapping[str, int]


Standards = Mapping[str, Standard]


def default_standards(rulebook: Rulebook) -> Standards:
    """The standards that ship, for this rulebook. Raises InputFaults where they do not fit."""
    text = files("kehu.rulebook").joinpath(_FILE).read_text("utf-8")
    return standards_of(read_yaml(text, _FILE), rulebook)


def standards_of(document: Document, rulebook: Rulebook) -> Standards:
    """The standards of a document by dimension. Raises InputFaults with every fault and line."""
    builder = _Builder(document, rulebook)
    standards = {name: builder.standard(name, given) for name, given in builder.values.items()}
    if builder.faults:
        raise InputFaults(sorted(builder.faults, key=lambda f: (f.file, f.line or 0)))
    return standards


class _Builder(Reader):
    """Reads standards; labels must be those of their dimension."""

    sections = {"standard": {"source", "title", "days"}}  # noqa: RUF012

    def __init__(self, document: Document, rulebook: Rulebook) -> None:
        super().__init__([document])
        self.rulebook = rulebook

    def standard(self, name: str, given: Any) -> Standard:
        path = (name,)
        if name not in self.rulebook.dimensions:
            self.fault("unknown_measure", path, name=name, near="—")
        values = self.mapping(given, path)
        self.known_keys(values, "standard", path)
        if not values.get("source"):
            self.fault("missing_key", path, key="source")
        title = self.words(values.get("title"), (*path, "title"))
        days = self.mapping(values.get("days"), (*path, "days"))
        kept = {code: self.whole(name, code, value) for code, value in days.items()}
        return Standard(name, str(values.get("source")), title, kept)

    def whole(self, name: str, code: str, value: Any) -> int:
        """Days for a label of the dimension: whole, and above 0."""
        path: Path = (name, "days", code)
        dimension = self.rulebook.dimensions.get(name)
        if dimension is not None and code not in dimension.codes:
            allowed = ", ".join(dimension.codes)
            self.fault("no_such_code", path, name=name, code=code, allowed=allowed)
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            self.fault("not_a_count", path, value=value)
            return 1
        return value
