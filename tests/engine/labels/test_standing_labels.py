"""Labels that depend on all customers: each scene is a ledger of its own.

Tiers by running share, the weighted score, order size; and status, which may read a forecast.
"""

from collections.abc import Callable

import pytest
from cases import furnished
from grading import Graded
from scene import FIRST, JUST_AFTER, LAST, Customer, Scene, ago, day

Grade = Callable[[Scene], Graded]


# ---- tiers: running shares before a customer ----------------------------------------------------


def tiered(**told: tuple[str, str]) -> Scene:
    """One order a customer, as (purchases, profit)."""
    scene = Scene()
    for customer, (purchases, profit) in told.items():
        cost = str(int(purchases) - int(profit))
        scene.customer(customer).order(9, amount=purchases, cost=cost)
    return scene


@pytest.fixture(scope="module")
def on_the_cuts(grade: Grade) -> Graded:
    """Shares before: profit 0, 80, 95 %; purchases 0, 50, 80 %; the rest earns nothing."""
    scene = tiered(first=("5000", "800"), second=("3000", "150"), third=("2000", "50"))
    nothing_left = scene.customer("without profit").order(200, amount=700, cost=700)
    nothing_left.order(9, amount=-700, cost=-700)
    scene.customer("loss").order(9, amount=-100)
    scene.customer("last year").order(ago(365, LAST), amount=10**9)
    scene.customer("cancelled").order(30, amount=10**9, cancelled=20)
    scene.customer("nobody")
    return grade(scene)


@pytest.fixture(scope="module")
def within_a_hair(grade: Grade) -> Graded:
    """Shares before: 5e-10 less than the cuts of 80, 95, 50 and 80 %."""
    first, second = ("4999999995", "7999999995"), ("3000000000", "1500000000")
    third = ("2000000005", "500000005")
    return grade(tiered(first=first, second=second, third=third))


@pytest.fixture(scope="module")
def under_the_cuts(grade: Grade) -> Graded:
    """Shares before: 5e-9 less than the cuts; and a cost without any purchase."""
    first, second = ("4999999950", "7999999950"), ("3000000000", "1500000000")
    third = ("2000000050", "500000050")
    scene = tiered(first=first, second=second, third=third)
    scene.customer("cost only").order(9, amount=0, cost=10**6)
    return grade(scene)


EQUALS = ["A", "B", "a", "b", "Ä", "é", "中", "客", "한", "😀"]  # by code point


@pytest.fixture(scope="module")
def ten_equals(grade: Grade) -> Graded:
    """Ten customers with the same order; the file of payments has columns and no row."""
    scene = Scene()
    scene.tables["payments"] = []
    for customer in reversed(EQUALS):
        scene.customer(customer).order(9, amount=1000, cost=900)
    return grade(scene)


@pytest.mark.parametrize(
    ("customer", "label"),
    [
        ("first", "key"),
        ("second", "major"),
        ("third", "ordinary"),
        ("without profit", "none"),
        ("loss", "none"),
        ("last year", "none"),
        ("cancelled", "none"),
        ("nobody", "none"),
    ],
)
def test_a_running_profit_share_of_exactly_the_cut_has_reached_it(
    customer: str, label: str, on_the_cuts: Graded
) -> None:
    assert on_the_cuts.labels[customer, "value_tier"] == label


@pytest.mark.parametrize(
    ("customer", "label"),
    [
        ("first", "vip"),
        ("second", "important"),
        ("third", "ordinary"),
        ("without profit", "none"),
        ("loss", "none"),
        ("last year", "none"),
        ("cancelled", "none"),
        ("nobody", "none"),
    ],
)
def test_a_running_purchases_share_of_exactly_the_cut_has_reached_it(
    customer: str, label: str, on_the_cuts: Graded
) -> None:
    assert on_the_cuts.labels[customer, "sales_tier"] == label


@pytest.mark.parametrize(
    ("customer", "label"),
    [("first", "key"), ("second", "key"), ("third", "major"), ("cost only", "none")],
)
def test_a_running_profit_share_under_the_cut_has_not_reached_it(
    customer: str, label: str, under_the_cuts: Graded
) -> None:
    assert under_the_cuts.labels[customer, "value_tier"] == label


@pytest.mark.parametrize(
    ("customer", "label"),
    [("first", "vip"), ("second", "vip"), ("third", "important"), ("cost only", "none")],
)
def test_a_running_purchases_share_under_the_cut_has_not_reached_it(
    customer: str, label: str, under_the_cuts: Graded
) -> None:
    assert under_the_cuts.labels[customer, "sales_tier"] == label


@pytest.mark.parametrize(
    ("customer", "dimension", "label"),
    [
        ("second", "value_tier", "major"),
        ("third", "value_tier", "ordinary"),
        ("second", "sales_tier", "important"),
        ("third", "sales_tier", "ordinary"),
    ],
)
def test_a_running_share_within_1e_9_of_the_cut_has_reached_it(
    customer: str, dimension: str, label: str, within_a_hair: Graded
) -> None:
    assert within_a_hair.labels[customer, dimension] == label


