"""Telling other programs: written with the fact, signed, tried again, never into our network."""

import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from core.shop import Shop, open_shop
from desk_scene import person
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django_q.models import OrmQ, Schedule
from pytest_django import Settings

from kehu.desk.accounts.actions import add_webhook, change_webhook, send_again
from kehu.desk.accounts.actor import THE_APPLICATION, Actor
from kehu.desk.accounts.roles import Role
from kehu.desk.core import fetching
from kehu.desk.core.announcing import PAUSES, Event, announce
from kehu.desk.core.fetching import check_address, post
from kehu.desk.core.jobs import send_deliveries
from kehu.desk.core.models import Delivery, Webhook
from kehu.desk.grading.actions import regrade_changed
from kehu.desk.ledger.actions import add_customer, record_order
from kehu.desk.ledger.models import Customer
from kehu.errors import KehuError

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(settings: Settings) -> Iterator[Shop]:
    settings.WEBHOOKS_ANYWHERE = True
    with open_shop() as other:
        yield other


def hook(address: str) -> Webhook:
    events = [Event.LABELS_CHANGED.value]
    return add_webhook(actor=THE_APPLICATION, address=address, events=events)[0]


def due() -> None:
    """What waits is due now, whatever pause it was given."""
    Delivery.objects.update(next_at=timezone.now() - timedelta(seconds=1))


# ---- the outbox ----------------------------------------------------------------------------------


def test_a_changed_label_is_told_and_signed(shop: Shop) -> None:
    webhook = hook(shop.address)
    customer = add_customer(actor=Actor.of(person("Boss", Role.ADMINISTRATOR)), name="Acme")
    regrade_changed()
    day = timezone.now() - timedelta(days=1)
    record_order(actor=THE_APPLICATION, customer=customer, ordered_at=day, amount=5)  # type: ignore[arg-type]
    regrade_changed()
    send_deliveries()
    [(headers, body)] = shop.got
    told = json.loads(body)
    assert told["event"] == "labels.changed"
    assert {one["customer_id"] for one in told["data"]} == {customer.pk}
    assert "reorder_frequency" in {one["dimension"] for one in told["data"]}
    signed = f"{headers['Kehu-Timestamp']}.{body.decode()}".encode()
    expected = hmac.new(webhook.secret.encode(), signed, hashlib.sha256).hexdigest()
    assert headers["Kehu-Signature"] == expected
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.status, delivery.attempts) == ("delivered", 200, 1)
    assert len(delivery.said) == 500


def test_a_message_is_there_exactly_when_its_fact_is(shop: Shop) -> None:
    hook(shop.address)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        announce(Event.LABELS_CHANGED, [{"customer_id": 1}])
        raise ZeroDivisionError
    assert not Delivery.objects.exists()
    assert not OrmQ.objects.exists()
    announce(Event.LABELS_CHANGED, [{"customer_id": 1}])
    assert Delivery.objects.count() == 1
    assert [one.func() for one in OrmQ.objects.all()] == ["kehu.desk.core.jobs.send_deliveries"]


def test_many_changes_are_told_a_hundred_to_a_message_and_only_to_who_asked(shop: Shop) -> None:
    hook(shop.address)
    silent = hook("http://silent.example/")
    change_webhook(
        actor=THE_APPLICATION, webhook=silent, version=1, address=silent.address,
        events=silent.events, is_active=False,
    )  # fmt: skip
    announce(Event.LABELS_CHANGED, [{"customer_id": number} for number in range(250)])
    assert Delivery.objects.count() == 3
    send_deliveries()
    numbers = [one["customer_id"] for _, body in shop.got for one in json.loads(body)["data"]]
    assert sorted(numbers) == list(range(250))


