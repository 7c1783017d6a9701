"""Who may do what, and to whose customers."""

import pytest
from desk_scene import person

from kehu.desk.accounts.actor import THE_APPLICATION, Actor, NotAllowed
from kehu.desk.accounts.models import Team
from kehu.desk.accounts.roles import Permission, Role
from kehu.desk.ledger.models import Customer

pytestmark = pytest.mark.django_db


def test_a_salesperson_reaches_own_customers_and_the_pool() -> None:
    team = Team.objects.create(name="Europe")
    li, wang = person("Li", team=team), person("Wang", team=team)
    actor = Actor.of(li)
    own, pool, other = Customer(owner=li), Customer(owner=None), Customer(owner=wang)
    assert actor.may(Permission.RECORD, own)
    assert actor.may(Permission.RECORD, pool)
    assert not actor.may(Permission.SEE, other)
    with pytest.raises(NotAllowed):
        actor.must(Permission.RECORD, other)


def test_a_manager_reaches_the_team_and_nobody_elses() -> None:
    europe, asia = Team.objects.create(name="Europe"), Team.objects.create(name="Asia")
    boss = Actor.of(person("Boss", Role.MANAGER, europe))
    assert boss.may(Permission.ASSIGN, Customer(owner=person("Li", team=europe)))
    assert not boss.may(Permission.SEE, Customer(owner=person("Wang", team=asia)))
    assert not boss.may(Permission.PEOPLE)


def test_a_manager_without_a_team_does_not_reach_people_without_one() -> None:
    boss = Actor.of(person("Boss", Role.MANAGER))
    assert not boss.may(Permission.SEE, Customer(owner=person("Li")))


def test_a_reader_sees_all_and_changes_nothing() -> None:
    reader = Actor.of(person("Auditor", Role.READER))
    customer = Customer(owner=person("Li"))
    assert reader.may(Permission.SEE, customer)
    assert {one for one in Permission if reader.may(one)} == {Permission.SEE}


def test_a_token_may_less_than_its_person_and_never_more() -> None:
    li = person("Li")
    assert not Actor.of(li, frozenset({Permission.SEE})).may(Permission.RECORD)
    assert not Actor.of(li, frozenset({Permission.PEOPLE})).may(Permission.PEOPLE)


def test_who_has_left_may_nothing() -> None:
    li = person("Li")
    li.is_active = False
    assert not any(Actor.of(li).may(one) for one in Permission)


def test_the_application_itself_may_everything() -> None:
    assert all(THE_APPLICATION.may(one) for one in Permission)
