"""Pages of the pool: who is shown what, what a click does, and how often the database is asked."""

from typing import Any

import pytest
from desk_scene import person
from django.test import Client
from followup_house import House
from followups.test_pool import asked, holder, in_the_pool, night, rules
from pytest_django import DjangoAssertNumQueries

from kehu.desk.accounts.models import Team, User
from kehu.desk.accounts.roles import PERMISSIONS, Permission, Role
from kehu.desk.followups.pool.urls import urlpatterns
from kehu.desk.ledger.models import Contact, Customer

pytestmark = pytest.mark.django_db
# Every address: which permission it asks for, and how it is asked.
PAGES: dict[str, tuple[Permission, str]] = {
    "": (Permission.SEE, "GET"),
    "leaving": (Permission.SEE, "GET"),
    "holders": (Permission.REVIEW, "GET"),
    "rules": (Permission.SEE, "GET"),
    "<int:number>/claim": (Permission.RECORD, "POST"),
    "<int:number>/release": (Permission.RECORD, "GET"),
    "<int:number>/take-back": (Permission.RECORD, "POST"),
}


def logged_in(user: User, language: str = "en") -> Client:
    User.objects.filter(pk=user.pk).update(language=language)
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_every_address_has_a_case() -> None:
    assert {str(one.pattern) for one in urlpatterns} == PAGES.keys()


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_for_who_may(house: House, page: str, role: Role) -> None:
    needed, method = PAGES[page]
    someone = person("Somebody", role)
    customer = house.customer(owner=someone)
    path = f"/pool/{page.replace('<int:number>', str(customer.pk))}"
    answer = logged_in(someone).generic(method, path)
    if method == "POST":  # which say in a message what cannot be done
        assert answer.status_code == 302
        assert holder(customer) == "Somebody"
    else:
        assert answer.status_code == (200 if needed in PERMISSIONS[role] else 403)


@pytest.mark.parametrize("page", PAGES)
def test_who_is_not_logged_in_is_sent_to_the_log_in(house: House, page: str) -> None:
    path = f"/pool/{page.replace('<int:number>', str(house.customer().pk))}"
    answer = Client().generic(PAGES[page][1], path)
    assert (answer.status_code, answer.headers["Location"][:15]) == (302, "/account/login/")


@pytest.mark.parametrize(("language", "words"), [("en", "Public pool"), ("zh-hans", "公海")])
def test_pages_speak_the_readers_language(house: House, language: str, words: str) -> None:
    asked(house)
    night(house, 83)
    boss = logged_in(person("Boss", Role.ADMINISTRATOR), language)
    for page in ("", "leaving", "holders", "rules"):
        assert words in text(boss.get(f"/pool/{page}"))


def test_a_customer_is_taken_and_given_back_and_that_undone(house: House) -> None:
    customer, client = house.customer("Berlin Licht", owner=None), logged_in(house.li)
    house.look()
    assert "Berlin Licht" in text(client.get("/pool/"))
    shown = client.post(f"/pool/{customer.pk}/claim", {"stay": "1"}, follow=True)
    assert "Berlin Licht is yours now." in text(shown)
    assert holder(customer) == "Li"
    path = f"/pool/{customer.pk}/release"
    wrong = client.post(path, {"holder": house.li.pk, "why": ""})
    assert (wrong.status_code, holder(customer)) == (422, "Li")
    shown = client.post(path, {"holder": house.li.pk, "why": "no time"}, follow=True)
    assert holder(customer) is None
    assert f"/pool/{customer.pk}/take-back" in text(shown)
    assert "you may take it again from" in text(shown)
    client.post(f"/pool/{customer.pk}/take-back")
    assert holder(customer) == "Li"


def test_the_second_of_two_is_told_who_was_first(house: House) -> None:
    customer, wang = house.customer(owner=None), person("Wang")
    logged_in(wang).post(f"/pool/{customer.pk}/claim")
    shown = logged_in(house.li).post(f"/pool/{customer.pk}/claim", follow=True)
    assert "Wang was first and holds this customer now." in text(shown)


