"""A past day is judged by the worker, kept, and told to who leads; nobody else."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from desk_scene import graded_before, load, person
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from django_q.models import OrmQ, Schedule
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from kehu.desk.accounts.actor import THE_APPLICATION, Actor, NotAllowed
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import PERMISSIONS, Permission, Role
from kehu.desk.core.models import AuditEntry
from kehu.desk.grading.measuring import whole_ledger
from kehu.desk.grading.models import RulebookVersion
from kehu.desk.grading.rules import rulebook_in_force
from kehu.desk.insights.backtests.actions import judge_day
from kehu.desk.insights.backtests.days import Orders, days_of_orders
from kehu.desk.insights.backtests.jobs import keep_fresh, run_backtest, schedule_freshness
from kehu.desk.insights.backtests.telling import rows_of
from kehu.desk.insights.models import BackTest
from kehu.desk.ledger import actions
from kehu.desk.ledger.models import Customer
from kehu.engine.backtest.report import backtest
from kehu.errors import KehuError

pytestmark = pytest.mark.django_db
PAGE = "/segments/track-record/"
QUERIES = 11
State = BackTest.State


def logged_in(user: User, language: str = "en") -> Client:
    User.objects.filter(pk=user.pk).update(language=language)
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def manager(language: str = "en") -> Client:
    return logged_in(person("Boss", Role.MANAGER), language)


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def exporter(demo_folder: Path) -> Orders:
    load(demo_folder)
    orders = days_of_orders()
    assert orders
    return orders


@pytest.fixture
def two_orders() -> date:
    """A year apart; the day of the first is judged."""
    graded_before()
    customer = Customer.objects.create(code="C1", name="Acme")
    for at in (datetime(2025, 6, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)):
        actions.record_order(
            actor=THE_APPLICATION, customer=customer, ordered_at=at, amount=Decimal(100),
            currency="CNY",
        )  # fmt: skip
    return date(2025, 6, 1)


def judged(on: date, days: int = 90, again: bool = False) -> BackTest:
    one = judge_day(actor=THE_APPLICATION, on=on, days=days, again=again)
    run_backtest(one.pk)
    one.refresh_from_db()
    return one


# ---- which day ---------------------------------------------------------------------------------


def test_the_usual_day_is_the_newest_end_of_a_month_whose_horizon_is_over() -> None:
    orders = Orders(date(2024, 1, 10), date(2026, 11, 21))
    assert orders.usual(90) == date(2026, 7, 31)
    assert orders.usual(30) == date(2026, 9, 30)
    assert Orders(date(2024, 1, 10), date(2026, 10, 29)).usual(90) == date(2026, 7, 31)
    assert Orders(date(2024, 1, 10), date(2026, 10, 28)).usual(90) == date(2026, 6, 30)


def test_where_no_month_has_ended_it_is_the_newest_day_and_with_less_there_is_none() -> None:
    assert Orders(date(2026, 8, 5), date(2026, 11, 21)).usual(90) == date(2026, 8, 23)
    assert Orders(date(2026, 9, 5), date(2026, 11, 21)).usual(90) is None


def test_an_order_dated_in_the_future_does_not_end_the_horizon(two_orders: date) -> None:
    customer = Customer.objects.get()
    later = timezone.now() + timedelta(days=4_000)
    actions.record_order(
        actor=THE_APPLICATION, customer=customer, ordered_at=later, amount=Decimal(1),
        currency="CNY",
    )  # fmt: skip
    assert days_of_orders() == Orders(date(2025, 6, 1), date(2026, 6, 1))


# ---- asking ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_who_reviews_the_team_may_ask_and_read_and_nobody_else(
    role: Role, two_orders: date
) -> None:
    me = person("Me", role)
    client = logged_in(me)
    if Permission.REVIEW in PERMISSIONS[role]:
        assert judge_day(actor=Actor.of(me), on=two_orders, days=90).by == me
        assert client.get(PAGE).status_code == 200
        assert "Track record" in text(client.get("/segments/"))
        return
    with pytest.raises(NotAllowed):
        judge_day(actor=Actor.of(me), on=two_orders, days=90)
    kept = judged(two_orders)
    asks = {"on": "2025-06-01", "days": "90"}
    for answer in (client.get(PAGE), client.post(f"{PAGE}judge", asks),
                   client.get(f"{PAGE}{kept.pk}/progress")):  # fmt: skip
        assert answer.status_code == 403
    assert "Track record" not in text(client.get("/segments/"))


def test_asking_leaves_a_row_in_the_audit_and_a_task_for_the_worker(
    two_orders: date, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    AuditEntry.objects.all().delete()
    OrmQ.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        one = judge_day(actor=THE_APPLICATION, on=two_orders, days=90)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.after) == ("backtest.begun", {"on": "2025-06-01", "days": 90})
    [queued] = OrmQ.objects.all()
    task = queued.task
    assert (task["func"], task["args"]) == (
        "kehu.desk.insights.backtests.jobs.run_backtest", (one.pk,),
    )  # fmt: skip


def test_what_is_under_way_or_kept_is_not_begun_anew(two_orders: date) -> None:
    ask = {"actor": THE_APPLICATION, "on": two_orders, "days": 90}
    one = judge_day(**ask)
    assert judge_day(**ask) == one
    run_backtest(one.pk)
    assert judge_day(**ask) == one
    afresh = judge_day(**ask, again=True)
    assert afresh != one
    run_backtest(afresh.pk)
    assert [kept.pk for kept in BackTest.objects.all()] == [afresh.pk]
    RulebookVersion.objects.create(text="settings: {late_after_days: 5}")
    assert judge_day(**ask) != afresh


def test_one_that_a_killed_worker_left_is_given_up_after_an_hour(two_orders: date) -> None:
    ask = {"actor": THE_APPLICATION, "on": two_orders, "days": 90}
    left = judge_day(**ask)
    BackTest.objects.update(made_at=timezone.now() - timedelta(hours=2))
    assert judge_day(**ask) != left


@pytest.mark.parametrize(
    ("on", "days", "code"),
    [
        (date(2026, 4, 1), 90, "not_over_yet"),
        (date(2025, 5, 31), 90, "nothing_known_then"),
        (date(2025, 6, 1), 45, "no_such_horizon"),
    ],
)
def test_a_day_that_cannot_be_judged_is_refused_with_its_reason(
    two_orders: date, on: date, days: int, code: str
) -> None:
    with pytest.raises(KehuError) as refused:
        judge_day(actor=THE_APPLICATION, on=on, days=days)
    assert refused.value.code == code
    assert not BackTest.objects.exists()
    asked = {"on": on.isoformat(), "days": str(days)}
    page = text(manager().post(f"{PAGE}judge", asked, follow=True))
    assert refused.value.message("en") in page


# ---- the worker --------------------------------------------------------------------------------


def test_the_worker_keeps_what_the_engine_reports_of_that_day(exporter: Orders) -> None:
    on = exporter.usual(90)
    assert on
    one = judged(on)
    assert (one.state, one.currency, one.why) == (State.DONE, "CNY", "")
    rulebook = rulebook_in_force()
    moment = datetime(on.year, on.month, on.day, 23, 59, tzinfo=UTC)
    with whole_ledger("CNY", rulebook) as ledger:
        wanted = backtest(ledger, moment, 90, rulebook)
    assert rows_of(one) == wanted
    run_backtest(one.pk)  # delivered once more after a stop, it is done already
    assert BackTest.objects.get().finished_at == one.finished_at


def test_a_report_that_the_engine_refuses_says_why(two_orders: date) -> None:
    one = judge_day(actor=THE_APPLICATION, on=two_orders, days=90)
    customer = Customer.objects.get()
    actions.record_order(
        actor=THE_APPLICATION, customer=customer, ordered_at=datetime(2025, 6, 2, tzinfo=UTC),
        amount=Decimal(1), currency="CNY",
    )  # fmt: skip
    BackTest.objects.filter(pk=one.pk).update(on=date(2026, 5, 20))
    run_backtest(one.pk)
    one.refresh_from_db()
    assert (one.state, one.why) == (State.FAILED, "not_over_yet")
    page = text(manager().get(f"{PAGE}?on=2026-05-20&days=90"))
    assert "The 90 days end on 2026-08-18, and the newest order is of 2026-06-01." in page


def test_each_night_the_usual_day_is_judged_once_for_a_rulebook(exporter: Orders) -> None:
    keep_fresh()
    [one] = BackTest.objects.all()
    assert (one.on, one.days) == (exporter.usual(90), 90)
    run_backtest(one.pk)
    keep_fresh()
    assert BackTest.objects.count() == 1
    RulebookVersion.objects.create(text="settings: {late_after_days: 5}")
    keep_fresh()
    assert BackTest.objects.count() == 2


def test_the_first_night_is_made_up_for_at_once_and_there_is_one() -> None:
    keep_fresh()  # without orders there is nothing to judge
    assert not BackTest.objects.exists()
    schedule_freshness()
    schedule_freshness()
    assert Schedule.objects.get(name="track record").next_run <= timezone.now()


# ---- the page ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_tells_the_figures_of_the_report(exporter: Orders, language: str) -> None:
    on = exporter.usual(90)
    assert on
    judged(on)
    answer = manager(language).get(PAGE)
    told, page = answer.context["told"], text(answer)
    assert (answer.context["on"], answer.context["days"]) == (on, 90)
    with override(language):
        assert told.headline in page and all(line in page for line in told.sentences())
    assert {curve.days for curve in told.curves()} == {30, 90}
    counts = {one.customers for one in answer.context["earned"]}
    rows = [row for row in told.rows if (row.part, row.name) == ("label", "stage")]
    assert counts == {row.customers for row in rows}
    with_few = [one for one in answer.context["earned"] if one.few]
    assert page.count("too few to tell" if language == "en" else "客户太少") >= len(with_few)
    for name, title in told.dimensions():
        shown = text(Client.get(answer.client, f"{PAGE}?by={name}"))
        assert title in shown


def test_the_page_asks_the_database_as_often_whatever_is_shown(
    exporter: Orders, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    on = exporter.usual(90)
    assert on
    judged(on)
    judged(on - timedelta(days=40), 30)
    client = manager()
    client.get(PAGE)
    for query in ("", "?by=profit_tier", f"?on={on}&days=90&by=market"):
        with django_assert_num_queries(QUERIES):
            assert client.get(PAGE + query).status_code == 200


def test_without_enough_orders_the_page_says_what_lacks_and_since_when() -> None:
    client = manager()
    assert "Once there are orders over more than 30 days" in text(client.get(PAGE))
    customer = Customer.objects.create(code="C1", name="Acme")
    graded_before()
    for at in (datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 6, 20, tzinfo=UTC)):
        actions.record_order(
            actor=THE_APPLICATION, customer=customer, ordered_at=at, amount=Decimal(100),
            currency="CNY",
        )  # fmt: skip
    assert "Orders go from 2026-06-01 to 2026-06-20." in text(client.get(PAGE))


def test_a_day_nobody_looked_at_offers_to_and_moves_until_it_is_there(two_orders: date) -> None:
    client = manager()
    asked = {"on": "2025-06-01", "days": "90"}
    assert "Nobody has looked back on 2025-06-01 yet." in text(client.get(PAGE, asked))
    page = text(client.post(f"{PAGE}judge", asked, follow=True))
    [one] = BackTest.objects.all()
    address = f"{PAGE}{one.pk}/progress"
    assert f'hx-get="{address}"' in page
    assert "HX-Refresh" not in client.get(address).headers
    run_backtest(one.pk)
    done = client.get(address)
    assert done.headers["HX-Refresh"] == "true"
    assert "hx-get" not in text(done)
    page = text(client.get(PAGE, asked))
    assert "Too few customers to judge the forecasts" in page


def test_a_report_by_other_rules_says_so(two_orders: date) -> None:
    judged(two_orders)
    RulebookVersion.objects.create(text="settings: {late_after_days: 5}")
    page = text(manager().get(f"{PAGE}?on=2025-06-01&days=90"))
    assert "Judged by the default rules; others are in force now." in page


@pytest.mark.parametrize(
    "query", ["on=x", "on=2026-99-99", "days=7", "by=nothing", "on=1800-01-01"]
)
def test_what_nobody_understands_is_passed_over(two_orders: date, query: str) -> None:
    judged(two_orders)
    client = manager()
    assert client.get(f"{PAGE}?{query}").status_code == 200
    assert client.post(f"{PAGE}judge", {"on": "x"}, follow=True).status_code == 200
