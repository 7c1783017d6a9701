"""Everything that can be recorded and decided on a customer's page, by whom, and how it fails."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from desk_scene import a_rate, person
from django.test import Client
from django.utils import timezone

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Role
from kehu.desk.ledger import actions
from kehu.desk.ledger.models import Customer, Judgement, Order, Product
from kehu.desk.ledger.recordable import EVENTS, RECORDABLE

pytestmark = pytest.mark.django_db
DAY = "2026-11-02"
# What is typed for each thing that can be recorded; every one must be here.
TYPED: dict[str, dict[str, str]] = {
    "contact": {"at": DAY, "direction": "in", "channel": "email", "topics": "price"},
    "order": {"ordered_at": DAY, "product_1": "GL-1", "quantity_1": "400", "unit_price_1": "2.5"},
    "payment": {"order": "ORDER", "amount": "1000", "due_at": DAY},
    "inquiry": {"at": DAY, "kind": "detailed", "product": "Lamp", "order_intent": "true"},
    "quotation": {"at": DAY, "product": "GL-1", "unit_price": "2.5", "currency": "usd"},
    "proforma": {"issued_at": DAY, "amount": "1000"},
    "sample": {"requested_at": DAY, "product": "GL-1"},
    "person": {"name": "Ann", "email": "ann@acme.example"},
}


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def li() -> User:
    return person("Li")


@pytest.fixture
def acme(li: User) -> Customer:
    a_rate()
    Product.objects.create(code="GL-1", name="Lamp", category="Lamps")
    return Customer.objects.create(code="C-1", name="Acme", owner=li)


def an_order(customer: Customer) -> Order:
    return actions.record_order(
        actor=Actor.of(customer.owner), customer=customer, ordered_at=timezone.now(),
        amount=Decimal(1000),
    )  # fmt: skip


def typed(what: str, customer: Customer) -> dict[str, str]:
    given = TYPED[what]
    return {
        name: str(an_order(customer).pk) if value == "ORDER" else value
        for name, value in given.items()
    }


def test_everything_that_can_be_recorded_is_tried_here() -> None:
    assert TYPED.keys() == RECORDABLE.keys()


@pytest.mark.parametrize("what", TYPED)
def test_it_is_recorded_and_one_is_back_at_the_customer(
    what: str, acme: Customer, li: User
) -> None:
    address = f"/customers/{acme.pk}/record/{what}"
    client = logged_in(li)
    assert client.get(address).status_code == 200
    answer = client.post(address, typed(what, acme))
    assert answer.status_code == 302, answer.context["form"].errors
    assert answer.headers["Location"] == f"/customers/{acme.pk}"


@pytest.mark.parametrize("what", TYPED)
def test_strangers_find_nothing_and_readers_record_nothing(what: str, acme: Customer) -> None:
    address = f"/customers/{acme.pk}/record/{what}"
    assert logged_in(person("Wang")).post(address, TYPED[what]).status_code == 404
    assert logged_in(person("Reader", Role.READER)).post(address, TYPED[what]).status_code == 403
    assert Client().post(address, TYPED[what]).status_code == 302


def test_an_orders_amount_is_the_sum_of_its_lines(acme: Customer, li: User) -> None:
    logged_in(li).post(f"/customers/{acme.pk}/record/order", TYPED["order"])
    order = Order.objects.get()
    assert order.amount == 1000
    assert [(line.product.code, line.quantity) for line in order.lines.all()] == [("GL-1", 400)]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"product_1": "GL-9"}, "product_1"),
        ({"quantity_1": ""}, "product_1"),
        ({"product_1": "", "quantity_1": "", "unit_price_1": ""}, "amount"),
        ({"currency": "SEK"}, "currency"),
        ({"currency": "dollars"}, "currency"),
        ({"ordered_at": "yesterday"}, "ordered_at"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_kept(
    change: dict[str, str], field: str, acme: Customer, li: User
) -> None:
    given = {**TYPED["order"], **change}
    answer = logged_in(li).post(f"/customers/{acme.pk}/record/order", given)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Order.objects.exists()


def rows_of(acme: Customer) -> dict[Any, int]:
    actor = Actor.of(acme.owner)
    order, now = an_order(acme), timezone.now()
    payment = actions.record_payment(actor=actor, order=order, due_at=now, amount=Decimal(5))
    proforma = actions.issue_proforma(actor=actor, customer=acme, issued_at=now, amount=Decimal(5))
    sample = actions.request_sample(actor=actor, customer=acme, requested_at=now)
    return {type(row): row.pk for row in (order, payment, proforma, sample)}


@pytest.mark.parametrize("what", EVENTS)
def test_what_came_about_is_noted_once(what: str, acme: Customer, li: User) -> None:
    row = rows_of(acme)[EVENTS[what].model]
    address = f"/customers/{acme.pk}/happened/{what}/{row}"
    client = logged_in(li)
    assert client.get(address).status_code == 200
    given = {"on": timezone.localdate().isoformat(), "version": "1"}
    assert client.post(address, given).status_code == 302
    # Who had the page open meanwhile is told.
    assert client.post(address, given).status_code == 422
    assert logged_in(person("Wang")).post(address, given).status_code == 404


def test_two_who_edit_the_same_customer(acme: Customer, li: User) -> None:
    client = logged_in(li)
    given = {"name": "Acme", "version": "1"}
    assert client.post(f"/customers/{acme.pk}/change", {**given, "city": "Riga"}).status_code == 302
    answer = client.post(f"/customers/{acme.pk}/change", {**given, "city": "Oslo"})
    assert answer.status_code == 422
    assert 'value="Oslo"' in answer.content.decode()
    assert Customer.objects.get(pk=acme.pk).city == "Riga"


@pytest.mark.parametrize(
    ("subject", "value", "kept"),
    [
        ("need", "no_need", "no_need"),
        ("waiting_until", "2026-12-01", "2026-12-01"),
        ("prospects", "70", "70"),
        ("hesitation", "boss", "boss"),
        ("label:stage", "B", "B"),
    ],
)
def test_a_decision_is_kept(subject: str, value: str, kept: str, acme: Customer, li: User) -> None:
    address = f"/customers/{acme.pk}/decide/{subject}"
    assert logged_in(li).post(address, {"value": value, "why": "told me"}).status_code == 302
    judged = Judgement.objects.get()
    assert (judged.subject, judged.value, judged.why) == (subject, kept, "told me")
    assert logged_in(li).post(address, {"lift": "1"}).status_code == 302
    assert Judgement.objects.order_by("pk").last().value == "-"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("subject", "value"),
    [("need", "perhaps"), ("waiting_until", "soon"), ("prospects", "101"), ("label:stage", "Q")],
)
def test_an_impossible_decision_is_refused(
    subject: str, value: str, acme: Customer, li: User
) -> None:
    address = f"/customers/{acme.pk}/decide/{subject}"
    assert logged_in(li).post(address, {"value": value}).status_code == 422
    assert not Judgement.objects.exists()


def test_what_nobody_asks_about_is_not_there(acme: Customer, li: User) -> None:
    client = logged_in(li)
    for path in ("decide/shoe_size", "decide/label:shoe", "record/dream", "why/shoe"):
        assert client.get(f"/customers/{acme.pk}/{path}").status_code == 404


def test_a_customer_is_added_and_given_away_by_who_may(li: User) -> None:
    client = logged_in(li)
    assert client.post("/customers/new", {"name": "New Lamps", "country": "de"}).status_code == 302
    added = Customer.objects.get()
    assert (added.owner, added.country) == (li, "DE")
    assert client.post(f"/customers/{added.pk}/assign", {"to": ""}).status_code == 403
    boss = logged_in(person("Boss", Role.ADMINISTRATOR))
    assert boss.post(f"/customers/{added.pk}/assign", {"to": ""}).status_code == 302
    assert Customer.objects.get().owner is None


def test_the_timeline_goes_back_as_far_as_there_is_anything(acme: Customer, li: User) -> None:
    actor = Actor.of(li)
    for days in range(60):
        actions.log_contact(
            actor=actor, customer=acme, at=timezone.now() - timedelta(days=days),
            direction="out", channel="email", text=f"message {days}",
        )  # fmt: skip
    client = logged_in(li)
    shown = client.get(f"/customers/{acme.pk}").content.decode()
    assert "message 39" in shown and "message 40" not in shown
    before = (timezone.now() - timedelta(days=39)).isoformat()
    more = client.get(f"/customers/{acme.pk}/happenings", {"before": before}).content.decode()
    assert "message 59" in more and "message 38" not in more