def test_equals_are_ranked_by_customer_id_in_profit(ten_equals: Graded) -> None:
    tiers = [ten_equals.labels[customer, "value_tier"] for customer in EQUALS]
    assert tiers == ["key"] * 8 + ["major"] * 2


def test_equals_are_ranked_by_customer_id_in_purchases(ten_equals: Graded) -> None:
    tiers = [ten_equals.labels[customer, "sales_tier"] for customer in EQUALS]
    assert tiers == ["vip"] * 5 + ["important"] * 3 + ["ordinary"] * 2


def test_equals_all_have_the_full_parts_of_amount_and_profit(ten_equals: Graded) -> None:
    scores = [ten_equals.scores[customer, "weighted_score"] for customer in EQUALS]
    assert scores == [100.0] * 10


# ---- the weighted score -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scored(grade: Grade) -> Graded:
    """Ten buying customers, ranked 1 to 10 in amount and in profit: score = 3a + 6p + credit / 10.

    Nobody else has a part in the shares.
    """
    scene = Scene()

    def buyer(name: str, amount: int, profit: int, late: tuple[int, ...] = ()) -> Customer:
        customer = scene.customer(name)
        customer.order(300, amount=1000 * amount, cost=1000 * amount - profit)
        for days in late:
            customer.payment(due=200, paid=200 - days)
        return customer

    buyer("80", 8, 8, late=(10, 10))
    buyer("79.9", 10, 7, late=(10, 11))
    buyer("60", 6, 6, late=(20,))
    buyer("59.9", 7, 5, late=(5, 6))
    buyer("40", 4, 3)
    buyer("39.9", 3, 4, late=(15, 16))
    buyer("never below 0", 9, 10, late=(100,))
    buyer("three days late", 5, 9, late=(3,))
    buyer("early", 2, 2, late=(-50, -50))
    buyer("none due", 1, 1).payment(due=ago(365, LAST)).payment(due=ago(-1, FIRST))
    scene.customer("judged").order(400, amount=10**9).judged("prospects", "100")
    scene.customer("profit without purchases").order(9, amount=-1, cost=-(10**6))
    scene.customer("nobody")
    return grade(scene)


@pytest.mark.parametrize(
    ("customer", "label"),
    [
        ("80", "A"),
        ("79.9", "B"),
        ("60", "B"),
        ("59.9", "C"),
        ("40", "C"),
        ("39.9", "D"),
        ("never below 0", "A"),
        ("none due", "D"),
        ("judged", "prospect_A"),
        ("profit without purchases", "none"),
        ("nobody", "none"),
    ],
)
def test_the_grade_follows_the_score(customer: str, label: str, scored: Graded) -> None:
    assert scored.labels[customer, "weighted_score"] == label


@pytest.mark.parametrize(
    ("customer", "score"),
    [
        ("80", 80),
        ("79.9", 79.9),
        ("60", 60),
        ("59.9", 59.9),
        ("40", 40),
        ("39.9", 39.9),
        ("never below 0", 87),
        ("three days late", 78.4),
        ("early", 28),
        ("none due", 19),
    ],
)
def test_the_score_weighs_credit_amount_and_profit(
    customer: str, score: float, scored: Graded
) -> None:
    assert scored.scores[customer, "weighted_score"] == pytest.approx(score, abs=1e-6)


@pytest.mark.parametrize("customer", ["judged", "profit without purchases", "nobody"])
def test_without_purchases_there_is_no_score(customer: str, scored: Graded) -> None:
    assert scored.scores[customer, "weighted_score"] is None


# ---- order size ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sized(grade: Grade) -> Graded:
    """The median of all counted orders is 100: seven are smaller, seven are larger."""
    scene = furnished()
    scene.customer("100").order(2000, amount=100)
    scene.customer("400 in two currencies").order(9, amount=50, currency="EUR")
    scene.customer("399.99").order(9, amount="399.99")
    scene.customer("200").order(9, amount=200)
    scene.customer("199.99").order(9, amount="199.99")
    scene.customer("150 and 250").order(9, amount=150).order(8, amount=250)
    scene.customer("49.99").order(9, amount="49.99")
    scene.customer("50").order(9, amount=50)
    scene.customer("1, 1, 1 and 10000").order(9, 9, 8, amount=1).order(7, amount=10_000)
    scene.customer("a little").order(9, 9, amount=2)
    scene.customer("cancelled").order(30, 30, 30, amount=10**6, cancelled=20)
    scene.customer("cancelled but 50").order(30, amount=10**6, cancelled=20).order(9, amount=50)
    scene.customer("one more").order(9, amount=100)
    scene.customer("nobody")
    return grade(scene)


