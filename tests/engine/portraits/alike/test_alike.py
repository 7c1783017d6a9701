"""How alike customers are: by what measure, by which points, and in which order."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from people import FACETS, Person, likeness, slowly, traits_of

from kehu.engine.portraits.alike.facets import Facets, FacetsReader
from kehu.engine.portraits.alike.likeness import Likeness
from kehu.engine.portraits.alike.points import Point
from kehu.engine.rules.load import default_rulebook
from kehu.engine.rules.rules_reader import read_rules
from kehu.engine.rules.yaml_lines import read_yaml
from kehu.errors import InputFaults

PERSON = st.fixed_dictionaries(
    {},
    optional={
        "role": st.sampled_from(["agent", "shop", "unknown"]),
        "place": st.sampled_from("NSEW"),
        "share": st.sampled_from([0.0, 0.25, 0.5, 1.0]),
        "sales": st.integers(-2_000, 2_000),
        "buys": st.text("pqr", max_size=3),
    },
)
PEOPLE = st.lists(PERSON, min_size=1, max_size=9)


def known(person: Person) -> dict[str, Any]:
    """What is told of a customer, however it is told that nothing is."""
    told = {name: value for name, value in person.items() if value not in ("unknown", "")}
    return told | {"buys": {*told["buys"]}} if "buys" in told else told


@given(PEOPLE)
def test_similarity_is_that_of_a_slow_reading_of_the_rules(people: list[Person]) -> None:
    like = likeness(people)
    for one in range(len(people)):
        expected = [slowly(people, one, other) for other in range(len(people))]
        assert like.to(one) == pytest.approx(expected, abs=2e-6)


@given(PEOPLE)
def test_similarity_is_the_same_both_ways_and_from_0_to_1(people: list[Person]) -> None:
    like = likeness(people)
    table = np.array([like.to(row) for row in range(len(people))])
    assert table == pytest.approx(table.T, abs=2e-6)
    assert table.min() >= 0 and table.max() <= 1


@given(PEOPLE, st.data())
def test_a_customer_of_whom_something_is_known_is_wholly_like_itself(
    people: list[Person], data: st.DataObject
) -> None:
    row = data.draw(st.integers(0, len(people) - 1))
    assert likeness(people).to(row)[row] == (1.0 if known(people[row]) else 0.0)


@given(PEOPLE, st.data())
def test_a_twin_is_found_first(people: list[Person], data: st.DataObject) -> None:
    row = data.draw(st.integers(0, len(people) - 1))
    assume(known(people[row]))
    found = likeness([*people, people[row]]).most_alike(row, len(people))
    twins = {one.row for one in found if one.similarity == 1.0}
    same = {other for other in range(len(people)) if known(people[other]) == known(people[row])}
    assert twins == {*same, len(people)} - {row}


@given(PEOPLE)
def test_equals_stand_in_their_order(people: list[Person]) -> None:
    found = likeness(people).most_alike(0, len(people))
    keys = [(-one.similarity, one.row) for one in found]
    assert keys == sorted(keys)
    assert {one.row for one in found} == {*range(1, len(people))}


@given(PEOPLE, st.data())
def test_compared_with_a_few_it_is_the_same(people: list[Person], data: st.DataObject) -> None:
    few = np.array(data.draw(st.lists(st.integers(0, len(people) - 1))), np.int64)
    like = likeness(people)
    assert [one.similarity for one in like.with_reasons(0, few)] == like.to(0)[few].tolist()


def test_a_group_of_one_has_nobody_alike() -> None:
    assert likeness([{"role": "shop"}]).most_alike(0, 5) == []


def test_no_more_are_named_than_asked() -> None:
    people = [{"role": "shop"}] * 6
    assert [one.row for one in likeness(people).most_alike(3, 2)] == [0, 1]


# ---- what says how much ------------------------------------------------------------------------


def test_a_shared_rare_value_says_more_than_a_shared_common_one() -> None:
    rare, common = {"role": "agent", "place": "N"}, {"role": "shop", "place": "S"}
    crowd = [{"role": "shop", "place": place} for place in "EEWW"]
    # Both share one value with the first and differ in the other.
    me = {"role": "shop", "place": "N"}
    like = likeness([me, rare | {"role": "agent"}, common | {"place": "S"}, *crowd])
    similar = like.to(0)
    assert similar[1] > similar[2] > 0


def test_what_both_do_not_tell_says_nothing() -> None:
    pair = [{"role": "shop"}, {"role": "agent"}, {"role": "shop", "sales": 5.0}]
    similar = likeness(pair).to(0)
    assert (similar[0], similar[1]) == (1.0, 0.0)
    assert 0 < similar[2] < 1


def test_one_who_tells_little_is_less_alike_than_one_who_shares_much() -> None:
    me = {"role": "shop", "place": "N", "share": 0.5, "sales": 900.0, "buys": "pq"}
    like = likeness([me, {"role": "shop"}, me | {"place": "S"}, {"role": "agent", "place": "S"}])
    similar = like.to(0)
    assert similar[2] > similar[1] > similar[3]


def test_the_label_unknown_is_not_a_value_to_share() -> None:
    people = [{"role": "unknown", "place": "N"}, {"role": "unknown", "place": "S"}, {"place": "N"}]
    found = likeness(people).most_alike(0, 2)
    assert [(one.row, one.similarity) for one in found] == [(2, 1.0), (1, 0.0)]


def test_one_giant_does_not_make_all_others_equal() -> None:
    people: list[dict[str, Any]] = [{"share": n / 100} for n in range(40)]
    similar = likeness([*people, {"share": 1e9}]).to(0)
    assert similar[39] < 0.2
    assert similar[1] > 0.9


def test_money_is_compared_in_proportion() -> None:
    people = [{"sales": sales} for sales in (10.0, 1_000.0, 100_000.0, 100_990.0)]
    like = likeness(people)
    assert like.to(1)[0] == pytest.approx(like.to(1)[2], abs=0.03)
    assert like.to(2)[3] > 0.99


def test_a_trait_that_nobody_can_tell_is_left_out() -> None:
    traits = traits_of([{"role": "shop"}, {"role": "shop"}])
    less = type(traits)(2, {"role": traits.words["role"]}, {}, {})
    assert Likeness(less, FACETS).to(0).tolist() == [1.0, 1.0]


# ---- by which points ---------------------------------------------------------------------------


CROWD = [{"role": "shop", "place": "E", "share": 0.0, "buys": "q"}] * 6


def points(*people: Person, named: int = 5) -> tuple[list[Point], list[Point]]:
    found = likeness([*people, *CROWD]).with_reasons(0, np.array([1]), named)[0]
    return list(found.shared), list(found.different)


def test_shared_traits_are_named_the_most_telling_first() -> None:
    me = {"role": "shop", "place": "N", "share": 0.5, "buys": "pq"}
    shared, different = points(me, me)
    assert different == []
    assert [one.trait for one in shared] == ["buys", "place", "share", "role"]
    assert [one.mine for one in shared] == [("p", "q"), "N", 0.5, "shop"]
    assert [one.says for one in shared] == sorted((one.says for one in shared), reverse=True)


def test_differences_hold_the_values_of_both() -> None:
    me = {"role": "agent", "place": "N", "share": 1.0, "sales": 3.0, "buys": "pq"}
    them = {"role": "shop", "share": 0.0, "sales": 3.0, "buys": "qr"}
    shared, different = points(me, them)
    assert {one.trait: one.mine for one in shared} == {"sales": 3.0, "buys": ("q",)}
    told = {one.trait: (one.mine, one.theirs) for one in different}
    assert told == {"role": ("agent", "shop"), "share": (1.0, 0.0), "buys": (("p",), ("r",))}


def test_only_so_many_points_are_named() -> None:
    me = {"role": "shop", "place": "N", "share": 0.5, "buys": "pq"}
    assert [one.trait for one in points(me, me, named=2)[0]] == ["buys", "place"]


# ---- the rulebook ------------------------------------------------------------------------------

TEXT = """\
facets:
  who:
    source: T3
    title: {en: Who, zh: 背景}
    weight: 3
    traits: {country: 2, market: 1}
  much:
    source: T3
    title: {en: How much, zh: 多少}
    weight: 2
    traits: {purchases_12m: 1, reply_share: 1, categories: 2}
