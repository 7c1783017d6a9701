"""What a manager looks at: standards of service and the monthly review, and their proof."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kehu.engine.rules.conditions import Node
from kehu.engine.rules.rulebook import Title
from kehu.engine.rules.rules_reader import RulesReader
from kehu.engine.rules.yaml_lines import Path

_KEYS = {"standards", "left_out", "review"}
_SECTIONS: dict[str, set[str]] = {
    "standard": {"source", "title", "days"},
    "left_out": {"source", "title", "when"},
    "review": {"source", "title", "dimensions", "lost"},
}


@dataclass(frozen=True)
class Standard:
    """Of one dimension: by label, the days that may pass since we last got in touch."""

    dimension: str
    source: str
    title: Title
    days: Mapping[str, int]


@dataclass(frozen=True)
class LeftOut:
    """Who is not to hear from us now."""

    title: Title
    when: Node


@dataclass(frozen=True)
class Review:
    """The dimensions that are reviewed, and the one label of each that means gone, if any."""

    dimensions: tuple[str, ...]
    lost: Mapping[str, str]


@dataclass(frozen=True)
class Managing:
    """Standards by dimension, who does not count, and what is reviewed."""

    standards: Mapping[str, Standard]
    left_out: LeftOut
    review: Review


class ManagingReader(RulesReader[Managing]):
    """Reads the parts; labels must be those of their dimension."""

    file_shipped = "managing.yaml"
    sections = _SECTIONS

    def rules(self) -> Managing:
        self.only(self.values, _KEYS)
        given = self.mapping(self.values.get("standards"), ("standards",))
        standards = {name: self.standard(name, values) for name, values in given.items()}
        return Managing(standards, self.left_out(), self.review())

    def standard(self, name: str, given: Any) -> Standard:
        path = ("standards", name)
        self.dimension(name, path)
        values = self.entry(given, "standard", path)
        title = self.words(values.get("title"), (*path, "title"))
        days = self.mapping(values.get("days"), (*path, "days"))
        kept = {code: self.days(name, code, value) for code, value in days.items()}
        return Standard(name, str(values.get("source")), title, kept)

    def left_out(self) -> LeftOut:
        path = ("left_out",)
        values = self.entry(self.values.get("left_out"), "left_out", path)
        title = self.words(values.get("title"), (*path, "title"))
        return LeftOut(title, self.node(values.get("when"), (*path, "when")))

    def review(self) -> Review:
        path = ("review",)
        values = self.entry(self.values.get("review"), "review", path)
        self.words(values.get("title"), (*path, "title"))
        names = self.texts(values.get("dimensions"), (*path, "dimensions"))
        for name in names:
            dimension = self.rulebook.dimensions.get(name)
            if dimension is None or not dimension.lift:
                self.fault("no_order_by", (*path, "dimensions"), name=name)
        lost = self.mapping(values.get("lost") or {}, (*path, "lost"))
        for name, code in lost.items():
            self.code(name, str(code), (*path, "lost", name))
        return Review(tuple(names), {name: str(code) for name, code in lost.items()})

    def dimension(self, name: str, path: Path) -> None:
        if name not in self.rulebook.dimensions:
            self.fault("unknown_measure", path, name=name, near="—")

    def code(self, name: str, code: str, path: Path) -> None:
        dimension = self.rulebook.dimensions.get(name)
        if dimension is None:
            self.dimension(name, path)
        elif code not in dimension.codes:
            allowed = ", ".join(dimension.codes)
            self.fault("no_such_code", path, name=name, code=code, allowed=allowed)

    def days(self, name: str, code: str, value: Any) -> int:
        """Days for a label of the dimension: whole, and above 0."""
        path: Path = ("standards", name, "days", code)
        if name in self.rulebook.dimensions:
            self.code(name, code, path)
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            self.fault("not_a_count", path, value=value)
            return 1
        return value
