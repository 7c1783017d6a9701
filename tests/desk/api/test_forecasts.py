"""Forecasts are told to programs as pages tell them, and to nobody beyond reach."""

from pathlib import Path
from typing import Any

import pytest
from api.api_scene import program, token
from desk_scene import load_graded, person
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kehu.desk.accounts.models import Team, User
from kehu.desk.accounts.roles import Role
from kehu.desk.core.models import Company
from kehu.desk.grading.found import values_of
from kehu.desk.grading.models import Grade
from kehu.desk.ledger.models import Customer

pytestmark = pytest.mark.django_db
EXPECTED = 13  # queries: token, marks, rulebook, company; the book; rows and their people


@pytest.fixture
def boss(demo_folder: Path) -> User:
    Company.objects.get_or_create(pk=1, defaults={"name": "Lumen", "base_currency": "CNY"})
    load_graded(demo_folder)
    return person("Boss", Role.ADMINISTRATOR)


@pytest.fixture
def client(boss: User) -> Client:
    return program(token(boss))


def pages(client: Client, path: str, **asked: Any) -> list[Any]:
    """All items of a list, a few at a time."""
    found, cursor = [], ""
    while cursor is not None:
        page = client.get(path, {**asked, "limit": 4, "cursor": cursor}).json()
        found, cursor = [*found, *page["items"]], page["next"]
    return found


@pytest.mark.parametrize("name", ["expected", "missed"])
def test_a_list_tells_the_customers_of_the_page_in_their_order(
    client: Client, boss: User, name: str
) -> None:
    browser = Client()
    browser.force_login(boss)
    shown = browser.get(f"/customers/{name}").context
    told = pages(client, f"/api/{name}")
    assert [one["customer_id"] for one in told] == [line.customer.pk for line in shown["lines"]]
    assert [one["worth"] for one in told] == [line.values["worth"] for line in shown["lines"]]
    first = client.get(f"/api/{name}").json()
    assert first["count"] == len(told) > 3
    assert first["listed"]["low"] <= first["listed"]["mean"] <= first["listed"]["high"]
    assert first["listed"]["mean"] < first["together"]["mean"]


def test_a_list_holds_ones_own_and_can_be_narrowed_within_reach(client: Client) -> None:
    holder = pages(client, "/api/expected")[0]["holder"]
    one, other = User.objects.get(pk=holder["id"]), person("Other")
    theirs = pages(client, "/api/expected", person_id=one.pk)
    assert {line["holder"]["id"] for line in theirs} == {one.pk}
    assert pages(program(token(one)), "/api/expected") == theirs
    assert pages(program(token(other)), "/api/expected") == []
    refused = program(token(other)).get("/api/expected", {"person_id": one.pk})
    assert (refused.status_code, set(refused.json()["fields"])) == (422, {"person_id"})
    team = Team.objects.create(name="East")
    assert program(token(other)).get("/api/missed", {"team_id": team.pk}).status_code == 422
    User.objects.filter(pk=one.pk).update(team=team)
    assert pages(client, "/api/expected", team_id=team.pk) == theirs


def test_a_customers_forecast_is_that_of_its_grade_with_its_reasons(client: Client) -> None:
    graded = Grade.objects.select_related("shape").order_by("customer")
    values = {one.pk: values_of(one) for one in graded}
    number = next(pk for pk, one in values.items() if one["order_days"] > 3)
    told = client.get(f"/api/customers/{number}/forecast").json()
    for name in ("p_active", "p_order_30d", "p_order_90d", "value_12m", "order_days"):
        assert told[name] == values[number][name]
    assert told["window"]["first"] <= told["window"]["middle"] <= told["window"]["last"]
    assert told["headline"] and len(told["why"]) > 2
    asked = {"accept-language": "zh-hans"}
    chinese = client.get(f"/api/customers/{number}/forecast", headers=asked).json()
    assert chinese["value_12m"] == told["value_12m"]
    assert "自身节奏" in chinese["why"][0]


def test_what_is_not_known_is_null(client: Client) -> None:
    bare = next(one for one in Grade.objects.select_related("shape")
                if not values_of(one)["order_days"])  # fmt: skip
    told = client.get(f"/api/customers/{bare.pk}/forecast").json()
    assert (told["p_active"], told["value_12m"], told["state"]) == (None, None, None)
    assert told["headline"]
    Grade.objects.all().delete()
    nothing = client.get(f"/api/customers/{bare.pk}/forecast").json()
    assert nothing["order_days"] is None and nothing["headline"] == ""


def test_the_forecast_of_a_colleagues_customer_is_not_told(client: Client) -> None:
    held = Customer.objects.exclude(owner=None).first()
    assert held
    other = program(token(person("Other")))
    assert other.get(f"/api/customers/{held.pk}/forecast").status_code == 404


def test_a_list_asks_as_often_for_many_as_for_few(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/api/expected")
    for limit in (1, 200):
        with django_assert_num_queries(EXPECTED):
            client.get("/api/expected", {"limit": limit})
