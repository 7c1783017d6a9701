"""Every operation of the API, as every role, as somebody else, and as nobody.

The operations are found in the API itself, so that a new one without a case here is a failure.
"""

from pathlib import Path
from typing import Any

import pytest
from api.api_scene import (
    mail_of,
    pairs_of,
    program,
    rows_of,
    run_of,
    sample_before,
    send,
    things_of,
    token,
)
from desk_scene import graded_before, person
from django.utils import timezone
from ninja import Schema
from pytest_django import Settings

from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import PERMISSIONS, Permission, Role
from kehu.desk.api import api
from kehu.desk.core.models import AuditEntry
from kehu.desk.followups.models import FollowUp
from kehu.desk.grading.models import RulebookDraft, RulebookVersion
from kehu.desk.inquiries.models import Thread
from kehu.desk.ledger.models import Customer, Holding
from kehu.desk.portraits.models import Offer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house(settings: Settings, tmp_path: Path, db: None) -> None:
    settings.MEDIA_ROOT = tmp_path
    graded_before()


AT = "2026-11-02T08:00:00Z"
READ = None
ME, THEM = "the number of who asks", "the number of the customer"
LAST = "the number of the thread's last mail"
SEEN, THEIR_ORDER = "the version of a sample at the step before", "the number of an order of theirs"
OLDER, NEWER = "the number of a version", "the number of the version in force"
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
    ("GET", "/api/samples"): READ,
    ("GET", "/api/samples/{number}"): READ,
    ("GET", "/api/samples/budget"): READ,
    ("GET", "/api/samples/payback"): READ,
    ("GET", "/api/samples/house-rule"): READ,
    ("PUT", "/api/samples/house-rule"): {
        "version": 0, "decisions": {"bought_before": "send_free"}, "budget_month": "8000",
    },
    ("POST", "/api/customers/{number}/sample-requests"): {
        "requested_at": AT, "pieces": 2, "suggested": "verify_first", "note": "Two lamps, please.",
    },
    ("POST", "/api/samples/{number}/checked"): {"version": 0, "checked": "met at the fair"},
    ("POST", "/api/samples/{number}/decide"): {
        "version": 0, "decision": "verify_first", "why": "who are they?",
    },
    ("POST", "/api/samples/{number}/paid"): {"version": SEEN, "paid_at": AT},
    ("POST", "/api/samples/{number}/send"): {"version": SEEN, "sent_at": AT, "courier": "DHL"},
    ("POST", "/api/samples/{number}/costs"): {"version": 0, "goods_cost": "12.50"},
    ("POST", "/api/samples/{number}/arrived"): {"version": SEEN, "arrived_at": AT},
    ("POST", "/api/samples/{number}/ask"): {"version": SEEN, "at": AT, "channel": "email"},
    ("POST", "/api/samples/{number}/feedback"): {
        "version": SEEN, "at": AT, "channel": "email", "text": "Bright enough.",
    },
    ("POST", "/api/samples/{number}/conclude"): {"version": 0, "outcome": "called_off"},
    ("POST", "/api/samples/{number}/credit"): {
        "version": SEEN, "order_id": THEIR_ORDER, "credited": "5",
    },
    ("POST", "/api/samples/{number}/take-back"): {"version": SEEN},
    ("GET", "/api/customers/{number}/judgements"): READ,
    ("POST", "/api/customers/{number}/judgements"): {"at": AT, "subject": "need", "value": "open"},
    ("GET", "/api/customers/{number}/labels"): READ,
    ("GET", "/api/customers/{number}/label-changes"): READ,
    ("GET", "/api/plays"): READ,
    ("GET", "/api/queue"): READ,
    ("GET", "/api/follow-ups"): READ,
    ("GET", "/api/follow-ups/{number}"): READ,
    ("POST", "/api/follow-ups/{number}/log"): {
        "version": 1, "outcome": "sent", "channel": "email", "note": "the new frame",
    },
    ("POST", "/api/follow-ups/{number}/skip"): {"version": 1, "reason": "not_now"},
    ("POST", "/api/follow-ups/{number}/snooze"): {"version": 1, "until": "2099-01-01"},
    ("POST", "/api/follow-ups/{number}/reassign"): {"version": 1, "to_id": ME},
    ("POST", "/api/follow-ups/{number}/take-back"): {"version": 1},
    ("POST", "/api/customers/{number}/follow-ups"): {"play": "bounced"},
    ("GET", "/api/tags"): READ,
    ("POST", "/api/tags"): {"name": "met at a fair", "standard": "We met this year."},
    ("PUT", "/api/tags/{number}"): {"name": "fair", "standard": "We met this year."},
    ("GET", "/api/rulebook"): READ,
    ("GET", "/api/rulebook/versions"): READ,
    ("GET", "/api/rulebook/draft/trial"): READ,
    ("PUT", "/api/rulebook/draft"): {"text": "settings: {late_after_days: 5}"},
    ("POST", "/api/rulebook/draft/renew"): {},
    ("POST", "/api/rulebook/draft/drop"): {},
    ("POST", "/api/rulebook/save"): {"note": "Five days are late enough"},
    ("POST", "/api/rulebook/restore"): {"version_id": OLDER, "seen_id": NEWER, "note": "Back"},
    ("GET", "/api/rates"): READ,
    ("POST", "/api/rates"): {"currency": "USD", "date": "2026-09-01", "rate": "7.12"},
    ("GET", "/api/audit"): READ,
    ("GET", "/api/book"): READ,
    ("GET", "/api/segments"): READ,
    ("GET", "/api/conflicts"): READ,
    ("POST", "/api/bulk"): {"verb": "assign", "query": "", "to_id": None},
    ("GET", "/api/bulk/{number}"): READ,
    ("POST", "/api/bulk/{number}/undo"): {},
    ("GET", "/api/views"): READ,
    ("POST", "/api/views"): {"name": "Stage A", "query": "stage=A"},
    ("PATCH", "/api/views/{number}"): {"name": "Another"},
    ("POST", "/api/views/{number}/remove"): {},
    ("POST", "/api/views/{number}/restore"): {},
    ("POST", "/api/people"): {"name": "New", "username": "new", "role": "salesperson"},
    ("GET", "/api/people/{number}"): READ,
    ("PATCH", "/api/people/{number}"): {"version": 1, "email": "other@lumen.example"},
    ("POST", "/api/people/{number}/deactivate"): {"version": 1},
    ("POST", "/api/people/{number}/reactivate"): {"version": 1},
    ("POST", "/api/people/{number}/password-link"): {},
    ("POST", "/api/people/{number}/remove-second-factor"): {},
    ("GET", "/api/teams"): READ,
    ("POST", "/api/teams"): {"name": "West", "member_ids": []},
    ("PUT", "/api/teams/{number}"): {"version": 1, "name": "North", "member_ids": []},
    ("GET", "/api/company"): READ,
    ("PUT", "/api/company"): {"version": 1, "name": "Lumen", "timezone": "Europe/Riga"},
    ("GET", "/api/webhooks"): READ,
    ("POST", "/api/webhooks"): {
        "address": "https://shop.example/hook", "events": ["labels.changed"],
    },
    ("PUT", "/api/webhooks/{number}"): {
        "address": "https://shop.example/hook", "events": ["labels.changed"], "is_active": False,
        "version": 1,
    },
    ("GET", "/api/webhooks/{number}/deliveries"): READ,
    ("POST", "/api/deliveries/{number}/again"): {},
    ("GET", "/api/customers/{number}/portrait"): READ,
    ("PUT", "/api/customers/{number}/portrait"): {"tag": "manner", "values": ["soft"]},
    ("POST", "/api/customers/{number}/portrait/lift"): {"tag": "manner"},
    ("GET", "/api/customers/{number}/alike"): READ,
    ("GET", "/api/similar-groups"): READ,
    ("GET", "/api/in-common"): READ,
    ("PATCH", "/api/similar-groups/{number}"): {
        "version": 1, "name_en": "Wholesalers of the Gulf", "name_zh": "海湾批发商",
    },
    ("GET", "/api/offers"): READ,
    ("GET", "/api/offers/reasons"): READ,
    ("POST", "/api/offers/{number}/accept"): {"version": 1},
    ("POST", "/api/offers/{number}/refuse"): {"version": 1, "reason": "price"},
    ("POST", "/api/offers/{number}/take-back"): {},
    ("GET", "/api/pool"): READ,
    ("GET", "/api/pool/leaving"): READ,
    ("GET", "/api/pool/holders"): READ,
    ("POST", "/api/customers/{number}/claim"): {},
    ("POST", "/api/customers/{number}/release"): {"why": "No fit"},
    ("POST", "/api/customers/{number}/take-back"): {},
    ("GET", "/api/service"): READ,
    ("GET", "/api/compliance"): READ,
    ("GET", "/api/expected"): READ,
    ("GET", "/api/missed"): READ,
    ("GET", "/api/customers/{number}/forecast"): READ,
    ("GET", "/api/review"): READ,
    ("GET", "/api/backtests"): READ,
    ("POST", "/api/backtests"): {"on": "2026-08-01", "days": 90},
    ("GET", "/api/backtests/{number}"): READ,
    ("GET", "/api/imports"): READ,
    ("POST", "/api/imports"): {"tables": ("customers.csv", "customer_id,name\nN1,Nordhavn\n")},
    ("GET", "/api/imports/{number}"): READ,
    ("GET", "/api/sheets"): READ,
    ("POST", "/api/sheets"): {"sheets": ("customers.csv", "Company\nNordhavn\n")},
    ("GET", "/api/sheets/{number}"): READ,
    ("POST", "/api/sheets/{number}/check"): {"mode": "create", "match_by": ["number", "name"]},
    ("POST", "/api/sheets/{number}/import"): {},
    ("POST", "/api/sheets/{number}/undo"): {},
    ("POST", "/api/sheets/{number}/discard"): {},
    ("GET", "/api/duplicates"): READ,
    ("POST", "/api/duplicates/look"): {},
    ("GET", "/api/duplicates/likely"): READ,
    ("POST", "/api/duplicates/{number}/merge"): {"kept": "other", "of_gone": ["city"]},
    ("POST", "/api/duplicates/{number}/judge"): {"says": "group"},
    ("GET", "/api/merges"): READ,
    ("POST", "/api/merges/{number}/undo"): {},
    ("GET", "/api/blacklist"): READ,
    ("POST", "/api/blacklist"): {"lines": ["fraud.example"], "reason": "never paid"},
    ("POST", "/api/blacklist/{number}/lift"): {},
    ("POST", "/api/mails"): {"mails": ("asked.eml", "From: a@b.example\n\nPlease quote.\n")},
    ("GET", "/api/mails/brought/{number}"): READ,
    ("POST", "/api/mails/{number}/correct"): {"field": "country", "value": "PT"},
    ("POST", "/api/mails/{number}/uncorrect/{field}"): {},
    ("POST", "/api/mails/{number}/confirm"): {},
    ("GET", "/api/mails/accuracy"): READ,
    ("POST", "/api/looks/{number}/take"): {"how": "Called the number in last year's contract."},
    ("GET", "/api/threads"): READ,
    ("GET", "/api/threads/{number}"): READ,
    ("GET", "/api/threads/{number}/mails"): READ,
    ("POST", "/api/threads/{number}/customer"): {"name": "Nova Luz"},
    ("POST", "/api/threads/{number}/link"): {"customer_id": THEM},
    ("POST", "/api/threads/{number}/unlink"): {},
    ("POST", "/api/threads/{number}/answer"): {
        "body": "Dear Maria, 0.78 USD.", "last_mail_id": LAST,
    },
    ("POST", "/api/threads/{number}/close"): {"last_mail_id": LAST},
    ("POST", "/api/threads/{number}/reopen"): {},
    ("POST", "/api/rates/file"): {"file": ("rates.csv", "date,currency,rate\n2026-09-01,JPY,0.05")},
}  # fmt: skip
STEPS = {"import": "checked", "undo": "done"}  # what a run is ready for
# What a path speaks of: somebody's customer, somebody's own, or something of the house.
OF_CUSTOMERS = {
    "customers", "orders", "payments", "proformas", "samples", "follow-ups", "offers",
    "duplicates", "merges", "mails", "looks", "threads",
}  # fmt: skip
OF_ONESELF = {"views", "bulk", "sheets"}
OF_THE_HOUSE = {
    "people": Permission.PEOPLE, "teams": Permission.PEOPLE, "audit": Permission.PEOPLE,
    "company": Permission.SETTINGS, "webhooks": Permission.SETTINGS,
    "deliveries": Permission.SETTINGS, "imports": Permission.SETTINGS,
    "backtests": Permission.REVIEW,
}  # fmt: skip
NEEDS = {
    ("GET", "/api/people"): Permission.SEE,
    ("POST", "/api/follow-ups/{number}/reassign"): Permission.ASSIGN,
    ("POST", "/api/customers/{number}/assign"): Permission.ASSIGN,
    ("POST", "/api/bulk"): Permission.ASSIGN,
    ("POST", "/api/tags"): Permission.RULES,
    ("PUT", "/api/tags/{number}"): Permission.RULES,
    ("POST", "/api/rates"): Permission.SETTINGS,
    ("POST", "/api/rates/file"): Permission.SETTINGS,
    ("GET", "/api/pool/holders"): Permission.REVIEW,
    ("PATCH", "/api/similar-groups/{number}"): Permission.RULES,
    ("PUT", "/api/samples/house-rule"): Permission.RULES,
    ("GET", "/api/sheets"): Permission.RECORD,
    ("GET", "/api/sheets/{number}"): Permission.RECORD,
    ("GET", "/api/duplicates/likely"): Permission.RECORD,
    ("POST", "/api/views"): Permission.SEE,
    ("PATCH", "/api/views/{number}"): Permission.SEE,
    ("POST", "/api/views/{number}/remove"): Permission.SEE,
    ("POST", "/api/views/{number}/restore"): Permission.SEE,
}
# Rows left in the audit where it is not one: a contact is logged with the follow-up, a change of
# many leaves one for each customer that it changed, and a mail's contact and inquiry are recorded.
AUDITED = {
    ("POST", "/api/follow-ups/{number}/log"): 2,
    ("POST", "/api/customers/{number}/sample-requests"): 2,  # the ledger's row, and the desk's
    ("POST", "/api/samples/{number}/send"): 2,
    ("POST", "/api/samples/{number}/feedback"): 3,  # and the contact that was made
    ("POST", "/api/bulk/{number}/undo"): 0,
    ("POST", "/api/sheets/{number}/check"): 0,  # what is written is told once it is
    ("POST", "/api/sheets/{number}/import"): 0,
    ("POST", "/api/sheets/{number}/undo"): 0,
    ("POST", "/api/duplicates/look"): 0,
    ("POST", "/api/merges/{number}/undo"): 2,  # one for each of the two
    ("POST", "/api/mails/{number}/correct"): 3,
    ("POST", "/api/mails/{number}/uncorrect/{field}"): 3,
    ("POST", "/api/threads/{number}/customer"): 5,  # with a person at the customer
    ("POST", "/api/threads/{number}/link"): 4,
    ("POST", "/api/threads/{number}/answer"): 2,
    ("PUT", "/api/rulebook/draft"): 0,  # nobody else sees a draft
    ("POST", "/api/rulebook/draft/renew"): 0,
    ("POST", "/api/rulebook/draft/drop"): 0,
}
_OF_MAIL = ("/api/mails", "/api/looks", "/api/threads")
ABOUT_SOMEBODY = [
    case for case in CASES if "{" in case[1] and case[1].split("/")[2] in OF_CUSTOMERS | OF_ONESELF
]
WRITES = [case for case, body in CASES.items() if body is not READ]


