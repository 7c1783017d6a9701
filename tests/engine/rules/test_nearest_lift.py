"""The nearest lift: what it says would lift a label does, and less would not."""

from typing import Any

import numpy as np
import pytest
from graded_demo import Demo

from kehu.engine.measures import MEASURES
from kehu.engine.rules.explain import explain_all
from kehu.engine.rules.load import default_rulebook
from kehu.engine.rules.nearest import Lift, levers, lifts
from kehu.engine.rules.ranks import Ranks
from kehu.engine.standings import STANDINGS

Values = dict[str, Any]
BOOK = default_rulebook()
EVERYBODY = [float(10_000 * n) for n in range(1, 40)]
AMONG = Ranks.of(
    np.array(EVERYBODY), np.array(EVERYBODY) / 4, np.ones(len(EVERYBODY), dtype=bool), 1000.0, None
)


def customer(**known: Any) -> Values:
    """A customer of whom nothing is known but what is told."""
    empty = {name: measure.without for name, measure in MEASURES.items()}
    assert known.keys() <= empty.keys()
    return AMONG.stand({**empty, **dict.fromkeys(STANDINGS), **known})


def nearest(dimension: str, values: Values, **overrides: str) -> list[Lift]:
    return lifts(BOOK, BOOK.dimensions[dimension], values, overrides, AMONG.stand)


def said(dimension: str, values: Values) -> tuple[str, str, str]:
    """The nearest lift in English and in Chinese, and the label it brings."""
    first = nearest(dimension, values)[0]
    return first.words("en", "{:g}".format), first.words("zh", "{:g}".format), first.to


# ---- by hand -----------------------------------------------------------------------------------


def test_one_more_paid_order_wins_a_customer() -> None:
    told = [one.words("en", str) for one in nearest("stage", customer(open_proformas=1))]
    assert "one more paid order" in told
    assert {one.to for one in nearest("stage", customer(open_proformas=1))} == {"A"}


def test_of_equal_changes_the_one_to_the_nearer_step_comes_first() -> None:
    assert said("stage", customer(inquiries=1)) == ("a proforma is issued", "开出形式发票", "B")


def test_what_stands_open_can_be_paid_and_nothing_else() -> None:
    owing = customer(orders=2, won_orders=1, order_days=2, open_proformas=1)
    unpaid = customer(orders=1, order_days=1, open_proformas=1)
    assert said("stage", unpaid) == ("the open order is paid", "未结的订单付款", "A")
    for values, there in ((owing, True), (customer(orders=2, won_orders=2, order_days=2), False)):
        happens = {lever.name for lever in levers() if lever.can_happen(values)}
        assert ({"open_order_paid", "proforma_paid"} <= happens) is there
        assert "order" in happens


def test_two_invoices_paid_on_time_lift_a_payer_who_is_often_late() -> None:
    values = customer(payments_due_12m=5, late_payments_12m=2, late_share_12m=0.4)
    assert said("payment_timeliness", values) == (
        "pay 2 invoices on time",
        "按时付2笔款",
        "sometimes_late",
    )  # 2 of 6 are more than 0.3, 2 of 7 are not


def test_money_is_told_to_the_hundredth() -> None:
    values = customer(orders=1, order_days=1, purchases_12m=99_999.99)
    assert said("profit_tier", values) == (
        "0.01 more in purchases this year",
        "本年再采购0.01",
        "C",
    )


def test_a_first_order_makes_a_new_customer_not_an_existing_one() -> None:
    assert nearest("loyalty", customer()) == []  # new is on no ladder


def test_a_second_order_soon_after_the_first_makes_a_frequent_buyer() -> None:
    for days, label in ((40, "high"), (120, "medium"), (300, "low")):
        values = customer(
            orders=1, order_days=1, days_since_first_order=days, days_since_last_order=days
        )
        assert said("reorder_frequency", values) == (
            "one more paid order",
            "再成交1单（付款）",
            label,
        )


def test_a_contact_today_brings_the_follow_up_back_on_schedule() -> None:
    values = customer(days_since_last_contact=45)
    assert said("follow_up", values) == ("a contact today", "今天联系一次", "on_schedule")


def test_standings_follow_the_money() -> None:
    values = customer(purchases_12m=5_000.0, profit_12m=100.0)
    [lift] = nearest("sales_tier", values)
    assert lift.to == "important"
    more = AMONG.stand({**values, "purchases_12m": 5_000.0 + lift.times})
    less = AMONG.stand({**values, "purchases_12m": 5_000.0 + lift.times - 0.01})
    assert more["purchases_share_before"] < 0.8 <= less["purchases_share_before"]


def test_the_top_of_a_ladder_cannot_be_lifted() -> None:
    assert nearest("stage", customer(won_orders=1)) == []
    assert nearest("membership", customer(is_member=True)) == []


def test_a_dimension_without_a_ladder_or_a_label_off_it_has_no_lift() -> None:
    assert nearest("channel_role", customer()) == []
    assert nearest("payment_timeliness", customer()) == []  # no_history is no rung


def test_a_label_set_by_a_person_is_not_lifted_by_events() -> None:
    assert nearest("stage", customer(), stage="D") == []


def test_a_label_of_another_dimension_set_by_a_person_is_kept_while_searching() -> None:
    values = customer(order_days_24m=2, order_days=2, orders=2, categories_bought=3,
                      days_since_first_order=900, days_since_last_order=40)  # fmt: skip
    assert [one.words("en", str) for one in nearest("loyalty", values)] == ["one more paid order"]
    assert nearest("loyalty", values, reorder_frequency="dormant") == []


# ---- on the demo ledger ------------------------------------------------------------------------


def rank(dimension: str, values: Values, overrides: dict[str, str]) -> tuple[int, str]:
    label = explain_all(BOOK, values, overrides)[dimension].label
    ladder = BOOK.dimensions[dimension].lift
    return (ladder.index(label) if label in ladder else -1), label


def around(demo: Demo, customer_id: str) -> Ranks:
    ids = sorted(demo.measures)
    others = [one for one in ids if one != customer_id]
    figures = [
        np.array([float(demo.measures[one][name]) for one in others])
        for name in ("purchases_12m", "profit_12m")
    ]
    return Ranks.of(*figures, np.array([one < customer_id for one in others]), 1000.0, None)


@pytest.mark.parametrize("place", range(0, 300, 25))
def test_every_lift_lifts_and_a_little_less_does_not(demo: Demo, place: int) -> None:
    customer_id = sorted(demo.measures)[place]
    overrides, ranks = demo.overrides[customer_id], around(demo, customer_id)
    values = {
        name: float(value)
        if MEASURES[name].unit == "base currency" and value is not None
        else value
        for name, value in demo.measures[customer_id].items()
        if name in MEASURES
    }
    values = ranks.stand(values)
    for dimension in BOOK.dimensions.values():
        now, _ = rank(dimension.name, values, overrides)
        for lift in lifts(BOOK, dimension, values, overrides, ranks.stand):
            lever, times = lift.lever, lift.times

            def after(times: float) -> tuple[int, str]:
                changed = lever.applied(values, times, BOOK.settings)  # noqa: B023
                return rank(dimension.name, ranks.stand(changed), overrides)  # noqa: B023

            assert 0 <= now < after(times)[0]
            assert after(times)[1] == lift.to
            step = 0.01 if lever.is_money else 1
            if times > step:
                assert after(round(times - step, 2))[0] <= now
            assert lift.words("en", str) and lift.words("zh", str)
