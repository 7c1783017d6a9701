"""Budget and payback, each figure computed by hand."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from desk_scene import a_rate, graded_before, person
from samples.samples_scene import (
    APP,
    ago,
    asked,
    bare,
    customer,
    decided,
    lamp,
    now,
    order,
    step,
    verified,
    version,
)

from kehu.desk.accounts.actor import THE_APPLICATION, Actor
from kehu.desk.accounts.models import Team
from kehu.desk.accounts.roles import Role
from kehu.desk.grading.actions import regrade_changed
from kehu.desk.ledger import actions as ledger
from kehu.desk.ledger.models import Customer, OrderLine, Sample
from kehu.desk.samples import actions
from kehu.desk.samples.costs import Cost, Costs, case_of
from kehu.desk.samples.house import change_house
from kehu.desk.samples.in_force import house_rule
from kehu.desk.samples.payback import Payback, months

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house() -> None:
    graded_before()
    a_rate()


def cost_of(sample: Sample) -> Cost:
    row = now(sample)
    return Costs([row]).of(row)


def payback(actor: Actor = THE_APPLICATION, **told: Any) -> Payback:
    return Payback(actor, house_rule(), ago(0), **{"owner": None, "only_new": True, **told})


def sample_of(of: Customer, days: float, **told: Any) -> Sample:
    """An imported sample that arrived so long ago: a lamp for 5 dollars and 30 for its way."""
    at = {"requested_at": ago(days + 20), "sent_at": ago(days + 10), "arrived_at": ago(days)}
    given = {"product": lamp(), "freight": Decimal(30), "currency": "USD", **at, **told}
    return bare(of, **given)


# ---- what a sample costs -----------------------------------------------------------------------


def test_what_nobody_typed_is_estimated_by_the_catalogue_and_the_freight() -> None:
    cost = cost_of(sample_of(verified(), 10))
    assert (cost.goods, cost.freight, cost.is_estimated) == (35, 210, True)  # at 7
    assert (cost.whole, cost.received, cost.borne) == (245, 0, 245)


def test_pieces_of_an_imported_sample_are_those_its_fee_pays() -> None:
    sample = sample_of(verified(), 10, fee=Decimal("36.00"), paid_at=ago(25))
    cost = cost_of(sample)
    assert cost.goods == 3 * 35
    assert cost.received == (36 + 30) * 7
    assert cost.borne == 0  # 462 paid of 315: the rest is no saving on other samples
    step(actions.record_costs, sample, goods_cost=None, freight_cost=None)
    assert case_of(now(sample)).pieces == 3


def test_what_was_typed_counts_in_its_own_currency() -> None:
    sample = decided(asked(verified()), "buyer_pays_freight", freight=Decimal(20), currency="USD")
    step(actions.receive_money, sample, paid_at=ago(35))
    step(actions.send, sample, sent_at=ago(30), goods_cost=Decimal(40), freight_cost=Decimal(200))
    cost = cost_of(sample)
    assert (cost.goods, cost.freight, cost.is_estimated) == (40, 200, False)
    assert (cost.received, cost.borne) == (140, 100)


def test_what_is_credited_is_borne_after_all() -> None:
    acme = verified()
    sample = sample_of(acme, 10, fee=Decimal(12), paid_at=ago(25))
    assert cost_of(sample).borne == 0  # 245 of which 294 were paid
    step(actions.credit, sample, order=order(acme, ago(5)), credited=Decimal(12))
    assert cost_of(sample).borne == 245 - 294 + 84


def test_a_product_without_a_cost_is_unknown_and_not_nothing() -> None:
    cost = cost_of(sample_of(verified(), 10, product=lamp(cost=None)))
    assert (cost.goods, cost.whole) == (None, 210)


# ---- the budget --------------------------------------------------------------------------------


def test_a_month_bears_what_was_sent_in_it_by_our_clock() -> None:
    at = datetime(2026, 3, 15, 12, tzinfo=UTC)
    first = datetime(2026, 2, 28, 17, tzinfo=UTC)  # 1 March, one o'clock in Shanghai
    acme = verified()
    for sent_at in (first, first - timedelta(hours=2), at + timedelta(days=1)):
        sample_of(acme, 10, requested_at=ago(300), sent_at=sent_at, arrived_at=None)
    sample_of(acme, 10, requested_at=ago(300), sent_at=at, fee=Decimal(12), paid_at=ago(299))
    before, march = months(at, 2)
    assert (before.first, before.count, before.borne) == (date(2026, 2, 1), 1, 245)
    assert (march.first, march.count, march.whole, march.borne) == (date(2026, 3, 1), 2, 490, 245)
    assert march.estimated == 2


def test_the_budget_is_the_companys_or_as_it_ships() -> None:
    assert house_rule().budget_month == 5000
    change_house(**APP, version=0, decisions={}, budget_month=Decimal(800))
    assert house_rule().budget_month == 800


# ---- conversion and payback --------------------------------------------------------------------


def test_an_order_counts_within_the_days_after_arrival() -> None:
    for days in (10, 180, 181):
        one = verified()
        sample_of(one, 300)
        order(one, ago(300 - days))
    line = payback().whole
    assert (line.sent, line.ripe, line.converted, line.days) == (3, 3, 2, 95)  # of 10 and 180


def test_an_order_before_arrival_is_not_the_samples() -> None:
    one = verified()
    sample_of(one, 300)
    order(one, ago(305))
    assert (payback().whole.ripe, payback().whole.converted) == (1, 0)


def test_a_sample_that_arrived_lately_is_neither_converted_nor_not() -> None:
    one = verified()
    sample_of(one, 100)
    order(one, ago(90))
    line = payback().whole
    assert (line.sent, line.ripe, line.converted, line.fresh) == (1, 0, 0, 1)


def test_a_percentage_is_told_from_ten_samples_on_with_its_range() -> None:
    for n in range(9):
        one = verified()
        sample_of(one, 300)
        if n < 3:
            order(one, ago(290))
    assert payback().whole.rate is None
    sample_of(verified(), 300)
    line = payback().whole
    low, high = line.between
    assert (line.converted, line.ripe, line.rate) == (3, 10, 0.3)
    assert (round(low, 3), round(high, 3)) == (0.108, 0.603)  # Wilson's, by hand


def test_profit_is_that_of_a_year_and_each_order_counts_once() -> None:
    one = verified()
    sample_of(one, 500)
    sample_of(one, 480)
    order(one, ago(400), "1000", cost="600")  # within a year of both
    order(one, ago(120), "500", cost="100")  # 380 days after the first, 360 after the second
    order(one, ago(100), "9000")  # 380 days after the second
    order(one, ago(510), "7000")  # before either arrived
    line = payback(only_new=False).whole
    assert line.profit == 400 + 400
    assert (line.whole, line.payback) == (490, Decimal(800) / 490)
    assert line.running_years == 0


def test_cancelled_orders_bring_nothing_and_costs_of_lines_count() -> None:
    one = verified()
    sample_of(one, 300)
    ledger.cancel_order(**APP, order=order(one, ago(290), "5000"), cancelled_at=ago(280))
    made = ledger.record_order(
        **APP, customer=one, ordered_at=ago(200), amount=Decimal(100), currency="USD",
        lines=((lamp(), Decimal(8), Decimal("12.5")),),
    )  # fmt: skip
    assert payback().whole.profit == 700  # no line says what it cost
    OrderLine.objects.filter(order=made).update(unit_cost=Decimal(5))
    assert payback().whole.profit == 420
    assert payback().whole.running_years == 1


def test_who_had_ordered_before_is_left_out_unless_asked_for() -> None:
    old, new = verified(), verified()
    order(old, ago(400))
    for one in (old, new):
        sample_of(one, 300)
        order(one, ago(290))
    assert (payback().whole.sent, payback(only_new=False).whole.sent) == (1, 2)


def test_samples_of_more_than_two_years_ago_are_left_out() -> None:
    sample_of(verified(), 800)
    sample_of(verified(), 700)
    assert payback().whole.sent == 1


def test_each_market_and_role_has_its_line_and_all_are_in_one() -> None:
    for country, role, orders in (
        ("DE", "wholesaler", 1), ("FR", "retailer", 0), ("SA", "wholesaler", 1),
    ):  # fmt: skip
        one = customer(country=country, channel_role=role)
        sample_of(one, 300)
        ledger.judge(**APP, customer=one, at=ago(1), subject="need", value="open")
        for _ in range(orders):
            order(one, ago(290), "700")
    regrade_changed()
    found = payback()
    by_market = {line.code: (line.sent, line.converted, line.profit) for line in found.by("market")}
    assert by_market == {"europe": (2, 1, 700), "middle_east": (1, 1, 700)}
    by_role = {line.code: (line.sent, line.profit) for line in found.by("channel_role")}
    assert by_role == {"wholesaler": (2, 1400), "retailer": (1, 0)}
    assert (found.whole.sent, found.whole.profit) == (3, 1400)


def test_everybody_sees_what_came_of_the_samples_within_reach() -> None:
    east = Team.objects.create(name="East")
    li, boss = person("Li", team=east), person("Boss", Role.MANAGER, east)
    for owner in (li, person("Wang"), None):
        sample_of(verified(owner), 300)
    sent = {
        one.name: payback(Actor.of(one)).whole.sent
        for one in (li, boss, person("Reader", Role.READER))
    }
    assert sent == {"Li": 2, "Boss": 2, "Reader": 3}
    assert payback(Actor.of(boss), owner=li).whole.sent == 1


def test_who_is_not_graded_yet_has_a_line_without_a_label() -> None:
    sample_of(verified(), 300)
    assert [line.code for line in payback().by("market")] == [""]


def test_without_samples_there_is_nothing_to_divide_by() -> None:
    line = payback().whole
    assert (line.sent, line.payback, line.rate, line.days) == (0, None, None, None)
    assert all(one.count == 0 for one in months(ago(0)))


def test_it_asks_as_often_for_fifty_samples_as_for_one(
    django_assert_max_num_queries: Any,
) -> None:
    for _ in range(50):
        one = verified()
        sample_of(one, 300, fee=Decimal(12))
        order(one, ago(290))
    with django_assert_max_num_queries(18):
        found = payback()
        assert found.whole.sent == 50
        found.by("market")
    with django_assert_max_num_queries(6):
        months(ago(0))


def test_version_begins_at_nothing() -> None:
    assert version(sample_of(verified(), 10)) == 0