def needed(case: tuple[str, str]) -> Permission:
    usual = Permission.SEE if CASES[case] is READ else Permission.RECORD
    if case[1].startswith("/api/rulebook") and CASES[case] is not READ:
        return Permission.RULES
    return NEEDS.get(case) or OF_THE_HOUSE.get(case[1].split("/")[2], usual)


def operations() -> set[tuple[str, str]]:
    paths = api.get_openapi_schema()["paths"]
    return {(method.upper(), path) for path, methods in paths.items() for method in methods}


def with_versions(body: dict[str, Any] | None) -> dict[str, Any] | None:
    """A version in force before another, and a draft of everybody's; their numbers in the body."""
    older, newer = (
        RulebookVersion.objects.create(text=f"settings: {{late_after_days: {days}}}")
        for days in (6, 7)
    )
    for user in User.objects.all():
        draft = {"based_on": newer, "text": "settings: {late_after_days: 8}"}
        RulebookDraft.objects.update_or_create(draft, author=user)
    numbers = {OLDER: older.pk, NEWER: newer.pk}
    return body and {name: numbers.get(value, value) for name, value in body.items()}


def asked(case: tuple[str, str], customer: Customer, owner: User) -> tuple[str, str, Any]:
    """Method, path and body, with the number of what is there."""
    method, path = case
    there = {**rows_of(customer), **things_of(owner)}
    if path.startswith(("/api/duplicates/{", "/api/merges/{")):
        there |= pairs_of(customer)
    if path.startswith("/api/sheets/{"):
        there["sheets"] = run_of(owner, STEPS.get(path.rpartition("/")[2], "mapping")).pk
    if path.startswith(_OF_MAIL):
        there |= mail_of(customer, owner)
    if path.endswith(("threads/{number}/customer", "threads/{number}/link")):
        Thread.objects.update(customer=None)
    if path.endswith("/take-back"):
        FollowUp.objects.update(snoozed_until="2099-01-01", shows_on="2099-01-01")
        Offer.objects.update(state="refused", answered_at=timezone.now(), answered_by=owner)
    body = CASES[case]
    if path.startswith("/api/samples/{number}/") and body and SEEN in body.values():
        version = sample_before(path.rpartition("/")[2], there["samples"], owner)
        numbers = {SEEN: version, THEIR_ORDER: there["orders"]}
        body = {name: numbers.get(value, value) for name, value in body.items()}
    if path.startswith("/api/rulebook"):
        body = with_versions(body)
    if body and body.get("to_id") == ME:
        body = {**body, "to_id": owner.pk}
    if body and body.get("last_mail_id") == LAST:
        body = {**body, "last_mail_id": there["mails"]}
    if body and body.get("customer_id") == THEM:
        body = {**body, "customer_id": customer.pk}
    number = there.get(path.rpartition("/{number}")[0].rpartition("/")[2], 0)
    path = path.replace("{field}", "incoterm")
    AuditEntry.objects.all().delete()
    return method, path.replace("{number}", str(number)), body


