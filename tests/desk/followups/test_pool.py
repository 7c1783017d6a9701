"""The public pool: who falls into it when, who takes and gives back, and within which limits."""

import inspect
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from desk_scene import person
from django.core.cache import caches
from django.db import connection
from followup_house import APP, House

from kehu.desk.accounts.actor import Actor, NotAllowed
from kehu.desk.accounts.models import Team, User
from kehu.desk.accounts.roles import Permission, Role
from kehu.desk.core.models import AuditEntry
from kehu.desk.core.versions import ChangedMeanwhile
from kehu.desk.followups.models import FollowUp, Leaving
from kehu.desk.followups.pool import actions, in_force
from kehu.desk.followups.pool.claiming import locked_until
from kehu.desk.followups.pool.night import keep_the_pool
from kehu.desk.followups.pool.queries import (
    about_to_fall,
    free_ones,
    holders,
    holding_of,
    lying_in_the_pool,
    near_ones,
    warned_of,
)
from kehu.desk.followups.pool.scene import Scene
from kehu.desk.grading.actions import regrade
from kehu.desk.ledger import actions as ledger
from kehu.desk.ledger.groups import assign_customers
from kehu.desk.ledger.holding import hold, mend_holdings
from kehu.desk.ledger.models import Changed, Customer, Holding
from kehu.engine.pool.rules import Figure
from kehu.engine.rules.load import default_rulebook
from kehu.errors import KehuError

pytestmark = pytest.mark.django_db


def night(house: House, days: int) -> int:
    """So many days later, its night; returns how many customers fell."""
    house.now += timedelta(days=days)
    caches["process"].clear()
    regrade(list(Customer.objects.values_list("pk", flat=True)))
    return keep_the_pool(house.now)


def warned(house: House, person_: User) -> int:
    """How many customers a person is warned of on today's page."""
    told = warned_of(person_, house.now)
    return told.count if told else 0


def holder(customer: Customer) -> str | None:
    owner = Customer.objects.select_related("owner").get(pk=customer.pk).owner
    return owner.name if owner else None


