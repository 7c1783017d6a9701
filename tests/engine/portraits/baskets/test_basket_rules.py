"""Rules out of baskets: their figures, whether to believe them, and what they recommend."""

from dataclasses import replace
from fractions import Fraction
from math import comb
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, hypergeom
from trolleys import FIGURES, row, ruled

from kehu.engine.portraits.baskets.chance import chance_of_at_least, false_discovery
from kehu.engine.portraits.baskets.figures import Figures, default_figures, figures_of
from kehu.engine.portraits.baskets.recommending import Recommendation, recommended_for
from kehu.engine.rules.yaml_lines import read_yaml
from kehu.errors import InputFaults


def chance(hits: int, population: int, marked: int, drawn: int) -> float:
    return float(chance_of_at_least(*(np.array([n]) for n in (hits, population, marked, drawn)))[0])


# ---- chance ------------------------------------------------------------------------------------


@given(st.data())
def test_the_chance_is_the_exact_one(data: st.DataObject) -> None:
    population = data.draw(st.integers(1, 60))
    marked, drawn = (data.draw(st.integers(0, population)) for _ in range(2))
    hits = data.draw(st.integers(0, min(marked, drawn)))
    ways = sum(
        comb(marked, n) * comb(population - marked, drawn - n) for n in range(hits, drawn + 1)
    )
    exact = Fraction(ways, comb(population, drawn))
    assert chance(hits, population, marked, drawn) == pytest.approx(float(exact), rel=1e-9)


@pytest.mark.parametrize(
    "given",
    [(60, 36_316, 500, 700), (20, 36_316, 500, 700), (4, 36_316, 500, 700), (9, 36_316, 500, 700),
     (30, 2_000_000, 4_000, 5_000), (105, 20_000_000, 40_000, 50_000), (3, 1_000_000, 3, 3)],
)  # fmt: skip
def test_the_chance_is_scipys_where_counts_are_large(given: tuple[int, int, int, int]) -> None:
    hits, population, marked, drawn = given
    expected = hypergeom.sf(hits - 1, population, marked, drawn)
    assert chance(*given) == pytest.approx(expected, rel=1e-6)


def test_what_a_float_cannot_hold_is_nought() -> None:
    assert chance(5_000, 10_000_000, 20_000, 20_000) == 0.0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.integers(0, 30))
def test_the_share_of_chance_is_scipys_with_the_unseen_found_to_be_nothing(
    chances: list[float], unseen: int
) -> None:
    expected = false_discovery_control([*chances, *[1.0] * unseen])[: len(chances)]
    found = false_discovery(np.array(chances), len(chances) + unseen)
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-300)


# ---- rules -------------------------------------------------------------------------------------

TEA = ["tm"] * 30 + ["t"] * 10 + ["m"] * 30 + ["x"] * 30  # tea and milk


def test_figures_of_a_rule_are_those_of_its_table() -> None:
    rules = ruled(TEA, largest=2)
    one = row(rules, "t", "m")
    counts = (rules.orders_bought[one], rules.orders_also[one], rules.orders_both[one])
    assert counts == (40, 60, 30)
    assert rules.confidence[one] == pytest.approx(30 / 40)
    assert rules.lift[one] == pytest.approx((30 / 40) / (60 / 100))
    assert rules.leverage[one] == pytest.approx(30 / 100 - 40 / 100 * 60 / 100)
    assert rules.shrunken_lift[one] == pytest.approx((30 + 5) / (24 + 5))
    assert rules.p_value[one] == pytest.approx(hypergeom.sf(29, 100, 60, 40))
    # Of three products that are bought, six rules could have been found.
    assert rules.q_value[one] == pytest.approx(rules.p_value[one] * 6 / 2)


def test_every_product_of_a_set_is_once_the_one_bought_too() -> None:
    rules = ruled(["abc"] * 3 + ["abd"])
    found = {(rules.names_bought(n), rules.items[rules.also[n]]) for n in range(len(rules))}
    assert {(("a", "b"), "c"), (("a", "c"), "b"), (("b", "c"), "a"), (("d",), "b")} <= found
    assert len(found) == len(rules) == 2 * 5 + 3 * 2


def test_three_orders_make_no_law() -> None:
    rules = ruled(["rs"] * 3 + ["a", "b", "c"] * 500)
    one = row(rules, "r", "s")
    assert rules.lift[one] > 400
    assert rules.shrunken_lift[one] < 2


@pytest.mark.parametrize("other", ["a", "z"])  # which stands before the others, or behind them
def test_a_larger_rule_does_not_live_on_a_part_of_itself(other: str) -> None:
    draw = Random(4)
    # Who buys m buys n; the other is in a third of all orders, whatever else they hold.
    pairs = ["mn"] * 200 + ["m"] * 20 + ["n"] * 20 + [""] * 400
    rules = ruled([word + (other if draw.random() < 0.33 else "") for word in pairs])
    assert rules.q_value[row(rules, "m", "n")] < 1e-6
    both = row(rules, "".join(sorted(f"m{other}")), "n")
    assert rules.lift[both] > 2
    assert rules.q_value[both] > 0.05


