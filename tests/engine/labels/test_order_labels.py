"""What is bought and how it is paid: tiers by fixed cuts, rhythm, categories, payment, activity."""

from collections.abc import Callable

import pytest
from cases import Case, about
from grading import Graded
from scene import FIRST, JUST_AFTER, LAST, Customer, T, ago


def nothing(customer: Customer) -> None:
    """A customer of whom nothing is known."""


def four(amount: int | str, last: int | str) -> Callable[[Customer], Customer]:
    """Orders on four days, three of `amount` and one of `last`."""
    return lambda c: c.order(10, 100, 200, amount=amount).order(364, amount=last)


PROFIT_TIER = about(
    "profit_tier",
    ("1,000,000 on 4 days", "A", four(250_000, 250_000)),
    ("999,999.99 on 4 days", "B", four(250_000, "249999.99")),
    ("1,000,000 on 3 days", "B",
     lambda c: c.order(10, 100, amount=250_000).order(364, amount=500_000)),
    ("1,000,000 by 4 orders on 3 days", "B", lambda c: c.order(10, 100, 364, 364, amount=250_000)),
    ("1,000,000 on 3 days and an order 365 days ago", "B",
     lambda c: c.order(10, 100, 364, amount=400_000).order(365, amount=400_000)),
    ("1,000,000 on 4 days of which two meet at midnight", "A",
     lambda c: c.order(10, 20, ago(99, LAST), ago(98, FIRST), amount=250_000)),
    ("1,000,000 on 4 days, paid on time", "A",
     lambda c: four(250_000, 250_000)(c).payment(due=30, paid=27)),
    ("1,000,000 on 4 days, sometimes late", "B",
     lambda c: four(250_000, 250_000)(c).payment(due=30, paid=26)
     .payment(due=30, paid=30, times=9)),
    ("1,000,000 on 4 days, often late", "B",
     lambda c: four(250_000, 250_000)(c).payment(due=30, paid=26)),
    ("1,000,000 on 4 days, often late but overridden to timely", "A",
     lambda c: four(250_000, 250_000)(c).payment(due=30).shown_as("timely", "payment_timeliness")),
    ("1,000,000 on 4 days, overridden to sometimes late", "B",
     lambda c: four(250_000, 250_000)(c).shown_as("sometimes_late", "payment_timeliness")),
    ("300,000", "B", lambda c: c.order(364, amount=300_000)),
    ("299,999.99", "C", lambda c: c.order(364, amount="299999.99")),
    ("300,000 short of 5e-10", "B",
     lambda c: c.order(9, amount="299999.9").order(9, amount="0.05", currency="JPY")),
    ("300,000 short of 5e-9", "C",
     lambda c: c.order(9, amount=299_999).order(9, amount="0.5", currency="JPY")),
    ("300,000 by the rate of the order's own date", "B",
     lambda c: c.order(20, amount=40_000, currency="USD")),
    ("300,000 by the rate of nine days before", "B",
     lambda c: c.order(ago(11, LAST), amount=40_000, currency="USD")),
    ("299,996 by the older rate, a moment before the new one", "C",
     lambda c: c.order(ago(21, LAST), amount=40_000, currency="USD")),
    ("300,000 by the new rate, at its first moment", "B",
     lambda c: c.order(ago(20, FIRST), amount=40_000, currency="USD")),
    ("296,000 by a newer rate", "C", lambda c: c.order(10, amount=40_000, currency="USD")),
    ("100,000", "C", lambda c: c.order(364, amount=100_000)),
    ("99,999.9999", "D", lambda c: c.order(364, amount="99999.9999")),
    ("100,000 of which half is cancelled", "D",
     lambda c: c.order(30, amount=50_000).order(30, amount=50_000, cancelled=20)),
    ("100,000 less a credit note", "D",
     lambda c: c.order(30, amount=100_000).order(20, amount=-1)),
    ("0.01", "D", lambda c: c.order(364, amount="0.01")),
    ("an order 364 days ago at its first moment", "C",
     lambda c: c.order(ago(364, FIRST), amount=100_000)),
    ("an order 365 days ago at its last moment", "none",
     lambda c: c.order(ago(365, LAST), amount=100_000)),
    ("an order and its whole return", "none",
     lambda c: c.order(30, amount=100_000).order(20, amount=-100_000)),
    ("a return alone", "none", lambda c: c.order(20, amount=-5)),
    ("nothing known", "none", nothing),
)  # fmt: skip