def test_who_fails_is_tried_again_ever_later_and_then_given_up(shop: Shop) -> None:
    hook(shop.address)
    shop.status = 503
    announce(Event.LABELS_CHANGED, [{"customer_id": 1}])
    pauses = []
    for _ in PAUSES:
        before = timezone.now()
        send_deliveries()
        one = Delivery.objects.get()
        pauses.append(round((one.next_at - before).total_seconds() / 60))
        assert (one.state, one.status) == ("waiting", 503)
        assert Schedule.objects.get().next_run == one.next_at
        due()
    send_deliveries()
    assert pauses == list(PAUSES)
    assert Delivery.objects.get().state == "given_up"
    assert not Schedule.objects.exists()
    shop.status = 200
    send_again(actor=THE_APPLICATION, delivery=Delivery.objects.get())
    send_deliveries()
    assert Delivery.objects.get().state == "delivered"


def test_while_one_fails_the_others_of_the_same_address_wait(shop: Shop) -> None:
    hook(shop.address)
    shop.status = 500
    announce(Event.LABELS_CHANGED, [{"customer_id": number} for number in range(1000)])
    send_deliveries()
    assert len(shop.got) == 1


def test_nobody_there_is_noted_and_tried_again(shop: Shop) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    hook(f"http://127.0.0.1:{port}/")
    announce(Event.LABELS_CHANGED, [{"customer_id": 1}])
    send_deliveries()
    one = Delivery.objects.get()
    assert (one.state, one.status) == ("waiting", None) and "refused" in one.said


# ---- the fence -----------------------------------------------------------------------------------


def test_a_redirect_is_not_followed(shop: Shop) -> None:
    other = Shop()
    shop.status, shop.location = 302, other.address
    assert post(shop.address, b"{}", {"Content-Length": "2"}).status == 302
    assert other.got == []
    other.server.server_close()


def test_little_of_the_answer_is_read(shop: Shop) -> None:
    assert len(post(shop.address, b"{}", {}).text) == 2000


@pytest.mark.parametrize(
    "address",
    ["http://shop.example/", "ftp://shop.example/", "shop.example", "https://", "javascript:x",
     "https://user:secret@shop.example/", "https://shop.example:99999/", "https://[::1", ""],
)  # fmt: skip
def test_an_address_that_is_none_is_refused_where_it_is_typed(address: str) -> None:
    with pytest.raises(ValidationError) as refused:
        hook(address)
    assert "address" in refused.value.message_dict
    with pytest.raises(KehuError):
        check_address(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254",
     "100.64.0.1", "0.0.0.0", "[::]", "[fe80::1]", "[fd00::1]", "[::ffff:127.0.0.1]",
     "[::ffff:10.0.0.1]", "[2002:7f00:1::]", "[64:ff9b::7f00:1]", "224.0.0.1", "[ff02::1]",
     "2130706433", "0x7f.1", "127.1", "255.255.255.255"],
)  # fmt: skip
def test_nothing_is_sent_into_our_own_network(host: str) -> None:
    with pytest.raises((KehuError, OSError)) as refused:
        post(f"https://{host}/", b"{}", {})
    assert getattr(refused.value, "code", "address_private") == "address_private"


@pytest.mark.parametrize("ip", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"])
def test_public_addresses_are_public(ip: str) -> None:
    assert fetching._is_public(ip)


def test_a_name_with_one_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(2, 1, 6, "", (ip, 443)) for ip in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(KehuError) as refused:
        post("https://rebinding.example/", b"{}", {})
    assert refused.value.code == "address_private"


def test_who_answers_a_byte_at_a_time_is_cut_off(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOKS_ANYWHERE = True
    monkeypatch.setattr(fetching, "_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as slow:
        ended = threading.Event()

        def drip() -> None:
            one, _ = slow.accept()
            with one:
                try:
                    while not ended.wait(0.05):
                        one.sendall(b"H")
                except OSError:
                    ended.set()

        thread = threading.Thread(target=drip)
        thread.start()
        with pytest.raises(OSError):
            post(f"http://127.0.0.1:{slow.getsockname()[1]}/", b"{}", {})
        ended.set()
        thread.join()


def test_a_customer_nobody_watches_costs_no_message() -> None:
    Customer.objects.create(code="C", name="Acme")
    announce(Event.LABELS_CHANGED, [{"customer_id": 1}])
    assert not Delivery.objects.exists() and not OrmQ.objects.exists()
