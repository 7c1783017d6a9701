"""A rulebook in memory: settings, terms, dimensions, and labels in the order they are tried."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from kehu.engine.ledger import Settings
from kehu.engine.rules.conditions import Node, names_in
from kehu.words import Lang

Title = Mapping[Lang, str]
MEANINGS = ("won", "going", "attention", "risk")
OVERRIDE = "override"  # the rule of a label that a person set


@dataclass(frozen=True)
class Place:
    """Where in which file something is written."""

    file: str
    line: int | None
    path: str


@dataclass(frozen=True)
class Term:
    """A condition that has a name and words of its own."""

    name: str
    title: Title
    node: Node
    place: Place


@dataclass(frozen=True)
class Column:
    """A column of the customers table that conditions may name, as number, text or yes or no."""

    name: str
    kind: str
    place: Place


@dataclass(frozen=True)
class Label:
    """One label of a dimension. `node` None is the fallback; `value` names the measure whose text
    is the label where that is open, as a product category is; `meaning` one of MEANINGS or none."""

    code: str
    title: Title
    node: Node | None
    value: str | None
    place: Place
    meaning: str | None = None


@dataclass(frozen=True)
class Score:
    """The number beside a dimension's labels: a measure, or weighted parts where `node` holds."""

    weights: Mapping[str, float]
    node: Node | None
    place: Place


@dataclass(frozen=True)
class Dimension:
    """A question every customer gets one label for.

    `lift` lists codes of a ladder, worst first; `mark` stands behind a short code, as in 3★.
    """

    name: str
    source: str
    title: Title
    about: Title
    labels: tuple[Label, ...]
    lift: tuple[str, ...]
    pattern: str | None
    score: Score | None
    place: Place
    mark: str = ""

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return tuple(label.code for label in self.labels if label.value is None)

    @property
    def is_open(self) -> bool:
        """Does some label take its text from a measure? Elsewhere rule and label are one word."""
        return any(label.value for label in self.labels)

    @cached_property
    def reads(self) -> frozenset[str]:
        """Names that the dimension's conditions and score read."""
        nodes = [label.node for label in self.labels if label.node]
        names = {name for node in nodes for name in names_in(node)}
        if self.score:
            names |= set(self.score.weights)
            names |= set(names_in(self.score.node)) if self.score.node else set()
        return frozenset(names | {label.value for label in self.labels if label.value})

    def takes(self, text: str) -> bool:
        """Can a person set this as the label?"""
        return self.is_open or text in self.codes

    def step(self, before: str, after: str) -> int:
        """How many rungs up the ladder, below zero down; 0 where one of them is not on it."""
        if before not in self.lift or after not in self.lift:
            return 0
        return self.lift.index(after) - self.lift.index(before)

    def read_by(self, *rules: str) -> list[str]:
        """The names that the conditions of these labels read, in their order."""
        nodes = [label.node for label in self.labels if label.code in rules and label.node]
        return list(dict.fromkeys(name for node in nodes for name in names_in(node)))

    def label(self, code: str) -> Label | None:
        return next((label for label in self.labels if label.code == code), None)


@dataclass(frozen=True, eq=False)
class Rulebook:
    """Proved and ready: conditions name only what exists, terms are written out in them.

    Only itself is equal to it, so that what is made for one can be kept by it.
    """

    settings: Settings
    terms: Mapping[str, Term]
    dimensions: Mapping[str, Dimension]
    columns: Mapping[str, Column]

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """Every name that some label or score reads, in order."""
        return tuple(sorted({name for d in self.dimensions.values() for name in d.reads}))

    def overrides(self, judgements: Iterable[Mapping[str, str]]) -> dict[str, str]:
        """The labels that a customer's judgements in force (subject, value) set, by dimension."""
        judged = {row["subject"].removeprefix("label:"): row["value"] for row in judgements
                  if row["subject"].startswith("label:")}  # fmt: skip
        return {
            name: judged[name]
            for name, dimension in self.dimensions.items()
            if name in judged and dimension.takes(judged[name])
        }

    @cached_property
    def stages(self) -> list[list[Dimension]]:
        """Dimensions in layers: each reads labels of earlier layers only."""
        left, done, layers = dict(self.dimensions), set[str](), []
        while left:
            layer = [d for d in left.values() if not (d.reads & left.keys())]
            layers.append(layer)
            done |= {dimension.name for dimension in layer}
            left = {name: d for name, d in left.items() if name not in done}
        return layers
