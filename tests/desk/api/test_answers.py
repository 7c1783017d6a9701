"""What the API answers: exact money, pages of lists, faults by field, writes done once."""

import json
import threading
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from api.api_scene import DAY, program, rows_of, send, token
from desk_scene import a_rate, graded_before, load, person
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Role
from kehu.desk.api import api
from kehu.desk.core.models import KeptAnswer
from kehu.desk.grading.actions import regrade_all
from kehu.desk.ledger.models import Contact, Customer, Order, Product

pytestmark = pytest.mark.django_db

AT = "2026-11-02T08:00:00Z"


@pytest.fixture
def li() -> User:
    return person("Li")


@pytest.fixture
def acme(li: User) -> Customer:
    return Customer.objects.create(code="C1", name="Acme", owner=li)


@pytest.fixture
def client(li: User) -> Client:
    return program(token(li))


def post(client: Client, path: str, body: Any, **headers: str) -> Any:
    return send(client, "POST", path, body, **headers)


# ---- what goes in and out ------------------------------------------------------------------------


def test_an_order_comes_back_as_it_went_in(client: Client, acme: Customer) -> None:
    a_rate()
    product = Product.objects.create(code="GL-1", name="Lamp", category="Lamps")
    line = {"product_id": product.pk, "quantity": "400", "unit_price": "2.501000"}
    given = {"ordered_at": "2026-11-02T09:30:00+08:00", "amount": "1000.10", "currency": "USD",
             "code": "SO-1", "lines": [line]}  # fmt: skip
    answer = post(client, f"/api/customers/{acme.pk}/orders", given)
    assert answer.status_code == 201
    order = answer.json()
    told = (order["amount"], order["ordered_at"], order["lines"][0]["unit_price"])
    assert told == ("1000.1", "2026-11-02T01:30:00Z", "2.501")
    assert Order.objects.get(code="SO-1").amount == Decimal("1000.1")
    [again] = client.get(f"/api/customers/{acme.pk}/orders").json()["items"]
    assert (again["amount"], again["lines"]) == (order["amount"], order["lines"])


def test_a_number_is_no_money(client: Client, acme: Customer) -> None:
    given = {"ordered_at": AT, "amount": 1000.1}
    answer = post(client, f"/api/customers/{acme.pk}/orders", given)
    assert (answer.status_code, set(answer.json()["fields"])) == (422, {"amount"})


def test_labels_are_right_after_a_fact_and_tell_why(
    demo_folder: Path, client: Client, acme: Customer
) -> None:
    load(demo_folder)
    regrade_all()
    order = {"ordered_at": AT, "amount": "5000"}
    number = post(client, f"/api/customers/{acme.pk}/orders", order).json()["id"]
    payment = {"due_at": AT, "paid_at": AT, "amount": "5000"}
    post(client, f"/api/orders/{number}/payments", payment)
    labels = client.get(f"/api/customers/{acme.pk}/labels").json()["labels"]
    stage = next(label for label in labels if label["dimension"] == "stage")
    assert (stage["code"], len(labels)) == ("A", 31)
    assert any(term["held"] for term in stage["because"])
    changes = client.get(f"/api/customers/{acme.pk}/label-changes").json()["items"]
    assert {"stage", "deal_stars"} <= {change["dimension"] for change in changes} or not changes


def test_every_customer_is_on_exactly_one_page(client: Client, li: User) -> None:
    for number in range(25):
        Customer.objects.create(code=str(number), name=f"Same {number % 2}", owner=li)
    seen: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        page = client.get("/api/customers", {"limit": 10, "cursor": cursor}).json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
    assert sorted(seen) == sorted(Customer.objects.values_list("pk", flat=True))


