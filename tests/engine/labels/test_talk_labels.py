"""What was said, when and about what: follow-up, temperament, types, engagement, answers."""

from collections.abc import Callable

import pytest
from cases import Case, about
from scene import FIRST, LAST, MICROSECOND, Customer, T, ago, day


def nothing(customer: Customer) -> None:
    """A customer of whom nothing is known."""


FOLLOW_UP = about(
    "follow_up",
    ("waiting until tomorrow", "waiting", lambda c: c.judged("waiting_until", "2026-11-01")),
    ("waiting until today", "never_contacted", lambda c: c.judged("waiting_until", "2026-10-31")),
    ("waiting until yesterday", "never_contacted",
     lambda c: c.judged("waiting_until", "2026-10-30")),
    ("waiting until tomorrow, contacted 90 days ago", "waiting",
     lambda c: c.judged("waiting_until", "2026-11-01").outbound(90)),
    ("waiting until tomorrow, after sales due", "waiting",
     lambda c: c.judged("waiting_until", "2026-11-01").order(90, delivered=45)),
    ("waiting, the newest is past though an older is not", "never_contacted",
     lambda c: c.judged("waiting_until", "2027-01-01", 9)
     .judged("waiting_until", "2026-10-20", 8)),
    ("waiting until tomorrow, lifted", "never_contacted",
     lambda c: c.judged("waiting_until", "2026-11-01", 9).judged("waiting_until", "-", 8)),
    ("waiting until tomorrow, judged until yesterday", "never_contacted",
     lambda c: c.judged("waiting_until", "2026-11-01", until=day(1))),
    ("delivered 30 days ago", "after_sales_due", lambda c: c.order(90, delivered=30)),
    ("delivered 29 days ago", "never_contacted", lambda c: c.order(90, delivered=29)),
    ("delivered 30 days ago at its last moment", "after_sales_due",
     lambda c: c.order(90, delivered=ago(30, LAST))),
    ("delivered 29 days ago at its first moment", "never_contacted",
     lambda c: c.order(90, delivered=ago(29, FIRST))),
    ("delivered 60 days ago", "after_sales_due", lambda c: c.order(90, delivered=60)),
    ("delivered 61 days ago", "never_contacted", lambda c: c.order(90, delivered=61)),
    ("delivered 45 days ago, contact on day 30 after it", "overdue_7",
     lambda c: c.order(90, delivered=45).outbound(15)),
    ("delivered 45 days ago, contact on day 29 after it", "after_sales_due",
     lambda c: c.order(90, delivered=45).outbound(16)),
    ("delivered at the last moment, contact on day 30 at the first", "overdue_7",
     lambda c: c.order(90, delivered=ago(45, LAST)).outbound(ago(15, FIRST))),
    ("delivered 45 days ago, an inbound on day 30 after it", "overdue_7",
     lambda c: c.order(90, delivered=45).inbound(15)),
    ("delivered 45 days ago, an undelivered message since", "after_sales_due",
     lambda c: c.order(90, delivered=45).outbound(10, delivered=False)),
    ("delivered 30 days ago, contact today", "on_schedule",
     lambda c: c.order(90, delivered=30).outbound(0)),
    ("delivered 45 and again 10 days ago", "never_contacted",
     lambda c: c.order(90, delivered=45).order(90, delivered=10)),
    ("delivered 45 and again 10 days ago, that one cancelled", "after_sales_due",
     lambda c: c.order(90, delivered=45).order(90, delivered=10, cancelled=5)),
    ("nothing known", "never_contacted", nothing),
    ("an undelivered message", "never_contacted", lambda c: c.outbound(10, delivered=False)),
    ("an inquiry is no contact", "never_contacted", lambda c: c.inquiry(10)),
    ("contact 90 days ago", "overdue_90", lambda c: c.outbound(90)),
    ("contact 89 days ago", "overdue_30", lambda c: c.outbound(89)),
    ("contact 90 days ago at its last moment", "overdue_90", lambda c: c.outbound(ago(90, LAST))),
    ("contact 90 days ago and an undelivered one since", "overdue_90",
     lambda c: c.outbound(90).outbound(5, delivered=False)),
    ("contact 90 days ago and an inbound since", "on_schedule",
     lambda c: c.outbound(90).inbound(5)),
    ("contact 30 days ago", "overdue_30", lambda c: c.outbound(30)),
    ("contact 29 days ago", "overdue_7", lambda c: c.outbound(29)),
    ("contact 7 days ago", "overdue_7", lambda c: c.outbound(7)),
    ("contact 6 days ago", "on_schedule", lambda c: c.outbound(6)),
    ("contact 6 days ago at its first moment", "on_schedule", lambda c: c.outbound(ago(6, FIRST))),
    ("contact now", "on_schedule", lambda c: c.outbound(T)),
    ("contact said to be delivered", "on_schedule", lambda c: c.outbound(6, delivered=True)),
)  # fmt: skip

