"""Every operation of the API, as every role, as somebody else, and as nobody.

The operations are found in the API itself, so that a new one without a case here is a failure.
"""

from typing import Any

import pytest
from api.api_scene import program, rows_of, send, token
from desk_scene import person

from kehu.desk.accounts.roles import PERMISSIONS, Permission, Role
from kehu.desk.api import api
from kehu.desk.core.models import AuditEntry
from kehu.desk.ledger.models import Customer

pytestmark = pytest.mark.django_db

AT = "2026-11-02T08:00:00Z"
READ = None
# For each operation: what is sent. Every path with a number is about somebody's customer.
CASES: dict[tuple[str, str], dict[str, Any] | None] = {
    ("GET", "/api/me"): READ,
    ("GET", "/api/people"): READ,
    ("GET", "/api/products"): READ,
    ("GET", "/api/customers"): READ,
    ("POST", "/api/customers"): {"name": "New", "city": "Riga"},
    ("GET", "/api/customers/{number}"): READ,
    ("PATCH", "/api/customers/{number}"): {"version": 1, "city": "Riga"},
    ("POST", "/api/customers/{number}/assign"): {"to_id": None},
    ("GET", "/api/customers/{number}/contacts"): READ,
    ("POST", "/api/customers/{number}/contacts"): {"name": "Ann", "email": "ann@lumen.example"},
    ("GET", "/api/customers/{number}/orders"): READ,
    ("POST", "/api/customers/{number}/orders"): {"ordered_at": AT, "amount": "1000.50"},
    ("GET", "/api/orders/{number}"): READ,
    ("POST", "/api/orders/{number}/deliver"): {"delivered_at": AT},
    ("POST", "/api/orders/{number}/cancel"): {"cancelled_at": AT},
    ("POST", "/api/orders/{number}/payments"): {"due_at": AT, "amount": "5"},
    ("GET", "/api/customers/{number}/payments"): READ,
    ("POST", "/api/payments/{number}/receive"): {"paid_at": AT},
    ("GET", "/api/customers/{number}/interactions"): READ,
    ("POST", "/api/customers/{number}/interactions"): {
        "at": AT, "direction": "in", "channel": "email", "topics": ["price"],
    },
    ("GET", "/api/customers/{number}/inquiries"): READ,
    ("POST", "/api/customers/{number}/inquiries"): {"at": AT, "order_intent": True},
    ("GET", "/api/customers/{number}/quotations"): READ,
    ("POST", "/api/customers/{number}/quotations"): {"at": AT, "unit_price": "1.25"},
    ("GET", "/api/customers/{number}/proformas"): READ,
    ("POST", "/api/customers/{number}/proformas"): {"issued_at": AT, "amount": "5"},
    ("POST", "/api/proformas/{number}/pay"): {"paid_at": AT},
    ("POST", "/api/proformas/{number}/cancel"): {"cancelled_at": AT},
    ("GET", "/api/customers/{number}/samples"): READ,
    ("POST", "/api/customers/{number}/samples"): {"requested_at": AT},
    ("POST", "/api/samples/{number}/move"): {"sent_at": AT},
    ("GET", "/api/customers/{number}/judgements"): READ,
    ("POST", "/api/customers/{number}/judgements"): {"at": AT, "subject": "need", "value": "open"},
    ("GET", "/api/customers/{number}/labels"): READ,
    ("GET", "/api/customers/{number}/label-changes"): READ,
}  # fmt: skip
ABOUT_SOMEBODY = [case for case in CASES if "{" in case[1]]
WRITES = [case for case, body in CASES.items() if body is not READ]


def operations() -> set[tuple[str, str]]:
    paths = api.get_openapi_schema()["paths"]
    return {(method.upper(), path) for path, methods in paths.items() for method in methods}


def ask(secret: str, case: tuple[str, str], customer: Customer) -> Any:
    method, path = case
    number = rows_of(customer).get(path.split("/")[2], 0)
    AuditEntry.objects.all().delete()
    return send(program(secret), method, path.replace("{number}", str(number)), CASES[case])


def customer_of(owner: Any) -> Customer:
    return Customer.objects.create(code=f"C{Customer.objects.count()}", name="Acme", owner=owner)


def test_every_operation_has_a_case() -> None:
    assert operations() == CASES.keys()


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("case", CASES, ids=" ".join)
def test_a_role_does_what_it_may(case: tuple[str, str], role: Role) -> None:
    me = person("Somebody", role)
    needed = (
        Permission.ASSIGN if case[1].endswith("/assign")
        else Permission.RECORD if CASES[case]
        else Permission.SEE
    )  # fmt: skip
    answer = ask(token(me), case, customer_of(me))
    if needed in PERMISSIONS[role]:
        assert answer.status_code in (200, 201), answer.content
        assert AuditEntry.objects.count() == (1 if CASES[case] else 0)
    else:
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
        assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("case", CASES, ids=" ".join)
def test_nobody_is_let_in(case: tuple[str, str]) -> None:
    for secret in ("", "kehu_forged"):
        answer = ask(secret, case, customer_of(None))
        assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
        assert not AuditEntry.objects.exists()
        Customer.objects.filter(order__isnull=True).delete()


@pytest.mark.parametrize("case", ABOUT_SOMEBODY, ids=" ".join)
def test_the_customers_of_others_are_not_there(case: tuple[str, str]) -> None:
    answer = ask(token(person("Li")), case, customer_of(person("Wang")))
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("case", WRITES, ids=" ".join)
def test_a_token_does_not_write_that_may_only_see(case: tuple[str, str]) -> None:
    boss = person("Boss", Role.ADMINISTRATOR)
    answer = ask(token(boss, Permission.SEE), case, customer_of(boss))
    assert answer.status_code == 403
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("case", WRITES, ids=" ".join)
def test_a_page_writes_only_with_the_csrf_token(case: tuple[str, str]) -> None:
    boss = person("Boss", Role.ADMINISTRATOR)
    client = program()
    client.handler.enforce_csrf_checks = True
    client.get("/account/login/")
    client.force_login(boss, "django.contrib.auth.backends.ModelBackend")
    method, path = case
    number = rows_of(customer_of(boss)).get(path.split("/")[2], 0)
    path = path.replace("{number}", str(number))
    answer = send(client, method, path, CASES[case])
    assert (answer.status_code, answer.json()["code"]) == (403, "not_from_our_page")
    with_it = {"X-CSRFToken": client.cookies["csrftoken"].value}
    assert send(client, method, path, CASES[case], **with_it).status_code in (200, 201)