SPEND_CLASS = about(
    "spend_class",
    ("500,000 on 4 days", "vip", four(125_000, 125_000)),
    ("499,999.99 on 4 days", "silver", four(125_000, "124999.99")),
    ("500,000 on 3 days", "silver",
     lambda c: c.order(10, 100, amount=125_000).order(364, amount=250_000)),
    ("500,000 on 3 days and a 4th 365 days ago", "silver",
     lambda c: c.order(10, 100, 364, amount=200_000).order(365, amount=1)),
    ("500,000 on 1 day", "ordinary", lambda c: c.order(10, 10, 10, 10, amount=125_000)),
    ("200,000 on 2 days", "silver", lambda c: c.order(10, 364, amount=100_000)),
    ("199,999.99 on 2 days", "ordinary",
     lambda c: c.order(10, amount=100_000).order(364, amount="99999.99")),
    ("200,000 on 1 day", "ordinary", lambda c: c.order(10, amount=200_000)),
    ("200,000 on 1 day and a 2nd 365 days ago", "ordinary",
     lambda c: c.order(10, 365, amount=200_000)),
    ("0.01", "ordinary", lambda c: c.order(364, amount="0.01")),
    ("an order 365 days ago", "none", lambda c: c.order(365, amount=500_000)),
    ("nothing known", "none", nothing),
)  # fmt: skip

REORDER_FREQUENCY = about(
    "reorder_frequency",
    ("no order", "none", nothing),
    ("an order cancelled", "none", lambda c: c.order(30, cancelled=20)),
    ("last order 365 days ago", "dormant", lambda c: c.order(365)),
    ("last order 364 days ago", "one_time", lambda c: c.order(364)),
    ("last order 365 days ago at its last moment", "dormant", lambda c: c.order(ago(365, LAST))),
    ("last order 364 days ago at its first moment", "one_time", lambda c: c.order(ago(364, FIRST))),
    ("last order 365 days ago, often before", "dormant", lambda c: c.order(365, 366, 367)),
    ("a newer order that is cancelled", "dormant", lambda c: c.order(365).order(9, cancelled=8)),
    ("3 orders at both ends of a day", "one_time",
     lambda c: c.order(ago(9, FIRST), ago(9), ago(9, LAST))),
    ("2 orders a microsecond apart at midnight", "high",
     lambda c: c.order(ago(10, LAST), ago(9, FIRST))),
    ("a gap of 92 days", "high", lambda c: c.order(10, 102)),
    ("a gap of 93 days", "medium", lambda c: c.order(10, 103)),
    ("gaps of 92 and 93 days, median 92.5", "medium", lambda c: c.order(10, 102, 195)),
    ("gaps of 91 and 93 days, median 92", "high", lambda c: c.order(10, 101, 194)),
    ("gaps of 1, 93 and 400 days, median 93", "medium", lambda c: c.order(10, 11, 104, 504)),
    ("a gap of 184 by a cancelled order halved", "low",
     lambda c: c.order(10, 194).order(102, cancelled=101)),
    ("gaps of 92 and 92 days, two orders on each day", "high",
     lambda c: c.order(10, 10, 102, 102, 194, 194)),
    ("a gap of 184 days, two orders on each day", "low", lambda c: c.order(10, 10, 194, 194)),
    ("a gap of 182 days", "medium", lambda c: c.order(10, 192)),
    ("gaps of 182 and 183 days, median 182.5", "medium", lambda c: c.order(10, 192, 375)),
    ("a gap of 183 days", "low", lambda c: c.order(10, 193)),
    ("a gap of 183 days, long ago", "low", lambda c: c.order(364, 547)),
)  # fmt: skip