TEMPERAMENT = about(
    "temperament",
    *[
        (f"judged {one}, 3 complaints and 3 discounts", one,
         lambda c, one=one: c.judged("temperament", one).inbound(5, times=3, kind="complaint")
         .inbound(5, times=3, topics="discount"))
        for one in ("complaining", "shrewd", "methodical", "silent")
    ],
    ("judged silent until yesterday, 3 complaints", "complaining",
     lambda c: c.judged("temperament", "silent", until=day(1))
     .inbound(5, times=3, kind="complaint")),
    ("judged silent and lifted, 3 complaints", "complaining",
     lambda c: c.judged("temperament", "silent", 9).judged("temperament", "-", 8)
     .inbound(5, times=3, kind="complaint")),
    ("3 complaints, the first 729 days ago", "complaining",
     lambda c: c.inbound(5, 9, 729, kind="complaint")),
    ("3 complaints, the first 730 days ago", "unknown",
     lambda c: c.inbound(5, 9, 730, kind="complaint")),
    ("3 complaints, the first 730 days ago at its last moment", "unknown",
     lambda c: c.inbound(5, 9, ago(730, LAST), kind="complaint")),
    ("2 complaints", "unknown", lambda c: c.inbound(5, 9, kind="complaint")),
    ("2 complaints and one outbound", "unknown",
     lambda c: c.inbound(5, 9, kind="complaint").outbound(4, kind="complaint")),
    ("3 complaints, 3 discounts", "complaining",
     lambda c: c.inbound(5, times=3, kind="complaint", topics="discount")),
    ("3 about discount, however old", "shrewd",
     lambda c: c.inbound(5, 900, 2000, topics="price;discount")),
    ("2 about discount", "unknown", lambda c: c.inbound(5, 9, topics="discount")),
    ("2 about discount and one outbound", "unknown",
     lambda c: c.inbound(5, 9, topics="discount").outbound(4, topics="discount")),
    ("3 about discount and specification", "shrewd",
     lambda c: c.inbound(5, times=3, topics="specification;discount")),
    ("3 about specification or certificate", "methodical",
     lambda c: c.inbound(5, 9, topics="specification").inbound(2000, topics="certificate")),
    ("2 about both specification and certificate", "unknown",
     lambda c: c.inbound(5, 9, topics="specification;certificate")),
    ("3 about quality", "unknown", lambda c: c.inbound(5, times=3, topics="quality")),
    ("5 outbound, 1 inbound", "silent", lambda c: c.outbound(5, 9, 99, 900, 2000).inbound(4)),
    ("5 outbound, 2 inbound", "unknown", lambda c: c.outbound(5, 9, 99, 900, 2000).inbound(4, 3)),
    ("5 outbound, none inbound", "silent", lambda c: c.outbound(5, times=5)),
    ("4 outbound", "unknown", lambda c: c.outbound(5, times=4)),
    ("4 outbound and one undelivered", "unknown",
     lambda c: c.outbound(5, times=4).outbound(5, delivered=False)),
    ("nothing known", "unknown", nothing),
)  # fmt: skip

