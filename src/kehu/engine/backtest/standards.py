"""When the figures of a back-test are good, and what they mean: `rulebook/backtest.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from kehu.engine.rules.rulebook import Title
from kehu.rulebook import read


class Quality(StrEnum):
    """How good a figure is; `few` where too few customers are behind it."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    FEW = "few"


@dataclass(frozen=True)
class Bounds:
    """Between which values a figure is good, and between which it is usable."""

    good: tuple[float, float]
    fair: tuple[float, float]

    def quality(self, value: float) -> Quality:
        """Bounds included."""
        for quality, (low, high) in ((Quality.GOOD, self.good), (Quality.FAIR, self.fair)):
            if low <= value <= high:
                return quality
        return Quality.POOR


@dataclass(frozen=True)
class Meaning:
    """What a figure is called, what it says, and when it is good."""

    title: Title
    meaning: Title
    bounds: Bounds


@dataclass(frozen=True)
class Pair:
    """Two labels of a dimension, of which customers of the first are to earn more."""

    dimension: str
    high: str
    low: str


@dataclass(frozen=True)
class Standards:
    """Horizons in days, how many customers are few, from which horizon on the day of the next order
    is judged, and the bounds of every figure."""

    horizons: tuple[int, ...]
    usual: int
    few: int
    timing_from: int
    figures: Mapping[str, Meaning]
    ladder: Bounds
    compared: tuple[Pair, ...]


@cache
def standards() -> Standards:
    """Those that ship."""
    given = read("backtest.yaml")
    return Standards(
        horizons=tuple(given["horizons"]), usual=given["usual"], few=given["few"],
        timing_from=given["timing_from"],
        figures={name: _meaning(one) for name, one in given["figures"].items()},
        ladder=_bounds(given["ladder"]),
        compared=tuple(Pair(**one) for one in given["compared"]),
    )  # fmt: skip


def _meaning(given: Mapping[str, Any]) -> Meaning:
    return Meaning(given["title"], given["meaning"], _bounds(given))


def _bounds(given: Mapping[str, Any]) -> Bounds:
    (low, high), (least, most) = given["good"], given["fair"]
    return Bounds((low, high), (least, most))