PRODUCT_NEED = about(
    "product_need",
    ("more valves than pumps bought", "Valves",
     lambda c: c.order(30).line("pump", 4).line("valve", 5)),
    ("quantity counts, not the price alone", "Valves",
     lambda c: c.order(30).line("pump", 4).line("valve", 1, quantity=5)),
    ("products of a category are added", "Valves",
     lambda c: c.order(30).line("pump", 4).line("valve", 3).line("valve_2", 2)),
    ("a share of exactly 50 %", "Valves",
     lambda c: c.order(30).line("valve", 50).line("pump", 25).line("seal", 25)),
    ("a share of 49.99 %", "mixed",
     lambda c: c.order(30).line("valve", "49.99").line("pump", 25).line("seal", "25.01")),
    ("two equals, Pumps and Valves", "Pumps",
     lambda c: c.order(30).line("valve", 5).line("pump", 5)),
    ("two equals, Pumps and pumps", "Pumps",
     lambda c: c.order(30).line("small pump", 5).line("pump", 5)),
    ("two equals, pumps and a Chinese word", "pumps",
     lambda c: c.order(30).line("fa", 5).line("small pump", 5)),
    ("three equals", "mixed",
     lambda c: c.order(30).line("valve", 5).line("pump", 5).line("seal", 5)),
    ("the order's rate counts", "Valves",
     lambda c: c.order(30).line("pump", 7).order(30, currency="EUR").line("valve", 1)),
    ("any order counts, however old", "Valves",
     lambda c: c.order(30).line("pump", 4).order(2500).line("valve", 5)),
    ("a cancelled order does not count", "Pumps",
     lambda c: c.order(30).line("pump", 4).order(30, cancelled=20).line("valve", 5)),
    ("a returned category is no part of the sum", "mixed",
     lambda c: c.order(30).line("pump", 40).line("valve", 35).line("fa", 35).line("seal", -50)),
    ("returns are taken off their category", "Pumps",
     lambda c: c.order(30).line("pump", 4).line("valve", 5).line("valve", -2)),
    ("a product of no list is left out", "Pumps",
     lambda c: c.order(30).line("pump", 4).line("gone", 500)),
    ("inquiries do not count beside purchases", "Pumps",
     lambda c: c.order(30).line("pump", 4).inquiry(9, 8, products="valve")),
    ("a category bought and wholly returned, inquiries decide", "Valves",
     lambda c: c.order(30).line("pump", 4).line("pump", -4).inquiry(9, products="valve")),
    ("orders without lines, inquiries decide", "Valves",
     lambda c: c.order(30).inquiry(9, products="valve")),
    ("most named in inquiries", "Valves",
     lambda c: c.inquiry(9, products="pump").inquiry(8, 7, products="valve")),
    ("a product named twice in an inquiry counts once", "Pumps",
     lambda c: c.inquiry(9, products="valve;valve;valve").inquiry(8, 7, products="pump")),
    ("two products of a category in an inquiry count both", "Valves",
     lambda c: c.inquiry(9, products="valve;valve_2").inquiry(8, products="pump")),
    ("half of what inquiries name", "Valves",
     lambda c: c.inquiry(9, 8, products="valve").inquiry(9, products="pump;seal")),
    ("a third of what inquiries name", "mixed", lambda c: c.inquiry(9, products="valve;pump;seal")),
    ("two equals in inquiries", "Pumps", lambda c: c.inquiry(9, products="valve;pump")),
    ("an inquiry naming a product of no list", "unknown", lambda c: c.inquiry(9, products="gone")),
    ("a line of nothing worth", "unknown", lambda c: c.order(30).line("pump", 0)),
    ("nothing known", "unknown", nothing),
)  # fmt: skip


def due(*, late: int, timely: int) -> Callable[[Customer], Customer]:
    """So many payments four days late, and so many three."""
    return lambda c: (
        c.order(60).payment(due=30, paid=26, times=late).payment(due=30, paid=27, times=timely)
    )


