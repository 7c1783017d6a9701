"""One's own follow-ups as a calendar: a secret address, read back by another library's rules."""

from datetime import date, timedelta
from typing import Any

import pytest
from desk_scene import nowhere, person
from django.test import Client
from followup_house import APP, House
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries

from kehu.desk.accounts.actions import deactivate_person, make_calendar, revoke_calendar
from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import Calendar as Kept
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Role
from kehu.desk.core.models import AuditEntry
from kehu.desk.followups import actions
from kehu.desk.followups.models import FollowUp

pytestmark = pytest.mark.django_db


def events(secret: str) -> dict[str, Any]:
    """By UID, what a calendar program reads at the address."""
    answer = Client().get(f"/calendar/{secret}.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    found = {str(one["UID"]): one for one in Calendar.from_ical(answer.content).walk("VEVENT")}
    return found


@pytest.fixture
def secret(house: House) -> str:
    return make_calendar(actor=house.actor)


def one_of(house: House, name: str = "Acme, Söhne; 灯饰") -> FollowUp:
    customer = house.customer(name=name)
    house.proforma(customer, days=4)
    return house.one(customer, "proforma_reminder")


def summary_of(secret: str, follow_up: FollowUp) -> Any:
    found = [
        one for uid, one in events(secret).items() if uid.startswith(f"follow-up-{follow_up.pk}-")
    ]
    return found[0] if found else None


def test_a_follow_up_stands_on_its_day_with_play_customer_why_and_a_link(
    house: House, secret: str
) -> None:
    due = one_of(house)
    event = summary_of(secret, due)
    assert str(event["SUMMARY"]).endswith(" · Acme, Söhne; 灯饰")
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (
        due.shows_on, due.shows_on + timedelta(days=1),
    )  # fmt: skip
    assert type(event.decoded("DTSTART")) is date
    *why, link = str(event["DESCRIPTION"]).split("\n")
    assert why and link == str(event["URL"]) == f"http://testserver/today/?at={due.pk}"


def test_it_speaks_the_language_of_its_person(house: House, secret: str) -> None:
    due = one_of(house)
    chinese = str(summary_of(secret, due)["SUMMARY"])
    User.objects.filter(pk=house.li.pk).update(language="en")
    assert str(summary_of(secret, due)["SUMMARY"]) != chinese
    assert chinese.encode() != chinese.encode("ascii", "replace")


def test_what_is_put_off_moves_and_what_is_done_goes_under_the_same_name(
    house: House, secret: str
) -> None:
    due = one_of(house)
    first = summary_of(secret, due)
    until = (house.now + timedelta(days=10)).date()
    put_off = actions.snooze(actor=house.actor, follow_up=due, version=1, until=until)
    then = summary_of(secret, due)
    assert (then["UID"], then.decoded("DTSTART")) == (first["UID"], until)
    assert then["SEQUENCE"] > first["SEQUENCE"]
    actions.skip(actor=house.actor, follow_up=put_off, version=put_off.version, reason="not_now")
    assert summary_of(secret, due) is None


def test_only_ones_own_are_shown(house: House, secret: str) -> None:
    wang = person("Wang")
    customer = house.customer(owner=wang)
    house.proforma(customer, days=4)
    theirs = house.one(customer, "proforma_reminder")
    assert summary_of(secret, theirs) is None
    assert summary_of(make_calendar(actor=Actor.of(wang)), theirs) is not None


def test_an_address_that_was_revoked_or_replaced_or_guessed_shows_nothing(
    house: House, secret: str
) -> None:
    other = make_calendar(actor=house.actor)
    assert Client().get(f"/calendar/{secret}.ics").status_code == 404
    assert Client().get(f"/calendar/{other}.ics").status_code == 200
    assert Client().get("/calendar/kehu_guess.ics").status_code == 404
    revoke_calendar(actor=house.actor)
    assert Client().get(f"/calendar/{other}.ics").status_code == 404
    told = AuditEntry.objects.filter(verb__startswith="calendar.").order_by("pk")
    assert [one.verb for one in told] == ["calendar.made", "calendar.made", "calendar.revoked"]


def test_who_left_has_no_calendar(house: House, secret: str) -> None:
    person("Boss", Role.ADMINISTRATOR)
    li = User.objects.get(pk=house.li.pk)
    deactivate_person(**APP, user=li, version=li.version)
    assert Client().get(f"/calendar/{secret}.ics").status_code == 404


def test_the_address_is_shown_once_and_kept_as_a_hash(house: House) -> None:
    client = Client()
    client.force_login(house.li, "django.contrib.auth.backends.ModelBackend")
    shown = client.post("/settings/account/calendar")
    address = shown.context["address"]
    assert shown.headers["Cache-Control"] == "no-store" and address in shown.content.decode()
    secret = address.rpartition("/")[2].removesuffix(".ics")
    assert secret not in client.get("/settings/account").content.decode()
    assert secret not in str(Kept.objects.values())
    assert events(secret) == {}
    assert client.post("/settings/account/calendar", {"revoke": "1"}).status_code == 302
    assert not Kept.objects.exists()


def test_fifty_ask_the_database_as_often_as_one(
    house: House, secret: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    customer = house.customer()
    house.look()
    for number in range(50):
        FollowUp.objects.create(
            customer=customer, play=f"play {number}", due_on=house.now.date(),
            shows_on=house.now.date(), holder=house.li, place=nowhere(),
        )  # fmt: skip
    events(secret)
    # Whose; marks of change and grading; rulebook and currency; time zone; playbook; follow-ups;
    # grades.
    with django_assert_num_queries(9, exact=False):
        assert len(events(secret)) >= 50
