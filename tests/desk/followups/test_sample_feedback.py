"""Feedback on a sample is asked for each week from its arrival until they answer or order."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from followup_house import APP, House

from kehu.desk.followups.playbook import playbook_in_force
from kehu.desk.ledger.actions import move_sample, request_sample
from kehu.desk.ledger.models import Customer, Sample
from kehu.desk.samples.in_force import sample_rules
from kehu.desk.samples.queries import feedback_due
from kehu.rulebook import read

pytestmark = pytest.mark.django_db
PLAY = "sample_feedback"


def sample_of(house: House, customer: Customer, arrived: float, **more: Any) -> Sample:
    told = {"requested_at": house.ago(arrived + 20), "sent_at": house.ago(arrived + 10)}
    told |= {"arrived_at": house.ago(arrived), **more}
    return request_sample(**APP, customer=customer, **told)


def due(house: House, customer: Customer) -> date:
    return house.one(customer, PLAY).due_on


def test_a_free_sample_is_asked_about_a_week_after_it_arrived(house: House) -> None:
    customer = house.customer()
    sample_of(house, customer, arrived=2)
    assert due(house, customer) == house.now.date() + timedelta(days=5)


def test_it_is_asked_about_again_a_week_after_the_last_contact(house: House) -> None:
    customer = house.customer()
    sample = sample_of(house, customer, arrived=20)
    assert due(house, customer) == house.now.date() - timedelta(days=13)
    house.message(customer, 0, "out", delivered=True)
    assert PLAY not in house.open(customer)
    house.sleep(7)
    assert due(house, customer) == house.now.date()
    # The desk says the same day as the queue.
    desk = feedback_due([Sample.objects.get(pk=sample.pk)])[sample.pk]
    assert isinstance(desk, datetime) and desk.date() == house.now.date()


def test_feedback_ends_it(house: House) -> None:
    customer = house.customer()
    sample = sample_of(house, customer, arrived=20)
    assert PLAY in house.open(customer)
    move_sample(**APP, sample=sample, feedback_at=house.now)
    assert PLAY not in house.open(customer)


def test_an_order_after_arrival_ends_it_and_one_before_does_not(house: House) -> None:
    customer = house.customer()
    house.order(customer, 30)
    sample_of(house, customer, arrived=20)
    assert PLAY in house.open(customer)
    house.order(customer, 10)
    assert PLAY not in house.open(customer)


@pytest.mark.parametrize(("arrived", "comes_up"), [(180, True), (181, False)])
def test_a_sample_of_long_ago_is_not_asked_about(
    house: House, arrived: int, comes_up: bool
) -> None:
    customer = house.customer()
    sample_of(house, customer, arrived=arrived)
    assert (PLAY in house.open(customer)) == comes_up


def test_after_six_letters_in_vain_it_is_left_to_another_channel(house: House) -> None:
    customer = house.customer()
    sample_of(house, customer, arrived=60)
    for days in (50, 43, 36, 29, 22):
        house.message(customer, days, "out", delivered=True)
    assert PLAY in house.open(customer)
    house.message(customer, 15, "out", delivered=True)
    assert PLAY not in house.open(customer)


def test_desk_and_playbook_have_one_rhythm(house: House) -> None:
    play, rhythm = playbook_in_force().plays[PLAY], sample_rules().rhythm
    assert play.every == rhythm["feedback_every_days"]
    written = read("playbook.yaml")["plays"][PLAY]["when"]
    assert f"days_since_sample_arrived <= {rhythm['over_after_days']} " in written
