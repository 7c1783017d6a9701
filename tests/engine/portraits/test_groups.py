"""Groups of similar customers: found where there are some, and the same from run to run."""

import numpy as np
import pytest

from kehu.engine.portraits.commonality import commonality
from kehu.engine.portraits.coordinates import coordinates
from kehu.engine.portraits.facts import Facts
from kehu.engine.portraits.groups import (
    NO_GROUP,
    Former,
    Groups,
    group_customers,
    prediction_strength,
)
from kehu.engine.portraits.naming import named, named_groups
from kehu.engine.portraits.portrait import Grouping, Portrait
from kehu.engine.portraits.telling import TraitWords
from kehu.engine.portraits.traits import Kind, OneValue
from kehu.engine.rules.load import default_rulebook

GROUPING = Grouping((), (), enough=3, fewest=2, most=8)
Numbers = list[np.ndarray]


def planted(
    groups: int = 4, each: int = 150, seed: int = 1, noise: float = 0.1
) -> tuple[list[Kind], Numbers, np.ndarray]:
    """Customers of so many sorts, who have their sort's value in each of eight kinds but by chance.

    Returns kinds, numbers, and of which sort each customer is.
    """
    draw = np.random.default_rng(seed)
    sort = draw.permutation(np.repeat(np.arange(groups), each))
    usual = np.random.default_rng(99).integers(0, 5, (8, 12))
    kinds: list[Kind] = []
    for row in usual:
        at = np.where(draw.random(len(sort)) < noise, draw.integers(0, 5, len(sort)), row[sort])
        kinds.append(OneValue(f"k{len(kinds)}", "abcde", at))
    amount = np.exp(draw.normal(sort * 2.0, 0.5))
    amount[draw.random(len(sort)) < 0.2] = np.nan
    return kinds, [amount], sort


def keys_of(groups: Groups) -> np.ndarray:
    return np.array([*groups.keys, ""])[groups.of]


def pure(groups: Groups, sort: np.ndarray) -> float:
    """The share of customers who are in the group where most of their sort are."""
    most = {s: np.bincount(groups.of[sort == s] + 1).argmax() - 1 for s in np.unique(sort)}
    return float(np.mean(groups.of == [most[s] for s in sort]))


@pytest.mark.parametrize("sorts", [3, 4, 6])
@pytest.mark.parametrize("noise", [0.1, 0.3])
def test_as_many_groups_are_found_as_there_are(sorts: int, noise: float) -> None:
    kinds, numbers, sort = planted(sorts, noise=noise)
    groups = group_customers(kinds, numbers, GROUPING)
    assert len(groups.keys) == sorts
    assert pure(groups, sort) > 0.95


def test_the_same_input_gives_the_same_groups_the_largest_first(
    demo: Facts, portrait: Portrait
) -> None:
    kinds = [demo.kind(name) for name in portrait.grouping.kinds]
    one, other = (group_customers(kinds, [], portrait.grouping) for _ in range(2))
    assert one.of.tolist() == other.of.tolist() and one.keys == other.keys
    sizes = np.bincount(one.of[one.of != NO_GROUP]).tolist()
    assert sizes == sorted(sizes, reverse=True)
    assert portrait.grouping.fewest <= len(sizes) <= portrait.grouping.most


def test_who_is_hardly_known_is_in_no_group() -> None:
    kinds, numbers, _ = planted()
    strangers = np.arange(600) < 40
    kinds = [OneValue(k.name, k.values, np.where(strangers & (n > 1), -1, k.at))
             for n, k in enumerate(kinds)]  # fmt: skip
    groups = group_customers(kinds, numbers, GROUPING)
    assert (groups.of[strangers] == NO_GROUP).all()
    assert (groups.of[~strangers] != NO_GROUP).all()


def test_a_handful_of_customers_make_no_groups() -> None:
    kinds, numbers, _ = planted(groups=1, each=3)
    groups = group_customers(kinds, numbers, GROUPING)
    assert groups.keys == () and (groups.of == NO_GROUP).all()


def test_customers_who_are_all_alike_do_not_break_it() -> None:
    kinds: list[Kind] = [OneValue(f"k{n}", "a", np.zeros(50, int)) for n in range(3)]
    groups = group_customers(kinds, [np.full(50, np.nan)], GROUPING)
    assert (groups.of >= NO_GROUP).all()


# ---- from run to run ---------------------------------------------------------------------------