def test_who_gives_back_what_a_leader_has_given_away_is_told(house: House) -> None:
    customer, boss = house.customer(), person("Boss", Role.ADMINISTRATOR)
    path = f"/pool/{customer.pk}/release"
    Customer.objects.filter(pk=customer.pk).update(owner=boss)
    answer = logged_in(boss).post(path, {"holder": house.li.pk, "why": "no time"})
    assert answer.status_code == 422
    assert "changed by somebody else" in text(answer)
    assert holder(customer) == "Boss"


def test_the_list_tells_no_contact_data_and_from_when_one_may_take_again(house: House) -> None:
    customer = house.customer("Berlin Licht")
    Contact.objects.create(code="K", customer=customer, email="anna@licht.example")
    client = logged_in(house.li)
    client.post(f"/pool/{customer.pk}/release", {"holder": house.li.pk, "why": "no time"})
    shown = text(client.get("/pool/"))
    assert "Berlin Licht" in shown and "licht.example" not in shown
    assert "yours again from" in shown
    assert f"/pool/{customer.pk}/claim" not in shown


def test_todays_page_warns_and_leads_to_who_falls(house: House) -> None:
    customer = asked(house, "Berlin Licht")
    night(house, 83)
    client = logged_in(house.li)
    today = text(client.get("/today/"))
    assert "1 customer falls into the pool within 7 days" in today
    assert f"/pool/leaving?person={house.li.pk}" in today
    falls = text(client.get(f"/pool/leaving?person={house.li.pk}"))
    assert "Berlin Licht" in falls and "Asked, but no order in sight" in falls
    assert "a contact by" in falls
    one = text(client.get(f"/customers/{customer.pk}"))
    assert "falls into the pool on" in one
    house.message(customer, 0, "out")
    assert "falls into the pool within" not in text(client.get("/today/"))


def test_a_salesperson_sees_who_falls_of_oneself_and_a_manager_of_the_team(house: House) -> None:
    east = Team.objects.create(name="East")
    User.objects.filter(pk=house.li.pk).update(team=east)
    boss, wang = person("Boss", Role.MANAGER, east), person("Wang")
    asked(house, "Lis customer")
    asked(house, "Wangs customer", owner=wang)
    night(house, 83)
    shown = {user.name: text(logged_in(user).get("/pool/leaving")) for user in (boss, wang)}
    assert "Lis customer" in shown["Boss"] and "Wangs customer" not in shown["Boss"]
    assert "Lis customer" not in shown["Wang"] and "Wangs customer" in shown["Wang"]
    for number in (house.li.pk, 10**8):
        assert logged_in(wang).get(f"/pool/leaving?person={number}").status_code == 404
    for nonsense in ("person=x", "page=x", "page=0", "page=99"):
        assert logged_in(wang).get(f"/pool/leaving?{nonsense}").status_code == 200


def test_who_holds_enough_is_marked(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    rules(monkeypatch, unsold=1)
    asked(house)
    house.look()
    shown = text(logged_in(person("Boss", Role.ADMINISTRATOR)).get("/pool/holders"))
    assert "1 · full" in shown


def test_a_customers_page_tells_who_held_it_and_by_which_rule_it_fell(house: House) -> None:
    customer = asked(house)
    night(house, 83)
    night(house, 7)
    shown = text(logged_in(house.li).get(f"/customers/{customer.pk}"))
    assert "In the public pool" in shown
    assert "fell into the pool: Asked, but no order in sight" in shown


def test_an_empty_pool_and_forecast_say_what_belongs_there(house: House) -> None:
    client = logged_in(house.li)
    assert "The pool is empty." in text(client.get("/pool/"))
    assert "Nobody falls into the pool within 30 days." in text(client.get("/pool/leaving"))


def test_pages_ask_the_database_as_often_for_thirty_as_for_one(
    house: House, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        asked(house, f"C{number}")
    free = [in_the_pool(asked(house, f"P{number}")) for number in range(30)]
    assert free
    night(house, 83)
    house.look()
    client = logged_in(person("Boss", Role.ADMINISTRATOR))
    client.get("/pool/")
    for page in ("", "leaving", "holders", "rules"):
        with django_assert_max_num_queries(24):
            client.get(f"/pool/{page}")
