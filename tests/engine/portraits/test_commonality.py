"""What a group has in common: counted, tested and shrunken rightly, and silent by chance."""

from collections.abc import Sequence
from fractions import Fraction
from math import comb, inf, isclose

import numpy as np
import pytest
from scipy.stats import false_discovery_control, fisher_exact

from kehu.engine.portraits.commonality import Common, commonality, false_alarms, shrunken_lift
from kehu.engine.portraits.facts import Facts
from kehu.engine.portraits.portrait import Doubt, Portrait
from kehu.engine.portraits.traits import Kind, ManyValues, Mask, OneValue

DOUBT = Doubt(false_alarms=0.05, at_least=4, prior=3)
DRAWS = 300


def some(count: int, size: int, seed: int = 0) -> Mask:
    mask = np.zeros(count, bool)
    mask[np.random.default_rng(seed).choice(count, size, replace=False)] = True
    return mask


def first(count: int, size: int) -> Mask:
    return np.arange(count) < size


def random_kinds(count: int, seed: int) -> list[Kind]:
    draw = np.random.default_rng(seed)
    at = draw.integers(-1, 4, count)
    held = draw.random((count, 3)) < [0.02, 0.3, 0.8]
    return [
        OneValue("label", ("a", "b", "c", "d"), at),
        ManyValues("tag", ("x", "y", "z"), held, draw.random(count) < 0.7),
    ]


def counted_by_hand(kind: Kind, value: int, group: Mask) -> tuple[int, int, int, int]:
    """In the group and elsewhere: how many have it, and of how many it is known."""
    held, known = kind.matrix()
    rows = [
        (bool(g), bool(h), bool(k)) for g, h, k in zip(group, held[:, value], known, strict=True)
    ]
    here, there = ([r for r in rows if r[0] is g and r[2]] for g in (True, False))
    return sum(r[1] for r in here), len(here), sum(r[1] for r in there), len(there)


def tail_by_hand(count: int, size: int, elsewhere: int, size_elsewhere: int) -> Fraction:
    """The chance of so many or more, in whole numbers: choose the group in every way there is."""
    having, whole = count + elsewhere, size + size_elsewhere
    ways = sum(
        comb(having, k) * comb(whole - having, size - k)
        for k in range(count, min(having, size) + 1)
    )
    return Fraction(ways, comb(whole, size))


def by_trait(found: Sequence[Common]) -> dict[tuple[str, str], Common]:
    return {(one.kind, one.value): one for one in found}


@pytest.mark.parametrize(("count", "size", "seed"), [(400, 14, 1), (400, 1, 2), (90, 60, 3)])
def test_counts_and_chances_are_those_counted_by_hand(count: int, size: int, seed: int) -> None:
    kinds, group = random_kinds(count, seed), some(count, size, seed)
    found = by_trait(commonality(kinds, group, DOUBT))
    for kind in kinds:
        for n, value in enumerate(kind.values):
            here, known, there, known_there = counted_by_hand(kind, n, group)
            if here == 0:
                assert (kind.name, value) not in found
                continue
            one = found[kind.name, value]
            counts = (one.count, one.size, one.count_elsewhere, one.size_elsewhere)
            assert counts == (here, known, there, known_there)
            exact = tail_by_hand(*counts)
            assert one.p_value == pytest.approx(float(exact), rel=1e-9)
            table = [[here, known - here], [there, known_there - there]]
            assert one.p_value == pytest.approx(fisher_exact(table, "greater").pvalue, rel=1e-9)
            assert one.share == here / known and one.share_elsewhere == there / known_there


def test_a_chance_too_small_for_a_table_is_still_right() -> None:
    """Three hundred of three hundred, in a hundred thousand where few others have it."""
    count = 100_000
    kind = OneValue("label", ("a",), np.where(first(count, 310), 0, -1))
    kind = ManyValues("tag", ("a",), first(count, 310)[:, None], np.ones(count, bool))
    (one,) = commonality([kind], first(count, 300), DOUBT)
    assert one.significant
    assert one.p_value == 0.0 or isclose(
        np.log(one.p_value), float(np.log(float(tail_by_hand(300, 300, 10, 99_700)))), rel_tol=1e-6
    )


