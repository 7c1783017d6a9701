"""A rule is told in words with its numbers apart, written back, and laid over the default."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehu.engine.rules.conditions import (
    Arithmetic,
    Both,
    Call,
    Compare,
    Either,
    Literal_,
    Missing,
    Name,
    Node,
    Not,
    OneOf,
    numbers_in,
    parse_condition,
    with_numbers,
    written,
)
from kehu.engine.rules.load import default_rulebook, rulebook_of
from kehu.engine.rules.overlay import changed, differences
from kehu.engine.rules.spoken import Number, sentence, spoken
from kehu.engine.rules.words import Words
from kehu.errors import InputFaults

NAMES = st.sampled_from(["orders", "purchases_12m", "select", "Größe", "a b", 'say "so"'])
NUMBERS = st.decimals(-10_000, 10_000, places=2).map(Literal_)
WORDS = st.sampled_from(["timely", "it's", ""]).map(Literal_)
SIDES = st.recursive(
    st.one_of(NAMES.map(Name), NUMBERS),
    lambda inner: st.one_of(
        st.builds(Arithmetic, st.sampled_from("+-*/"), inner, inner),
        st.builds(Call, st.just("coalesce"), st.tuples(inner, inner)),
    ),
    max_leaves=4,
)
COMPARED = st.one_of(
    st.builds(Compare, st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), SIDES, SIDES),
    st.builds(OneOf, NAMES.map(Name), st.lists(WORDS, min_size=1, max_size=3).map(tuple)),
    st.builds(Missing, SIDES),
    st.booleans().map(Literal_),
)
CONDITIONS = st.recursive(
    COMPARED,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(Both, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(Either, st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=8,
)


@given(CONDITIONS)
def test_what_is_written_reads_back_as_it_was(node: Node) -> None:
    assert parse_condition(written(node)) == node


@given(CONDITIONS)
def test_other_numbers_take_the_place_of_the_old_in_their_order(node: Node) -> None:
    others = [number + 1 for number in numbers_in(node)]
    assert numbers_in(with_numbers(node, others)) == others
    assert with_numbers(with_numbers(node, others), numbers_in(node)) == node


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_rule_has_words_and_each_of_its_numbers_once(lang: str) -> None:
    rulebook = default_rulebook()
    words = Words(rulebook, lang, "CNY")
    for dimension in rulebook.dimensions.values():
        for label in dimension.labels:
            if label.node is not None:
                told = spoken(label.node, words)
                numbers = [part.value for part in told if isinstance(part, Number)]
                assert numbers == numbers_in(label.node)
                assert "_" not in sentence(label.node, words), sentence(label.node, words)


def test_shares_are_typed_in_percent_and_money_names_its_currency() -> None:
    words = Words(default_rulebook(), "en", "CNY")
    [share] = [n for n in spoken(parse_condition("reply_share >= 0.25"), words) if n != "x"][1:]
    assert isinstance(share, Number)
    assert (share.shown, share.kept(Decimal(40))) == (Decimal(25), Decimal("0.4"))
    told = sentence(parse_condition("purchases_12m between 100 and 2000.5"), words)
    assert told == "purchases in 12 months ≥ CNY 100 and purchases in 12 months ≤ CNY 2,000.5"
    said = "not (won or stage in ('A', 'B')) and abs(orders - 3) > 1"
    assert sentence(parse_condition(said), words) == (
        "not: (has paid or received an order or Stage is one of A Won, B Proforma issued) "
        "and the size of orders − 3 > 1"
    )


OURS = """\
# Our rules
dimensions:
  deal_stars:
    labels:
      2: {title: {zh: 问过细节}}  # agreed in May
"""
TIER = ("dimensions", "profit_tier", "labels", "B", "when")
STAR = ("dimensions", "deal_stars", "labels", "2", "title", "zh")


def test_a_change_keeps_what_the_company_wrote_and_what_is_default_is_left_out() -> None:
    text = changed(OURS, {TIER: "purchases_12m >= 250000"})
    assert "# Our rules" in text
    assert "# agreed in May" in text
    assert rulebook_of(text, "ours").dimensions["deal_stars"].label("2").title["zh"] == "问过细节"
    assert differences(OURS, text) == {TIER: ("purchases_12m >= 300000", "purchases_12m >= 250000")}
    again = changed(text, {STAR: "问了细节"})
    assert "问过细节" not in again
    assert again.count("2") == text.count("2")
    default = default_rulebook().dimensions["deal_stars"].label("2").title["zh"]
    assert changed(text, {TIER: "purchases_12m   >= 300000", STAR: default}) == ""


def test_a_text_that_is_no_yaml_is_refused_with_its_line() -> None:
    with pytest.raises(InputFaults) as refused:
        changed("dimensions: [", {TIER: "orders >= 1"})
    assert refused.value.faults[0].code == "not_yaml"
