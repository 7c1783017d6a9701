"""Whether a report's figures are good: beside those of guessing, and by the standards."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kehu.engine.backtest.report import KEHU, Row
from kehu.engine.backtest.standards import Pair, Quality, Standards
from kehu.engine.rules.rulebook import Dimension

EVERYBODY = "ordered"  # the group of all who have ordered before


@dataclass(frozen=True)
class Judged:
    """A figure of the forecasts, of so many customers.

    `name` is one of the standards' figures; `guesses` are those of the naive methods, by method;
    `happened` is what `ours` is beside where that is a count.
    """

    name: str
    days: int | None
    customers: int
    ours: float
    quality: Quality
    guesses: Mapping[str, float] = field(default_factory=dict)
    happened: float | None = None

    def nearer_than(self, method: str) -> float | None:
        """By which share an error is below that of a method; none where that was not asked."""
        other = self.guesses.get(method)
        return 1 - self.ours / other if other else None


@dataclass(frozen=True)
class Ladder:
    """Whether customers on higher rungs of a dimension earned more: its concordance."""

    dimension: str
    customers: int
    concordance: float
    quality: Quality


@dataclass(frozen=True)
class Beside:
    """What customers of two labels earned afterwards, each on average."""

    pair: Pair
    high: Row
    low: Row
    quality: Quality


def judged(rows: Sequence[Row], days: int, by: Standards) -> list[Judged]:
    """The figures of the forecasts by so many days; one that nobody was there for is left out, and
    so is the day of the next order by few days."""
    timing = _next_order(rows, by) if days >= by.timing_from else ()
    found = [*timing, *_chances(rows, by)]
    return [one if one.customers >= by.few else _few(one) for one in found]


def altogether(figures: Sequence[Judged]) -> Quality:
    """As good as the worst of those that can be judged."""
    known = {one.quality for one in figures} - {Quality.FEW}
    worst_first = (Quality.POOR, Quality.FAIR, Quality.GOOD)
    return next((quality for quality in worst_first if quality in known), Quality.FEW)


def ladders(rows: Sequence[Row], by: Standards) -> list[Ladder]:
    """Of each dimension with an order, the one that told most first."""
    found = [
        Ladder(
            row.name, row.customers, row.figure,
            by.ladder.quality(row.figure) if row.customers >= by.few else Quality.FEW,
        )
        for row in rows if row.part == "ladder" and row.figure is not None
    ]  # fmt: skip
    return sorted(found, key=lambda one: -one.concordance)


def labels(rows: Sequence[Row], dimension: Dimension) -> list[Row]:
    """Its labels that somebody had, the highest rung first, then as the rulebook lists them."""
    mine = {row.group: row for row in rows if row.part == "label" and row.name == dimension.name}
    order = [*reversed(dimension.lift), *dimension.codes, *mine]
    return [mine[code] for code in dict.fromkeys(order) if code in mine]


def beside(rows: Sequence[Row], by: Standards) -> list[Beside]:
    """The pairs of labels that are told first, where somebody had either."""
    known = {(row.name, row.group): row for row in rows if row.part == "label"}
    found = []
    for pair in by.compared:
        high, low = (known.get((pair.dimension, code)) for code in (pair.high, pair.low))
        if high and low:
            found.append(Beside(pair, high, low, _which_earned_more(high, low, by)))
    return found


def _which_earned_more(high: Row, low: Row, by: Standards) -> Quality:
    if min(high.customers, low.customers) < by.few:
        return Quality.FEW
    return Quality.GOOD if (high.profit or 0) > (low.profit or 0) else Quality.POOR


def _few(one: Judged) -> Judged:
    return Judged(one.name, one.days, one.customers, one.ours, Quality.FEW, one.guesses,
                  one.happened)  # fmt: skip


# ---- one figure each -----------------------------------------------------------------------------


def _next_order(rows: Sequence[Row], by: Standards) -> Iterator[Judged]:
    errors = _by_method(rows, "next_order", "mean_absolute_error_days", None)
    if ours := errors.pop(KEHU, None):
        guesses = {name: row.figure for name, row in errors.items() if row.figure is not None}
        best = min(guesses.values(), default=None)
        nearer = 1 - (ours.figure or 0) / best if best else 0.0
        quality = by.figures["next_order_error"].bounds.quality(nearer)
        yield Judged("next_order_error", None, ours.customers, ours.figure or 0, quality, guesses)
    window = _by_method(rows, "next_order", "coverage_of_the_80_percent_window", None).get(KEHU)
    if window and window.figure is not None:
        quality = by.figures["window"].bounds.quality(window.figure)
        yield Judged("window", None, window.customers, window.figure, quality)


def _chances(rows: Sequence[Row], by: Standards) -> Iterator[Judged]:
    for days in (30, 90):
        areas = _by_method(rows, "chance", f"auc_{days}d", EVERYBODY)
        if ours := areas.pop(KEHU, None):
            guesses = {name: row.figure or 0.0 for name, row in areas.items()}
            area = ours.figure or 0.0
            beaten = any(guess > area for guess in guesses.values())
            quality = by.figures["ranking"].bounds.quality(area)
            yield Judged("ranking", days, ours.customers, area,
                         Quality.POOR if beaten else quality, guesses)  # fmt: skip
        mean = _by_method(rows, "chance", f"brier_{days}d", EVERYBODY).get(KEHU)
        if mean and mean.said is not None and mean.happened:
            quality = by.figures["expected"].bounds.quality(mean.said / mean.happened)
            said, came = (round(share * mean.customers) for share in (mean.said, mean.happened))
            yield Judged("expected", days, mean.customers, said, quality, happened=came)


def _by_method(rows: Sequence[Row], part: str, name: str, group: str | None) -> dict[str, Row]:
    return {
        row.method: row for row in rows
        if (row.part, row.name, row.group) == (part, name, group) and row.method
        and (row.figure is not None)
    }  # fmt: skip
