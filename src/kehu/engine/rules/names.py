"""What a condition may name, and what values each name can take."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kehu.engine.measures import MEASURES
from kehu.engine.rules.rulebook import Dimension, Rulebook
from kehu.engine.schema import CHANNELS, NEEDS
from kehu.engine.standings import STANDINGS

# Measures whose words are the codes of a dimension: the ledger's checker lets no other through.
_WORDS_OF = {
    "recorded_channel_role": "channel_role",
    "judged_channel_role": "channel_role",
    "recorded_source": "source",
    "first_inquiry_source": "source",
    "recorded_relationship": "relationship",
    "judged_temperament": "temperament",
    "judged_lead_time_sensitivity": "lead_time_sensitivity",
}


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
    if measure.is_count or measure.name.startswith("days_since_"):  # type: ignore[attr-defined]
        return Domain("number", nullable, 0, whole=True)
    return Domain("number", nullable)  # medians and means of days are no whole numbers


def dimension_domain(dimension: Dimension) -> Domain:
    """The codes a dimension's label can be; an open dimension admits any text."""
    return Domain("text", False, codes=None if dimension.is_open else dimension.codes)


def all_domains(rulebook: Rulebook) -> dict[str, Domain]:
    """Everything conditions of this rulebook may name, but `score`."""
    extra = {name: Domain(one.kind, True) for name, one in rulebook.columns.items()}
    labels = {name: dimension_domain(d) for name, d in rulebook.dimensions.items()}
    measures = measure_domains()
    measures["need"] = replace(measures["need"], codes=NEEDS)
    measures["usual_channel"] = replace(measures["usual_channel"], codes=CHANNELS)
    for name, dimension in _WORDS_OF.items():
        if dimension in labels:
            measures[name] = replace(measures[name], codes=labels[dimension].codes)
    return {**extra, **labels, **measures}


def everybodys_domains(rulebook: Rulebook) -> dict[str, Domain]:
    """What conditions over everybody in memory may name: a company's own columns are not there."""
    known = all_domains(rulebook).items()
    return {name: one for name, one in known if name not in rulebook.columns}


SCORE = Domain("number", True, 0, 100)
