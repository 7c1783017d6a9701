"""Programs that ask the API, and something to ask about."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from desk_scene import a_rate
from django.test import Client

from kehu.desk.accounts.actions import make_token
from kehu.desk.accounts.actor import THE_APPLICATION, Actor
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import PERMISSIONS, Permission
from kehu.desk.ledger import actions
from kehu.desk.ledger.models import Customer, Product

DAY = datetime(2026, 11, 1, 8, tzinfo=UTC)
APP: dict[str, Any] = {"actor": THE_APPLICATION}


def token(user: User, *scopes: Permission) -> str:
    """The secret of a token with these permissions, or with all that the person has."""
    chosen = scopes or tuple(PERMISSIONS[user.role])
    made = make_token(actor=Actor.of(user), name="ERP", scopes=chosen, expires_at=None)
    return made[1]


def program(secret: str = "") -> Client:
    """A client that sends the token, in English."""
    headers = {"accept-language": "en"}
    if secret:
        headers["authorization"] = f"Bearer {secret}"
    return Client(headers=headers)


def send(client: Client, method: str, path: str, body: Any = None, **headers: str) -> Any:
    return client.generic(
        method, path, "" if body is None else json.dumps(body),
        content_type="application/json", headers=headers,
    )  # fmt: skip


def rows_of(customer: Customer) -> dict[str, int]:
    """One row of each kind about a customer, by what a path calls it; and a product."""
    a_rate()
    order = actions.record_order(
        **APP, customer=customer, ordered_at=DAY, amount=Decimal("1000.5"), currency="USD"
    )
    payment = actions.record_payment(**APP, order=order, due_at=DAY, amount=Decimal(5))
    proforma = actions.issue_proforma(**APP, customer=customer, issued_at=DAY, amount=Decimal(5))
    sample = actions.request_sample(**APP, customer=customer, requested_at=DAY)
    product, _ = Product.objects.get_or_create(code="GL-1", name="Lamp", category="Lamps")
    return {
        "customers": customer.pk, "orders": order.pk, "payments": payment.pk,
        "proformas": proforma.pk, "samples": sample.pk, "products": product.pk,
    }  # fmt: skip
