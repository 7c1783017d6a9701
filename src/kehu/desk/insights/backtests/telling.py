"""A kept report in the reader's words: the verdict, the figures, and what labels earned."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from kehu.desk.grading.chips import Chip, chip
from kehu.desk.insights.backtests.qualities import LADDERS, METHODS, QUALITIES, VERDICTS
from kehu.desk.insights.figures import Figure, money
from kehu.desk.insights.models import BackTest
from kehu.engine.backtest.judging import (
    Judged,
    Ladder,
    altogether,
    beside,
    judged,
    labels,
    ladders,
)
from kehu.engine.backtest.report import MEAN_GAP, Row
from kehu.engine.backtest.standards import Quality, standards
from kehu.engine.rules.words import Words

_MEANT = 0.8  # of the orders within their windows, which go from 10 to 90 %


@dataclass(frozen=True)
class Line:
    """A figure of the forecasts as the table shows it; `besides` are guesses and what happened."""

    title: str
    meaning: str
    ours: str
    besides: list[tuple[str, str]]
    customers: int
    verdict: Chip


@dataclass(frozen=True)
class Curve:
    """Chances said of an order within so many days, in bins, and the shares that happened."""

    days: int
    points: list[tuple[float, float, int]]

    @property
    def title(self) -> str:
        """What was said on average, and what happened."""
        customers = sum(count for _said, _came, count in self.points)
        said, happened = (
            sum(one[side] * one[2] for one in self.points) / customers for side in (0, 1)
        )
        return _("An order within %(days)s days: %(said)s said, %(happened)s ordered") % {
            "days": self.days, "said": percent(said), "happened": percent(happened),
        }  # fmt: skip

    @property
    def place(self) -> str:
        """Where the page keeps its figures."""
        return f"calibration-{self.days}"

    @property
    def drawing(self) -> dict[str, Any]:
        """What the chart is drawn from, with its words."""
        return {"points": self.points, "said": _("Chance said"), "happened": _("Ordered"),
                "customers": _("Customers")}  # fmt: skip

    @property
    def shown(self) -> list[tuple[str, str, int]]:
        """The points as the table shows them."""
        return [(percent(said), percent(came), count) for said, came, count in self.points]


@dataclass(frozen=True)
class Rung:
    """Whether the order of a dimension told who would earn more."""

    name: str
    title: str
    customers: int
    share: str
    verdict: Chip


@dataclass(frozen=True)
class Earned:
    """What customers of one label did afterwards, each on average."""

    chip: Chip | None
    title: str
    customers: int
    ordered: str
    purchases: Figure
    profit: Figure
    lift: float | None
    few: bool


class Told:
    """One report in one language."""

    def __init__(self, report: BackTest, words: Words) -> None:
        self.report = report
        self.words = Words(words.rulebook, words.lang, report.currency)
        self.rows = rows_of(report)
        self._by = standards()
        self.figures = judged(self.rows, report.days, self._by)

    # ---- forecasts -------------------------------------------------------------------------------

    @cached_property
    def quality(self) -> Quality:
        """Of the forecasts altogether."""
        return altogether(self.figures)

    @property
    def headline(self) -> str:
        """Whether to believe the forecasts."""
        return str(VERDICTS[self.quality])

    def sentences(self) -> list[str]:
        """The verdict in plain words."""
        told = {"next_order_error": self._off, "window": _window, "expected": _expected}
        return [told[one.name](one) for one in self.figures if one.name in told]

    @property
    def timing_from(self) -> int | None:
        """The days by which the day of the next order is judged, where these are fewer."""
        least = self._by.timing_from
        return least if self.report.days < least else None

    def lines(self) -> list[Line]:
        """The figures of the forecasts."""
        return [self._line(one) for one in self.figures]

    def curves(self) -> list[Curve]:
        """What was said against what happened."""
        return [
            Curve(days, [(row.said or 0.0, row.happened or 0.0, row.customers) for row in bins])
            for days in (30, 90)
            if (bins := [row for row in self.rows
                         if (row.part, row.name) == ("calibration", f"p_order_{days}d")])
        ]  # fmt: skip

    def _line(self, one: Judged) -> Line:
        said = self._by.figures[one.name]
        shown = {name: self._figure(one, value) for name, value in one.guesses.items()}
        besides = [(str(METHODS[name]), value) for name, value in shown.items()]
        if one.happened is not None:
            besides = [(_("ordered"), _count(one.happened))]
        if one.name == "window":
            besides = [(_("meant"), percent(_MEANT))]
        title, meaning = (
            text[self.words.lang].format(days=one.days) for text in (said.title, said.meaning)
        )
        ours = self._figure(one, one.ours)
        return Line(title, meaning, ours, besides, one.customers, chip_of(one.quality))

    def _figure(self, one: Judged, value: float) -> str:
        if one.name == "next_order_error":
            return _("%(days)s days") % {"days": self.words.figure(value, "", 1)}
        return _count(value) if one.name == "expected" else percent(value)

    def _off(self, one: Judged) -> str:
        off, nearer = self._figure(one, one.ours), one.nearer_than(MEAN_GAP)
        if nearer is None:
            return _("The day of the next order was %(off)s off on average.") % {"off": off}
        told = {"off": off, "gap": self._figure(one, one.guesses[MEAN_GAP]),
                "share": percent(abs(nearer))}  # fmt: skip
        if nearer > 0:
            return _(
                "The day of the next order was %(off)s off on average; guessing the last order"
                " plus the usual gap was %(gap)s off. The forecast was %(share)s nearer."
            ) % told  # fmt: skip
        return _(
            "The day of the next order was %(off)s off on average; guessing the last order plus"
            " the usual gap was %(gap)s off. The guess was %(share)s nearer."
        ) % told  # fmt: skip

    # ---- labels ----------------------------------------------------------------------------------

    def compared(self) -> tuple[Quality, list[str]]:
        """Whether the labels that are told first earned more than those below them."""
        pairs = [one for one in beside(self.rows, self._by)
                 if one.pair.dimension in self.words.rulebook.dimensions]  # fmt: skip
        return altogether_of([one.quality for one in pairs]), [
            _("%(high)s: %(much)s of profit a customer afterwards; %(low)s: %(little)s.") % {
                "high": self._label(one.high), "much": self._profit(one.high),
                "low": self._label(one.low), "little": self._profit(one.low),
            }
            for one in pairs
        ]  # fmt: skip

    def rungs(self) -> list[Rung]:
        """Every dimension with an order, the one that tells most first."""
        return [
            Rung(one.dimension, self.words.name(one.dimension), one.customers,
                 percent(one.concordance), Chip("", str(LADDERS[one.quality]), _colour(one)))
            for one in ladders(self.rows, self._by)
            if one.dimension in self.words.rulebook.dimensions
        ]  # fmt: skip

    def dimensions(self) -> list[tuple[str, str]]:
        """Those that the report has and the rulebook still knows, with their titles."""
        known = dict.fromkeys(row.name for row in self.rows if row.part == "label")
        return [(n, self.words.name(n)) for n in known if n in self.words.rulebook.dimensions]

    def earned(self, name: str) -> list[Earned]:
        """What the labels of a dimension did afterwards, the highest rung first."""
        dimension = self.words.rulebook.dimensions[name]
        return [
            Earned(
                chip(name, row.group or "", self.words), self._label(row), row.customers,
                percent(row.happened or 0), money(row.purchases or 0, self.words),
                money(row.profit or 0, self.words), row.lift, row.customers < self._by.few,
            )
            for row in labels(self.rows, dimension)
        ]  # fmt: skip

    def _profit(self, row: Row) -> str:
        return money(row.profit or 0, self.words).short

    def _label(self, row: Row) -> str:
        return self.words.label(self.words.rulebook.dimensions[row.name], row.group or "")


def rows_of(report: BackTest) -> list[Row]:
    """The rows as the engine made them."""
    kept: list[Mapping[str, Any]] = report.rows
    return [Row(**row) for row in kept]


def percent(share: float) -> str:
    """Whole per cent; a half is enough to tell."""
    return f"{share * 100:.0f}%"


def chip_of(quality: Quality) -> Chip:
    """A quality as a chip."""
    words, colour = QUALITIES[quality]
    return Chip("", str(words), colour)


def altogether_of(found: list[Quality]) -> Quality:
    """As good as the worst that can be judged."""
    known = [one for one in found if one != Quality.FEW]
    return Quality.FEW if not known else Quality.POOR if Quality.POOR in known else Quality.GOOD


def _count(customers: float) -> str:
    return str(intcomma(round(customers)))


def _colour(one: Ladder) -> str:
    return QUALITIES[one.quality][1]


def _window(one: Judged) -> str:
    return _("Of 100 orders %(count)s came within their window; 80 are meant to.") % {
        "count": f"{one.ours * 100:.0f}"
    }


def _expected(one: Judged) -> str:
    return _("%(said)s customers were expected to order within %(days)s days; %(came)s did.") % {
        "said": _count(one.ours), "days": one.days, "came": _count(one.happened or 0),
    }  # fmt: skip
