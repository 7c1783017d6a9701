"""Mail by program: brought, read, set right, made into customers, answered."""

from pathlib import Path
from typing import Any

import pytest
from api.api_scene import mail_of, program, send, token
from desk_scene import graded_before, person
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Permission, Role
from kehu.desk.inquiries.jobs import read_mail
from kehu.desk.inquiries.models import Mailbox, Thread
from kehu.desk.ledger.models import Customer, Inquiry, Interaction, Product

pytestmark = pytest.mark.django_db


@pytest.fixture
def li(settings: Settings, tmp_path: Path) -> User:
    settings.MEDIA_ROOT = tmp_path
    graded_before()
    return person("Li")


@pytest.fixture
def client(li: User) -> Client:
    return program(token(li))


@pytest.fixture
def nova(li: User) -> Customer:
    return Customer.objects.create(code="C1", name="Nova Luz", owner=li)


@pytest.fixture
def there(nova: Customer, li: User) -> dict[str, int]:
    """A mail of a customer of Li's."""
    return mail_of(nova, li)


@pytest.fixture
def stranger(there: dict[str, int], nova: Customer) -> int:
    """A thread of which nobody said yet whose it is."""
    Thread.objects.update(customer=None)
    nova.delete()
    return there["threads"]


def post(client: Client, path: str, body: Any = None) -> Any:
    return send(client, "POST", path, {} if body is None else body)


def test_mails_are_brought_read_and_found_on_the_board(client: Client) -> None:
    mails = [SimpleUploadedFile("1.eml", _MAIL), SimpleUploadedFile("2.eml", b"")]
    brought = client.post("/api/mails", {"mails": mails})
    assert (brought.status_code, brought.json()["state"]) == (201, "waiting")
    read_mail()
    told = client.get(f"/api/mails/brought/{brought.json()['id']}").json()
    assert (told["state"], told["mails"], told["read"], told["known_before"]) == ("done", 1, 1, 0)
    why = "The mail is empty. Export it from the mail program again."
    assert told["unreadable"] == [{"name": "2.eml", "why": why}]
    board = client.get("/api/threads").json()
    assert [one["sender_name"] for one in board["items"]] == ["Rein Tamm"]
    again = client.post("/api/mails", {"mails": [SimpleUploadedFile("3.eml", _MAIL)]}).json()["id"]
    read_mail()
    assert client.get(f"/api/mails/brought/{again}").json()["known_before"] == 1


def test_the_board_is_told_page_by_page(client: Client, nova: Customer, li: User) -> None:
    numbers = [mail_of(nova, li)["threads"] for _ in range(5)]
    Thread.objects.filter(pk=numbers[3]).update(urgency=90)
    first = client.get("/api/threads?limit=3").json()
    second = client.get(f"/api/threads?limit=3&cursor={first['next']}").json()
    told = [one["id"] for one in (*first["items"], *second["items"])]
    assert told[0] == numbers[3] and sorted(told) == sorted(numbers)
    assert second["next"] is None
    priorities = [one["priority"] for one in (*first["items"], *second["items"])]
    assert priorities == sorted(priorities, reverse=True)
    assert client.get("/api/threads?show=done").json()["items"] == []
    assert client.get("/api/threads?show=elsewhere").status_code == 422