def test_q_values_are_those_of_benjamini_and_hochberg() -> None:
    draw = np.random.default_rng(5)
    p_values = np.concatenate([draw.random(60), draw.random(8) / 1e4, [0.5, 0.5]])
    everything = np.ones(len(p_values), bool)
    expected = false_discovery_control(p_values)
    assert false_alarms(p_values, everything) == pytest.approx(expected)


def test_what_could_never_be_significant_is_not_counted() -> None:
    p_values = np.array([0.001, 0.02, 0.9, 0.3])
    tested = np.array([True, True, False, False])
    assert false_alarms(p_values, tested).tolist() == pytest.approx([0.002, 0.02, 1.0, 1.0])
    assert false_alarms(p_values[:0], tested[:0]).tolist() == []


def test_traits_that_one_customer_has_do_not_hide_what_many_have() -> None:
    group = first(50, 10)
    held = first(50, 8) | (np.arange(50) > 44)
    strong = ManyValues("tag", ("x",), held[:, None], np.ones(50, bool))
    rarities = ManyValues(
        "names", [f"n{n}" for n in range(50)], np.eye(50, dtype=bool), group | True
    )
    alone = by_trait(commonality([strong], group, DOUBT))["tag", "x"]
    among = by_trait(commonality([strong, rarities], group, DOUBT))["tag", "x"]
    assert among.q_value == alone.q_value == alone.p_value


def test_the_traits_by_which_a_group_was_chosen_are_left_out() -> None:
    kinds, group = random_kinds(300, 1), some(300, 30)
    assert {one.kind for one in commonality(kinds, group, DOUBT, ("label",))} == {"tag"}


def test_unknown_counts_neither_as_having_nor_as_lacking() -> None:
    at = np.array([0, 0, -1, -1, 1, 1, 1, -1])
    (one,) = commonality([OneValue("label", ("a", "b"), at)], first(8, 4), DOUBT)
    assert (one.value, one.count, one.size, one.size_elsewhere) == ("a", 2, 2, 3)
    known = np.array([1, 1, 0, 0, 1, 1, 1, 0], bool)
    held = np.array([1, 0, 1, 1, 0, 1, 0, 1], bool)[:, None]  # where unknown it says nothing
    (one,) = commonality([ManyValues("tag", ("a",), held, known)], first(8, 4), DOUBT)
    assert (one.count, one.size, one.count_elsewhere, one.size_elsewhere) == (1, 2, 1, 3)


@pytest.mark.parametrize("group", [np.zeros(50, bool), np.ones(50, bool)])
def test_nobody_and_everybody_have_nothing_in_common(group: Mask) -> None:
    assert commonality(random_kinds(50, 0), group, DOUBT) == []
    assert commonality([], group, DOUBT) == []


def test_one_customer_alone_has_nothing_in_common() -> None:
    kind = ManyValues("tag", ("x",), first(100_000, 1)[:, None], np.ones(100_000, bool))
    (one,) = commonality([kind], first(100_000, 1), DOUBT)
    assert one.p_value == pytest.approx(1e-5) and one.lift == inf
    assert not one.significant


def test_three_customers_make_no_law_and_four_may() -> None:
    def of(size: int) -> Common:
        held = first(3000, size) | (np.arange(3000) >= 2990)
        kind = ManyValues("tag", ("x",), held[:, None], np.ones(3000, bool))
        return commonality([kind], first(3000, size), DOUBT)[0]

    three, four = of(3), of(4)
    assert three.p_value < 1e-6 and not three.significant
    assert four.significant
    assert three.lift > 200 and three.shrunken_lift < 2.1


def test_eleven_of_fourteen_are_significant() -> None:
    """Eleven of fourteen asked for SASO, elsewhere six of a hundred."""
    held = np.concatenate([first(14, 11), np.arange(986) % 100 < 6])
    kind = ManyValues("certificates", ("saso",), held[:, None], np.ones(1000, bool))
    (one,) = commonality([kind, *random_kinds(1000, 3)], first(1000, 14), DOUBT)[:1]
    assert (one.value, one.count, one.significant) == ("saso", 11, True)
    assert 3 < one.shrunken_lift < one.lift


