"""What the house sets for baskets: how often a set must stand, and when to believe it."""

from dataclasses import dataclass, fields
from typing import Any

from kehu.engine.rules.figures import SECTIONS, FigureReader
from kehu.engine.rules.yaml_lines import Document, Path, shipped

_FILE = "baskets.yaml"


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
    return figures_of(shipped(_FILE))


def figures_of(document: Document) -> Figures:
    """What a document says. Raises InputFaults with every fault and its line."""
    builder = _Builder([document])
    figures = builder.figures()
    builder.sure()
    return figures


class _Builder(FigureReader):
    """Reads the figures, each with its words and source."""

    sections = SECTIONS

    def figures(self) -> Figures:
        known = [one.name for one in fields(Figures)]
        self.only(self.values, {*known})
        return Figures(
            min_orders=self.whole(*self.at("min_orders")),
            min_support=self.share(*self.at("min_support")),
            largest=self.whole(*self.at("largest")),
            prior_orders=self.whole(*self.at("prior_orders")),
            significance=self.share(*self.at("significance")),
        )

    def at(self, name: str) -> tuple[Any, Path]:
        return self.values.get(name), (name,)
