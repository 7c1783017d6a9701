"""What the house sets for recommendations: how many, from whom, and what a refusal means."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from kehu.engine.rules.figures import SECTIONS, FigureReader
from kehu.engine.rules.rulebook import Title
from kehu.engine.rules.yaml_lines import Document, Path, shipped

_FILE = "offers.yaml"
_SECTIONS = {**SECTIONS, "reason": {"source", "title", "again_after", "spreads"}}


@dataclass(frozen=True)
class Refusal:
    """A reason to refuse. `again_after`: days until the same may be recommended again, None: never.
    `spreads`: does it count against the product with other customers too?"""

    title: Title
    again_after: int | None
    spreads: bool


@dataclass(frozen=True)
class Figures:
    """`offers.yaml` says what each figure means."""

    most: int
    nearest: int
    fewest_alike: int
    prior_alike: int
    prior_answers: int
    price_days: int
    price_near: float


@dataclass(frozen=True)
class OfferRules:
    """The figures, and the reasons by code."""

    figures: Figures
    reasons: Mapping[str, Refusal]


def default_offer_rules() -> OfferRules:
    """What ships. Raises InputFaults where it is faulty."""
    return offer_rules_of(shipped(_FILE))


def offer_rules_of(document: Document) -> OfferRules:
    """What a document says. Raises InputFaults with every fault and its line."""
    builder = _Builder([document])
    rules = OfferRules(builder.figures(), builder.reasons())
    builder.sure()
    return rules


class _Builder(FigureReader):
    """Reads figures and reasons; every figure must be there."""

    sections = _SECTIONS

    def figures(self) -> Figures:
        self.only(self.values, {"figures", "reasons"})
        given = self.mapping(self.values.get("figures"), ("figures",))
        kinds = {one.name: one.type for one in fields(Figures)}
        self.only(given, kinds, ("figures",))
        read = {
            name: (self.whole if kind is int else self.share)(given.get(name), ("figures", name))
            for name, kind in kinds.items()
        }
        return Figures(**read)  # type: ignore[arg-type]

    def reasons(self) -> dict[str, Refusal]:
        given = self.mapping(self.values.get("reasons"), ("reasons",))
        return {code: self.reason(values, ("reasons", code)) for code, values in given.items()}

    def reason(self, given: Any, path: Path) -> Refusal:
        values = self.mapping(given, path)
        self.known_keys(values, "reason", path)
        if not values.get("source"):
            self.fault("missing_key", path, key="source")
        days, spreads = values.get("again_after"), values.get("spreads")
        if days is not None and (isinstance(days, bool) or not isinstance(days, int) or days < 1):
            self.fault("not_a_count", (*path, "again_after"), value=days)
            days = None
        if not isinstance(spreads, bool):
            self.fault("not_yes_or_no", (*path, "spreads"), value=spreads)
        return Refusal(self.words(values.get("title"), (*path, "title")), days, bool(spreads))
