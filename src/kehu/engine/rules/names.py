"""What a condition may name, and what values each name can take."""

from collections.abc import Mapping
from dataclasses import dataclass

from kehu.engine.measures import MEASURES
from kehu.engine.rules.rulebook import Dimension, Rulebook
from kehu.engine.standings import STANDINGS


@dataclass(frozen=True)
class Domain:
    """The values a name can take, for proofs.

    `kind` is number, text or yes-or-no. Numbers lie in `low`..`high` and may be `whole`; texts may
    be limited to `codes`; `nullable` says that the value can be unknown.
    """

    kind: str
    nullable: bool
    low: float | None = None
    high: float | None = None
    whole: bool = False
    codes: tuple[str, ...] | None = None


def measure_domains() -> dict[str, Domain]:
    """Domains of all measures and standings."""
    known: Mapping[str, object] = {**MEASURES, **STANDINGS}
    return {name: _domain(measure) for name, measure in known.items()}


def _domain(measure: object) -> Domain:
    unit, without = measure.unit, measure.without  # type: ignore[attr-defined]
    nullable = without is None
    if unit == "yes or no":
        return Domain("yes or no", nullable)
    if unit in ("code", "text", "date"):
        return Domain("text", nullable)
    if unit == "share":
        return Domain("number", nullable, 0, 1)
    if unit == "points":
        return Domain("number", nullable, 0, 100)
    if measure.is_count:  # type: ignore[attr-defined]
        return Domain("number", nullable, 0, whole=True)
    return Domain("number", nullable, whole=unit == "days")


def dimension_domain(dimension: Dimension) -> Domain:
    """The codes a dimension's label can be; an open dimension admits any text."""
    return Domain("text", False, codes=None if dimension.pattern else dimension.codes)


def all_domains(rulebook: Rulebook) -> dict[str, Domain]:
    """Everything conditions of this rulebook may name, but `score`."""
    extra = {name: Domain(kind, True) for name, kind in rulebook.columns.items()}
    labels = {name: dimension_domain(d) for name, d in rulebook.dimensions.items()}
    return {**extra, **labels, **measure_domains()}


SCORE = Domain("number", True, 0, 100)