def test_a_thread_tells_what_was_read_and_what_was_set_right(
    client: Client, there: dict[str, int]
) -> None:
    told = client.get(f"/api/threads/{there['threads']}").json()
    assert (told["facts"]["country"], told["facts"]["incoterm"]) == ("BR", "FOB")
    assert told["looks"] == [there["looks"]] and told["mails"][0]["id"] == there["mails"]
    right = post(
        client, f"/api/mails/{there['mails']}/correct", {"field": "country", "value": "PT"}
    )
    assert right.json()["proposed"]["country"] == "BR"
    assert right.json()["corrected"] == {"incoterm": "FOB", "country": "PT"}
    back = post(client, f"/api/mails/{there['mails']}/uncorrect/incoterm")
    assert back.json()["corrected"] == {"country": "PT"}
    facts = client.get(f"/api/threads/{there['threads']}").json()["facts"]
    assert (facts["country"], facts["incoterm"]) == ("PT", "CIF")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "spam"), ("kind", None), ("country", "XX"), ("language", "xx"), ("nothing", "x"),
        ("company", "a\x00b"), ("company", "\ud800"), ("company", "x" * 301), ("website", ["a"]),
        ("name", False), ("asks_sample", "no"), ("phones", ["call me"]), ("phones", "123456"),
        ("signals", ["rude"]), ("incoterm", "XYZ"), ("wanted", "400 pcs"), ("wanted", ["400"]),
        ("wanted", [{"skus": ["GL-1"], "quantity": 10**400}]), ("wanted", [{"quantity": "-1"}]),
        ("wanted", [{"quantity": "nan"}]), ("wanted", [{"skus": ["\x00"], "quantity": 1}]),
        ("wanted", [{"quantity": 1, "unit": "bushel"}]),
    ],
)  # fmt: skip
def test_what_a_field_cannot_be_is_refused_by_its_name(
    client: Client, there: dict[str, int], field: str, value: Any
) -> None:
    answer = post(client, f"/api/mails/{there['mails']}/correct", {"field": field, "value": value})
    named = "field" if field == "nothing" else field
    assert answer.status_code == 422
    assert [*answer.json()["fields"]] == [named]
    facts = client.get(f"/api/threads/{there['threads']}").json()["facts"]
    assert facts["incoterm"] == "FOB" and facts["company"] == "Nova Luz Ltda"


def test_a_model_that_is_not_ours_stands_in_the_draft_without_a_price(
    client: Client, there: dict[str, int]
) -> None:
    Product.objects.create(code="GL-1", name="Lamp", category="Lamps")
    path = f"/api/mails/{there['mails']}/correct"
    post(client, path, {"field": "signals", "value": []})  # else the draft is about the bank
    lines = [{"skus": ["GL-1"], "quantity": 400, "unit": "pcs"},
             {"skus": ["X-9"], "quantity": 10, "unit": "pcs"}]  # fmt: skip
    post(client, path, {"field": "wanted", "value": lines})
    draft = client.get(f"/api/threads/{there['threads']}").json()["draft"]
    assert "X-9" in draft["body"] and "Lamp (GL-1)" in draft["body"]
    Product.objects.all().delete()
    draft = client.get(f"/api/threads/{there['threads']}").json()["draft"]
    assert "GL-1" in draft["body"] and "Lamp" not in draft["body"]


def test_who_wrote_becomes_a_customer_once(client: Client, stranger: int) -> None:
    made = post(client, f"/api/threads/{stranger}/customer", {"contact_name": "Maria S."})
    assert made.status_code == 201
    customer = Customer.objects.get()
    assert made.json()["customer_id"] == customer.pk
    assert (customer.name, customer.country) == ("Nova Luz Ltda", "BR")
    assert [*customer.contacts.values_list("name", "email")] == [
        ("Maria S.", "maria@novaluz.com.br")
    ]
    assert [*Inquiry.objects.values_list("kind", flat=True)] == ["detailed"]
    again = post(client, f"/api/threads/{stranger}/customer")
    assert (again.status_code, again.json()["code"]) == (409, "linked_already")
    assert "Nova Luz Ltda" in again.json()["message"]
    assert Customer.objects.count() == 1


def test_no_customer_is_made_of_a_newsletter(client: Client, stranger: int) -> None:
    mail = Thread.objects.get().mails.get()
    post(client, f"/api/mails/{mail.pk}/correct", {"field": "kind", "value": "not_inquiry"})
    refused = post(client, f"/api/threads/{stranger}/customer")
    assert (refused.status_code, refused.json()["code"]) == (422, "no_lead")
    assert not Customer.objects.exists()


def test_a_thread_is_linked_to_ones_own_customer_only(
    client: Client, there: dict[str, int]
) -> None:
    wangs = Customer.objects.create(code="C9", name="Almaraz", owner=person("Wang"))
    answer = post(client, f"/api/threads/{there['threads']}/link", {"customer_id": wangs.pk})
    assert answer.status_code == 404
    unlinked = post(client, f"/api/threads/{there['threads']}/unlink")
    assert unlinked.json()["customer_id"] is None
    assert not Interaction.objects.exists()


def _said(there: dict[str, int], by: Mailbox | None = None) -> dict[str, object]:
    way = {"mailbox_id": by.pk} if by else {}
    return {"body": "0.78 USD.", "last_mail_id": there["mails"], **way}


