"""What its country tells of a customer, where nothing else does (T5)."""

import pytest
from desk_scene import person
from django.test import Client

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Role
from kehu.desk.grading.actions import regrade_changed
from kehu.desk.grading.book import the_book
from kehu.desk.ledger.actions import add_customer
from kehu.desk.ledger.models import Customer
from kehu.desk.portraits.actions import set_tag
from kehu.desk.portraits.queries import place_of

pytestmark = pytest.mark.django_db
MALTA, LIECHTENSTEIN = "MT", "LI"  # without a customer in the demo


@pytest.fixture
def boss(portrayed: None) -> Actor:
    assert not Customer.objects.filter(country__in=[MALTA, LIECHTENSTEIN]).exists()
    return Actor.of(person("Boss", Role.ADMINISTRATOR))


def newcomers(actor: Actor, country: str, many: int = 1) -> list[Customer]:
    """Customers of whom nothing but the country is known."""
    made = [add_customer(actor=actor, name=f"{country}{n}", country=country) for n in range(many)]
    regrade_changed()
    return made


def page(user: User, customer: Customer, language: str) -> str:
    user.language = language
    user.save()
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client.get(f"/portraits/customers/{customer.pk}/place").content.decode()


def test_of_a_newcomer_its_country_is_told(boss: Actor) -> None:
    *there, newcomer = newcomers(boss, MALTA, 21)
    for one in there:
        set_tag(actor=boss, customer=one, tag="manner", values=["rough"])
    place = place_of(boss, newcomer)
    assert place and (place.kind, place.value, place.common.size) == ("country", MALTA, 21)
    told = {(one.kind, one.value): one.count for one in place.common.significant}
    assert told["manner", "rough"] == 20
    assert not {"country", "market"} & {kind for kind, _ in told}, "what chose them is no finding"
    assert "马耳他客户的特点" in page(boss.user, newcomer, "zh-hans")
    assert "Customers from Malta" in page(boss.user, newcomer, "en")


def test_where_nothing_is_known_of_the_country_its_market_is_told(boss: Actor) -> None:
    [newcomer] = newcomers(boss, LIECHTENSTEIN)
    place, book = place_of(boss, newcomer), the_book()
    europeans = (book.words("market") == book.position("europe")).sum()
    assert place and (place.kind, place.value, place.common.size) == ("market", "europe", europeans)
    assert "欧洲市场客户的特点" in page(boss.user, newcomer, "zh-hans")


def test_others_customers_are_not_counted(boss: Actor) -> None:
    wang = person("Wang")
    newcomers(boss, MALTA, 8)
    [mine] = newcomers(Actor.of(wang), MALTA)
    place = place_of(Actor.of(wang), mine)
    assert place is None or place.common.size < 9


def test_where_nobody_knows_the_country_that_is_said(boss: Actor) -> None:
    [newcomer] = newcomers(boss, "")
    assert place_of(boss, newcomer) is None
    assert "没有人知道它在哪个国家" in page(boss.user, newcomer, "zh-hans")
    assert "Nobody knows where it is" in page(boss.user, newcomer, "en")


def test_who_may_not_see_a_customer_is_told_nothing(boss: Actor) -> None:
    [one] = newcomers(boss, MALTA)
    client = Client()
    client.force_login(person("Wang"), "django.contrib.auth.backends.ModelBackend")
    Customer.objects.filter(pk=one.pk).update(owner=boss.user)
    assert client.get(f"/portraits/customers/{one.pk}/place").status_code == 404