def test_groups_keep_their_keys_when_some_customers_come_and_others_change() -> None:
    kinds, numbers, sort = planted(seed=1)
    before = group_customers(kinds, numbers, GROUPING)
    keys = keys_of(before)
    keys[sort == 0] = np.where(np.arange((sort == 0).sum()) < 60, "", keys[sort == 0])  # newcomers
    draw = np.random.default_rng(8)
    changed = [
        OneValue(k.name, k.values, np.where(draw.random(600) < 0.05, 4, k.at)) for k in kinds
    ]
    after = group_customers(changed, numbers, GROUPING, Former(keys.tolist(), before.newest))
    assert {*after.keys} == {*before.keys} == after.kept
    same = keys_of(after) == keys_of(before)
    assert same.mean() > 0.97


def test_whatever_order_the_largest_are_in_the_key_goes_with_the_members() -> None:
    kinds, numbers, sort = planted()
    before = group_customers(kinds, numbers, GROUPING)
    fewer = np.flatnonzero((sort != 2) | (np.arange(600) % 3 == 0))
    after = group_customers(
        [OneValue(k.name, k.values, k.at[fewer]) for k in kinds],
        [one[fewer] for one in numbers],
        GROUPING,
        Former(keys_of(before)[fewer].tolist(), before.newest),
    )
    assert (keys_of(after) == keys_of(before)[fewer]).mean() > 0.97
    shrunken = keys_of(before)[sort == 2][0]
    assert after.keys[-1] == shrunken


def test_a_new_group_gets_a_key_that_none_has_had() -> None:
    kinds, numbers, sort = planted(5)
    known = np.where(sort == 4, "", np.array(["g7", "g2", "g3", "g9", ""])[sort])
    groups = group_customers(kinds, numbers, GROUPING, Former(known.tolist(), 12))
    assert groups.kept == {"g2", "g3", "g7", "g9"}
    assert {*groups.keys} - groups.kept == {"g13"} and groups.newest == 13
    assert (keys_of(groups)[sort == 4] == "g13").mean() > 0.95


def test_a_group_with_little_in_common_with_a_former_one_is_new() -> None:
    kinds, numbers, _ = planted(4)
    scattered = np.where(np.arange(600) % 8 == 0, "g1", "")
    groups = group_customers(kinds, numbers, GROUPING, Former(scattered.tolist(), 1))
    assert groups.kept == frozenset()
    assert {*groups.keys} == {"g2", "g3", "g4", "g5"}


def test_the_number_of_groups_stays_where_another_is_hardly_better() -> None:
    draw = np.random.default_rng(6)
    kinds: list[Kind] = [OneValue(f"k{n}", "abcd", draw.integers(0, 4, 800)) for n in range(8)]
    numbers = [draw.normal(size=800), draw.normal(size=800)]
    fresh = group_customers(kinds, numbers, GROUPING)
    was = np.where(numbers[0] > 0, "g1", "g2").tolist()
    after = group_customers(kinds, numbers, GROUPING, Former(was, 2))
    assert len(fresh.keys) == 4
    assert len(after.keys) == 2


# ---- the mathematics ---------------------------------------------------------------------------


def test_coordinates_are_the_principal_components_of_all_columns_at_once() -> None:
    """Against a singular value decomposition of the whole table; what is unknown is 0 in it."""
    kinds, numbers, _ = planted()
    part = np.where(np.arange(600) % 5 == 0, -1, np.arange(600) % 3)
    kinds.append(OneValue("partly known", "abc", part))
    rows = np.arange(600) % 7 != 0
    columns = []
    for kind in kinds:
        held, known = (one[rows] for one in kind.matrix())
        share = held.sum(axis=0) / known.sum()
        kept = (share >= 0.01) & (share < 1)
        table = known[:, None] * (held[:, kept] - share[kept]) / np.sqrt(share[kept])
        columns.append(table / np.sqrt(table.var(axis=0).sum()))
    amount = numbers[0][rows]
    known = ~np.isnan(amount)
    ranks = np.zeros(len(amount))
    ranks[known] = amount[known].argsort().argsort()
    ranks[known] -= ranks[known].mean()
    columns.append((ranks / ranks.std())[:, None])
    left, values, _ = np.linalg.svd(np.hstack(columns), full_matrices=False)
    points = coordinates(kinds, numbers, rows)
    expected = (left * values)[:, : points.shape[1]]
    assert np.abs(points) == pytest.approx(np.abs(expected), abs=1e-8)
    assert points.var(axis=0).tolist() == sorted(points.var(axis=0), reverse=True)