def test_rows_of_a_customer_come_the_newest_first_in_pages(
    client: Client, acme: Customer, li: User
) -> None:
    for day in range(7):
        moment = (DAY + timedelta(days=day // 2)).isoformat()
        post(client, f"/api/customers/{acme.pk}/orders", {"ordered_at": moment, "amount": "1"})
    seen: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        asked = {"limit": 3, "cursor": cursor}
        page = client.get(f"/api/customers/{acme.pk}/orders", asked).json()
        seen, cursor = seen + page["items"], page["next"]
    moments = [one["ordered_at"] for one in seen]
    assert len({one["id"] for one in seen}) == 7
    assert moments == sorted(moments, reverse=True)


def test_a_list_asks_the_database_as_often_for_fifty_as_for_one(
    client: Client, li: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(50):
        Customer.objects.create(code=str(number), name="Acme", owner=li)
    client.get("/api/customers")  # notes that the token was used, which is done once a minute
    # The token with its person, the rows with their owners.
    with django_assert_num_queries(2):
        assert len(client.get("/api/customers").json()["items"]) == 50


@pytest.mark.parametrize("cursor", ["x", "²:Acme", "1:", ":", "9" * 40 + ":A", "1:2026-13-01"])
def test_a_cursor_that_is_none_harms_nothing(client: Client, acme: Customer, cursor: str) -> None:
    for path in ("/api/customers", f"/api/customers/{acme.pk}/orders"):
        assert client.get(path, {"cursor": cursor}).status_code == 200


# ---- faults --------------------------------------------------------------------------------------


def test_faults_are_told_by_field_in_the_language_asked_for(client: Client, acme: Customer) -> None:
    path = f"/api/customers/{acme.pk}/interactions"
    answer = post(client, path, {"at": "yesterday", "direction": "sideways"})
    told = answer.json()
    assert (answer.status_code, told["code"]) == (422, "not_valid")
    assert set(told["fields"]) == {"at", "direction", "channel"}
    chinese = post(client, path, {}, **{"Accept-Language": "zh-hans"}).json()
    assert "字段" in chinese["message"]


def test_what_a_model_refuses_is_told_by_field(client: Client, acme: Customer) -> None:
    answer = post(client, "/api/customers", {"name": "Other", "code": "C1"})
    assert (answer.status_code, set(answer.json()["fields"])) == (422, {"code"})
    answer = post(client, "/api/customers", {"name": "x" * 400, "colour": "red"})
    assert set(answer.json()["fields"]) == {"colour"}


def test_what_a_body_points_at_must_be_there(client: Client, acme: Customer, li: User) -> None:
    other = Customer.objects.create(code="C2", name="Other", owner=li)
    elsewhere = Contact.objects.create(code="K", customer=other, name="Ann")
    given = {"at": AT, "direction": "in", "channel": "email", "contact_id": elsewhere.pk}
    answer = post(client, f"/api/customers/{acme.pk}/interactions", given)
    assert (answer.status_code, set(answer.json()["fields"])) == (422, {"contact_id"})


def test_no_json_is_told_as_such(client: Client) -> None:
    answer = client.post("/api/customers", "{", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")


def test_of_two_who_change_a_customer_the_second_is_told(client: Client, acme: Customer) -> None:
    path = f"/api/customers/{acme.pk}"
    assert send(client, "PATCH", path, {"version": 1, "city": "Riga"}).json()["version"] == 2
    late = send(client, "PATCH", path, {"version": 1, "city": "Oslo"})
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")
    assert Customer.objects.get(pk=acme.pk).city == "Riga"


def test_a_step_of_a_sample_that_moved_since_is_not_taken_back(
    client: Client, acme: Customer
) -> None:
    graded_before()
    made = post(client, f"/api/customers/{acme.pk}/sample-requests", {"requested_at": AT}).json()
    path = f"/api/samples/{made['sample']['id']}"
    given = {"version": made["version"], "checked": "met at the fair"}
    checked = post(client, f"{path}/checked", given).json()
    moved = post(client, f"{path}/move", {"sent_at": AT}).json()
    late = post(client, f"{path}/take-back", {"version": checked["version"]})
    assert (late.status_code, late.json()["code"]) == (409, "sample_changed_since")
    assert client.get(path).json()["sample"]["sent_at"] == moved["sent_at"] == AT


def test_what_is_left_out_of_a_change_stays(client: Client, acme: Customer) -> None:
    path = f"/api/customers/{acme.pk}"
    send(client, "PATCH", path, {"version": 1, "city": "Riga"})
    told = send(client, "PATCH", path, {"version": 2, "website": "acme.example"}).json()
    assert (told["name"], told["city"], told["website"]) == ("Acme", "Riga", "acme.example")


# ---- the same key --------------------------------------------------------------------------------


def test_a_write_repeated_under_its_key_is_done_once(client: Client, acme: Customer) -> None:
    path, given = f"/api/customers/{acme.pk}/orders", {"ordered_at": AT, "amount": "5"}
    first, second = (post(client, path, given, **{"Idempotency-Key": "k1"}) for _ in "12")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert "Idempotent-Replayed" in second.headers and Order.objects.count() == 1
    post(client, path, given, **{"Idempotency-Key": "k2"})
    assert Order.objects.count() == 2


def test_another_request_under_the_same_key_is_refused(client: Client, acme: Customer) -> None:
    path = f"/api/customers/{acme.pk}/orders"
    post(client, path, {"ordered_at": AT, "amount": "5"}, **{"Idempotency-Key": "k"})
    other = post(client, path, {"ordered_at": AT, "amount": "6"}, **{"Idempotency-Key": "k"})
    assert (other.status_code, other.json()["code"]) == (409, "key_used_otherwise")
    assert Order.objects.count() == 1


def test_a_refused_request_leaves_its_key_free(client: Client, acme: Customer) -> None:
    path = f"/api/customers/{acme.pk}/orders"
    refused = post(client, path, {"ordered_at": AT, "amount": "x"}, **{"Idempotency-Key": "k"})
    mended = post(client, path, {"ordered_at": AT, "amount": "5"}, **{"Idempotency-Key": "k"})
    assert (refused.status_code, mended.status_code) == (422, 201)


def test_a_key_is_ones_own_and_lasts_a_day(client: Client, acme: Customer, li: User) -> None:
    path, given = f"/api/customers/{acme.pk}/orders", {"ordered_at": AT, "amount": "5"}
    post(client, path, given, **{"Idempotency-Key": "k"})
    post(program(token(li)), path, given, **{"Idempotency-Key": "k"})
    assert Order.objects.count() == 2
    KeptAnswer.objects.update(made_at=timezone.now() - timedelta(hours=25))
    post(client, path, given, **{"Idempotency-Key": "k"})
    assert Order.objects.count() == 3


@pytest.mark.parametrize("key", ["", "with space", "x" * 201])
def test_a_key_that_is_none_is_refused(client: Client, acme: Customer, key: str) -> None:
    answer = post(client, "/api/customers", {"name": "New"}, **{"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["code"]) == (422, "key_unfit")


@pytest.mark.django_db(transaction=True)
def test_of_eight_at_once_under_one_key_one_is_done_and_all_are_told_the_same() -> None:
    boss = person("Boss", Role.ADMINISTRATOR)
    secret = token(boss)
    customer = Customer.objects.create(code="C", name="Acme", owner=boss)
    path, given = f"/api/customers/{customer.pk}/orders", {"ordered_at": AT, "amount": "5"}
    told: list[tuple[int, bytes]] = []
    start = threading.Barrier(8)

    def ask() -> None:
        start.wait()
        answer = post(program(secret), path, given, **{"Idempotency-Key": "k"})
        told.append((answer.status_code, answer.content))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Order.objects.count() == 1
    assert len(told) == 8 and len({(status, body) for status, body in told}) == 1
    assert told[0][0] == 201


# ---- the description -----------------------------------------------------------------------------


def test_every_write_may_name_a_key_and_every_operation_says_what_can_go_wrong() -> None:
    for methods in api.get_openapi_schema()["paths"].values():
        for method, operation in methods.items():
            names = {parameter["name"] for parameter in operation["parameters"]}
            assert ("Idempotency-Key" in names) == (method != "get")
            assert {"401", "403", "422"} <= set(operation["responses"])


def test_the_description_and_its_page_are_served_without_foreign_hosts() -> None:
    assert Client().get("/api/openapi.json").json()["openapi"].startswith("3.1")
    page = Client().get("/api/docs").content.decode()
    assert "swagger" in page and "http://" not in page and "https://" not in page


def test_rows_are_read_by_their_number(client: Client, acme: Customer) -> None:
    rows = rows_of(acme)
    told = client.get(f"/api/orders/{rows['orders']}").json()
    assert (told["customer_id"], told["amount"]) == (acme.pk, "1000.5")
    assert json.dumps(client.get("/api/me").json()["permissions"]) == json.dumps(
        ["override", "record", "see"]
    )
