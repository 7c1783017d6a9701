"""Every verb of the queue, by every role; verbs are found, so a new one without a case fails."""

import inspect
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from desk_scene import person
from followup_house import House, State

from kehu.desk.accounts.actor import Actor, NotAllowed
from kehu.desk.accounts.models import Team, User
from kehu.desk.accounts.roles import Permission, Role
from kehu.desk.core.models import AuditEntry
from kehu.desk.core.versions import ChangedMeanwhile
from kehu.desk.followups import actions
from kehu.desk.followups.models import FollowUp
from kehu.errors import KehuError

pytestmark = pytest.mark.django_db


def closed(one: FollowUp, by: User) -> FollowUp:
    FollowUp.objects.filter(pk=one.pk).update(state=State.SKIPPED, closed_by=by)
    return FollowUp.objects.select_related("customer__owner", "closed_by").get(pk=one.pk)


def begun(one: FollowUp, by: User) -> FollowUp:
    FollowUp.objects.filter(pk=one.pk).update(started_by=by)
    return one


# For each verb: what it is given beside the actor, made of a follow-up and who holds it.
CASES: dict[str, Callable[[FollowUp, User], dict[str, Any]]] = {
    "log_outcome": lambda one, _: {
        "follow_up": one, "version": 1, "outcome": "sent", "channel": "email",
    },
    "skip": lambda one, _: {"follow_up": one, "version": 1, "reason": "not_now"},
    "snooze": lambda one, _: {"follow_up": one, "version": 1, "until": date(2026, 12, 1)},
    "reassign": lambda one, holder: {"follow_up": one, "version": 1, "to": holder},
    "start_play": lambda one, _: {"customers": [one.customer], "play": "wake_up"},
    "call_off_plays": lambda one, holder: {"follow_ups": [begun(one, holder).pk]},
    "take_back": lambda one, holder: {"follow_up": closed(one, holder), "version": 1},
}  # fmt: skip
OF_MANY = {"call_off_plays"}  # passes over what is out of reach
NEEDS = {"reassign": Permission.ASSIGN}


def verbs() -> dict[str, Callable[..., Any]]:
    return {
        name: verb
        for name, verb in inspect.getmembers(actions, inspect.isfunction)
        if verb.__module__ == actions.__name__ and not name.startswith("_")
    }


def due(house: House, owner: User | None) -> FollowUp:
    customer = house.customer(owner=owner)
    house.proforma(customer, days=4)
    return house.one(customer, "proforma_reminder")


def test_every_verb_has_a_case() -> None:
    assert verbs().keys() == CASES.keys()


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("verb", CASES)
def test_a_role_does_what_it_may_and_leaves_a_row_in_the_audit(
    house: House, verb: str, role: Role
) -> None:
    someone = person("Someone", role)
    given = CASES[verb](due(house, someone), someone)
    AuditEntry.objects.all().delete()
    needed = NEEDS.get(verb, Permission.RECORD)
    if Actor.of(someone).may(needed):
        verbs()[verb](actor=Actor.of(someone), **given)
        assert AuditEntry.objects.filter(actor=someone, verb__startswith="follow_up.").count() == 1
    else:
        with pytest.raises(NotAllowed):
            verbs()[verb](actor=Actor.of(someone), **given)
        assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("verb", CASES)
def test_nobody_works_the_queue_of_a_stranger(house: House, verb: str) -> None:
    stranger = person("Stranger", Role.MANAGER)
    given = CASES[verb](due(house, house.li), house.li)
    if verb in OF_MANY:
        assert verbs()[verb](actor=Actor.of(stranger), **given) == []
        assert FollowUp.objects.get().state == State.OPEN
    else:
        with pytest.raises(NotAllowed):
            verbs()[verb](actor=Actor.of(stranger), **given)


def test_of_two_who_say_what_came_of_it_the_second_is_told(house: House) -> None:
    one = due(house, house.li)
    given = {"actor": house.actor, "follow_up": one, "version": 1, "channel": "email"}
    actions.log_outcome(**given, outcome="sent")
    with pytest.raises(ChangedMeanwhile):
        actions.log_outcome(**given, outcome="replied")


def test_it_is_given_only_to_whom_the_customer_is_within_reach(house: House) -> None:
    east = Team.objects.create(name="East")
    boss = person("Boss", Role.MANAGER, team=east)
    mate, stranger = person("Mate", team=east), person("Stranger")
    one = due(house, boss)
    with pytest.raises(NotAllowed):
        actions.reassign(actor=Actor.of(boss), follow_up=one, version=1, to=stranger)
    with pytest.raises(NotAllowed):  # who may not see the boss's customer
        actions.reassign(actor=Actor.of(boss), follow_up=one, version=1, to=mate)


def test_what_was_said_days_ago_cannot_be_taken_back(house: House) -> None:
    one = due(house, house.li)
    done = actions.skip(actor=house.actor, follow_up=one, version=1, reason="not_now")
    house.sleep(2)
    with pytest.raises(KehuError) as refused:
        actions.take_back(actor=house.actor, follow_up=done, version=done.version)
    assert refused.value.code == "too_late"


def test_no_play_is_started_that_is_not_in_the_playbook(house: House) -> None:
    customer = house.customer()
    with pytest.raises(KehuError) as refused:
        actions.start_play(actor=house.actor, customers=[customer], play="dance")
    assert refused.value.code == "no_such_play"
