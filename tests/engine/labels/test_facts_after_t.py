"""What happens after t has not happened: the same customers, told twice.

Every case is told without a fact, and with the fact a microsecond after t: the two ledgers must
give the same labels in all dimensions. Beside it stands a customer to whom the same happens at t;
its label must be another, or the case would show nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pytest
from cases import furnished
from grading import Graded
from scene import JUST_AFTER, Customer, Scene, T, When, ago


@dataclass(frozen=True)
class Fact:
    """A fact that may happen to a customer, and a label before and once it has."""

    told: str
    dimension: str
    before: str | None
    then: str
    tell: Callable[[Customer, When], object]

    def __str__(self) -> str:
        return self.told

    @property
    def told_at_t(self) -> str:
        return f"{self.told}, at t"


FACTS = [
    Fact("an order", "reorder_frequency", "none", "one_time", lambda c, t: c.order(t)),
    Fact("an order's payment paid", "stage", "E", "A",
         lambda c, t: c.order(30).payment(due=0, paid=t)),
    Fact("a payment due", "payment_timeliness", "no_history", "timely",
         lambda c, t: c.order(30).payment(due=t)),
    Fact("a delivery", "stage", "E", "A", lambda c, t: c.order(30, delivered=t)),
    Fact("a delivery of a second order", "follow_up", "after_sales_due", "never_contacted",
         lambda c, t: c.order(90, delivered=45).order(60, delivered=t)),
    Fact("a cancellation of an order", "stage", "A", "E",
         lambda c, t: c.order(30, paid=20, cancelled=t)),
    Fact("a proforma", "stage", "E", "B", lambda c, t: c.proforma(t)),
    Fact("a proforma paid", "stage", "B", "A", lambda c, t: c.proforma(30, paid=t)),
    Fact("a proforma cancelled", "stage", "B", "E", lambda c, t: c.proforma(30, cancelled=t)),
    Fact("a sample paid", "deal_stars", "none", "3", lambda c, t: c.sample(30, paid=t)),
    Fact("an inquiry", "stage", "E", "D", lambda c, t: c.inquiry(t)),
    Fact("an inquiry that opens a need again", "deal_stars", "0", "1",
         lambda c, t: c.judged("need", "closed").inquiry(t)),
    Fact("an inquiry with a source", "source", "unknown", "ads",
         lambda c, t: c.inquiry(t, source="ads")),
    Fact("an inquiry naming a product", "product_need", "unknown", "Pumps",
         lambda c, t: c.inquiry(t, products="pump")),
    Fact("an inbound", "address_term", "potential", "target", lambda c, t: c.inbound(t)),
    Fact("an outbound", "follow_up", "never_contacted", "on_schedule",
         lambda c, t: c.outbound(t)),
    Fact("an answer to our message", "engagement", "none", "high",
         lambda c, t: c.outbound(14).inbound(t)),
    Fact("a complaint", "trade_stage", "potential", "after_sales",
         lambda c, t: c.inbound(t, kind="complaint")),
    Fact("a third topic", "temperament", "unknown", "shrewd",
         lambda c, t: c.inbound(9, 8, t, topics="discount")),
    Fact("a referral", "loyalty", "existing", "loyal",
         lambda c, t: c.order(9, 300, 400).inbound(t, kind="referral")),
    Fact("a need judged", "deal_stars", "none", "0", lambda c, t: c.judged("need", "closed", t)),
    Fact("a judgement lifted", "channel_role", "oem", "unknown",
         lambda c, t: c.judged("channel_role", "oem").judged("channel_role", "-", t)),
    Fact("a newer judgement", "channel_role", "oem", "project",
         lambda c, t: c.judged("channel_role", "oem").judged("channel_role", "project", t)),
    Fact("a newer judgement that has ended before it began", "channel_role", "oem", "unknown",
         lambda c, t: c.judged("channel_role", "oem")
         .judged("channel_role", "project", t, until=ago(1).date())),
    Fact("an override", "stage", "E", "C", lambda c, t: c.shown_as("C", "stage", t)),
    Fact("an override that another dimension reads", "relationship", "unknown", "intermediary",
         lambda c, t: c.shown_as("retailer", "channel_role", t)),
    Fact("an answer to a survey", "value_drivers", "pride", "comfort",
         lambda c, t: c.answer("pride", 9).answer("comfort", t)),
    Fact("a place on the blacklist", "status", "potential", "non_customer",
         lambda c, t: c.is_(blacklisted_at=t)),
]  # fmt: skip


def listing(**tells: Callable[[Customer, When], object]) -> Iterator[Fact]:
    """Facts that bring a customer onto the list whose own row comes later than t."""
    for name, tell in tells.items():
        words = f"a first fact: {name.replace('_', ' ')}"
        yield Fact(words, "membership", None, "non_member", partial(_unborn, tell))


def _unborn(tell: Callable[[Customer, When], object], customer: Customer, when: When) -> None:
    tell(customer.is_(created_at=JUST_AFTER), when)


FACTS += [
    Fact("its creation", "membership", None, "non_member",
         lambda c, t: c.is_(created_at=t or JUST_AFTER)),
    *listing(
        interaction=lambda c, t: c.outbound(t, delivered=False),
        inquiry=lambda c, t: c.inquiry(t),
        quotation=lambda c, t: c.quotation(t),
        proforma=lambda c, t: c.proforma(t),
        sample=lambda c, t: c.sample(t),
        order=lambda c, t: c.order(t),
        cancelled_order=lambda c, t: c.order(t, cancelled=t),
        customs_record=lambda c, t: c.customs_record(t),
        judgement=lambda c, t: c.judged("label:membership", "-", t),
        answer=lambda c, t: c.answer("yes", t, question="anything"),
        blacklist=lambda c, t: c.is_(blacklisted_at=t),
    ),
]  # fmt: skip


def told(when: When) -> Scene:
    scene = furnished()
    scene.customer("somebody").order(10, paid=5)
    for fact in FACTS:
        fact.tell(scene.customer(fact.told), when)
        fact.tell(scene.customer(fact.told_at_t), T)
    scene.customer("unborn", created_at=JUST_AFTER).contact("a", 1970)
    scene.customer("born", created_at=T)
    scene.customer("of unknown birth")
    return scene


@pytest.fixture(scope="module")
def without(grade: Callable[[Scene], Graded]) -> Graded:
    return grade(told(None))


@pytest.fixture(scope="module")
def later(grade: Callable[[Scene], Graded]) -> Graded:
    return grade(told(JUST_AFTER))


@pytest.mark.parametrize("fact", FACTS, ids=str)
def test_a_fact_a_microsecond_after_t_changes_no_label(
    fact: Fact, without: Graded, later: Graded
) -> None:
    assert later.of(fact.told) == without.of(fact.told)


@pytest.mark.parametrize("fact", FACTS, ids=str)
def test_without_the_fact_the_label_is(fact: Fact, without: Graded) -> None:
    assert without.labels.get((fact.told, fact.dimension)) == fact.before


@pytest.mark.parametrize("fact", FACTS, ids=str)
def test_the_same_fact_at_t_has_happened(fact: Fact, without: Graded) -> None:
    assert without.labels.get((fact.told_at_t, fact.dimension)) == fact.then


def test_a_contact_lists_nobody_for_it_has_no_time(without: Graded) -> None:
    assert "unborn" not in without.customers


def test_a_customer_is_listed_from_its_creation_or_if_that_is_unknown(without: Graded) -> None:
    assert {"born", "of unknown birth"} <= without.customers