RELATIONAL_TYPE = about(
    "relational_type",
    ("2 inbound with topics, 2 order days", "unknown",
     lambda c: c.inbound(5, times=2, topics="price").order(9, 99)),
    ("2 inbound with topics, many without", "unknown",
     lambda c: c.inbound(5, times=2, topics="quality").inbound(4, times=5)),
    ("2 inbound with topics and outbound ones", "unknown",
     lambda c: c.inbound(5, times=2, topics="price").outbound(4, times=5, topics="price")),
    ("2 inbound with topics, 3 order days", "relational",
     lambda c: c.inbound(5, times=2, topics="price").order(9, 99, 999)),
    ("2 inbound with topics, 3 orders on 2 days", "unknown",
     lambda c: c.inbound(5, times=2, topics="price").order(9, 99, 99)),
    ("price in 3 of 5, exactly 60 %", "transactional",
     lambda c: c.inbound(5, times=3, topics="price").inbound(5, times=2, topics="quality")),
    ("price in 4 of 7, 57 %", "relational",
     lambda c: c.inbound(5, times=4, topics="price").inbound(5, times=3, topics="quality")),
    ("price in 3 of 5, the rest without topics not counted", "transactional",
     lambda c: c.inbound(5, times=3, topics="price").inbound(5, times=2, topics="quality")
     .inbound(5, times=9)),
    ("price or discount in 2 of 3", "transactional",
     lambda c: c.inbound(5, topics="price").inbound(5, topics="discount;moq")
     .inbound(5, topics="moq")),
    ("price and discount in the same 1 of 3", "relational",
     lambda c: c.inbound(5, topics="price;discount").inbound(5, times=2, topics="quality")),
    ("price in all of 3, 2 order days", "transactional",
     lambda c: c.inbound(5, times=3, topics="price").order(9, 99)),
    ("price in all of 3, 3 order days", "relational",
     lambda c: c.inbound(5, times=3, topics="price").order(9, 99, 999)),
    ("price in all of 3, 3 order days of which one is cancelled", "transactional",
     lambda c: c.inbound(5, times=3, topics="price").order(9, 99).order(999, cancelled=9)),
    ("payment terms are not price", "relational",
     lambda c: c.inbound(5, times=3, topics="payment_terms")),
    ("3 order days alone", "relational", lambda c: c.order(9, 99, 999)),
    ("nothing known", "unknown", nothing),
)  # fmt: skip

LEAD_TIME_SENSITIVITY = about(
    "lead_time_sensitivity",
    ("judged very sensitive", "very_sensitive",
     lambda c: c.judged("lead_time_sensitivity", "very_sensitive")),
    ("judged indifferent, 2 about lead time", "indifferent",
     lambda c: c.judged("lead_time_sensitivity", "indifferent")
     .inbound(5, times=2, topics="lead_time")),
    ("judged indifferent until yesterday, 2 about lead time", "very_sensitive",
     lambda c: c.judged("lead_time_sensitivity", "indifferent", until=day(1))
     .inbound(5, times=2, topics="lead_time")),
    ("2 about lead time, however old", "very_sensitive",
     lambda c: c.inbound(5, 2000, topics="moq;lead_time")),
    ("1 about lead time", "unknown", lambda c: c.inbound(5, topics="lead_time")),
    ("1 about lead time and one outbound", "unknown",
     lambda c: c.inbound(5, topics="lead_time").outbound(4, topics="lead_time")),
    ("nothing known", "unknown", nothing),
)  # fmt: skip


def messages(*, answered: int, unanswered: int) -> Callable[[Customer], Customer]:
    """Messages a month or more apart, some answered on day 14, others on day 15."""

    def tell(c: Customer) -> Customer:
        for nth in range(answered + unanswered):
            sent = 60 + 40 * nth
            c.outbound(sent).inbound(sent - 14 if nth < answered else sent - 15)
        return c

    return tell