def test_an_answer_to_what_is_not_the_last_mail_any_more_is_refused(
    client: Client, there: dict[str, int]
) -> None:
    path = f"/api/threads/{there['threads']}/answer"
    late = post(client, path, {**_said(there), "last_mail_id": there["mails"] + 1})
    assert (late.status_code, late.json()["code"]) == (409, "thread_moved_on")


def test_an_answer_that_went_another_way_is_noted(client: Client, there: dict[str, int]) -> None:
    answer = post(
        client,
        f"/api/threads/{there['threads']}/answer",
        {"body": "0.78 USD.", "last_mail_id": there["mails"]},
    )
    assert (answer.status_code, answer.json()["state"]) == (201, "by_hand")
    assert client.get("/api/threads").json()["items"] == []
    told = client.get(f"/api/threads/{there['threads']}").json()
    assert told["waits_since"] is None
    assert [mail["is_ours"] for mail in told["mails"]] == [True, False]


def test_a_letter_goes_through_a_mailbox_of_ones_own(
    client: Client, there: dict[str, int], li: User
) -> None:
    server = {"login": "x", "secret": "x", "host": "127.0.0.1", "smtp_host": "127.0.0.1"}
    mine, wangs = (
        Mailbox.objects.create(address=f"{one.name}@lumen.example", holder=one, **server)
        for one in (li, person("Wang"))
    )
    path = f"/api/threads/{there['threads']}/answer"
    assert (
        post(
            client, path, {"body": "Dear", "mailbox_id": wangs.pk, "last_mail_id": there["mails"]}
        ).status_code
        == 404
    )
    sent = post(
        client, path, {"body": "Dear", "mailbox_id": mine.pk, "last_mail_id": there["mails"]}
    )
    assert (sent.status_code, sent.json()["state"]) == (201, "waiting")


def test_a_second_look_is_taken_once(client: Client, there: dict[str, int]) -> None:
    path = f"/api/looks/{there['looks']}/take"
    assert post(client, path, {"how": "  "}).status_code == 422
    taken = post(client, path, {"how": "Called Maria"}).json()
    assert taken["how"] == "Called Maria" and taken["taken_at"]
    assert post(client, path, {"how": "Called again"}).json()["code"] == "looked_already"
    assert client.get(f"/api/threads/{there['threads']}").json()["looks"] == []


def test_accuracy_counts_what_people_saw(client: Client, there: dict[str, int]) -> None:
    post(client, f"/api/mails/{there['mails']}/confirm")
    lines = {one["field"]: one for one in client.get("/api/mails/accuracy").json()}
    assert (lines["incoterm"]["seen"], lines["incoterm"]["corrected"]) == (1, 1)
    assert (lines["country"]["seen"], lines["country"]["corrected"]) == (1, 0)
    assert 0 <= lines["country"]["low"] < lines["country"]["high"] <= 1


def test_who_only_sees_gets_no_further(there: dict[str, int]) -> None:
    reader = program(token(person("Reader", Role.READER), Permission.SEE))
    assert reader.get(f"/api/threads/{there['threads']}").status_code == 200
    for path in ("answer", "close", "unlink"):
        last = {"last_mail_id": there["mails"]}
        body = {"answer": {"body": "Dear", **last}, "close": last}.get(path, {})
        assert post(reader, f"/api/threads/{there['threads']}/{path}", body).status_code == 403


_MAIL = (
    b"From: Rein Tamm <rein@balticlumen.ee>\r\nTo: sales@lumen.example\r\nSubject: Lamps\r\n"
    b"Message-ID: <1@balticlumen.ee>\r\n\r\nPlease send us your price list for LED lamps.\r\n"
)


def test_all_mails_of_a_thread_are_paged(client: Client, there: dict[str, int]) -> None:
    number = there["threads"]
    post(client, f"/api/threads/{number}/answer",
         {"last_mail_id": there["mails"], "body": "Dear Maria, yes."})  # fmt: skip
    path = f"/api/threads/{number}/mails?limit=1"
    first = client.get(path).json()
    second = client.get(f"{path}&cursor={first['next']}".replace("+", "%2B")).json()
    told = [one["is_ours"] for one in (*first["items"], *second["items"])]
    assert (told, second["next"]) == ([True, False], None)