PAYMENT_TIMELINESS = about(
    "payment_timeliness",
    ("no payment", "no_history", lambda c: c.order(30)),
    ("nothing known", "no_history", nothing),
    ("1 of 20 late, exactly 5 %", "timely", due(late=1, timely=19)),
    ("1 of 19 late, 5.3 %", "sometimes_late", due(late=1, timely=18)),
    ("3 of 10 late, exactly 30 %", "sometimes_late", due(late=3, timely=7)),
    ("4 of 13 late, 30.8 %", "often_late", due(late=4, timely=9)),
    ("paid 3 days late", "timely", due(late=0, timely=1)),
    ("paid 4 days late", "often_late", due(late=1, timely=0)),
    ("paid early", "timely", lambda c: c.order(60).payment(due=30, paid=50)),
    ("due at the first moment, paid at the last of the 3rd day after", "timely",
     lambda c: c.order(60).payment(due=ago(30, FIRST), paid=ago(27, LAST))),
    ("due at the last moment, paid at the first of the 4th day after", "often_late",
     lambda c: c.order(60).payment(due=ago(30, LAST), paid=ago(26, FIRST))),
    ("unpaid, due 3 days ago", "timely", lambda c: c.order(60).payment(due=3)),
    ("unpaid, due 4 days ago", "often_late", lambda c: c.order(60).payment(due=4)),
    ("unpaid, due 4 days ago at its last moment", "often_late",
     lambda c: c.order(60).payment(due=ago(4, LAST))),
    ("due 3 days ago, paid 10 days from now", "timely",
     lambda c: c.order(60).payment(due=3, paid=ago(-10))),
    ("due 4 days ago, paid now", "often_late", lambda c: c.order(60).payment(due=4, paid=T)),
    ("unpaid, due now", "timely", lambda c: c.order(60).payment(due=T)),
    ("unpaid, due a microsecond from now", "no_history",
     lambda c: c.order(60).payment(due=JUST_AFTER)),
    ("paid ahead of a due moment to come", "no_history",
     lambda c: c.order(60).payment(due=JUST_AFTER, paid=9)),
    ("late, due 364 days ago", "often_late", lambda c: c.order(400).payment(due=364)),
    ("late, due 365 days ago", "no_history", lambda c: c.order(400).payment(due=365)),
    ("late, due 365 days ago at its last moment", "no_history",
     lambda c: c.order(400).payment(due=ago(365, LAST))),
    ("late, of a cancelled order", "no_history",
     lambda c: c.order(60, cancelled=1).payment(due=30)),
    ("late, of a cancelled order beside another's", "timely",
     lambda c: c.order(60, cancelled=1).payment(due=30).order(60).payment(due=30, paid=30)),
    ("late, of an order that is not yet known", "no_history",
     lambda c: c.order(JUST_AFTER).payment(due=30)),
    ("unpaid payments are late too", "often_late",
     lambda c: c.order(60).payment(due=30, paid=30).payment(due=30)),
)  # fmt: skip

ACTIVITY_INDEX = about(
    "activity_index",
    ("no order", "none", nothing),
    ("an order cancelled", "none", lambda c: c.order(30, cancelled=20)),
    ("an order 40 days ago, index 30.002", "medium", lambda c: c.order(40)),
    ("an order 41 days ago, index 29.92", "low", lambda c: c.order(41)),
    ("order days 0, 1, 2 and 1159 days ago, index 60.000", "high",
     lambda c: c.order(0, 1, 2, 1159)),
    ("order days 0, 1, 2 and 1160 days ago, index 59.999", "medium",
     lambda c: c.order(0, 1, 2, 1160)),
    ("9 orders of a day count once", "medium", lambda c: c.order(*[0] * 9)),
    ("an order 4000 days ago", "low", lambda c: c.order(4000)),
)  # fmt: skip