def test_a_larger_rule_that_adds_something_is_believed() -> None:
    trolleys = ["abc"] * 60 + ["a", "b"] * 60 + ["ac", "bc"] * 20 + ["c"] * 30 + ["d"] * 200
    rules = ruled(trolleys)
    assert rules.q_value[row(rules, "ab", "c")] < 0.05


def test_orders_filled_at_random_yield_no_rule_in_most_draws() -> None:
    assert sum(_any_believed(Random(seed)) for seed in range(100)) <= 5


def _any_believed(draw: Random) -> bool:
    shares = dict(zip("abcdefghij", (0.5, 0.4, 0.3, 0.3, 0.2, 0.2, 0.1, 0.1, 0.05, 0.05),
                      strict=True))  # fmt: skip
    trolleys = [
        "".join(item for item, share in shares.items() if draw.random() < share) for _ in range(300)
    ]
    return bool((ruled(trolleys, least=5).q_value <= FIGURES.significance).any())


def test_there_are_no_rules_without_orders() -> None:
    assert len(ruled([])) == len(ruled(["a", "b"])) == 0


# ---- recommending ------------------------------------------------------------------------------

SOLD = ["xy"] * 29 + ["x"] * 12 + ["xz"] * 20 + ["y"] * 5 + ["z"] * 5 + ["w"] * 200


def recommended(bought: str, refused: str = "", figures: Figures = FIGURES) -> list[Recommendation]:
    return recommended_for([*bought], ruled(SOLD).believed(figures), [*refused])


def test_what_goes_with_what_was_bought_is_recommended_the_likeliest_first() -> None:
    assert [one.item for one in recommended("x")] == ["y", "z"]


def test_what_was_bought_or_refused_is_not_recommended() -> None:
    assert [one.item for one in recommended("xy")] == ["z"]
    assert recommended("x", refused="yz") == []
    assert recommended("w") == recommended("") == recommended("?") == []


def test_a_rule_that_is_not_believed_recommends_nothing() -> None:
    assert recommended("x", figures=replace(FIGURES, significance=1e-30)) == []


def test_a_recommendation_says_why_in_both_languages() -> None:
    first = recommended("x")[0]
    names = {"x": "lamp", "y": "bulb"}
    assert first.because == ("x",)
    assert (first.orders_bought, first.orders_both) == (61, 29)
    assert first.reason(names, "en") == "of 61 orders with lamp, 29 also had bulb"
    assert first.reason(names, "zh") == "买了“lamp”的 61 张订单中，29 张同时买了“bulb”"


def test_of_several_rules_the_best_gives_the_reason() -> None:
    sold = ["abz"] * 40 + ["az", "bz"] * 20 + ["a", "b"] * 60 + ["z"] * 10 + ["w"] * 400
    found = recommended_for("ab", ruled(sold).believed(FIGURES))
    assert [(one.item, one.because) for one in found] == [("z", ("a", "b"))]


# ---- figures -----------------------------------------------------------------------------------

TEXT = """\
min_orders: {source: F4, title: {en: Least, zh: 最少}, value: 5}
min_support: {source: F4, title: {en: Share, zh: 比例}, value: 0.01}
largest: {source: F4, title: {en: Largest, zh: 最多}, value: 3}
prior_orders: {source: F4, title: {en: Prior, zh: 先验}, value: 5}
significance: {source: F4, title: {en: Chance, zh: 巧合}, value: 0.05}
"""


def test_the_figures_that_ship_are_sound() -> None:
    assert default_figures() == Figures(5, 0.002, 3, 5, 0.05)


@pytest.mark.parametrize(
    ("was", "becomes", "code", "line"),
    [
        ("value: 5}\nmin_s", "value: 0}\nmin_s", "not_a_count", 1),
        ("value: 0.01", "value: 1.5", "not_a_share", 2),
        ("value: 0.05", "value: true", "not_a_share", 5),
        ("zh: 最多", "cn: 最多", "missing_words", 3),
        ("largest: {source: F4, ", "largest: {", "missing_key", 3),
        ("prior_orders", "prior", "unknown_key", 4),
        ("value: 3", "most: 3", "unknown_key", 3),
    ],
)
def test_a_fault_is_told_with_its_line(was: str, becomes: str, code: str, line: int) -> None:
    with pytest.raises(InputFaults) as refused:
        figures_of(read_yaml(TEXT.replace(was, becomes), "mine.yaml"))
    assert (code, line) in [(fault.code, fault.line) for fault in refused.value.faults]
