"""Requests that nobody thought of, made from the description: never a 500, always as described."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import schemathesis
from api.api_scene import mail_of, rows_of, things_of, token
from desk_scene import person
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase
from hypothesis import settings as tried
from pytest_django import Settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kehu.desk.accounts.models import Team, User
from kehu.desk.accounts.roles import Role
from kehu.desk.core.models import Delivery, Webhook
from kehu.desk.inquiries.models import Bringing, Mail, SecondLook, Thread
from kehu.desk.insights.models import BulkChange, SavedView
from kehu.desk.ledger.models import Customer, Import, Tag
from kehu.desk.wsgi import application

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
]  # fmt: skip
schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application)


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """A request leaves the test's connection open, as it does with Django's own client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def secret(settings: Settings, tmp_path: Path) -> str:
    """A token that may everything, and customers to ask about."""
    settings.MEDIA_ROOT = tmp_path
    boss = person("Boss", Role.ADMINISTRATOR)
    for number in range(1, 4):
        customer = Customer.objects.create(code=f"C{number}", name="Acme", owner=boss)
        rows_of(customer)
        mail_of(customer, boss)
    things_of(boss)
    return token(boss)


@pytest.mark.django_db
@schema.parametrize()
@tried(
    max_examples=12, deadline=timedelta(seconds=20), derandomize=True, database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_any_request_is_answered_as_the_description_says(
    case: schemathesis.Case, secret: str
) -> None:
    number = (case.path_parameters or {}).get("number")
    if isinstance(number, int) and number < 1000:
        case.path_parameters["number"] = _number_there(case.path, Customer.objects.earliest("pk"))
    case.call_and_validate(headers={"Authorization": f"Bearer {secret}"}, checks=CHECKS)


def _number_there(path: str, customer: Customer) -> int:
    """Small numbers are made those of rows that are there, so that the writes are reached."""
    rows = {
        "orders": customer.order_set, "payments": customer.payment_set,
        "proformas": customer.proforma_set, "samples": customer.sample_set,
        "follow-ups": customer.follow_ups, "people": User.objects.exclude(name="Boss"),
        "teams": Team.objects, "webhooks": Webhook.objects, "deliveries": Delivery.objects,
        "views": SavedView.objects, "bulk": BulkChange.objects, "tags": Tag.objects,
        "imports": Import.objects, "mails": Mail.objects, "looks": SecondLook.objects,
        "threads": Thread.objects, "brought": Bringing.objects,
    }.get(path.rpartition("/{number}")[0].rpartition("/")[2])  # fmt: skip
    row = rows.order_by("pk").first() if rows else customer
    return row.pk if row else 1
