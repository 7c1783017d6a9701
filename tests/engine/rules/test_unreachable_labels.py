"""A label that no customer can ever get is found; one that some customer can get never accused."""

from itertools import pairwise

import pytest
from companies import Company
from hypothesis import given, settings
from hypothesis import strategies as st

from kehu.engine.rules.compute import evaluate
from kehu.engine.rules.conditions import parse_condition
from kehu.engine.rules.names import measure_domains
from kehu.engine.rules.reach import unreachable
from kehu.engine.rules.rulebook import Dimension, Label, Place

TITLE = "title: {en: a, zh: a}"
PLACE = Place("company.yaml", 1, "x")
WORDS = {"en": "a", "zh": "a"}


def never(*conditions: str) -> list[int]:
    """Which of the labels, tried in this order before a fallback, can never win."""
    nodes = [parse_condition(one) for one in conditions]
    labels = [Label(str(place), WORDS, node, None, PLACE) for place, node in enumerate(nodes)]
    labels.append(Label(str(len(labels)), WORDS, None, None, PLACE))
    dimension = Dimension("x", "own", WORDS, WORDS, tuple(labels), (), None, None, PLACE)
    return [int(label.code) for label in unreachable(dimension, measure_domains())]


CANNOT_BE = [
    "orders < 0",
    "orders = 1.5",
    "orders > 1 and orders < 2",
    "orders is null",
    "not (orders >= 0)",
    "days_since_last_order < 0",
    "days_since_last_order = 30.5",
    "late_share_12m > 1",
    "late_share_12m between 0.4 and 0.3",
    "credit_part > 100",
    "prospects < 0",
    "purchases_12m > 100 and purchases_12m < 50",
    "purchases_12m > 100 and not (purchases_12m > 100)",
    "main_category = 'a' and main_category = 'b'",
    "main_category = 'a' and main_category is null",
    "main_category in ('a', 'b') and main_category not in ('a', 'b', 'c')",
    "is_member and not is_member",
    "is_member is null",
    "is_member = false and is_member = true",
    "orders + inbound < 0",
    "abs(profit_12m) < 0",
    "orders + 1 < 1 - inbound",
    "false",
    "orders > 1 and false",
    "coalesce(main_category, 'none') is null and main_category is null and false",
    "coalesce(late_share_12m, 0) > 1",
]
CAN_BE = [
    "orders >= 1",
    "orders > 1 and orders < 3",
    "median_gap_days > 91 and median_gap_days < 92",
    "mean_days_late_12m = 2.5",
    "waiting_days_left < -5",
    "profit_12m < -1000000",
    "late_share_12m > 0.0001 and late_share_12m < 0.0002",
    "purchases_12m > 1000000000000 and purchases_12m < 1000000000001",
    "late_share_12m = 1",
    "late_share_12m is null",
    "profit_12m > 0.37 * purchases_12m and purchases_12m between 1000 and 1001",
    "profit_12m / purchases_12m between 0.611 and 0.612",
    "profit_last_183d < 0.5 * profit_previous_183d and profit_previous_183d > 7",
    "days_since_last_contact > days_since_last_delivery - 30",
    "orders > paid_orders and paid_orders > inbound",
    "abs(profit_12m) > 5 and profit_12m < 0",
    "greatest(inbound, outbound) = 17 and inbound <> 17",
    "least(inbound, outbound) >= 3",
    "recorded_source <> first_inquiry_source",
    "recorded_source = first_inquiry_source",
    "not (recorded_source = first_inquiry_source)",
    "coalesce(recorded_source, first_inquiry_source) = 'fair' and recorded_source is null",
    "coalesce(late_share_12m, 1) >= 1",
    "(profit_12m / purchases_12m) is null",
    "main_category <> 'a'",
    "is_member = (orders > 5)",
    "orders + inbound = 3 and orders - inbound = 1",
]


@pytest.mark.parametrize("condition", CANNOT_BE)
def test_a_condition_that_cannot_hold_is_found(condition: str) -> None:
    assert never(condition) == [0]


