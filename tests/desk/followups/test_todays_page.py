"""Today's page: who stands there, in which order, and what a click does."""

from datetime import UTC, datetime
from typing import Any

import pytest
from desk_scene import person
from django.test import Client
from followup_house import House, State
from pytest_django import DjangoAssertNumQueries

from kehu.desk.accounts.actions import change_oneself
from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import Team, User
from kehu.desk.accounts.roles import Role
from kehu.desk.followups.detail import detail_of
from kehu.desk.followups.models import FollowUp
from kehu.desk.followups.queries import queue_of
from kehu.desk.grading.queries import words_in
from kehu.desk.insights.customer_page import page_of
from kehu.desk.ledger import actions
from kehu.desk.ledger.models import Interaction

pytestmark = pytest.mark.django_db


def page(user: User, address: str = "/today/", language: str = "en") -> Any:
    User.objects.filter(pk=user.pk).update(language=language)
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client.get(address)


def post(user: User, address: str, **data: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.post(address, data)


def draft(answer: Any) -> str:
    """The message to the buyer, as the page has it."""
    return str(answer.content.decode().partition('id="draft-body">')[2].partition("</textarea>")[0])


def due(house: House, name: str, country: str, profit_orders: int = 0) -> FollowUp:
    customer = house.customer(name, country)
    house.order(customer, *[400 + n for n in range(profit_orders)])
    house.proforma(customer, days=4)
    return house.one(customer, "proforma_reminder" if not profit_orders else "wake_up")


def test_the_most_valuable_who_is_awake_stands_first(house: House) -> None:
    house.now = datetime(2026, 11, 23, 9, tzinfo=UTC)  # ten in Berlin, four in New York
    due(house, "Berlin Licht", "DE")
    due(house, "New York Lamps", "US")
    queue = queue_of(house.actor, house.li, house.now)
    assert [line.customer.name for line in queue.now] == ["Berlin Licht"]
    assert [line.customer.name for line in queue.later] == ["New York Lamps"]
    assert queue.later[0].there is not None
    assert queue.later[0].there.closed == "night"


def test_nobody_is_contacted_on_a_holiday(house: House) -> None:
    due(house, "Berlin Licht", "DE")
    christmas = datetime(2026, 12, 25, 9, tzinfo=UTC)
    queue = queue_of(house.actor, house.li, christmas)
    assert not queue.now
    assert queue.later[0].there is not None
    assert queue.later[0].there.closed == "Christmas Day"


@pytest.mark.parametrize(
    ("country", "zone", "hour", "clock"),
    [
        ("US", "America/Los_Angeles", 15, "07:00"),  # ten in New York
        ("", "Africa/Nairobi", 3, "06:00"),
        ("DE", "Europe/Berlin", 3, "04:00"),
        ("DE", "Nowhere/Else", 3, "04:00"),
    ],
)
def test_the_contacts_own_clock_counts_in_the_queue_and_beside_it(
    house: House, country: str, zone: str, hour: int, clock: str
) -> None:
    house.now = datetime(2026, 11, 24, hour, tzinfo=UTC)
    one = due(house, "Somewhere Lamps", country)
    actions.add_contact(actor=house.actor, customer=one.customer, name="Ana", timezone=zone)
    house.look()
    queue = queue_of(house.actor, house.li, house.now)
    assert not queue.now
    [line] = queue.later
    assert line.there is not None
    assert (line.there.closed, f"{line.there.local:%H:%M}") == ("night", clock)
    words = words_in("en")
    detail = detail_of(house.actor, [line.best], line.best, words, house.now, None)
    assert detail.there == line.there
    beside = page_of(house.actor, one.customer, words).there
    assert beside is not None and beside.local.tzinfo == line.there.local.tzinfo


def test_a_zone_of_its_own_is_kept_where_it_is_not_the_countrys(house: House) -> None:
    for country, zone in (("US", ""), ("US", "America/New_York"), ("US", "America/Denver"),
                          ("", "Africa/Nairobi"), ("", ""), ("", "UTC")):  # fmt: skip
        one = due(house, f"Lamps {country} {zone}", country)
        actions.add_contact(actor=house.actor, customer=one.customer, name="Ana", timezone=zone)
    house.look()
    kept = [str(one.place) for one in FollowUp.objects.select_related("place").order_by("pk")]
    assert kept == ["US", "US", "US America/Denver", "KE", "?", "UTC"]


def test_a_draft_is_signed_as_the_buyer_reads_it_and_its_reading_with_the_name(
    house: House,
) -> None:
    due(house, "Luz de Sevilla", "ES")
    User.objects.filter(pk=house.li.pk).update(name="李娜")
    li = User.objects.get(pk=house.li.pk)
    assert "李娜" in draft(page(li))
    change_oneself(
        actor=Actor.of(li), version=li.version, name="李娜", email="", language="en",
        signs_as="Lina Li",
    )  # fmt: skip
    shown = page(li)
    reading = shown.content.decode().partition('lang="zh-hans"')[2].partition("</div>")[0]
    assert "Lina Li" in draft(shown) and "李娜" not in draft(shown)
    assert "李娜" in reading and "Lina Li" not in reading


def test_the_page_says_why_now_and_has_a_draft_with_its_reading(house: House) -> None:
    one = due(house, "Luz de Sevilla", "ES")
    actions.add_contact(
        actor=house.actor, customer=one.customer, name="Ana Ruiz", email="ana@luz.example",
        whatsapp="+34 600 111 222",
    )  # fmt: skip
    shown = page(house.li).content.decode()
    assert "Ask after the proforma" in shown
    assert "Ana Ruiz" in shown
    assert 'lang="es"' in shown and 'lang="zh-hans"' in shown
    assert "mailto:ana@luz.example" in shown
    assert "https://wa.me/34600111222" in shown
    assert "chance 0.50" in shown


def test_it_speaks_chinese(house: House) -> None:
    due(house, "Berlin Licht", "DE")
    shown = page(house.li, language="zh-hans").content.decode()
    assert "跟进形式发票" in shown and "为什么是现在" in shown


def test_one_click_logs_the_contact_and_brings_the_next_customer(house: House) -> None:
    one = due(house, "Berlin Licht", "DE")
    due(house, "Hamburg Licht", "DE")
    answer = post(
        house.li, f"/today/{one.pk}/log", version=str(one.version), outcome="sent", channel="email"
    )
    assert answer.status_code == 200
    assert Interaction.objects.get().customer == one.customer
    assert FollowUp.objects.get(pk=one.pk).state == State.DONE
    assert "Hamburg Licht" in answer.content.decode()


def test_what_is_missing_is_said_and_what_was_typed_is_kept(house: House) -> None:
    one = due(house, "Berlin Licht", "DE")
    answer = post(
        house.li, f"/today/{one.pk}/log", version="1", outcome="waiting", channel="phone",
        note="asked for time",
    )  # fmt: skip
    assert answer.status_code == 422
    assert "asked for time" in answer.content.decode()
    assert FollowUp.objects.get(pk=one.pk).state == State.OPEN
    assert not Interaction.objects.exists()


def test_the_second_of_two_is_told(house: House) -> None:
    one = due(house, "Berlin Licht", "DE")
    post(house.li, f"/today/{one.pk}/skip", version="1", reason="known")
    answer = post(house.li, f"/today/{one.pk}/skip", version="1", reason="known")
    assert answer.status_code == 409


def test_undo_brings_it_back(house: House) -> None:
    one = due(house, "Berlin Licht", "DE")
    post(house.li, f"/today/{one.pk}/snooze", version="1", until="2026-11-30")
    assert "Berlin Licht" not in page(house.li).content.decode()
    post(house.li, f"/today/{one.pk}/take-back", version="2")
    assert "Berlin Licht" in page(house.li).content.decode()


@pytest.mark.parametrize("verb", ["log", "skip", "snooze", "reassign", "take-back"])
def test_strangers_find_nothing_there(house: House, verb: str) -> None:
    one = due(house, "Berlin Licht", "DE")
    assert post(person("Stranger"), f"/today/{one.pk}/{verb}", version="1").status_code == 404
    assert Client().post(f"/today/{one.pk}/{verb}").status_code == 302


def test_a_manager_looks_at_the_queues_of_the_team_and_no_others(house: House) -> None:
    east = Team.objects.create(name="East")
    house.li.team = east
    house.li.save()
    boss = person("Boss", Role.MANAGER, team=east)
    due(house, "Berlin Licht", "DE")
    assert "Berlin Licht" in page(boss, f"/today/?person={house.li.pk}").content.decode()
    outsider = person("Outsider", Role.MANAGER)
    assert page(outsider, f"/today/?person={house.li.pk}").status_code == 404
    assert page(person("Wang"), f"/today/?person={house.li.pk}").status_code == 404


def test_an_empty_day_says_what_belongs_there(house: House) -> None:
    assert "Nothing is due today." in page(house.li).content.decode()


def test_the_number_of_queries_does_not_grow_with_the_queue(
    house: House, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        due(house, f"Customer {number}", "DE")
    client = Client()
    client.force_login(house.li)
    client.get("/today/")
    with django_assert_max_num_queries(22):
        assert client.get("/today/").status_code == 200