def test_every_kind_has_the_same_say() -> None:
    """Two kinds that say nothing of one another, one of two values and one of twenty."""
    draw = np.random.default_rng(0)
    two, twenty = draw.integers(0, 2, 4000), draw.integers(0, 20, 4000)
    rows = np.ones(4000, bool)
    sizes = [
        coordinates([OneValue("k", range(n), at)], [], rows).var(axis=0).sum()
        for n, at in ((2, two), (20, twenty))
    ]
    assert sizes[0] == pytest.approx(1.0)
    assert sizes[1] <= 1.0


def test_clusters_that_are_there_are_foretold_and_others_are_not() -> None:
    draw = np.random.default_rng(4)
    middles = np.array([[0, 0], [9, 0], [0, 9]])
    points = (middles[draw.integers(0, 3, 900)] + draw.normal(0, 1, (900, 2))).astype(float)
    assert prediction_strength(points, 3) > 0.95
    assert prediction_strength(points, 5) < 0.7


# ---- names -------------------------------------------------------------------------------------


@pytest.fixture
def words(portrait: Portrait) -> list[TraitWords]:
    rulebook = default_rulebook()
    return [TraitWords(rulebook, portrait, lang, "CNY") for lang in ("en", "zh")]


def one_of(name: str, values: list[str], at: np.ndarray) -> Kind:
    return OneValue(name, values, at)


def test_a_group_is_named_by_what_tells_most_of_it(
    portrait: Portrait, words: list[TraitWords]
) -> None:
    group = np.arange(1000) < 100
    kinds = [
        one_of("market", ["middle_east", "europe"], np.where(group, 0, 1)),
        one_of("channel_role", ["project", "retailer"], np.where(group, 0, 1)),
        one_of("order_size", ["large", "small"], np.where(group, 0, 1)),
        one_of("reorder_frequency", ["low", "high"], np.where(group, 0, 1)),
    ]
    name = named(commonality(kinds, group, portrait.doubt), 100, words)
    assert name.name["en"] == "Middle Eastern project buyers, large orders, reorder seldom"
    assert name.name["zh"] == "单子大、返单少的中东工程客户"
    assert "地域" not in name.about["zh"] and "在中东市场的占100%" in name.about["zh"]


def test_two_values_that_most_share_between_them_are_named_together(
    portrait: Portrait, words: list[TraitWords]
) -> None:
    group = np.arange(1000) < 100
    at = np.where(group, np.arange(1000) % 3, 3)
    kind = one_of("market", ["oceania", "africa", "cis", "europe"], at)
    name = named(commonality([kind], group, portrait.doubt), 100, words)
    assert name.name == {"en": "Oceanian or African customers", "zh": "大洋洲或非洲客户"}


def test_what_is_known_of_few_does_not_name_a_group(
    portrait: Portrait, words: list[TraitWords]
) -> None:
    group = np.arange(1000) < 100
    at = np.where(np.arange(1000) < 30, 0, np.where(group, -1, 1))
    kind = one_of("market", ["oceania", "europe"], at)
    name = named(commonality([kind], group, portrait.doubt), 100, words)
    assert name.name == {"en": "Customers", "zh": "客户"}


def test_groups_of_the_demo_have_names_of_their_own_and_keep_them(
    demo: Facts, portrait: Portrait, words: list[TraitWords]
) -> None:
    kinds = [demo.kind(name) for name in portrait.grouping.kinds]
    numbers = [demo.number(name) for name in portrait.grouping.numbers]
    groups = group_customers(kinds, numbers, portrait.grouping)
    names = named_groups(groups, kinds, portrait.doubt, words, {})
    assert [*names] == [*groups.keys]
    for lang in ("en", "zh"):
        assert len({one.name[lang] for one in names.values()}) == len(groups.keys) > 3
    own = {"en": "Our darlings", "zh": "心头肉"}
    before = {"g1": own, "g2": names["g3"].name}
    again = group_customers(
        kinds, numbers, portrait.grouping, Former(keys_of(groups).tolist(), groups.newest)
    )
    renamed = named_groups(again, kinds, portrait.doubt, words, before)
    assert (renamed["g1"].name, renamed["g2"].name) == (own, names["g3"].name)
    assert renamed["g1"].about == names["g1"].about
    assert renamed["g3"].name["zh"] == f"{names['g3'].name['zh']}（2）"


def test_a_name_that_is_taken_gets_a_number(words: list[TraitWords]) -> None:
    taken = {"Customers", "客户", "Customers (2)"}
    name = named([], 10, words, taken)
    assert name.name == {"en": "Customers (3)", "zh": "客户（2）"}
    assert name.about == {"en": "They are like most others.",
                          "zh": "与多数客户相近。"}  # fmt: skip