sets:
  categories: {source: T3, title: {en: Categories, zh: 品类}}
  tags: {source: T3, title: {en: Tags, zh: 标签}}
"""


def read(text: str = TEXT) -> Facets:
    return read_rules(FacetsReader, default_rulebook(), read_yaml(text, "mine.yaml"))


def test_traits_share_the_weight_of_their_facet() -> None:
    told = {one.name: (one.kind, one.weight, one.even) for one in read().traits}
    assert told == {
        "country": ("words", 2.0, False),
        "market": ("words", 1.0, False),
        "purchases_12m": ("number", 0.5, False),
        "reply_share": ("number", 0.5, True),
        "categories": ("set", 1.0, True),
    }


def test_what_ships_names_every_dimension_that_there_is() -> None:
    facets = read_rules(FacetsReader, default_rulebook())
    assert default_rulebook().dimensions.keys() <= {one.name for one in facets.traits}
    assert all("T3" in facet.source for facet in facets.facets.values())


@pytest.mark.parametrize(
    ("was", "becomes", "code", "line"),
    [
        ("weight: 3", "weight: 0", "not_above_zero", 5),
        ("weight: 3", "weight: .inf", "not_above_zero", 5),
        ("country: 2", "country: much", "not_above_zero", 6),
        ("country: 2", "county: 2", "unknown_measure", 6),
        ("reply_share: 1", "market: 1", "trait_twice", 11),
        ("zh: 多少", "cn: 多少", "missing_words", 9),
        ("    weight: 2", "    wait: 2", "unknown_key", 10),
        ("  tags:", "  tag:", "unknown_key", 14),
        ("  tags:", "  tag:", "missing_key", 12),
        ("  who:\n    source: T3\n", "  who:\n", "missing_key", 2),
        ("sets:", "lists:", "unknown_key", 12),
    ],
)
def test_a_fault_is_told_with_its_line(was: str, becomes: str, code: str, line: int) -> None:
    with pytest.raises(InputFaults) as refused:
        read(TEXT.replace(was, becomes))
    assert (code, line) in [(fault.code, fault.line) for fault in refused.value.faults]
