"""Groups chosen by a condition: who is in them, and what the condition says of them anyway."""

import numpy as np
import pytest

from kehu.engine.portraits.chosen import chosen_by, group_of, measures_in, said_anyway
from kehu.engine.portraits.facts import Facts
from kehu.engine.portraits.portrait import Portrait
from kehu.engine.portraits.traits import ManyValues
from kehu.engine.rules.compute import evaluate
from kehu.engine.rules.conditions import names_in
from kehu.engine.rules.load import default_rulebook
from kehu.errors import InputFaults

RULEBOOK = default_rulebook()


@pytest.mark.parametrize(
    "where",
    [
        "orders >= 3",
        "market = 'europe' and purchases_12m > 100000",
        "country in ('DE', 'FR', 'SA')",
        "country is null or median_gap_days < 60",
        "not blacklisted and usual_channel <> 'email'",
        "product_need = 'Panel light' or stage in ('A', 'B')",
    ],
)
def test_the_group_is_of_whom_the_condition_holds(
    where: str, demo: Facts, portrait: Portrait
) -> None:
    node = chosen_by(where, RULEBOOK, portrait)
    expected = [evaluate(node, row) is True for row in demo.values.to_pylist()]
    assert group_of(node, demo, portrait).tolist() == expected
    assert 0 < sum(expected) < demo.size


def values_of(demo: Facts, name: str) -> list[set[str]]:
    """The values of a tag that each customer has."""
    kind = demo.kind(name)
    held, known = kind.matrix()
    return [
        {kind.values[n] for n in np.flatnonzero(row)} if is_known else {"?"}
        for row, is_known in zip(held, known, strict=True)
    ]


def test_tags_stand_in_conditions_like_labels(demo: Facts, portrait: Portrait) -> None:
    node = chosen_by("decision_maker = 'owner'", RULEBOOK, portrait)
    expected = [tags == {"owner"} for tags in values_of(demo, "decision_maker")]
    assert group_of(node, demo, portrait).tolist() == expected
    assert any(expected)


def test_of_several_values_it_is_asked_whether_one_is_held(demo: Facts, portrait: Portrait) -> None:
    assert isinstance(demo.kind("product_factors"), ManyValues)
    factors = values_of(demo, "product_factors")
    asked = {
        "product_factors = 'packaging'": [{"packaging"} <= one for one in factors],
        "product_factors <> 'packaging'": [not one & {"packaging", "?"} for one in factors],
        "product_factors in ('power', 'colour')": [
            bool(one & {"power", "colour"}) for one in factors
        ],
        "product_factors = 'power' and product_factors = 'packaging'": [
            {"power", "packaging"} <= one for one in factors
        ],
    }
    for where, expected in asked.items():
        node = chosen_by(where, RULEBOOK, portrait)
        assert group_of(node, demo, portrait).tolist() == expected, where
        assert any(expected), where


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ("orders >", "condition_unreadable"),
        ("oders > 1", "unknown_measure"),
        ("orders", "not_a_condition"),
        ("market = 3", "kinds_differ"),
        ("market = 'mars'", "no_such_code"),
        ("certificates = 'gold'", "no_such_code"),
        ("certificates is null", "only_compared"),
        ("coalesce(certificates, 'ce') = 'ce'", "only_compared"),
        ("orders > (select 1)", "condition_forbidden"),
    ],
)
def test_a_faulty_condition_is_told_with_its_words(
    where: str, code: str, portrait: Portrait
) -> None:
    with pytest.raises(InputFaults) as refused:
        chosen_by(where, RULEBOOK, portrait)
    assert [fault.code for fault in refused.value.faults] == [code]
    assert all(where[:3] in fault.message("en") for fault in refused.value.faults)


@pytest.mark.parametrize(
    ("where", "out", "kept"),
    [
        ("market = 'europe'", {"market", "country"}, {"channel_role", "stage"}),
        ("country = 'SA'", {"market", "country"}, {"channel_role", "stage"}),
        ("won", {"stage", "deal_stars", "status", "address_term"}, {"market", "certificates"}),
        ("stage = 'A'", {"stage", "deal_stars", "address_term"}, {"market", "certificates"}),
        ("product_need = 'Bulb'", {"product_need", "category"}, {"market"}),
        ("channel_role = 'project'", {"trade_position", "relationship"}, {"market"}),
        ("channel = 'email'", {"channel"}, {"market", "decision_maker"}),
    ],
)
def test_what_the_condition_decides_is_no_finding(
    where: str, out: set[str], kept: set[str], portrait: Portrait
) -> None:
    left_out = said_anyway(names_in(chosen_by(where, RULEBOOK, portrait)), RULEBOOK, portrait)
    assert out <= left_out
    assert not kept & left_out


def test_only_measures_have_to_be_computed_for_it(portrait: Portrait) -> None:
    node = chosen_by("won and market = 'europe' and brand = 'owner'", RULEBOOK, portrait)
    assert measures_in(node, RULEBOOK, portrait) == {"won_orders", "paid_proformas"}