def test_the_lift_is_drawn_towards_one_the_more_the_fewer_there_are() -> None:
    few = shrunken_lift(np.array([3]), 10, np.array([100]), 1000, 3)[0]
    many = shrunken_lift(np.array([300]), 1000, np.array([100]), 1000, 3)[0]
    assert 1 < few < many < 3
    assert few == pytest.approx((3 + 3) / (1 + 3)) and many == pytest.approx(303 / 103)
    none = shrunken_lift(np.array([0, 5]), 50, np.array([0, 0]), 500, 3)
    assert none.tolist() == pytest.approx([1.0, 8 / 3])


def test_the_significant_stand_first_and_then_the_most_telling(demo: Facts) -> None:
    group = np.asarray(demo.kind("stage").matrix()[0][:, 0])
    found = commonality(demo.kinds, group, DOUBT)
    keys = [(not one.significant, -one.telling, one.kind, one.value) for one in found]
    assert keys == sorted(keys)
    assert any(one.significant for one in found)


# ---- by chance ---------------------------------------------------------------------------------


def share_with_a_finding(kinds: Sequence[Kind], count: int, size: int, doubt: Doubt) -> float:
    """Of groups drawn at random, in how many something is called significant."""
    found = [
        any(one.significant for one in commonality(kinds, some(count, size, seed), doubt))
        for seed in range(DRAWS)
    ]
    return float(np.mean(found))


@pytest.mark.parametrize("size", [1, 3, 5, 8, 14, 40, 120, 450, 800])
def test_a_group_drawn_at_random_has_nothing_in_common_in_95_of_100_draws(
    demo: Facts, portrait: Portrait, size: int
) -> None:
    assert share_with_a_finding(demo.kinds, demo.size, size, portrait.doubt) <= 0.05


@pytest.mark.parametrize("size", [14, 120])
def test_nor_has_it_where_four_may_be_any_number(demo: Facts, size: int) -> None:
    """The figures alone keep the rate, not that so many must have the trait."""
    assert share_with_a_finding(demo.kinds, demo.size, size, Doubt(0.05, 1, 3)) <= 0.05


@pytest.mark.parametrize("alike", [0.0, 0.5, 0.9, 0.99])
def test_nor_where_traits_go_together(alike: float, portrait: Portrait) -> None:
    """Sixty traits of which each is a copy of one another's with this chance."""
    draw = np.random.default_rng(11)
    root = draw.random((1000, 1)) < 0.3
    own = draw.random((1000, 60)) < 0.3
    held = np.where(draw.random((1000, 60)) < alike, root, own)
    kind = ManyValues("tag", [f"t{n}" for n in range(60)], held, np.ones(1000, bool))
    for size in (14, 100):
        assert share_with_a_finding([kind], 1000, size, portrait.doubt) <= 0.05


def test_nor_where_one_trait_shuts_out_another(portrait: Portrait) -> None:
    draw = np.random.default_rng(12)
    kinds = [OneValue(f"k{n}", "abcd", draw.integers(0, 4, 1000)) for n in range(15)]
    shut = [OneValue(f"l{n}", "abcd", (3 - kind.at) % 4) for n, kind in enumerate(kinds)]
    for size in (14, 100):
        assert share_with_a_finding([*kinds, *shut], 1000, size, portrait.doubt) <= 0.05


def test_a_true_commonality_of_a_random_group_is_found(demo: Facts, portrait: Portrait) -> None:
    """What silence costs: two thirds of thirty customers, elsewhere a tenth, are always told."""
    draw = np.random.default_rng(3)
    for seed in range(20):
        group = some(demo.size, 30, seed)
        held = np.where(group, draw.random(demo.size) < 0.67, draw.random(demo.size) < 0.1)
        planted = ManyValues("planted", ("x",), held[:, None], np.ones(demo.size, bool))
        found = by_trait(commonality([*demo.kinds, planted], group, portrait.doubt))
        assert found["planted", "x"].significant
