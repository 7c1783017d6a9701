"""A customer's forecast in words, and lists of orders expected and missed: pages and workbook."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from desk_scene import load_graded, person
from django.test import Client
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from kehu.desk.accounts.actor import THE_APPLICATION, Actor, NotAllowed
from kehu.desk.accounts.models import Team, User
from kehu.desk.accounts.roles import Role
from kehu.desk.core.models import AuditEntry
from kehu.desk.grading.book import the_book
from kehu.desk.grading.found import values_of
from kehu.desk.grading.models import Grade
from kehu.desk.grading.queries import words_in
from kehu.desk.insights.actions.expected import export_orders
from kehu.desk.insights.expecting import expecting_in_force
from kehu.desk.insights.forecasts.customer import forecast_of
from kehu.desk.insights.forecasts.lists import EXPECTED, MISSED, OrderList
from kehu.desk.insights.forecasts.words import told_forecast
from kehu.desk.ledger.actions import record_order
from kehu.desk.ledger.models import Customer, Order
from kehu.engine.expecting import first_that_holds

pytestmark = pytest.mark.django_db
Values = dict[str, Any]
# What the list of customers asks without its facets, the book included; people to choose from,
# teams, the newest shape, the customers of the page and their grades.
LISTED = 19  # queries


@pytest.fixture
def everybody(demo_folder: Path) -> None:
    load_graded(demo_folder)


def logged_in(user: User, language: str = "en") -> Client:
    User.objects.filter(pk=user.pk).update(language=language)
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def boss(language: str = "en") -> Client:
    return logged_in(person("Boss", Role.ADMINISTRATOR), language)


def text(answer: Any) -> str:
    return unescape(str(answer.content.decode()))


def state_of(values: Values) -> str | None:
    found = first_that_holds(expecting_in_force().states, values)
    return found.name if found else None


def first(meets: Callable[[Values], bool]) -> tuple[Customer, Values, Grade]:
    """The first customer of whom something holds, with what its grade says."""
    for grade in Grade.objects.select_related("shape", "customer").order_by("customer"):
        values = dict(values_of(grade))
        if meets(values):
            return grade.customer, values, grade
    raise AssertionError("the demo exporter has no such customer")


def block(client: Client, customer: Customer) -> str:
    page = text(client.get(f"/customers/{customer.pk}"))
    found = re.search(r'<section class="card mb-3 forecast".*?</section>', page, re.DOTALL)
    assert found
    return found[0]


# ---- a customer's page ---------------------------------------------------------------------------


def test_the_window_its_chances_and_the_year_are_those_of_the_grade(everybody: None) -> None:
    customer, values, grade = first(lambda v: v["order_days"] > 2 and state_of(v) is None)
    client = boss()
    shown = block(client, customer)
    days = [grade.as_of.date() + timedelta(days=round(values[f"days_to_order_p{share}"]))
            for share in (10, 50, 90)]  # fmt: skip
    told = client.get(f"/api/customers/{customer.pk}/forecast").json()["window"]
    assert told == {n: f"{d}" for n, d in zip(("first", "middle", "last"), days, strict=True)}
    assert f"<td>{days[0]} – {days[2]}</td>" in shown
    headline = re.search(r"<h2>(.*?)</h2>", shown)
    assert headline and headline[1].startswith("Next order expected ")
    assert "(80 %)" in headline[1] and f"around {days[1]:%b} {days[1].day}" in headline[1]
    assert f"{values['p_order_30d']:.0%} within 30 days" in shown
    assert f"<dd>{values['p_active']:.0%}</dd>" in shown.replace(">99%", "100%")
    assert f"CNY {values['value_12m']:,.2f}".rstrip("0").rstrip(".") in shown


def test_the_chart_draws_every_order_day_and_the_window_and_says_so_in_words(
    everybody: None,
) -> None:
    customer, values, _ = first(lambda v: v["order_days"] > 2 and state_of(v) is None)
    shown = block(boss(), customer)
    data = re.search(r'id="forecast-data" type="application/json">(.*?)</script>', shown)
    assert data
    drawn = json.loads(data[1])
    days = {f"{o.ordered_at.date()}" for o in Order.objects.filter(customer=customer)
            if o.cancelled_at is None}  # fmt: skip
    assert [day for day, _amount in drawn["orders"]] == sorted(days)
    assert drawn["window"] and drawn["window"][0] < drawn["middle"] < drawn["window"][1]
    name = re.search(r'role="img" aria-label="(.*?)"', shown)
    assert name and f"{len(days)} days with orders" in name[1]
    assert "Next order expected" in name[1]
    assert shown.count("<tr><td>") == values["order_days"] + 1  # the table: days and the window


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("rival", ("A rival seems to deliver instead of us: ", "订单可能被对手抢走：")),
        ("fading", ("Fading: silent ", "正在流失：")),
        ("doubtful", ("May not come back: silent ", "可能不会再下单：")),
        ("lost", ("Probably lost: ", "很可能已流失：")),
        ("late", ("Later than usual: silent ", "比平时晚：")),
    ],
)
def test_who_stands_worse_than_usual_is_told_so_first_and_no_order_is_promised(
    everybody: None, state: str, words: tuple[str, str]
) -> None:
    customer, _, _ = first(lambda v: state_of(v) == state)
    user = person("Boss", Role.ADMINISTRATOR)
    for language, sentence in zip(("en", "zh-hans"), words, strict=True):
        shown = block(logged_in(user, language), customer)
        assert sentence in shown[: shown.index("</h2>")]
        assert "Next order expected" not in shown and "预计下次下单" not in shown


def test_of_who_never_ordered_what_is_not_known_is_said(everybody: None) -> None:
    client = boss()
    bare, _, _ = first(lambda v: not v["order_days"] and v["days_to_order_p50"] is None)
    shown = block(client, bare)
    assert "When it orders first is not known yet" in shown
    assert "Customs records show fewer than three days" in shown
    assert "data-chart" not in shown and "Still a customer" not in shown
    importer, _, _ = first(lambda v: not v["order_days"] and v["days_to_order_p50"] is not None)
    shown = block(client, importer)
    assert "Next import expected" in shown and "it never ordered from us" in shown
    assert "Its imports by customs records: every " in shown


def test_a_first_order_has_a_chance_where_others_tell_one(everybody: None) -> None:
    customer, values, grade = first(lambda v: not v["order_days"])
    assert values["p_order_30d"] is None
    assert "Not known yet: the chance of a first order." in block(boss(), customer)
    found = forecast_of(grade)
    assert found
    likely = replace(found, values={**values, "p_order_30d": 0.12, "p_order_90d": 0.3})
    with override("en"):
        told = told_forecast(likely, words_in("en"))
    assert ("Chance of a first order", "12% within 30 days, 30% within 90") in [
        (fact.title, fact.words) for fact in told.facts
    ]
    assert not any("not known yet" in note.lower() and "chance" in note for note in told.notes)
    assert any("stood alike three months ago" in line for line in told.why)


def test_how_it_is_known_names_own_orders_the_others_and_the_model(everybody: None) -> None:
    client = boss()
    few, _, _ = first(lambda v: v["order_days"] == 3)
    shown = block(client, few)
    assert "Its own rhythm: an order every " in shown and "by 2 gaps" in shown
    assert "customers of the same role and country" in shown
    many, _, _ = first(lambda v: v["order_days"] > 4)
    assert "customers of the same role and country" not in block(client, many)
    assert re.search(r"Model of orders: \S*nbd", shown)


def test_before_the_first_grading_nothing_is_forecast() -> None:
    customer = Customer.objects.create(code="N", name="New")
    client = boss("zh-hans")
    Grade.objects.all().delete()
    assert "forecast" in text(client.get(f"/customers/{customer.pk}"))


def test_an_order_recorded_now_moves_the_window(everybody: None) -> None:
    customer, _, grade = first(lambda v: state_of(v) == "late")
    client = boss()
    was = client.get(f"/api/customers/{customer.pk}/forecast").json()
    record_order(
        actor=THE_APPLICATION,
        customer=customer,
        ordered_at=grade.as_of,
        amount=1000,
        currency="CNY",
    )
    now = client.get(f"/api/customers/{customer.pk}/forecast").json()
    assert (was["state"], now["state"]) == ("late", None)
    assert now["window"]["first"] > was["window"]["first"]
    assert now["order_days"] == was["order_days"] + 1


# ---- the lists -----------------------------------------------------------------------------------


def of_the_rulebook(name: str) -> set[int]:
    """Who is on the list, one customer after the other."""
    case = expecting_in_force().lists[name]
    return {
        grade.customer_id
        for grade in Grade.objects.select_related("shape")
        if first_that_holds({name: case}, values_of(grade))
    }


@pytest.mark.parametrize(("name", "address"), [(EXPECTED, "expected"), (MISSED, "missed")])
def test_a_list_holds_whom_its_condition_names_the_one_worth_most_first(
    everybody: None, name: str, address: str
) -> None:
    context = boss().get(f"/customers/{address}").context
    lines = context["lines"]
    assert {line.customer.pk for line in lines} == of_the_rulebook(name)
    assert len(lines) == context["count"] > 3
    worth = [line.values["worth"] for line in lines]
    assert worth == sorted(worth, reverse=True)


def test_what_an_order_counts_for_is_its_usual_amount_times_its_chance(everybody: None) -> None:
    context = boss().get("/customers/expected").context
    for line in context["lines"]:
        product = line.values["p_order_30d"] * line.values["amount"]
        assert line.values["worth"] == pytest.approx(product)
    listed = context["found"].together(context["found"].mask)
    assert listed.mean == pytest.approx(sum(line.values["worth"] for line in context["lines"]))
    assert listed.low < listed.mean < listed.high
    assert context["sums"][0].exact in text(boss_again().get("/customers/expected"))


def boss_again() -> Client:
    return logged_in(User.objects.get(name="Boss"))


def test_a_list_in_chinese_says_the_sum_and_its_range(everybody: None) -> None:
    page = text(boss("zh-hans").get("/customers/expected"))
    assert "未来30天预计订单额" in page and "80% 把握" in page


def test_everybody_is_on_one_page_of_a_list(
    everybody: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kehu.desk.insights.views.expected._PAGE", 5)
    client, page, seen = boss(), 1, []
    while page:
        context = client.get("/customers/expected", {"page": page}).context
        seen += [line.customer.pk for line in context["lines"]]
        page = context["after"]
    assert len(seen) == len(set(seen)) and set(seen) == of_the_rulebook(EXPECTED)


def owners(client: Client, **asked: object) -> set[str | None]:
    lines = client.get("/customers/expected", asked).context["lines"]
    return {line.customer.owner and line.customer.owner.name for line in lines}


def test_one_sees_the_orders_one_answers_for_and_may_narrow_them(everybody: None) -> None:
    on_list = Customer.objects.filter(pk__in=of_the_rulebook(EXPECTED))
    one, other = User.objects.filter(pk__in=on_list.values("owner")).order_by("pk")[:2]
    assert owners(logged_in(one)) == {one.name}
    assert owners(logged_in(one), owner=other.pk) == {one.name}
    team = Team.objects.create(name="East")
    User.objects.filter(pk=one.pk).update(team=team)
    lead = logged_in(person("Lead", Role.MANAGER, team))
    assert one.name in owners(lead) and other.name not in owners(lead)
    assert owners(lead, owner=one.pk) == {one.name}
    assert other.name not in owners(lead, owner=other.pk)
    everywhere = boss()
    assert {one.name, other.name} <= owners(everywhere)
    assert owners(everywhere, team=team.pk) == {one.name}
    assert owners(everywhere, owner=other.pk) == {other.name}


def test_a_list_asks_the_database_as_often_for_many_as_for_few(
    everybody: None,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = boss()
    client.get("/customers/expected")  # reads the words of labels, once a process
    for size in (1, 50):
        monkeypatch.setattr("kehu.desk.insights.views.expected._PAGE", size)
        for name in ("expected", "missed"):
            with django_assert_num_queries(LISTED):
                client.get(f"/customers/{name}")


def test_before_anything_is_forecast_a_list_says_what_belongs_there() -> None:
    person("Li")
    client = logged_in(User.objects.get(name="Li"))
    assert "Nothing is forecast yet." in text(client.get("/customers/expected"))


def test_a_list_is_taken_out_by_who_may_and_that_is_in_the_audit(everybody: None) -> None:
    client = boss()
    answer = client.post("/customers/expected/export", {"query": "list=missed&"})
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()
    assert len(rows) - 1 == len(of_the_rulebook(MISSED))
    assert rows[0][:2] == ["Customer", "Customer number"]
    entry = AuditEntry.objects.get(verb="expected.exported")
    assert (entry.after["list"], entry.after["count"]) == (MISSED, len(rows) - 1)
    li = person("Li")
    assert logged_in(li).post("/customers/expected/export", {"query": ""}).status_code == 403
    found = OrderList(the_book(), Actor.of(li), EXPECTED)
    with pytest.raises(NotAllowed):
        export_orders(actor=Actor.of(li), found=found, words=words_in("en"))


# ---- forecasts as columns and bounds of the list of customers ------------------------------------


def test_forecasts_are_columns_in_percent_and_money_sorted_and_bounded(everybody: None) -> None:
    client = boss()
    query = ("?column=p_active&column=days_to_order_p50&column=value_12m"
             "&where=p_active:0.5..&sort=-value_12m")  # fmt: skip
    context = client.get(f"/customers/{query}").context
    assert context["told"][0].words == "≥ 50%"
    wanted = [v for g in Grade.objects.select_related("shape")
              if ((v := values_of(g))["p_active"] or 0) >= 0.5]  # fmt: skip
    assert context["count"] == len(wanted) > 10
    cells = [line.cells for line in context["lines"]]
    worth = [three.raw for _active, _days, three in cells]
    assert worth == sorted(worth, reverse=True)
    for active, days, value in cells:
        assert re.fullmatch(r"[\d.]+%", active.figure.short)
        assert re.fullmatch(r"[\d,]+", days.figure.short)
        assert value.figure.short.startswith("¥") and value.figure.exact.startswith("CNY ")
