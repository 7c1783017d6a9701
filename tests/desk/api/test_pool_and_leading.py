"""What pages do with the pool, the review and files, programs do too."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from api.api_scene import program, send, token
from desk_scene import load, person
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Role
from kehu.desk.core.models import Company
from kehu.desk.followups.models import FollowUp
from kehu.desk.followups.planning import plan_regraded
from kehu.desk.followups.pool.night import keep_the_pool
from kehu.desk.grading.actions import regrade_all, regrade_past
from kehu.desk.grading.jobs import import_ledgers
from kehu.desk.insights.review import month_asked, month_bounds
from kehu.desk.ledger.models import Customer, ExchangeRate, Holding, Import

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(demo_folder: Path) -> User:
    """Of the demo exporter, whose labels before and at the end of the last month are known."""
    Company.objects.create(pk=1, name="Lumen", base_currency="CNY")
    load(demo_folder)
    start, end = month_bounds(month_asked(""))
    regrade_past([start - timedelta(seconds=1), end - timedelta(seconds=1)])
    regrade_all()
    return person("Boss", Role.ADMINISTRATOR)


@pytest.fixture
def client(boss: User) -> Client:
    return program(token(boss))


def pages(client: Client, path: str, **asked: Any) -> list[Any]:
    """All items of a list, a few at a time."""
    found, cursor = [], ""
    while cursor is not None:
        page = client.get(path, {**asked, "limit": 3, "cursor": cursor}).json()
        found, cursor = [*found, *page["items"]], page["next"]
    return found


# ---- the pool ------------------------------------------------------------------------------------


def test_everybody_in_the_pool_is_on_one_page_the_best_first(client: Client) -> None:
    Customer.objects.filter(pk__in=Customer.objects.all()[:10]).update(owner=None)
    regrade_all()
    found = [one["customer"]["id"] for one in pages(client, "/api/pool")]
    free = Customer.objects.filter(owner=None).values_list("pk", flat=True)
    assert sorted(found) == sorted(free) and len(found) >= 10
    assert client.get("/api/pool").json()["count"] == len(found)
    browser = Client()
    browser.force_login(User.objects.get(name="Boss"))
    shown = [line.free.customer.pk for line in browser.get("/pool/").context["lines"]]
    assert found[:50] == shown


def test_a_customer_is_given_back_taken_back_and_taken_by_another(client: Client) -> None:
    li, wang = person("Li Mei"), person("Wang Lei")
    mine = Customer.objects.create(code="M", name="Mine", owner=li)
    Holding.objects.create(customer=mine, holder=li)
    regrade_all()
    first, second = program(token(li)), program(token(wang))
    path = f"/api/customers/{mine.pk}"
    given = send(first, "POST", f"{path}/release", {"why": "Too small for us"}).json()
    assert (given["owner"], given["version"]) == (None, 2)
    back = send(first, "POST", f"{path}/take-back", {}).json()
    assert back["owner"]["name"] == "Li Mei"
    send(first, "POST", f"{path}/release", {"why": "Too small for us"})
    locked = send(first, "POST", f"{path}/claim", {})
    assert (locked.status_code, locked.json()["code"]) == (422, "pool_locked")
    [line] = [one for one in pages(first, "/api/pool") if one["customer"]["id"] == mine.pk]
    assert line["locked_until"] and line["last"]["why"] == "Too small for us"
    taken = send(second, "POST", f"{path}/claim", {}).json()
    assert taken["owner"]["name"] == "Wang Lei"
    late = send(first, "POST", f"{path}/claim", {})
    assert late.status_code == 404  # it is another's by now, of whom one learns nothing
    held = {one["person"]["name"]: one for one in client.get("/api/pool/holders").json()}
    assert held["Wang Lei"]["count"] == 1 and held["Wang Lei"]["limits"]


def test_who_falls_is_told_the_next_first_and_to_oneself_alone(client: Client) -> None:
    Holding.objects.update(since=timezone.now() - timedelta(days=400))
    keep_the_pool(timezone.now())
    found = pages(client, "/api/pool/leaving")
    assert found
    assert [one["falls_on"] for one in found] == sorted(one["falls_on"] for one in found)
    holder = found[0]["holder"]["id"]
    theirs = pages(client, "/api/pool/leaving", person_id=holder)
    assert theirs == [one for one in found if one["holder"]["id"] == holder]
    other = program(token(person("Nobody")))
    assert pages(other, "/api/pool/leaving") == []
    assert other.get("/api/pool/leaving", {"person_id": holder}).status_code == 404


# ---- for whoever leads ---------------------------------------------------------------------------


def test_service_tells_what_the_page_tells(client: Client) -> None:
    told = client.get("/api/service", {"label": "A"}).json()
    browser = Client()
    browser.force_login(User.objects.get(name="Boss"))
    shown = browser.get("/segments/service", {"label": "A"}).context
    assert [(one["code"], one["count"], one["beyond"]) for one in told["labels"]] == [
        (row.code, row.count, row.beyond) for row in shown["rows"]
    ]
    assert [one["customer_id"] for one in told["late"]] == [
        one.customer.pk for one in shown["late"]
    ]
    assert client.get("/api/service", {"by": "nonsense"}).status_code == 404


def test_plays_are_counted_each_in_one_place(client: Client) -> None:
    plan_regraded()
    told = client.get("/api/compliance").json()
    due = FollowUp.objects.filter(due_on__gte=told["since"], due_on__lte=told["until"]).count()
    assert due == told["altogether"]["due"]
    for kinds in ("people", "plays"):
        assert sum(one["due"] for one in told[kinds]) == told["altogether"]["due"]


def test_the_review_tells_every_move_once_with_its_reason(client: Client) -> None:
    told = client.get("/api/review").json()
    moves = pages(client, "/api/review")
    assert len(moves) == told["count"] > 0
    assert len({(one["customer_id"], one["dimension"]) for one in moves}) == len(moves)
    for count in told["counts"]:
        ways = [one["way"] for one in moves if one["dimension"] == count["name"]]
        for way in ("risen", "fallen", "aside"):
            assert ways.count(way) == count[way]
    assert any(one["why"] for one in moves)
    risen = pages(client, "/api/review", way="risen")
    assert risen == [one for one in moves if one["way"] == "risen"]
    assert client.get("/api/review", {"month": "2026-13"}).status_code == 422


# ---- files ---------------------------------------------------------------------------------------


@pytest.fixture
def keeper(settings: Settings, tmp_path: Path) -> Client:
    settings.MEDIA_ROOT = tmp_path
    Company.objects.create(pk=1, name="Lumen", base_currency="CNY")
    return program(token(person("Keeper", Role.ADMINISTRATOR)))


def test_tables_are_sent_looked_at_and_loaded(keeper: Client) -> None:
    files = {"tables": ("customers.csv", "customer_id,name,country\nN1,Nordhavn,DK\n")}
    made = send(keeper, "POST", "/api/imports", files).json()
    path = f"/api/imports/{made['id']}"
    assert keeper.get(path).json()["state"] == "waiting"
    import_ledgers()
    told = keeper.get(path).json()
    assert (told["state"], told["rows"]["customers"]) == ("done", 1)
    assert Customer.objects.get().name == "Nordhavn"
    assert [one["id"] for one in pages(keeper, "/api/imports")] == [made["id"]]


def test_what_is_wrong_with_tables_is_told_a_page_at_a_time(keeper: Client) -> None:
    rows = "".join(f"N{n},Nordhavn,D?\n" for n in range(150))
    files = {"tables": ("customers.csv", f"customer_id,name,country\n{rows}")}
    number = send(keeper, "POST", "/api/imports", files).json()["id"]
    import_ledgers()
    first = keeper.get(f"/api/imports/{number}").json()
    then = keeper.get(f"/api/imports/{number}", {"cursor": first["next"]}).json()
    assert (first["state"], first["errors"]) == ("refused", 150)
    faults = [*first["faults"], *then["faults"]]
    assert [one["row"] for one in faults] == list(range(1, 151)) and then["next"] is None
    assert all("D?" in one["message"] for one in faults)


def test_what_is_no_table_is_refused_by_field(keeper: Client) -> None:
    answer = send(keeper, "POST", "/api/imports", {"tables": ("photo.png", "x")})
    assert (answer.status_code, set(answer.json()["fields"])) == (422, {"tables"})
    assert not Import.objects.exists()


def test_files_sent_again_under_their_key_are_kept_once(keeper: Client) -> None:
    files = {"tables": ("customers.csv", "customer_id,name\nN1,Nordhavn\n")}
    key = {"Idempotency-Key": "k"}
    first, second = (send(keeper, "POST", "/api/imports", files, **key) for _ in "12")
    assert first.json() == second.json() and Import.objects.count() == 1
    other = {"tables": ("customers.csv", "customer_id,name\nN1,Sudhavn\n")}
    assert send(keeper, "POST", "/api/imports", other, **key).status_code == 409


def test_rates_come_from_a_file_all_or_none(keeper: Client) -> None:
    good = ("rates.csv", "date,currency,rate\n2026-09-01,USD,7.12\n2026-09-01,EUR,8.3\n")
    told = send(keeper, "POST", "/api/rates/file", {"file": good}).json()
    assert (told["new"], ExchangeRate.objects.count()) == (2, 2)
    bad = ("rates.csv", "date,currency,rate\n2026-09-02,USD,7.13\n2026-09-02,EUR,x\n")
    answer = send(keeper, "POST", "/api/rates/file", {"file": bad})
    assert (answer.status_code, ExchangeRate.objects.count()) == (422, 2)
