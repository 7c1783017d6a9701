"""A play due is done, skipped, snoozed or still there, once: counted over random days of work."""

import random

import pytest
from followup_house import House, State

from kehu.desk.followups.actions import log_outcome, skip, snooze, take_back
from kehu.desk.followups.models import FollowUp
from kehu.desk.followups.planning import today
from kehu.desk.followups.playbook import playbook_in_force
from kehu.desk.followups.queries import queue_of
from kehu.desk.grading.found import values_of
from kehu.desk.grading.models import Grade
from kehu.desk.ledger.models import Customer
from kehu.engine.plays.buyers_day import calendar_values
from kehu.engine.plays.match import matches

pytestmark = pytest.mark.django_db
DAYS = 9


def settle_in(house: House, chance: random.Random) -> list[Customer]:
    """Customers of every kind: buyers, askers, silent ones, open proformas."""
    customers = []
    for number in range(8):
        customer = house.customer(f"Customer {number}", chance.choice(["DE", "SA", "US", "IR"]))
        customers.append(customer)
        if number % 3 == 0:
            house.order(customer, *[chance.randint(20, 400) for _ in range(3)])
        if number % 2 == 0:
            house.proforma(customer, chance.randint(1, 30))
        for _ in range(chance.randint(0, 4)):
            house.message(customer, chance.randint(1, 120), chance.choice(["in", "out"]))
    return customers


def work(house: House, chance: random.Random) -> None:
    """Somebody works some of the queue, in every way one can."""
    queue = queue_of(house.actor, house.li, house.now)
    for line in [*queue.now, *queue.later][: chance.randint(0, 5)]:
        one = FollowUp.objects.select_related("customer__owner").get(pk=line.best.pk)
        given = {"actor": house.actor, "follow_up": one, "version": one.version}
        match chance.randint(0, 4):
            case 0 | 1:
                outcome = chance.choice(["sent", "replied", "no_answer", "finished"])
                log_outcome(**given, outcome=outcome, channel="email")
            case 2:
                skip(**given, reason="not_now")
            case 3:
                until = today(house.now).replace(day=28)
                snooze(**given, until=until)
            case _:
                done = log_outcome(**given, outcome="sent", channel="email")
                take_back(actor=house.actor, follow_up=done, version=done.version)


def should_be_there(house: House) -> set[tuple[int, str]]:
    """By the playbook alone: what is due today with each customer."""
    day, wanted = today(house.now), set()
    for grade in Grade.objects.select_related("shape", "customer"):
        calendar = calendar_values(grade.customer.country, day)
        for match in matches(playbook_in_force(), {**values_of(grade), **calendar}):
            wanted.add((grade.customer_id, match.play.name))
    return wanted


@pytest.mark.parametrize("seed", range(2))
def test_what_the_playbook_asks_for_is_in_exactly_one_state(house: House, seed: int) -> None:
    chance = random.Random(seed)
    customers = settle_in(house, chance)
    opened = 0
    for _ in range(DAYS):
        house.sleep(1)
        if chance.random() < 0.5:
            house.message(chance.choice(customers), 0, chance.choice(["in", "out"]))
        house.look()
        work(house, chance)
        house.look()
        live = FollowUp.objects.filter(ended_at=None)
        keys = list(live.values_list("customer_id", "play"))
        assert len(keys) == len(set(keys)), "something stands there twice"
        assert should_be_there(house) <= set(keys), "something that is due is lost"
        states = list(FollowUp.objects.values_list("state", flat=True))
        assert sum(states.count(state) for state in State) == len(states)
        assert len(states) >= opened
        opened = len(states)
        in_queue(house)
    assert {State.DONE, State.SKIPPED, State.OVER} <= set(states)


def in_queue(house: House) -> None:
    """The list shows each customer with something due once, and nobody else."""
    queue = queue_of(house.actor, house.li, house.now)
    shown = [line.customer.pk for line in [*queue.now, *queue.later]]
    due = FollowUp.objects.filter(state=State.OPEN, shows_on__lte=today(house.now))
    # A customer has one line for now or for later, never in both: the country decides.
    assert len(shown) == len(set(shown))
    assert set(shown) == set(due.values_list("customer_id", flat=True))
    assert queue.due_count == len(shown)
