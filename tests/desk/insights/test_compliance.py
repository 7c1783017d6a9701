"""What fell due and what became of it adds up, by label, person and play."""

from datetime import UTC, date, datetime, timedelta

import pytest
from desk_scene import nowhere, person
from django.test import Client

from kehu.desk.accounts.actor import THE_APPLICATION, Actor
from kehu.desk.accounts.roles import Role
from kehu.desk.core.models import Company
from kehu.desk.followups.models import FollowUp
from kehu.desk.grading.actions import regrade_all
from kehu.desk.grading.models import Regraded
from kehu.desk.grading.queries import words_in
from kehu.desk.insights.compliance import altogether, by_label, by_person, by_play, fell_due
from kehu.desk.ledger.actions import add_customer, log_contact
from kehu.desk.ledger.models import Changed, Customer

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
DUE = date(2026, 10, 10)


@pytest.fixture(autouse=True)
def house() -> None:
    Company.objects.create(pk=1, name="Kehu Lighting", base_currency="CNY")
    li, wang = person("Li"), person("Wang")
    for name, owner in (("Asked", li), ("Silent", wang)):
        add_customer(actor=THE_APPLICATION, name=name, owner=owner)
    log_contact(
        actor=THE_APPLICATION, customer=Customer.objects.get(name="Asked"), direction="in",
        channel="email", at=datetime(2026, 10, 1, tzinfo=UTC),
    )  # fmt: skip
    regrade_all()
    for mark in (Changed, Regraded):  # or the next page would plan anew
        mark.objects.all().delete()
    fell("Asked", "answer", "done", closed=4)
    fell("Asked", "order_due", "done", closed=6)
    fell("Asked", "wake_up", "open")
    fell("Silent", "first_letter", "skipped", closed=1)
    fell("Silent", "wake_up", "over", closed=3)
    fell("Silent", "order_due", "over", closed=-2)  # before it was due
    fell("Silent", "answer", "done", due=date(2026, 11, 3), closed=1)


def fell(name: str, play: str, state: str, closed: int | None = None, due: date = DUE) -> None:
    customer = Customer.objects.get(name=name)
    at = None if closed is None else datetime(due.year, due.month, due.day, 6, tzinfo=UTC)
    FollowUp.objects.create(
        customer=customer, play=play, state=state, due_on=due, shows_on=due,
        holder=customer.owner, closed_at=at + timedelta(days=closed or 0) if at else None,
        place=nowhere(), ended_at=None if state == "open" else datetime(2026, 11, 10, tzinfo=UTC),
    )  # fmt: skip


def test_each_that_fell_due_is_counted_once_in_what_became_of_it() -> None:
    found = fell_due(THE_APPLICATION, FIRST, LAST)
    everything = altogether(found)
    assert everything is not None
    assert (everything.due, everything.done, everything.skipped) == (5, 2, 1)
    assert (everything.ended, everything.waiting, everything.days) == (1, 1, 5)
    assert everything.percent == 40


def test_it_is_told_by_label_person_and_play() -> None:
    found, words = fell_due(THE_APPLICATION, FIRST, LAST), words_in("en")
    labels = by_label(found, "stage", words)
    assert [(one.title, one.due, one.done) for one in labels] == [
        ("D Asked", 3, 2), ("E Never replied", 2, 0),
    ]  # fmt: skip
    people = by_person(found, "Pool")
    assert [(one.title, one.due, one.done) for one in people] == [("Wang", 2, 0), ("Li", 3, 2)]
    assert sum(one.due for one in by_play(found, words)) == 5


def test_a_salesperson_reads_of_own_customers_alone() -> None:
    li = Customer.objects.get(name="Asked").owner
    assert li is not None
    assert len(fell_due(Actor.of(li), FIRST, LAST)) == 3


def test_nothing_is_no_error_and_the_page_speaks_both_languages() -> None:
    assert altogether(fell_due(THE_APPLICATION, date(2020, 1, 1), date(2020, 2, 1))) is None
    boss, client = person("Boss", Role.ADMINISTRATOR), Client()
    client.force_login(boss, "django.contrib.auth.backends.ModelBackend")
    for language, done in (("en", "2 of 5"), ("zh-hans", "5 项中完成 2 项")):
        type(boss).objects.filter(pk=boss.pk).update(language=language)
        page = client.get("/segments/plays?from=2026-10-01&to=2026-10-31&by=nothing")
        assert done in page.content.decode()
        assert client.get("/segments/plays?from=2020-01-01&to=2020-02-01").status_code == 200
