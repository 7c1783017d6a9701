"""What the house sets for baskets: how often a set must stand, and when to believe it."""

from dataclasses import dataclass, fields
from importlib.resources import files
from typing import Any

from kehu.engine.rules.reader import Reader
from kehu.engine.rules.yaml_lines import Document, Path, read_yaml
from kehu.errors import InputFaults

_FILE = "baskets.yaml"
_SECTIONS: dict[str, set[str]] = {"figure": {"source", "title", "value"}}


@dataclass(frozen=True)
class Figures:
    """`min_orders` and `min_support` (share of orders): how often a set must stand. `largest`: how
    many items it has at most. `prior_orders`: how many orders as usual a lift is mixed with.
    `significance`: which share of the rules believed may be chance.
    """

    min_orders: int
    min_support: float
    largest: int
    prior_orders: int
    significance: float


def default_figures() -> Figures:
    """What ships. Raises InputFaults where it is faulty."""
    return figures_of(read_yaml(files("kehu.rulebook").joinpath(_FILE).read_text("utf-8"), _FILE))


def figures_of(document: Document) -> Figures:
    """What a document says. Raises InputFaults with every fault and its line."""
    builder = _Builder([document])
    figures = builder.figures()
    if builder.faults:
        raise InputFaults(sorted(builder.faults, key=lambda f: (f.file, f.line or 0)))
    return figures


class _Builder(Reader):
    """Reads the figures, each with its words and source."""

    sections = _SECTIONS

    def figures(self) -> Figures:
        known = [one.name for one in fields(Figures)]
        for key in sorted(self.values.keys() - {*known}):
            self.fault("unknown_key", (key,), key=key, allowed=", ".join(sorted(known)))
        return Figures(
            min_orders=self.whole("min_orders"),
            min_support=self.share("min_support"),
            largest=self.whole("largest"),
            prior_orders=self.whole("prior_orders"),
            significance=self.share("significance"),
        )

    def figure(self, name: str) -> tuple[Any, Path]:
        path = (name,)
        values = self.mapping(self.values.get(name), path)
        self.known_keys(values, "figure", path)
        self.words(values.get("title"), (*path, "title"))
        if not values.get("source"):
            self.fault("missing_key", path, key="source")
        return values.get("value"), (*path, "value")

    def whole(self, name: str) -> int:
        value, path = self.figure(name)
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            self.fault("not_a_count", path, value=value)
            return 1
        return value

    def share(self, name: str) -> float:
        value, path = self.figure(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
            self.fault("not_a_share", path, value=value)
            return 1.0
        return value
