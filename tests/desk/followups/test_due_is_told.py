"""Other programs are told once which follow-ups became due, and when the day brings one up."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from core.shop import Shop, open_shop
from desk_scene import nowhere
from django.utils import timezone
from followup_house import APP, House
from pytest_django import Settings

from kehu.desk.accounts.actions import add_webhook
from kehu.desk.core.announcing import Event
from kehu.desk.core.jobs import send_deliveries
from kehu.desk.core.models import Delivery
from kehu.desk.followups import actions
from kehu.desk.followups.jobs import nightly
from kehu.desk.followups.models import FollowUp

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(settings: Settings) -> Iterator[Shop]:
    settings.WEBHOOKS_ANYWHERE = True
    with open_shop() as other:
        add_webhook(**APP, address=other.address, events=[Event.PLAYS_DUE.value])
        yield other


def told(shop: Shop) -> list[dict[str, Any]]:
    """What the shop was sent since it was last asked."""
    send_deliveries()
    bodies = [json.loads(body) for _, body in shop.got]
    shop.got.clear()
    assert {body["event"] for body in bodies} <= {"plays.due"}
    return [one for body in bodies for one in body["data"]]


def test_what_became_due_is_told_with_customer_play_day_and_holder(
    house: House, shop: Shop
) -> None:
    customer = house.customer()
    house.proforma(customer, days=4)
    house.look()
    due = {one["play"]: one for one in told(shop)}
    one = due["proforma_reminder"]
    kept = FollowUp.objects.get(play="proforma_reminder")
    assert one["title"].keys() == {"en", "zh"} and all(one["title"].values())
    assert (one["follow_up_id"], one["customer_id"], one["customer"]) == (
        kept.pk, customer.pk, "Acme",
    )  # fmt: skip
    assert (one["due_on"], one["holder"]["name"]) == (kept.due_on.isoformat(), "Li")


def test_it_is_told_once_however_often_the_customer_is_looked_at(house: House, shop: Shop) -> None:
    customer = house.customer()
    house.proforma(customer, days=4)
    house.look()
    assert told(shop)
    house.message(customer, 0, "out", kind="other")
    house.look()
    house.sleep(1)
    again = [one for one in told(shop) if one["play"] == "proforma_reminder"]
    assert again == []


def test_what_is_due_later_is_told_on_its_day_and_what_was_put_off_not_again(
    house: House, shop: Shop
) -> None:
    customer = house.customer()
    house.proforma(customer, days=4)
    one = house.one(customer, "proforma_reminder")
    told(shop)
    until = timezone.localdate() + timezone.timedelta(days=3)  # type: ignore[attr-defined]
    actions.snooze(actor=house.actor, follow_up=one, version=one.version, until=until)
    later = FollowUp.objects.create(
        customer=customer, play="wake_up", due_on=until, shows_on=until, holder=house.li,
        started_by=house.li, place=nowhere(),
    )  # fmt: skip
    house.sleep(1)
    nightly()
    assert {one["play"] for one in told(shop)} & {"wake_up", "proforma_reminder"} == set()
    house.sleep(3)
    nightly()
    assert [one["follow_up_id"] for one in told(shop) if one["play"] == "wake_up"] == [later.pk]
    nightly()
    assert "wake_up" not in {one["play"] for one in told(shop)}


def test_who_begins_to_listen_is_not_told_of_what_was(house: House, settings: Settings) -> None:
    customer = house.customer()
    house.proforma(customer, days=4)
    house.look()
    assert not Delivery.objects.exists()
    settings.WEBHOOKS_ANYWHERE = True
    with open_shop() as shop:
        add_webhook(**APP, address=shop.address, events=[Event.PLAYS_DUE.value])
        nightly()
        assert told(shop) == []
