"""What comes up, when it rests and when it is over."""

from datetime import date, timedelta

import pytest
from desk_scene import person
from followup_house import House, State

from kehu.desk.accounts.actor import THE_APPLICATION, Actor
from kehu.desk.followups.actions import (
    log_outcome,
    reassign,
    skip,
    snooze,
    start_play,
    take_back,
)
from kehu.desk.followups.models import FollowUp
from kehu.desk.followups.queries import open_plays
from kehu.desk.grading.models import Regraded
from kehu.desk.ledger.actions import assign_customer, pay_proforma
from kehu.desk.ledger.groups import assign_customers
from kehu.desk.ledger.models import Customer, Interaction, Judgement, Proforma

pytestmark = pytest.mark.django_db


def log(house: House, follow_up: FollowUp, outcome: str = "sent", **more: object) -> FollowUp:
    return log_outcome(
        actor=house.actor, follow_up=follow_up, version=follow_up.version, outcome=outcome,
        channel="email", **more,
    )  # fmt: skip


def test_an_unpaid_proforma_is_asked_after_and_paying_it_ends_that(house: House) -> None:
    customer = house.customer()
    house.proforma(customer, days=4)
    assert "proforma_reminder" in house.open(customer)
    pay_proforma(actor=house.actor, proforma=Proforma.objects.get(), paid_at=house.now)
    assert "proforma_reminder" not in house.open(customer)
    assert FollowUp.objects.get(play="proforma_reminder").state == State.OVER


def test_the_next_order_is_announced_a_week_before_it_is_due(house: House) -> None:
    customer = house.customer()
    house.order(customer, 170, 110, 50)
    assert house.one(customer, "order_due").due_on == date(2026, 11, 26)
    house.sleep(10)
    assert house.one(customer, "order_due").due_on == date(2026, 11, 26)
    house.order(customer, 1)
    assert house.one(customer, "order_due").due_on > house.now.date()


def test_any_real_contact_resets_a_cadence(house: House) -> None:
    customer = house.customer()
    house.message(customer, 40, "in")
    house.message(customer, 39, "out", delivered=True)
    assert "market_news" in house.open(customer)
    house.message(customer, 0, "out", delivered=True)
    assert "market_news" not in house.open(customer)
    assert FollowUp.objects.get(play="market_news").state == State.OVER
    house.sleep(29)
    assert "market_news" not in house.open(customer)
    house.sleep(1)
    assert "market_news" in house.open(customer)


def test_a_call_that_nobody_takes_resets_nothing(house: House) -> None:
    customer = house.customer()
    house.message(customer, 40, "in")
    house.message(customer, 39, "out", delivered=True)
    log(house, house.one(customer, "market_news"), "no_answer")
    assert not house.open(customer).get("market_news")
    house.sleep(29)
    assert "market_news" not in house.open(customer)
    house.sleep(1)
    assert "market_news" in house.open(customer)


def test_a_reply_pauses_every_cadence_until_it_is_answered(house: House) -> None:
    customer = house.customer()
    house.message(customer, 40, "in")
    house.message(customer, 39, "out", delivered=True)
    assert "market_news" in house.open(customer)
    house.message(customer, 0, "in")
    assert set(house.open(customer)) == {"answer"}
    house.sleep(5)
    assert "answer" in house.open(customer)
    log(house, house.one(customer, "answer"))
    assert "answer" not in house.open(customer)


def test_what_was_done_rests_while_its_condition_holds(house: House) -> None:
    customer = house.customer()
    house.order(customer, 170, 110, 50)
    log(house, house.one(customer, "order_due"), "sent")
    house.sleep(20)
    assert "order_due" not in house.open(customer)
    house.sleep(1)
    assert "order_due" in house.open(customer)
    assert FollowUp.objects.filter(play="order_due").count() == 2


def test_what_was_skipped_comes_again_after_its_rest(house: House) -> None:
    customer = house.customer()
    house.order(customer, 170, 110, 50)
    one = house.one(customer, "order_due")
    skip(actor=house.actor, follow_up=one, version=one.version, reason="not_now")
    assert "order_due" not in house.open(customer)
    house.sleep(21)
    assert "order_due" in house.open(customer)


def test_snoozed_it_stays_open_and_out_of_the_queue(house: House) -> None:
    customer = house.customer()
    house.proforma(customer, days=4)
    one = house.one(customer, "proforma_reminder")
    snooze(actor=house.actor, follow_up=one, version=one.version, until=date(2026, 11, 25))
    assert house.one(customer, "proforma_reminder").shows_on == date(2026, 11, 25)
    house.sleep(1)
    assert house.one(customer, "proforma_reminder").shows_on == date(2026, 11, 25)