def rules(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    """The rules that ship with some figures or the most of a limit set to others."""
    known = in_force.pool_in_force()
    figures = {name: Figure(one.source, one.title, changes.get(name, one.value))
               for name, one in known.figures.items()}  # fmt: skip
    limits = {name: replace(one, most=changes.get(name, one.most))
              for name, one in known.limits.items()}  # fmt: skip
    changed = replace(known, figures=figures, limits=limits)
    monkeypatch.setattr(in_force, "_pool", lambda _version: changed)


def asked(house: House, name: str = "Acme", days: float = 1, **more: Any) -> Customer:
    """A customer who asked, and was answered so many days ago."""
    customer = house.customer(name, **more)
    house.message(customer, days + 1, "in")
    house.message(customer, days, "out")
    return customer


# ---- falling -----------------------------------------------------------------------------------


def test_who_is_not_looked_after_falls_on_the_day_that_was_told_and_not_before(
    house: House,
) -> None:
    customer = asked(house)
    house.look()
    # The rule for who asked is 90 days without a contact, counted from when it was held.
    last_day = house.now.date() + timedelta(days=90)
    assert night(house, 83) == 0
    [near] = near_ones(about_to_fall([house.li.pk], Scene.of(house.now)))
    assert (near.customer, near.fall.on, near.fall.rule) == (customer, last_day, "asked_once")
    assert warned(house, house.li) == 1
    assert night(house, 6) == 0
    assert holder(customer) == "Li"
    assert night(house, 1) == 1
    assert (holder(customer), house.now.date()) == (None, last_day)


def test_any_real_contact_saves_the_customer_at_once(house: House) -> None:
    customer = asked(house)
    night(house, 83)
    assert warned(house, house.li) == 1
    house.message(customer, 0, "out")
    house.look()
    assert warned(house, house.li) == 0
    assert not about_to_fall([house.li.pk], Scene.of(house.now))
    assert night(house, 10) == 0
    assert not Leaving.objects.exists()


def test_a_message_that_did_not_arrive_saves_nobody(house: House) -> None:
    customer = asked(house)
    night(house, 83)
    house.message(customer, 0, "out", delivered=False)
    house.look()
    assert warned(house, house.li) == 1
    night(house, 7)
    assert holder(customer) is None


def test_a_fact_that_no_label_knows_of_yet_keeps_the_customer_this_night(house: House) -> None:
    customer = asked(house)
    night(house, 83)
    house.now += timedelta(days=7)
    regrade(list(Customer.objects.values_list("pk", flat=True)))
    house.message(customer, 0, "out")  # recorded while the night was at work
    Changed.objects.update(since=house.now + timedelta(seconds=1))
    assert keep_the_pool(house.now) == 0
    assert holder(customer) == "Li"


def test_who_was_left_for_the_next_night_stays_warned(house: House) -> None:
    customer = asked(house)
    night(house, 83)
    house.now += timedelta(days=7)
    regrade([customer.pk])
    # No contact: what changed keeps nobody, it only has to be read first.
    ledger.change_customer(
        **APP, customer=customer, version=customer.version, details={"city": "Riga"}
    )
    Changed.objects.update(since=house.now + timedelta(seconds=1))
    assert keep_the_pool(house.now) == 0
    assert warned(house, house.li) == 1
    assert night(house, 1) == 1


def test_nobody_falls_unwarned_though_the_days_were_over_long_ago(house: House) -> None:
    customer = asked(house)
    assert night(house, 200) == 0  # for all this time nobody kept the pool
    assert warned(house, house.li) == 1
    assert night(house, 6) == 0
    assert night(house, 1) == 1
    assert holder(customer) is None


def test_while_we_wait_for_the_day_they_named_nobody_falls(house: House) -> None:
    customer = asked(house)
    until = (house.now + timedelta(days=120)).date()
    ledger.judge(
        **APP, customer=customer, at=house.now, subject="waiting_until", value=until.isoformat()
    )
    night(house, 113)
    assert night(house, 6) == 0
    assert night(house, 1) == 1


def test_key_customers_stay(house: House) -> None:
    customer = house.customer()
    house.order(customer, 60, 30, 1)
    assert night(house, 200) == night(house, 10) == 0
    one = holding_of(house.actor, customer, Scene.of(house.now))
    assert (one.fall, one.may_release) == (None, True)


def test_a_new_holder_has_the_time_of_a_new_holder(house: House) -> None:
    customer, wang = asked(house), person("Wang")
    night(house, 83)
    ledger.assign_customer(**APP, customer=Customer.objects.get(pk=customer.pk), to=wang)
    house.look()
    assert warned(house, house.li) == warned(house, wang) == 0
    assert night(house, 83) == night(house, 6) == 0
    assert night(house, 1) == 1


def test_what_fell_is_in_the_audit_the_history_and_nobodys_queue(house: House) -> None:
    customer = asked(house)
    night(house, 83)
    night(house, 7)
    entry = AuditEntry.objects.get(verb="customer.returned")
    assert (entry.actor, entry.customer_id) == (None, customer.pk)
    assert (entry.before, entry.after) == (
        {"owner": house.li.pk},
        {
            "owner": None,
            "rule": {"en": "Asked, but no order in sight", "zh": "有询盘、尚无下单意向的客户"},
        },
    )
    last = Holding.objects.get()
    assert (last.ended, last.why, last.until) == ("returned", "asked_once", house.now)
    house.look()
    assert FollowUp.objects.filter(customer=customer, state="open").exists()
    assert not FollowUp.objects.filter(holder=house.li).exists()


def test_a_second_run_of_the_same_night_changes_nothing(house: House) -> None:
    for number in range(3):
        asked(house, f"C{number}", days=number)
    night(house, 83)
    noted = list(Leaving.objects.order_by("pk").values())
    AuditEntry.objects.all().delete()
    assert keep_the_pool(house.now) == 0
    assert list(Leaving.objects.order_by("pk").values()) == noted
    assert not AuditEntry.objects.exists()


def test_the_night_asks_the_database_as_often_for_many_as_for_one(
    house: House, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        asked(house, f"C{number}")
    night(house, 83)
    with django_assert_max_num_queries(20):
        keep_the_pool(house.now)
    house.now += timedelta(days=7)
    regrade(list(Customer.objects.values_list("pk", flat=True)))
    with django_assert_max_num_queries(30):
        assert keep_the_pool(house.now) == 30


# ---- history -----------------------------------------------------------------------------------


def held_by_names() -> list[tuple[str, bool]]:
    rows = Holding.objects.order_by("since", "pk").select_related("holder")
    return [(one.holder.name, one.until is None) for one in rows]


def test_every_way_of_giving_a_customer_away_is_in_the_history(house: House) -> None:
    wang, boss = person("Wang"), person("Boss", Role.ADMINISTRATOR)
    customer = house.customer()
    assert held_by_names() == [("Li", True)]
    ledger.assign_customer(**APP, customer=customer, to=wang)
    assert held_by_names() == [("Li", False), ("Wang", True)]
    ledger.assign_customer(**APP, customer=customer, to=wang)  # who holds it already
    some = Customer.objects.filter(pk=customer.pk)
    assign_customers(actor=Actor.of(boss), customers=some, to=boss)
    assert held_by_names() == [("Li", False), ("Wang", False), ("Boss", True)]
    assign_customers(actor=Actor.of(boss), customers=some, to=None)
    assert held_by_names()[-1] == ("Boss", False)


def test_holders_written_past_the_verbs_are_noted_at_night(house: House) -> None:
    wang = person("Wang")
    customer = house.customer()
    Customer.objects.create(code="X", name="X", owner=wang)
    Customer.objects.filter(pk=customer.pk).update(owner=wang)
    mend_holdings()
    assert held_by_names() == [("Li", False), ("Wang", True), ("Wang", True)]
    Customer.objects.update(owner=None)
    mend_holdings()
    mend_holdings()
    assert [open_ for _, open_ in held_by_names()] == [False] * 3


# ---- taking and giving back --------------------------------------------------------------------

CASES: dict[str, Callable[[Customer, Actor], dict[str, Any]]] = {
    "release_customer": lambda c, _: {"customer": c, "why": "no time"},
    "claim_customer": lambda c, _: {"customer": in_the_pool(c)},
    "take_back_released": lambda c, actor: {"customer": released(c, actor)},
}


def in_the_pool(customer: Customer) -> Customer:
    """As if it had lain there for long: nobody is locked out."""
    Customer.objects.filter(pk=customer.pk).update(owner=None)
    Holding.objects.filter(customer=customer).delete()
    return Customer.objects.get(pk=customer.pk)


def released(customer: Customer, actor: Actor) -> Customer:
    Customer.objects.filter(pk=customer.pk).update(owner=None)
    hold([customer.pk], None, ended="released", why="no time")
    return Customer.objects.get(pk=customer.pk)


def verbs() -> dict[str, Callable[..., Any]]:
    return {
        name: verb
        for name, verb in inspect.getmembers(actions, inspect.isfunction)
        if verb.__module__ == actions.__name__ and not name.startswith("_")
    }


def test_every_verb_has_a_case() -> None:
    assert verbs().keys() == CASES.keys()


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("verb", CASES)
def test_a_role_does_what_it_may_and_leaves_a_row_in_the_audit(
    house: House, verb: str, role: Role
) -> None:
    someone = person("Someone", role)
    actor = Actor.of(someone)
    given = CASES[verb](house.customer(owner=someone), actor)
    AuditEntry.objects.all().delete()
    if actor.may(Permission.RECORD):
        verbs()[verb](actor=actor, **given)
        entry = AuditEntry.objects.get()
        assert (entry.actor, bool(entry.before), bool(entry.after)) == (someone, True, True)
    else:
        with pytest.raises(NotAllowed):
            verbs()[verb](actor=actor, **given)
        assert not AuditEntry.objects.exists()


def test_nobody_gives_back_the_customers_of_others(house: House) -> None:
    customer = house.customer()
    for stranger in (person("Stranger"), person("Elsewhere", Role.MANAGER)):
        with pytest.raises(NotAllowed):
            actions.release_customer(actor=Actor.of(stranger), customer=customer, why="x")
    assert holder(customer) == "Li"


def test_a_leader_gives_back_the_teams_customers(house: House) -> None:
    east = Team.objects.create(name="East")
    User.objects.filter(pk=house.li.pk).update(team=east)
    boss = person("Boss", Role.MANAGER, east)
    customer = Customer.objects.select_related("owner").get(pk=house.customer().pk)
    actions.release_customer(actor=Actor.of(boss), customer=customer, why="Li is full")
    assert holder(customer) is None
    assert Holding.objects.get().why == "Li is full"


def test_whoever_takes_a_customer_has_its_plays_on_the_next_page(house: House) -> None:
    customer = asked(house, owner=None, days=40)
    house.look()
    actions.claim_customer(actor=house.actor, customer=customer)
    assert {one.holder for one in house.open(customer).values()} == {house.li}
    assert (holder(customer), Holding.objects.get().begun) == ("Li", "claimed")


def test_of_two_who_take_a_customer_the_second_is_told_by_whom(house: House) -> None:
    customer, wang = house.customer(owner=None), person("Wang")
    actions.claim_customer(actor=house.actor, customer=customer)
    with pytest.raises(KehuError) as refused:
        actions.claim_customer(actor=Actor.of(wang), customer=customer)
    assert (refused.value.code, refused.value.fields) == ("pool_held_already", {"name": "Li"})


def test_who_gives_back_what_somebody_else_holds_by_now_is_told(house: House) -> None:
    customer, wang = house.customer(), person("Wang")
    boss = Actor.of(person("Boss", Role.ADMINISTRATOR))
    ledger.assign_customer(**APP, customer=Customer.objects.get(pk=customer.pk), to=wang)
    with pytest.raises(ChangedMeanwhile):
        actions.release_customer(actor=boss, customer=customer, why="x")
    assert holder(customer) == "Wang"


def test_who_held_a_customer_waits_and_others_do_not(house: House) -> None:
    customer, wang = house.customer(), person("Wang")
    actions.release_customer(actor=house.actor, customer=customer, why="no time")
    free = Customer.objects.get(pk=customer.pk)
    with pytest.raises(KehuError) as refused:
        actions.claim_customer(actor=house.actor, customer=free)
    day = date.fromisoformat(refused.value.fields["day"])
    assert (refused.value.code, day) == ("pool_locked", house.now.date() + timedelta(days=30))
    house.now += timedelta(days=29)
    assert locked_until(house.li, [free.pk], Scene.of(house.now))
    house.now += timedelta(days=1)
    actions.claim_customer(actor=house.actor, customer=free)
    assert holder(customer) == "Li"
    other = house.customer("Other")
    actions.release_customer(actor=house.actor, customer=other, why="no time")
    actions.claim_customer(actor=Actor.of(wang), customer=other)
    assert holder(other) == "Wang"


def test_a_day_has_only_so_many_claims(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    rules(monkeypatch, claims_per_day=2)
    free = [house.customer(f"C{n}", owner=None) for n in range(3)]
    for customer in free[:2]:
        actions.claim_customer(actor=house.actor, customer=customer)
    with pytest.raises(KehuError) as refused:
        actions.claim_customer(actor=house.actor, customer=free[2])
    assert refused.value.code == "pool_claims_used_up"
    house.now += timedelta(days=1)
    actions.claim_customer(actor=house.actor, customer=free[2])


def test_who_holds_enough_takes_only_what_does_not_count(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules(monkeypatch, unsold=2)
    for name in ("A", "B"):
        asked(house, name)
    prospect, buyer = asked(house, "C", owner=None), house.customer("D", owner=None)
    house.order(buyer, 20)
    house.look()
    with pytest.raises(KehuError) as refused:
        actions.claim_customer(actor=house.actor, customer=prospect)
    assert refused.value.fields == {"count": 2, "most": 2}
    actions.claim_customer(actor=house.actor, customer=buyer)
    house.look()
    [row] = holders([house.li], Scene.of(house.now))
    unsold = next(one for one in row.held if one.limit.name == "unsold")
    assert (row.count, unsold.count, unsold.is_full) == (3, 2, True)


def test_giving_back_can_be_undone_by_who_did_it_within_a_day(house: House) -> None:
    customer, wang = house.customer(), person("Wang")
    since = Holding.objects.get().since
    house.now += timedelta(days=3)
    actions.release_customer(actor=house.actor, customer=customer, why="a slip")
    free = Customer.objects.get(pk=customer.pk)
    with pytest.raises(NotAllowed):
        actions.take_back_released(actor=Actor.of(wang), customer=free)
    actions.take_back_released(actor=house.actor, customer=free)
    one = Holding.objects.get()
    assert (holder(customer), one.since, one.until, one.why) == ("Li", since, None, "")
    fresh = Customer.objects.select_related("owner").get(pk=customer.pk)
    actions.release_customer(actor=house.actor, customer=fresh, why="now really")
    house.now += timedelta(days=2)
    with pytest.raises(KehuError) as refused:
        actions.take_back_released(actor=house.actor, customer=fresh)
    assert refused.value.code == "too_late"


def test_what_fell_by_itself_is_not_taken_back_past_the_lock(house: House) -> None:
    customer = asked(house)
    night(house, 83)
    night(house, 7)
    with pytest.raises(NotAllowed):
        actions.take_back_released(actor=house.actor, customer=Customer.objects.get(pk=customer.pk))


# ---- at the same moment ------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_a_customer_at_the_same_moment_one_gets_it() -> None:
    people = [person(name) for name in ("Li", "Wang", "Zhao", "Chen")]
    customer = Customer.objects.create(code="C", name="Acme")
    start, told = threading.Barrier(len(people)), list[str]()

    def take(someone: User) -> None:
        start.wait()
        try:
            actions.claim_customer(actor=Actor.of(someone), customer=customer)
            told.append("mine")
        except KehuError as error:
            told.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[one]) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["mine", *["pool_held_already"] * 3]
    assert Holding.objects.filter(customer=customer).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_person_who_takes_two_at_the_same_moment_stays_within_the_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rules(monkeypatch, claims_per_day=1)
    li = person("Li")
    free = [Customer.objects.create(code=f"C{n}", name=f"C{n}") for n in range(3)]
    start, told = threading.Barrier(3), list[str]()

    def take(customer: Customer) -> None:
        start.wait()
        try:
            actions.claim_customer(actor=Actor.of(li), customer=customer)
            told.append("mine")
        except KehuError as error:
            told.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[one]) for one in free]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["mine", *["pool_claims_used_up"] * 2]


# ---- the list ----------------------------------------------------------------------------------


def test_the_best_of_the_pool_stands_first(house: House) -> None:
    target = house.customer("Target", owner=None)
    buyer, big = house.customer("Buyer", owner=None), house.customer("Big", owner=None)
    house.order(buyer, 500)
    house.order(big, 500, 400)
    prospect = asked(house, "Prospect", owner=None)
    house.customer("Held")
    house.look()
    scene = Scene.of(house.now)
    lying = free_ones(house.actor, lying_in_the_pool(house.actor, scene, default_rulebook()), scene)
    assert [one.customer for one in lying] == [big, buyer, prospect, target]
    nobody = Actor(None, frozenset(), house.actor.reach)
    assert not len(lying_in_the_pool(nobody, scene, default_rulebook()))
