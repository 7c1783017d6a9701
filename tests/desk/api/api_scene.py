"""Programs that ask the API, and something to ask about."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from desk_scene import a_rate, nowhere, person
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kehu.desk.accounts.actions import make_token
from kehu.desk.accounts.actor import THE_APPLICATION, Actor
from kehu.desk.accounts.models import Team, User
from kehu.desk.accounts.roles import PERMISSIONS, Permission, Reach
from kehu.desk.core.models import Company, Delivery, Webhook
from kehu.desk.followups.models import FollowUp
from kehu.desk.grading.jobs import work_on_sheets
from kehu.desk.inquiries.models import Bringing, Correction, Mail, Reading, SecondLook, Thread
from kehu.desk.inquiries.receiving import keep_bytes
from kehu.desk.inquiries.settling import settle
from kehu.desk.insights.models import BackTest, BulkChange, SavedView
from kehu.desk.intake.actions import upload_sheets
from kehu.desk.intake.merging.merge import merge_customers
from kehu.desk.intake.models import Barred, Pair, Run
from kehu.desk.ledger import actions
from kehu.desk.ledger.models import Customer, Import, Product, Sample, Tag
from kehu.desk.portraits.models import Offer, SimilarGroup
from kehu.desk.samples.actions import conclude
from kehu.desk.samples.models import SampleCase

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
    """As JSON; as a form where the body has a file, which is its name and what is in it."""
    if body and any(isinstance(one, tuple) for one in body.values()):
        files = {
            field: SimpleUploadedFile(name, text.encode()) for field, (name, text) in body.items()
        }
        return client.post(path, files, headers=headers)
    return client.generic(
        method, path, "" if body is None else json.dumps(body),
        content_type="application/json", headers=headers,
    )  # fmt: skip


def rows_of(customer: Customer) -> dict[str, int]:
    """One row of each kind about a customer, by what a path calls it; and a product."""
    a_rate()
    actions.record_order(
        **APP, customer=customer, ordered_at=DAY - timedelta(days=200), amount=Decimal(1),
        currency="USD",
    )  # fmt: skip
    order = actions.record_order(
        **APP, customer=customer, ordered_at=DAY, amount=Decimal("1000.5"), currency="USD"
    )
    payment = actions.record_payment(**APP, order=order, due_at=DAY, amount=Decimal(5))
    proforma = actions.issue_proforma(**APP, customer=customer, issued_at=DAY, amount=Decimal(5))
    sample = actions.request_sample(**APP, customer=customer, requested_at=DAY)
    product, _ = Product.objects.get_or_create(code="GL-1", name="Lamp", category="Lamps")
    planned = {"due_on": DAY, "shows_on": DAY, "place": nowhere()}
    follow_up, _ = FollowUp.objects.get_or_create(
        customer=customer, play="wake_up", defaults=planned
    )
    return {
        "customers": customer.pk, "orders": order.pk, "payments": payment.pk,
        "proformas": proforma.pk, "samples": sample.pk, "products": product.pk,
        "follow-ups": follow_up.pk, "offers": offered(customer, product).pk,
    }  # fmt: skip


def sample_before(step: str, number: int, by: User) -> int:
    """Have a sample stand where the step is its next one; returns the version of its case."""
    there = ["sent_at", "arrived_at"]
    moved = {"arrived": ["sent_at"], "ask": there, "feedback": there, "credit": ["paid_at"]}
    moments = dict.fromkeys(moved.get(step, []), DAY)
    Sample.objects.filter(pk=number).update(fee=5, **moments)
    decision = {"paid": "buyer_pays_sample_and_freight", "send": "send_free"}.get(step, "")
    case = SampleCase.objects.create(sample_id=number, decision=decision, version=3)
    if step == "take-back":
        author = Actor(by, frozenset(Permission), Reach.ALL)
        conclude(actor=author, sample=case.sample, version=3, outcome="called_off")
    return SampleCase.objects.get(pk=case.pk).version


def offered(customer: Customer, product: Product) -> Offer:
    """A recommendation that nobody answered."""
    figures = {"item": product.code, "buyers": 9, "alike": 30, "usual": 0.1, "likely": 0.27}
    more = {"source": "alike", "because": figures, "likely": 0.27, "score": 0.27, "made_at": DAY}
    return Offer.objects.get_or_create(customer=customer, product=product, defaults=more)[0]


def pairs_of(customer: Customer) -> dict[str, int]:
    """A pair and a merge of the customer, with others of the same salesperson."""
    twin, third = (
        Customer.objects.create(code=f"{customer.code}-{n}", name="ACME", owner=customer.owner)
        for n in (2, 3)
    )
    merge = merge_customers(**APP, kept=customer, gone=third)
    told = {"probability": 0.9, "weight": 5.0, "agreements": {"name": ["agrees", 12.0]}}
    pair = Pair.objects.create(one=customer, other=twin, is_group=False, **told)
    return {"duplicates": pair.pk, "merges": merge.pk}


_ASKED = (
    "From: Maria Silva <maria@novaluz.com.br>\r\nTo: sales@brightforge.com\r\nSubject: Inquiry\r\n"
    "Message-ID: <{key}@novaluz.com.br>\r\n\r\nPlease quote 400 pcs GL-1, CIF Santos.\r\n"
)
# What was read of it, as the encoder would not tell any better.
_FACTS = {
    "subject": "Inquiry", "language": "en", "kind": "inquiry_detailed",
    "authenticity": "unverified", "signals": ["bank_change"], "asks_sample": False, "groups": [],
    "wanted": [{"skus": ["GL-1"], "words": "400 pcs GL-1", "quantity": 400.0, "unit": "pcs"}],
    "incoterm": "CIF", "destination": "Santos", "certificates": [], "name": "Maria Silva",
    "company": "Nova Luz Ltda", "country": "BR", "website": None, "phones": [], "address": None,
}  # fmt: skip


def mail_of(customer: Customer, by: User) -> dict[str, int]:
    """A mail of the customer that was read, set right in one field, and is to be looked at twice;
    and mails that a person brought."""
    key = f"{customer.pk}-{Mail.objects.count()}"
    thread = Thread.objects.create(subject="Inquiry", sender_name="Maria Silva", customer=customer,
                                   holder=customer.owner)  # fmt: skip
    text = "Inquiry\nPlease quote 400 pcs GL-1, CIF Santos."
    mail = Mail.objects.create(
        thread=thread, source="upload", message_id=f"<{key}@novaluz.com.br>", at=DAY, text=text,
        sender_name="Maria Silva", sender_address="maria@novaluz.com.br", subject="Inquiry",
        answer_to="maria@novaluz.com.br", body_start=8, signature_start=len(text),
        file=keep_bytes(_ASKED.format(key=key).encode()),
    )  # fmt: skip
    Reading.objects.create(mail=mail, facts=_FACTS, highlights=[["quantity", 21, 28]])
    Correction.objects.create(mail=mail, field="incoterm", proposed="CIF", value="FOB", by=by)
    settle(thread)
    look = SecondLook.objects.create(mail=mail, why="bank_change", words="our new bank")
    brought = Bringing.objects.create(by=by, source="api", folder=key, files=["1.eml"])
    return {"threads": thread.pk, "mails": mail.pk, "looks": look.pk, "brought": brought.pk}


def run_of(user: User, state: str) -> Run:
    """A sheet that a person sent and the worker read, at a step of its way."""
    file = SimpleUploadedFile("customers.csv", b"Company\nNordhavn\n")
    author = Actor(user, frozenset(Permission), Reach.ALL)
    run = upload_sheets(actor=author, files=[file])
    work_on_sheets()
    Run.objects.filter(pk=run.pk).update(state=state)
    return run


def things_of(user: User) -> dict[str, int]:
    """What is about no customer, by what a path calls it; views and changes are the user's."""
    Company.objects.get_or_create(pk=1, defaults={"name": "Lumen"})
    hook, _ = Webhook.objects.get_or_create(address="https://erp.example/", events=["x"])
    delivery, _ = Delivery.objects.get_or_create(webhook=hook, event="labels.changed", body="{}")
    other = User.objects.filter(name="Other").first() or person("Other")
    change, _ = BulkChange.objects.get_or_create(
        actor=user, verb="tag", tag=Tag.objects.get_or_create(name="fair")[0],
        total=1, done=1, customers=np.array([1], "<i8").tobytes(),
        before=np.array([1], "<i8").tobytes(),
    )  # fmt: skip
    return {
        "people": other.pk, "teams": Team.objects.get_or_create(name="East")[0].pk,
        "webhooks": hook.pk, "deliveries": delivery.pk,
        "similar-groups": SimilarGroup.objects.get_or_create(key="g1", defaults={
            "name_en": "Wholesalers", "name_zh": "批发商", "made_at": DAY})[0].pk,
        "tags": Tag.objects.get(name="fair").pk, "bulk": change.pk,
        "imports": Import.objects.get_or_create(by=user, folder="f", files=["customers.csv"])[0].pk,
        "views": SavedView.objects.get_or_create(owner=user, name="Mine")[0].pk,
        "blacklist": Barred.objects.get_or_create(
            kind="domain", key="x.example", value="x.example", reason="spam", by=user)[0].pk,
        "backtests": BackTest.objects.get_or_create(on=DAY - timedelta(days=300), days=90)[0].pk,
    }  # fmt: skip
