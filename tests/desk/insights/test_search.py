"""Search finds customers by whatever one has of them, and tells little of others'."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from desk_scene import a_rate, person
from django.core.cache import cache
from django.test import Client

from kehu.desk.accounts.actor import THE_APPLICATION, Actor
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Role
from kehu.desk.insights import searching
from kehu.desk.insights.actions.saved import save_view
from kehu.desk.insights.searching import masked, search
from kehu.desk.ledger.actions import add_contact, add_customer, change_customer, record_order
from kehu.desk.ledger.models import Customer

pytestmark = pytest.mark.django_db
APP = {"actor": THE_APPLICATION}


@pytest.fixture(autouse=True)
def fresh_counts() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def a_customer(name: str, owner: User | None = None, code: str = "") -> Customer:
    customer = add_customer(**APP, name=name, owner=owner, code=code)
    add_contact(
        **APP, customer=customer, name="Jane", email=f"jane@{customer.folded}.example",
        phone="+86 138-0013-8000",
    )  # fmt: skip
    return customer


@pytest.mark.parametrize(
    "text",
    ["黎明", "liming", "Li Ming", "C-17", "c-17", "jane@limingzhaoming.example",
     "limingzhaoming.example", "+86 138 0013 8000", "13800138000", "0013-8000", "ORDER-7"],
)  # fmt: skip
def test_a_customer_is_found_by_whatever_one_has(text: str) -> None:
    a_rate()
    customer = a_customer("黎明照明", code="C-17")
    record_order(
        **APP, customer=customer, ordered_at=datetime(2026, 1, 5, tzinfo=UTC), code="ORDER-7",
        amount=Decimal(5), currency="USD",
    )  # fmt: skip
    add_customer(**APP, name="Somebody else")
    assert [hit.name for hit in search(THE_APPLICATION, text).customers] == ["黎明照明"]


def test_a_renamed_customer_is_found_by_the_new_name() -> None:
    customer = a_customer("Acme")
    change_customer(**APP, customer=customer, version=1, details={"name": "Löwe GmbH"})
    assert search(THE_APPLICATION, "lowe").customers
    assert not search(THE_APPLICATION, "acme").customers


def test_of_a_colleagues_customer_name_and_holder_are_told_and_no_contact() -> None:
    li = person("Li")
    a_customer("Baltic Lumen", owner=person("Wang"))
    hits = search(Actor.of(li), "Baltic Lumen")
    assert not hits.customers
    [other] = hits.others
    assert (other.name, other.owner, other.contact) == (
        "Baltic Lumen", "Wang", "j***@balticlumen.example",
    )  # fmt: skip
    assert search(Actor.of(li), "jane@balticlumen.example").others == [other]


@pytest.mark.parametrize("text", ["Ba", "lumen", "Balt", "C-", "13800", "example"])
def test_a_part_of_a_name_tells_nothing_of_others(text: str) -> None:
    a_customer("Baltic Lumen", owner=person("Wang"))
    assert not search(Actor.of(person("Li")), text).others


def test_of_others_five_are_told_at_most() -> None:
    wang = person("Wang")
    for number in range(9):
        a_customer("Baltic Lumen", owner=wang, code=f"B{number}")
    assert len(search(Actor.of(person("Li")), "Baltic Lumen").others) == 5


def test_who_looks_up_too_many_of_others_must_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "_LOOKED_UP", 2)
    wang, li = person("Wang"), Actor.of(person("Li"))
    for name in ("Alpha Light", "Baltic Lumen", "Castor Lamps"):
        a_customer(name, owner=wang)
    told = [search(li, name) for name in ("Alpha Light", "Baltic Lumen", "Alpha Light")]
    assert all(hits.others and not hits.too_often for hits in told)
    refused = search(li, "Castor Lamps")
    assert refused.too_often and not refused.others
    assert search(Actor.of(person("Zhao")), "Castor Lamps").others


def test_the_page_offers_places_and_views_too() -> None:
    li = person("Li", Role.SALESPERSON)
    li.language = "en"
    li.save()
    save_view(actor=Actor.of(li), name="Won ones", query="stage=A")
    client = Client()
    client.force_login(li, "django.contrib.auth.backends.ModelBackend")
    page = client.get("/customers/search?q=won").content.decode()
    assert "Won ones" in page and "/customers/?stage=A" in page
    assert 'href="/customers/"' in client.get("/customers/search?q=custom").content.decode()
    assert "Nothing is called" in client.get("/customers/search?q=zzzz").content.decode()


@pytest.mark.parametrize(
    ("email", "shown"), [("jane@acme.com", "j***@acme.com"), ("", ""), ("nothing", "")]
)
def test_an_address_is_masked(email: str, shown: str) -> None:
    assert masked(email) == shown