def test_what_is_late_stays_due_on_its_day_and_weighs_more(house: House) -> None:
    customer = house.customer()
    house.message(customer, 40, "in")
    house.message(customer, 39, "out", delivered=True)
    first = house.one(customer, "market_news")
    house.sleep(6)
    later = house.one(customer, "market_news")
    assert (later.pk, later.due_on) == (first.pk, first.due_on)
    assert later.rank > first.rank


@pytest.mark.parametrize(
    ("outcome", "value", "subject"),
    [
        ("waiting", "2026-12-10", "waiting_until"),
        ("will_order", "2026-12-20", "order_time"),
        ("holds_back", "boss", "hesitation"),
        ("no_need", None, "need"),
    ],
)
def test_what_was_learnt_becomes_a_fact(
    house: House, outcome: str, value: str | None, subject: str
) -> None:
    customer = house.customer()
    house.proforma(customer, days=4)
    log(house, house.one(customer, "proforma_reminder"), outcome, value=value, note="by phone")
    judged = Judgement.objects.get(customer=customer)
    assert (judged.subject, judged.value) == (subject, value or "no_need")
    assert Interaction.objects.get(customer=customer).direction == "in"


def test_a_hesitation_brings_its_own_play(house: House) -> None:
    customer = house.customer()
    house.proforma(customer, days=4)
    log(house, house.one(customer, "proforma_reminder"), "holds_back", value="boss")
    log(house, house.one(customer, "answer"))
    assert "call_the_boss" in house.open(customer)


def test_taken_back_nothing_was_said(house: House) -> None:
    customer = house.customer()
    house.proforma(customer, days=4)
    one = house.one(customer, "proforma_reminder")
    done = log(house, one, "waiting", value="2026-12-10")
    house.look()
    house.now += timedelta(seconds=5)  # of two judgements the later counts
    take_back(actor=house.actor, follow_up=done, version=done.version)
    again = house.one(customer, "proforma_reminder")
    assert (again.pk, again.state, again.outcome) == (one.pk, State.OPEN, "")
    assert not Interaction.objects.filter(customer=customer).exists()
    assert FollowUp.objects.filter(customer=customer, play="proforma_reminder").count() == 1


def test_taken_back_what_was_snoozed_and_given_away_is_the_owners_and_due_again(
    house: House,
) -> None:
    customer = house.customer()
    house.proforma(customer, days=4)
    one = house.one(customer, "proforma_reminder")
    due, boss = one.due_on, person("Boss", role="administrator")
    actor = Actor.of(boss)
    one = snooze(actor=actor, follow_up=one, version=one.version, until=date(2026, 12, 25))
    one = reassign(actor=actor, follow_up=one, version=one.version, to=boss)
    take_back(actor=actor, follow_up=one, version=one.version)
    again = house.one(customer, "proforma_reminder")
    assert (again.holder, again.assignee, again.shows_on) == (house.li, None, due)


def test_a_play_that_left_the_playbook_is_in_no_queue_and_is_over(house: House) -> None:
    customer = house.customer()
    house.proforma(customer, days=4)
    one = house.one(customer, "proforma_reminder")
    FollowUp.objects.filter(pk=one.pk).update(play="gone", started_by=house.li)
    assert not open_plays(house.actor, customer)
    house.sleep(1)
    assert FollowUp.objects.get(pk=one.pk).state == State.OVER


def test_what_a_person_starts_stays_until_a_person_ends_it(house: House) -> None:
    customer = house.customer()
    house.message(customer, 2, "in")
    house.message(customer, 1, "out")
    house.look()
    (started,) = start_play(actor=house.actor, customers=[customer], play="wake_up")
    house.sleep(3)
    assert house.one(customer, "wake_up").pk == started.pk
    assert start_play(actor=house.actor, customers=[customer], play="wake_up") == []
    log(house, house.one(customer, "wake_up"))
    house.sleep(61)
    assert "wake_up" not in house.open(customer)


def test_who_takes_over_the_customer_takes_over_what_is_due(house: House) -> None:
    customer, wang = house.customer(), person("Wang")
    house.proforma(customer, days=4)
    assert house.one(customer, "proforma_reminder").holder == house.li
    assign_customer(actor=THE_APPLICATION, customer=customer, to=wang)
    assert house.one(customer, "proforma_reminder").holder == wang
    some = Customer.objects.filter(pk=customer.pk)
    assign_customers(actor=THE_APPLICATION, customers=some, to=house.li)
    assert house.one(customer, "proforma_reminder").holder == house.li


def test_the_mark_of_grading_is_taken_up_and_gone(house: House) -> None:
    customer = house.customer()
    house.proforma(customer, days=4)
    house.look()
    assert not Regraded.objects.exists()