def ask(secret: str, case: tuple[str, str], customer: Customer) -> Any:
    owner = customer.owner or User.objects.filter(name="Boss").first() or person("Boss")
    return send(program(secret), *asked(case, customer, owner))


def customer_for(case: tuple[str, str], me: User) -> Customer:
    """One's own; for what is done in the pool one that lies there, and was one's own."""
    customer = customer_of(me)
    if case[1].endswith(("/claim", "customers/{number}/take-back")):
        Customer.objects.filter(pk=customer.pk).update(owner=None)
    if case[1].endswith("customers/{number}/take-back"):
        held = {"until": timezone.now(), "ended": Holding.Ended.RELEASED}
        Holding.objects.update_or_create(held, customer=customer, holder=me)
    return Customer.objects.get(pk=customer.pk)


def customer_of(owner: Any) -> Customer:
    return Customer.objects.create(code=f"C{Customer.objects.count()}", name="Acme", owner=owner)


def test_every_operation_has_a_case() -> None:
    assert operations() == CASES.keys()


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("case", CASES, ids=" ".join)
def test_a_role_does_what_it_may(case: tuple[str, str], role: Role) -> None:
    me = person("Somebody", role)
    answer = ask(token(me), case, customer_for(case, me))
    if needed(case) in PERMISSIONS[role]:
        assert answer.status_code in (200, 201), answer.content
        usual = 0 if CASES[case] is READ else 1
        assert AuditEntry.objects.count() == AUDITED.get(case, usual)
    else:
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
        assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("case", CASES, ids=" ".join)
def test_nobody_is_let_in(case: tuple[str, str]) -> None:
    for secret in ("", "kehu_forged"):
        answer = ask(secret, case, customer_of(None))
        assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
        assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("case", ABOUT_SOMEBODY, ids=" ".join)
def test_the_customers_of_others_are_not_there(case: tuple[str, str]) -> None:
    answer = ask(token(person("Li")), case, customer_of(person("Wang")))
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "case", [case for case in WRITES if needed(case) != Permission.SEE], ids=" ".join
)
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
    request = asked(case, customer_for(case, boss), boss)
    answer = send(client, *request)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_from_our_page")
    with_it = {"X-CSRFToken": client.cookies["csrftoken"].value}
    assert send(client, *request, **with_it).status_code in (200, 201)


def test_no_two_schemas_have_one_name() -> None:
    """The description knows each by its name alone: of two the last would stand for both."""
    shapes: list[type] = [Schema]
    for shape in shapes:
        shapes += shape.__subclasses__()
    ours = {one for one in shapes if one.__module__.startswith("kehu.") and "[" not in one.__name__}
    names = [one.__name__ for one in ours]
    assert sorted(names) == sorted({*names})