@pytest.mark.parametrize("condition", CAN_BE)
def test_a_condition_that_can_hold_is_not_accused(condition: str) -> None:
    assert never(condition) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("orders >= 1", "orders >= 2"),
        ("orders >= 1", "orders = 7 and inbound > 3"),
        ("purchases_12m >= 100000", "purchases_12m >= 300000"),
        ("purchases_12m >= 100 or inbound >= 1", "purchases_12m >= 100 and inbound >= 1"),
        ("late_share_12m <= 0.3", "late_share_12m <= 0.05"),
        ("main_category in ('a', 'b')", "main_category = 'a'"),
        ("main_category is not null", "main_category_share > 0.5 and main_category = 'x'"),
        ("orders >= 0", "inbound > 5"),
        ("purchases_12m > 5 or not (purchases_12m > 5)", "inbound > 5"),
        ("profit_12m + purchases_12m > 100", "profit_12m + purchases_12m > 200"),
        ("profit_12m > purchases_12m", "profit_12m > purchases_12m and orders > 4"),
    ],
)
def test_a_label_that_an_earlier_one_swallows_is_found(first: str, second: str) -> None:
    assert 1 in never(first, second)
    assert 1 not in never(second, first)


def test_a_fallback_that_nothing_is_left_for_is_found() -> None:
    assert never("orders > 5", "orders <= 5") == [2]
    assert never("late_share_12m > 0.5", "late_share_12m <= 0.5") == []  # unknown is left for it


def test_sixteen_names_at_once_take_no_age() -> None:
    counts = [name for name, domain in measure_domains().items() if domain.whole][:16]
    low = " and ".join(f"{name} >= 5" for name in counts)
    high = " and ".join(f"{name} >= 6" for name in counts)
    assert never(low, high) == [1]
    assert never(high, low) == []
    tangled = " or ".join(f"({a} >= 6 and {b} < 2)" for a, b in pairwise(counts))
    alone = [f"{a} >= 5 and {b} < 3" for a, b in pairwise(counts)]
    assert len(alone) not in never(*alone[:-1], tangled)


def test_a_dimension_compared_with_codes_it_has_is_weighed_by_those(company: Company) -> None:
    every = ", ".join(f"'{code}'" for code in "ABCDE")
    faults = company.faults(
        f"""\
dimensions:
  mood:
    source: own
    {TITLE}
    about: {{en: a, zh: a}}
    labels:
      one: {{{TITLE}, when: "stage in ({every})"}}
      two: {{{TITLE}, when: orders >= 9}}
      rest: {{{TITLE}}}
"""
    )
    assert [(fault.code, fault.line) for fault in faults] == [
        ("unreachable", 8),
        ("unreachable", 9),
    ]


def test_a_score_lies_between_0_and_100(company: Company) -> None:
    faults = company.faults("dimensions: {activity_index: {labels: {high: {when: score > 100}}}}")
    assert [fault.code for fault in faults] == ["unreachable"]
    company.proved("dimensions: {activity_index: {labels: {high: {when: score > 99.9}}}}")


NUMBERS = st.sampled_from([-1.0, 0.0, 0.5, 1.0, 2.0, 3.0])
NAMES = st.sampled_from(["orders", "late_share_12m", "profit_12m", "purchases_12m"])
COMPARISONS = st.builds(
    lambda name, sign, number: f"{name} {sign} {number}",
    NAMES,
    st.sampled_from(["<", "<=", "=", "<>", ">", ">="]),
    NUMBERS,
)
SIDES = st.builds("{} {} {}".format, NAMES, st.sampled_from([">", "<=", "="]), NAMES)
SUMS = st.builds("{} + {} > {}".format, NAMES, NAMES, NUMBERS)
CONDITIONS = st.recursive(
    COMPARISONS | SIDES | SUMS,
    lambda inner: (
        st.builds("({} and {})".format, inner, inner)
        | st.builds("({} or {})".format, inner, inner)
        | st.builds("(not {})".format, inner)
    ),
    max_leaves=5,
)
CUSTOMERS = st.fixed_dictionaries(
    {
        "orders": st.integers(0, 4),
        "late_share_12m": st.none() | st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]),
        "profit_12m": st.floats(-5, 5),
        "purchases_12m": st.floats(-5, 5),
    }
)


@settings(max_examples=150, deadline=None)
@given(st.lists(CONDITIONS, min_size=1, max_size=4), st.lists(CUSTOMERS, max_size=30))
def test_no_customer_ever_gets_a_label_that_was_called_unreachable(
    conditions: list[str], customers: list[dict[str, float | None]]
) -> None:
    accused = never(*conditions)
    nodes = [parse_condition(one) for one in conditions]
    for values in customers:
        won = next((n for n, node in enumerate(nodes) if evaluate(node, values)), len(nodes))
        assert won not in accused
