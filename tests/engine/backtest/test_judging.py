"""Figures are good by the standards, never against a guess that was nearer."""

from kehu.engine.backtest.judging import altogether, beside, judged, labels, ladders
from kehu.engine.backtest.report import CONSTANT, KEHU, MEAN_GAP, RECENCY, Row
from kehu.engine.backtest.standards import Quality, standards
from kehu.engine.rules.load import default_rulebook

BY = standards()
ERROR, WINDOW = "mean_absolute_error_days", "coverage_of_the_80_percent_window"


def errors(ours: float, gap: float, same: float, customers: int = 400) -> list[Row]:
    said = ((KEHU, ours), (MEAN_GAP, gap), (CONSTANT, same))
    return [Row("next_order", ERROR, customers, method=m, figure=f) for m, f in said]


def areas(ours: float, recency: float) -> list[Row]:
    said = ((KEHU, ours), (RECENCY, recency))
    return [Row("chance", "auc_90d", 400, "ordered", m, f) for m, f in said]


def expected(said: float, happened: float) -> list[Row]:
    return [Row("chance", "brier_90d", 400, "ordered", KEHU, 0.2, said=said, happened=happened)]


def quality(rows: list[Row]) -> Quality:
    [one] = judged(rows, 90, BY)
    return one.quality


def test_an_error_is_judged_beside_the_better_of_the_guesses() -> None:
    assert quality(errors(17, gap=27, same=20)) == Quality.GOOD
    assert quality(errors(19.5, gap=27, same=20)) == Quality.FAIR
    assert quality(errors(21, gap=27, same=20)) == Quality.POOR
    [one] = judged(errors(17, gap=27, same=20), 90, BY)
    assert one.nearer_than(MEAN_GAP) == 1 - 17 / 27


def test_the_day_of_the_next_order_is_not_judged_by_so_few_days_that_only_the_early_count() -> None:
    rows = [*errors(17, gap=27, same=20), *areas(0.8, recency=0.7)]
    assert {one.name for one in judged(rows, 30, BY)} == {"ranking"}
    assert {one.name for one in judged(rows, 180, BY)} == {"next_order_error", "ranking"}


def test_a_ranking_that_recency_beats_is_poor_however_high() -> None:
    assert quality(areas(0.80, recency=0.70)) == Quality.GOOD
    assert quality(areas(0.70, recency=0.60)) == Quality.FAIR
    assert quality(areas(0.80, recency=0.81)) == Quality.POOR


def test_a_window_may_be_too_wide_as_well_as_too_narrow() -> None:
    found = [
        quality([Row("next_order", WINDOW, 400, method=KEHU, figure=share)])
        for share in (0.80, 0.90, 0.70, 0.50, 0.99)
    ]
    assert found == [Quality.GOOD, Quality.FAIR, Quality.FAIR, Quality.POOR, Quality.POOR]


def test_customers_expected_stand_beside_those_who_came() -> None:
    [one] = judged(expected(said=0.25, happened=0.5), 90, BY)
    assert (one.ours, one.happened, one.quality) == (100, 200, Quality.POOR)
    assert quality(expected(said=0.49, happened=0.5)) == Quality.GOOD


def test_of_few_customers_nothing_is_judged() -> None:
    rows = errors(1, gap=50, same=50, customers=BY.few - 1)
    assert quality(rows) == Quality.FEW
    assert altogether(judged(rows, 90, BY)) == Quality.FEW
    assert altogether([]) == Quality.FEW


def test_altogether_is_the_worst_that_can_be_judged() -> None:
    rows = [*errors(17, gap=27, same=20), *areas(0.7, recency=0.6)]
    assert altogether(judged(rows, 90, BY)) == Quality.FAIR
    assert altogether(judged([*rows, *expected(0.1, 0.5)], 90, BY)) == Quality.POOR


def label(dimension: str, code: str, profit: float, customers: int = 100) -> Row:
    return Row("label", dimension, customers, code, happened=0.5, purchases=9.0, profit=profit)


def test_a_customers_are_held_against_d_and_key_customers_against_ordinary_ones() -> None:
    rows = [label("stage", "A", 90), label("stage", "D", 3), label("value_tier", "key", 5),
            label("value_tier", "ordinary", 6)]  # fmt: skip
    stage, tier = beside(rows, BY)
    assert (stage.high.profit, stage.low.profit, stage.quality) == (90, 3, Quality.GOOD)
    assert tier.quality == Quality.POOR
    few = beside([label("stage", "A", 90, customers=2), label("stage", "D", 3)], BY)
    assert [one.quality for one in few] == [Quality.FEW]
    assert beside([label("stage", "A", 90)], BY) == []


def test_labels_come_highest_rung_first_and_ladders_by_what_they_tell() -> None:
    dimension = default_rulebook().dimensions["stage"]
    rows = [label("stage", code, 1) for code in ("E", "A", "D")]
    assert [row.group for row in labels(rows, dimension)] == ["A", "D", "E"]
    shares = {"stage": 0.51, "profit_tier": 0.8, "spend_class": 0.55}
    told = [Row("ladder", name, 400, method=KEHU, figure=share) for name, share in shares.items()]
    assert [(one.dimension, one.quality) for one in ladders(told, BY)] == [
        ("profit_tier", Quality.GOOD), ("spend_class", Quality.FAIR), ("stage", Quality.POOR),
    ]  # fmt: skip


def test_the_standards_name_labels_of_the_rulebook_and_speak_both_languages() -> None:
    dimensions = default_rulebook().dimensions
    for pair in BY.compared:
        assert {pair.high, pair.low} <= set(dimensions[pair.dimension].codes)
    for one in BY.figures.values():
        assert all(text[lang] for text in (one.title, one.meaning) for lang in ("en", "zh"))
    assert BY.usual in BY.horizons