def profits(*told: tuple[int, int | str]) -> Callable[[Customer], Customer]:
    """A relational buyer of ordinary value with such profits, as (days ago, profit)."""

    def tell(c: Customer) -> Customer:
        c.shown_as("relational", "relational_type").shown_as("ordinary", "value_tier")
        for days, profit in told:
            c.order(days, amount=5000, cost=5000).order(days, amount=profit)
        return c

    return tell


RELATIONAL_VALUE = about(
    "relational_value",
    ("a key customer", "retain", lambda c: profits((9, 10))(c).shown_as("key", "value_tier", 4)),
    ("a major customer", "grow", lambda c: profits((9, 10))(c).shown_as("major", "value_tier", 4)),
    ("a key customer with falling profit", "retain",
     lambda c: profits((9, 10), (200, 1000))(c).shown_as("key", "value_tier", 4)),
    ("a key customer, transactional", "none",
     lambda c: profits((9, 10))(c).shown_as("key", "value_tier", 4)
     .shown_as("transactional", "relational_type", 4)),
    ("a key customer who bought 365 days ago", "none",
     lambda c: profits((365, 10))(c).shown_as("key", "value_tier", 4)),
    ("a key customer of unknown type", "none",
     lambda c: c.order(9).shown_as("key", "value_tier")),
    ("a key customer relational by 3 order days", "retain",
     lambda c: c.order(9, 99, 199).shown_as("key", "value_tier")),
    ("profit of exactly half", "grow", profits((182, 500), (183, 1000))),
    ("profit a little under half", "prune", profits((182, "499.99"), (183, 1000))),
    ("no profit lately", "prune", profits((183, 1000))),
    ("profit of 365 days ago against a little under half", "prune",
     profits((0, "499.99"), (365, 1000))),
    ("profit of 366 days ago against nothing", "grow", profits((0, "499.99"), (366, 1000))),
    ("profit of 183 days ago is not of the last 183", "prune", profits((9, 1), (183, 500))),
    ("profit of 182 days ago is not of the 183 before", "grow", profits((9, 1), (182, 500))),
    ("a loss before, none since", "grow", profits((9, 1), (300, -500))),
    ("purchases without profit", "grow", profits((9, 0))),
    ("cost by lines: half and under", "prune",
     lambda c: profits((200, 1000))(c).order(9, amount=1000).line("pump", 900, cost="501")),
    ("cost by lines of which one is unknown is none", "grow",
     lambda c: profits((200, 1000))(c).order(9, amount=1000).line("pump", 900, cost="501")
     .line("valve", 100)),
    ("cost of the order before that of its lines", "grow",
     lambda c: profits((200, 1000))(c).order(9, amount=1000, cost=1).line("pump", 900, cost="501")),
    ("cost by lines is quantity times unit cost", "prune",
     lambda c: profits((200, 1000))(c).order(9, amount=1000)
     .line("pump", 300, quantity=3, cost=167)),
)  # fmt: skip


@pytest.mark.parametrize(
    "case",
    [
        *PROFIT_TIER,
        *SPEND_CLASS,
        *REORDER_FREQUENCY,
        *PRODUCT_NEED,
        *PAYMENT_TIMELINESS,
        *ACTIVITY_INDEX,
        *RELATIONAL_VALUE,
    ],
    ids=str,
)
def test_what_is_bought_and_paid(case: Case, shown: Callable[[Case], str | None]) -> None:
    assert shown(case) == case.label


SCORED = about(
    "activity_index",
    ("an order today, raw 1", "medium", lambda c: c.order(0)),
    ("an order 180 days ago, raw 0.5", "low", lambda c: c.order(180)),
    ("orders 0, 180 and 360 days ago, raw 1.75", "medium", lambda c: c.order(0, 180, 360, 360)),
)


@pytest.mark.parametrize(
    ("case", "score"), list(zip(SCORED, [100 / 3, 20.0, 175 / 3.75], strict=True))
)
def test_activity_index_is_100_raw_over_raw_plus_2(
    case: Case, score: float, common: Graded
) -> None:
    assert common.scores[case.customer, "activity_index"] == pytest.approx(score, abs=1e-6)