ENGAGEMENT = about(
    "engagement",
    ("1 of 2 answered", "high", messages(answered=1, unanswered=1)),
    ("24 of 49 answered", "medium", messages(answered=24, unanswered=25)),
    ("1 of 5 answered", "medium", messages(answered=1, unanswered=4)),
    ("10 of 51 answered", "low", messages(answered=10, unanswered=41)),
    ("1 of 6 answered", "low", messages(answered=1, unanswered=5)),
    ("none of 2 answered", "none", messages(answered=0, unanswered=2)),
    ("answered on day 14", "high", messages(answered=1, unanswered=0)),
    ("answered on day 15", "none", messages(answered=0, unanswered=1)),
    ("sent at the first moment, answered at the last of day 14", "high",
     lambda c: c.outbound(ago(40, FIRST)).inbound(ago(26, LAST))),
    ("sent at the last moment, answered at the first of day 15", "none",
     lambda c: c.outbound(ago(40, LAST)).inbound(ago(25, FIRST))),
    ("answered at the same moment", "none", lambda c: c.outbound(40).inbound(40)),
    ("answered a microsecond later", "high",
     lambda c: c.outbound(40).inbound(ago(40) + MICROSECOND)),
    ("answered at the same moment and a day later", "high",
     lambda c: c.outbound(40).inbound(40, 39)),
    ("an inbound before it", "none", lambda c: c.inbound(41).outbound(40)),
    ("one answer to two messages", "high", lambda c: c.outbound(45, 40).inbound(35)),
    ("answered after a second message", "high",
     lambda c: c.outbound(40, 38).inbound(35).outbound(20)),
    ("sent 14 days ago, not answered", "none", lambda c: c.outbound(14)),
    ("sent 14 days ago at its last moment", "none", lambda c: c.outbound(ago(14, LAST))),
    ("sent 13 days ago, not answered", "unknown", lambda c: c.outbound(13)),
    ("sent 13 days ago at its first moment, answered", "unknown",
     lambda c: c.outbound(ago(13, FIRST)).inbound(5)),
    ("sent 14 days ago, answered now", "high", lambda c: c.outbound(14).inbound(T)),
    ("undelivered", "unknown", lambda c: c.outbound(40, delivered=False).inbound(39)),
    ("one answered, one undelivered", "high",
     lambda c: c.outbound(90).inbound(89).outbound(40, delivered=False)),
    ("inbound alone", "unknown", lambda c: c.inbound(40)),
    ("nothing known", "unknown", nothing),
)  # fmt: skip

DRIVERS = [
    "comfort",
    "safety",
    "convenience",
    "economy",
    "durability",
    "pleasure",
    "individuality",
    "pride",
]
VALUE_DRIVERS = about(
    "value_drivers",
    *[(f"answered {one}", one, lambda c, one=one: c.answer(one, 9)) for one in DRIVERS],
    ("the one most often given", "safety",
     lambda c: c.answer("safety", 99, 98).answer("pride", 9)),
    ("of equals the newest", "comfort",
     lambda c: c.answer("pride", 99, 20).answer("comfort", 98, 9)),
    ("of equals the newest, told the other way", "pride",
     lambda c: c.answer("pride", 99, 9).answer("comfort", 98, 20)),
    ("at equal moments the greater id, b", "comfort",
     lambda c: c.answer("pride", 9, id="a").answer("comfort", 9, id="b")),
    ("at equal moments the greater id, by text", "pride",
     lambda c: c.answer("pride", 9, id="9").answer("comfort", 9, id="10")),
    ("729 days ago", "pride", lambda c: c.answer("pride", 729)),
    ("730 days ago", "unknown", lambda c: c.answer("pride", 730)),
    ("730 days ago at its last moment", "unknown", lambda c: c.answer("pride", ago(730, LAST))),
    ("twice but long ago", "comfort", lambda c: c.answer("pride", 800, 730).answer("comfort", 9)),
    ("another answer does not count", "pride",
     lambda c: c.answer("cheapness", 9, 8).answer("pride", 99)),
    ("another question does not count", "unknown",
     lambda c: c.answer("pride", 9, question="favourite")),
    ("nothing known", "unknown", nothing),
)  # fmt: skip


@pytest.mark.parametrize(
    "case",
    [
        *FOLLOW_UP,
        *TEMPERAMENT,
        *RELATIONAL_TYPE,
        *LEAD_TIME_SENSITIVITY,
        *ENGAGEMENT,
        *VALUE_DRIVERS,
    ],
    ids=str,
)
def test_what_was_said(case: Case, shown: Callable[[Case], str | None]) -> None:
    assert shown(case) == case.label
