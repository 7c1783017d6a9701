"""A model of Fellegi and Sunter (1969): for every level of agreement, how telling it is."""

import math
from dataclasses import dataclass
from typing import Any

from kehu.errors import KehuError
from kehu.matching.duplicates.rules import rules

Shares = dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Model:
    """`fields`: m and u of every level of every field compared; `probability`: of any two records.

    The weight of a level is log2(m/u), and the weights of the fields and of the probability add up
    to the match weight w; the match probability is 2^w / (1 + 2^w).
    """

    fields: dict[str, Shares]
    probability: float

    def with_weights_apart(self) -> "Model":
        """The same, no two levels of a field weighing the same or nothing: by a billionth at the
        most, which shows in no answer."""
        fields = {name: _apart(shares) for name, shares in self.fields.items()}
        return Model(fields, self.probability)

    def as_dict(self) -> dict[str, Any]:
        """Of text and numbers alone, as JSON keeps them."""
        fields = {
            name: {level: list(shares) for level, shares in levels.items()}
            for name, levels in self.fields.items()
        }
        return {"fields": fields, "probability": self.probability}

    @classmethod
    def from_dict(cls, written: dict[str, Any]) -> "Model":
        """The model that `as_dict` wrote. Raises KehuError where the rulebook has other levels."""
        fields = {
            name: {level: (float(m), float(u)) for level, (m, u) in levels.items()}
            for name, levels in written["fields"].items()
        }
        for name, levels in fields.items():
            known = rules().fields.get(name)
            if known is None or [level.name for level in known.levels] != list(levels):
                raise KehuError("model_of_other_levels", field=name)
        return cls(fields, float(written["probability"]))


def _apart(shares: Shares) -> Shares:
    seen, found = {0.0}, dict[str, tuple[float, float]]()
    for level, (m, u) in shares.items():
        other = m
        while math.log2(other / u) in seen:
            other *= 1 + 1e-10
        seen.add(math.log2(other / u))
        found[level] = (other, u)
    return found


def shipped_model(fields: tuple[str, ...], records: int) -> Model:
    """What the rulebook says before anything is learnt from a table of so many records."""
    return Model({name: shipped_shares(name) for name in fields}, usual_probability(records))


def shipped_shares(field: str) -> Shares:
    return {level.name: (level.m, level.u) for level in rules().fields[field].levels}


def usual_probability(records: int) -> float:
    """Of two records drawn at random to be the same, with the usual number of duplicates."""
    expected = rules().expected_duplicates * records
    return min(0.2, expected / max(1.0, records * (records - 1) / 2))


def level_weights(shares: Shares) -> dict[str, float]:
    """log2(m/u) of every level of a field."""
    return {level: math.log2(m / u) for level, (m, u) in shares.items()}


def weight_at(probability: float) -> float:
    """The match weight of a probability, plus or minus infinity at 1 and 0."""
    if probability <= 0:
        return -math.inf
    return math.inf if probability >= 1 else math.log2(probability / (1 - probability))