@pytest.mark.parametrize(
    ("customer", "label"),
    [
        ("400 in two currencies", "very_large"),
        ("399.99", "large"),
        ("200", "large"),
        ("199.99", "usual"),
        ("150 and 250", "large"),
        ("100", "usual"),
        ("50", "usual"),
        ("49.99", "small"),
        ("1, 1, 1 and 10000", "small"),
        ("cancelled but 50", "usual"),
        ("cancelled", "none"),
        ("nobody", "none"),
    ],
)
def test_order_size_is_the_median_order_against_the_usual_one(
    customer: str, label: str, sized: Graded
) -> None:
    assert sized.labels[customer, "order_size"] == label


# ---- status: too few customers here for a forecast ----------------------------------------------


@pytest.fixture(scope="module")
def stood(grade: Grade) -> Graded:
    """Orders here are all paid at their date, for the ledger has no payments."""
    scene = Scene()
    for need in ("mismatch", "closed", "no_need", "open"):
        scene.customer(f"need {need}").judged("need", need)
    scene.customer("need closed, written to").judged("need", "closed").outbound(9)
    scene.customer("need closed, asked later").judged("need", "closed", 5).inquiry(4)
    scene.customer("need closed until yesterday").judged("need", "closed", until=day(1))
    scene.customer("need closed, ordered").judged("need", "closed").order(9)
    scene.customer("need closed, order cancelled").judged("need", "closed").order(9, cancelled=8)
    scene.customer("need closed, proforma paid").judged("need", "closed").proforma(9, paid=8)
    scene.customer("blacklisted", blacklisted_at=ago(9))
    scene.customer("blacklisted, ordered", blacklisted_at=ago(9)).order(9)
    scene.customer("blacklisted, proforma paid", blacklisted_at=ago(9)).proforma(9, paid=8)
    scene.customer("last order 730 days ago").order(730)
    scene.customer("last order 730 days ago, last moment").order(ago(730, LAST))
    scene.customer("last order 729 days ago, first moment").order(ago(729, FIRST))
    scene.customer("last order 729 days ago").order(729)
    scene.customer("order 730 days ago, proforma paid").order(730).proforma(9, paid=8)
    scene.customer("order 730 days ago and today").order(730, 0)
    scene.customer("order 730 days ago, cancelled").order(730, cancelled=720)
    scene.customer("proforma paid").proforma(9, paid=8)
    scene.customer("proforma open").proforma(9)
    scene.customer("outbound").outbound(9)
    scene.customer("outbound undelivered").outbound(9, delivered=False)
    scene.customer("inbound").inbound(9)
    scene.customer("inquiry").inquiry(9)
    scene.customer("quotation, sample, answer").quotation(9).sample(9, paid=8).answer("pride", 9)
    scene.customer("ordered").order(30)
    scene.customer("ordered and cancelled").order(30, cancelled=20)
    scene.customer("ordered later").order(JUST_AFTER)
    scene.customer("bought a million").order(10, 100, 200, 364, amount=250_000)
    scene.customer("nobody")
    return grade(scene)


@pytest.mark.parametrize(
    ("customer", "label"),
    [
        ("need mismatch", "non_customer"),
        ("need closed", "non_customer"),
        ("need no_need", "potential"),
        ("need open", "potential"),
        ("need closed, written to", "non_customer"),
        ("need closed, asked later", "target"),
        ("need closed until yesterday", "potential"),
        ("need closed, ordered", "active"),
        ("need closed, order cancelled", "non_customer"),
        ("need closed, proforma paid", "active"),
        ("blacklisted", "non_customer"),
        ("blacklisted, ordered", "active"),
        ("blacklisted, proforma paid", "active"),
        ("last order 730 days ago", "lost"),
        ("last order 730 days ago, last moment", "lost"),
        ("last order 729 days ago, first moment", "active"),
        ("last order 729 days ago", "active"),
        ("order 730 days ago, proforma paid", "lost"),
        ("order 730 days ago and today", "active"),
        ("order 730 days ago, cancelled", "potential"),
        ("proforma paid", "active"),
        ("proforma open", "potential"),
        ("outbound", "target"),
        ("outbound undelivered", "target"),
        ("inbound", "target"),
        ("inquiry", "target"),
        ("quotation, sample, answer", "potential"),
        ("nobody", "potential"),
    ],
)
def test_status_without_a_forecast(customer: str, label: str, stood: Graded) -> None:
    assert stood.labels[customer, "status"] == label


# ---- payments that nobody records ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("customer", "dimension", "label"),
    [
        ("ordered", "stage", "A"),
        ("ordered", "payment_timeliness", "no_history"),
        ("ordered and cancelled", "stage", "E"),
        ("ordered later", "stage", "E"),
        ("bought a million", "profit_tier", "A"),
    ],
)
def test_without_a_payments_table_every_counted_order_is_paid(
    customer: str, dimension: str, label: str, stood: Graded
) -> None:
    assert stood.labels[customer, dimension] == label


def test_with_an_empty_payments_table_every_counted_order_is_paid(ten_equals: Graded) -> None:
    assert [ten_equals.labels[customer, "stage"] for customer in EQUALS] == ["A"] * 10
