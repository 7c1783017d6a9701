"""`load_demo`: the invented exporter with its people, loaded and graded, up to yesterday."""

import json
import secrets
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from kehu.demo import write_ledger
from kehu.demo.inbox import Correspondent, inbox
from kehu.desk.accounts.actions import add_person
from kehu.desk.accounts.actor import THE_APPLICATION
from kehu.desk.accounts.models import Team, User
from kehu.desk.accounts.roles import Role
from kehu.desk.core.models import Company
from kehu.desk.followups.planning import plan_regraded
from kehu.desk.followups.pool.night import keep_the_pool
from kehu.desk.grading.actions import regrade_all, regrade_changed, regrade_past
from kehu.desk.inquiries.models import Mail
from kehu.desk.inquiries.reading_mail import read_waiting_mails
from kehu.desk.inquiries.receiving import Way, receive
from kehu.desk.ledger.loading import load_ledger
from kehu.desk.ledger.models import Contact, Customer, Holding, Order
from kehu.desk.portraits.jobs import portray_everybody
from kehu.engine.backends.checking import Vocabulary
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.folder import LedgerFolder
from kehu.engine.ledger import Ledger

LOGINS = "demo-logins.json"
_TEAMS = ("East", "West")
_MONTHS = 12  # of labels' history
_HANDED_OUT = (
    62  # days over which customers were handed out: two more than the pool's shortest rule
)
_NIGHTS = 7  # in which the pool was kept: as long as one is warned


class Command(BaseCommand):
    help = "Load the invented exporter into an empty database; who can log in stands in a file."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--customers", type=int, default=3000)

    def handle(self, *_arguments: Any, customers: int, **_options: Any) -> None:
        if Company.objects.exists():
            return
        until = datetime.now(UTC).date() - timedelta(days=1)
        with tempfile.TemporaryDirectory() as folder, DuckDB() as engine, transaction.atomic():
            out = Path(folder) / "ledger"
            write_ledger(out, customers=customers, until=until)
            ledger = LedgerFolder(engine, out, "CNY", Vocabulary({})).ledger()
            logins = _people(ledger)
            load_ledger(actor=THE_APPLICATION, ledger=ledger, progress=lambda *_: None)
            regrade_past(_month_ends(timezone.localdate()))
            regrade_all()
            _keep_the_pool_for_a_while()
            plan_regraded()
            # Before the data are there for good: without this file nobody could log in.
            path = settings.DATA / LOGINS
            path.touch(mode=0o600)
            path.write_text(json.dumps(logins, ensure_ascii=False), encoding="utf-8")
        portray_everybody()  # a transaction would read everybody anew at each question
        _mails_come()


def _mails_come() -> None:
    """The mails of the last days, some of customers, are in the mailbox and read."""
    people = Contact.objects.filter(email__endswith=".example").order_by("code")
    won = Order.objects.filter(customer=OuterRef("customer"), cancelled_at=None)
    rows = people.annotate(won=Exists(won)).select_related("customer")
    known = [Correspondent(one.name, one.customer.name, one.email, one.won) for one in rows]
    for raw in inbox(known, timezone.now()):
        receive(raw, Way(Mail.Source.MAILBOX))
    read_waiting_mails()
    regrade_changed()
    plan_regraded()


def _month_ends(day: date) -> list[datetime]:
    """The last moments of the twelve months before that of `day`, the oldest first."""
    ends = []
    for _ in range(_MONTHS):
        day = day.replace(day=1) - timedelta(days=1)
        ends.append(timezone.make_aware(datetime.combine(day, time.max)))
    return ends[::-1]


def _keep_the_pool_for_a_while() -> None:
    """As if customers had been handed out one after the other: some are near the pool, or in it."""
    now, opened = timezone.now(), list(Holding.objects.filter(until=None))
    for one in opened:
        one.since = now - timedelta(days=one.customer_id * 7 % _HANDED_OUT)
    Holding.objects.bulk_update(opened, ["since"], batch_size=500)
    Holding.objects.bulk_create(_given_back(now))
    for days in range(_NIGHTS, -1, -1):
        keep_the_pool(now - timedelta(days=days))


def _given_back(now: datetime) -> Iterator[Holding]:
    """Who held the pool's customers before: each salesperson some, given back weeks ago."""
    people = cycle(User.objects.filter(role=Role.SALESPERSON).order_by("pk"))
    free = Customer.objects.filter(owner=None).order_by("pk")
    for number, customer in enumerate(free):
        until = now - timedelta(days=40 + number * 5 % 90)
        yield Holding(
            customer=customer, holder=next(people), since=until - timedelta(days=200), until=until,
            ended=Holding.Ended.RELEASED, why="No time for this market",
        )  # fmt: skip


def _people(ledger: Ledger) -> list[dict[str, str]]:
    """The company's people, the ledger's salespeople among them; log-ins of one of each role."""
    Company.objects.create(pk=1, name="Kehu Demo Lighting", base_currency=ledger.base_currency)
    teams = [Team.objects.create(name=name) for name in _TEAMS]
    owners = ledger.tables["customers"].filter(lambda t: t.owner.notnull())
    names = ledger.engine.batches(owners.select("owner").distinct().order_by("owner")).read_all()
    password = secrets.token_urlsafe(9)
    logins = []
    for number, row in enumerate(names.to_pylist()):
        team = teams[number % len(teams)]
        login = f"sales{number + 1}"
        _add(row["owner"], login, Role.SALESPERSON, team, password)
        if number < 1:
            logins.append({"login": login, "role": Role.SALESPERSON, "name": row["owner"]})
    for login, name, role in (
        ("manager", "Manager East", Role.MANAGER),
        ("admin", "Administrator", Role.ADMINISTRATOR),
        ("reader", "Reader", Role.READER),
    ):
        _add(name, login, role, teams[0], password)
        logins.append({"login": login, "role": role, "name": name})
    return [{**login, "password": password} for login in logins]


def _add(name: str, login: str, role: Role, team: Team, password: str) -> None:
    add_person(
        actor=THE_APPLICATION, name=name, username=login, email=f"{login}@kehu.example",
        role=role, team=team, password=password,
    )  # fmt: skip
