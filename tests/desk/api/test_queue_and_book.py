"""What pages do with the queue and the book of customers, programs do too."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from api.api_scene import program, send, token
from desk_scene import load_graded, nowhere, person
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kehu.desk.accounts.actor import THE_APPLICATION
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Permission, Role
from kehu.desk.core.models import Company
from kehu.desk.followups.models import FollowUp
from kehu.desk.grading.actions import regrade_changed
from kehu.desk.ledger import actions
from kehu.desk.ledger.models import Customer, Interaction, Tag

pytestmark = pytest.mark.django_db
APP: dict[str, Any] = {"actor": THE_APPLICATION}


@pytest.fixture
def li() -> User:
    Company.objects.create(pk=1, name="Lumen", base_currency="CNY")
    return person("Li")


@pytest.fixture
def client(li: User) -> Client:
    return program(token(li))


@pytest.fixture
def due(li: User) -> FollowUp:
    """A proforma, four days old and unpaid, of which somebody reminds the buyer."""
    from_of_old = timezone.now() - timedelta(days=900)
    customer = actions.add_customer(
        **APP, name="Acme", country="DE", owner=li, created_at=from_of_old
    )
    actions.issue_proforma(
        **APP, customer=customer, issued_at=timezone.now() - timedelta(days=4), amount=5_000
    )
    client = program(token(li))
    [one] = client.get("/api/follow-ups", {"play": "proforma_reminder"}).json()["items"]
    return FollowUp.objects.get(pk=one["id"])


@pytest.fixture
def graded(demo_folder: Path) -> Client:
    """The demo exporter with its labels, asked by an administrator's program."""
    Company.objects.create(pk=1, name="Lumen", base_currency="CNY")
    load_graded(demo_folder)
    return program(token(person("Boss", Role.ADMINISTRATOR)))


def post(client: Client, path: str, body: Any, method: str = "POST") -> Any:
    return send(client, method, path, body)


# ---- the queue -----------------------------------------------------------------------------------


def test_the_queue_tells_whom_to_contact_why_and_what_to_say(client: Client, due: FollowUp) -> None:
    told = client.get("/api/queue").json()
    lines = [*told["now"], *told["later"]]
    assert (told["due"], [line["best"]["customer"] for line in lines]) == (1, ["Acme"])
    detail = client.get(f"/api/follow-ups/{due.pk}").json()
    assert detail["follow_up"]["title"] and detail["why"] and detail["prepare"]
    assert detail["draft"]["body"]


def test_an_outcome_becomes_a_fact_and_leaves_the_queue(client: Client, due: FollowUp) -> None:
    path = f"/api/follow-ups/{due.pk}"
    given = {"version": due.version, "outcome": "sent", "channel": "email", "note": "reminded"}
    done = post(client, f"{path}/log", given).json()
    assert (done["state"], done["outcome"]) == ("done", "sent")
    assert Interaction.objects.get().text == "reminded"
    assert client.get("/api/queue").json()["done"] == 1
    back = post(client, f"{path}/take-back", {"version": done["version"]}).json()
    assert back["state"] == "open" and not Interaction.objects.exists()


def test_of_two_programs_the_second_is_told(client: Client, due: FollowUp) -> None:
    given = {"version": due.version, "reason": "not_now"}
    assert post(client, f"/api/follow-ups/{due.pk}/skip", given).status_code == 200
    late = post(client, f"/api/follow-ups/{due.pk}/skip", given)
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")


@pytest.mark.parametrize(
    ("verb", "given", "fields"),
    [
        ("log", {"outcome": "sent"}, {"channel"}),
        ("log", {"outcome": "waiting", "channel": "email"}, {"day"}),
        ("log", {"outcome": "waiting", "channel": "email", "day": "2020-01-01"}, {"day"}),
        ("log", {"outcome": "holds_back", "channel": "email"}, {"hesitation"}),
        ("log", {"outcome": "sent", "channel": "email", "contact_id": 99999}, {"contact_id"}),
        ("snooze", {"until": "2020-01-01"}, {"until"}),
        ("skip", {"reason": "because"}, {"reason"}),
    ],
)
def test_what_a_page_would_refuse_is_refused_by_field(
    client: Client, due: FollowUp, verb: str, given: dict[str, Any], fields: set[str]
) -> None:
    answer = post(client, f"/api/follow-ups/{due.pk}/{verb}", {"version": due.version, **given})
    assert (answer.status_code, set(answer.json()["fields"])) == (422, fields)
    assert FollowUp.objects.get(pk=due.pk).state == "open"


def test_a_leader_gives_it_to_somebody_and_looks_at_their_queue(due: FollowUp) -> None:
    boss, wang = person("Boss", Role.ADMINISTRATOR), person("Wang", Role.ADMINISTRATOR)
    client = program(token(boss))
    given = {"version": due.version, "to_id": wang.pk}
    answer = post(client, f"/api/follow-ups/{due.pk}/reassign", given)
    assert answer.json()["holder"] == {"id": wang.pk, "name": "Wang"}
    assert client.get("/api/queue", {"person_id": wang.pk}).json()["due"] == 1
    nobody = post(client, f"/api/follow-ups/{due.pk}/reassign", {"version": 2, "to_id": 99999})
    assert (nobody.status_code, set(nobody.json()["fields"])) == (422, {"to_id"})


def test_a_salesperson_does_not_look_at_the_queue_of_another(client: Client) -> None:
    assert client.get("/api/queue", {"person_id": person("Wang").pk}).status_code == 404


def test_a_play_is_started_with_a_customer(client: Client, due: FollowUp) -> None:
    path = f"/api/customers/{due.customer_id}/follow-ups"
    [started] = post(client, path, {"play": "wake_up"}).json()
    assert started["play"] == "wake_up"
    assert post(client, path, {"play": "wake_up"}).json() == []
    assert post(client, path, {"play": "dance"}).json()["code"] == "no_such_play"
    names = {play["name"] for play in client.get("/api/plays").json()}
    assert {"wake_up", "proforma_reminder"} <= names


def test_follow_ups_are_narrowed_and_paged(client: Client, due: FollowUp, li: User) -> None:
    for name in ("a", "b", "c"):
        FollowUp.objects.create(
            customer=due.customer,
            play=name,
            due_on="2026-01-01",
            shows_on="2026-01-01",
            holder=li,
            place=nowhere(),
        )
    seen: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        asked = {"limit": 2, "cursor": cursor, "customer_id": due.customer_id, "state": "open"}
        page = client.get("/api/follow-ups", asked).json()
        seen, cursor = [*seen, *(one["id"] for one in page["items"])], page["next"]
    assert sorted(seen) == sorted(
        FollowUp.objects.filter(state="open").values_list("pk", flat=True)
    )
    early = client.get("/api/follow-ups", {"due_until": "2026-01-01"}).json()["items"]
    assert {one["play"] for one in early} == {"a", "b", "c"}


# ---- the book ------------------------------------------------------------------------------------


def test_the_book_finds_whom_the_page_finds_and_each_on_one_page(graded: Client) -> None:
    asked: dict[str, Any] = {"stage": ["A", "B"], "where": "purchases_12m:1..",
                             "sort": "-purchases_12m", "limit": 7}  # fmt: skip
    seen: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = graded.get("/api/book", {**asked, "cursor": cursor}).json()
        seen, cursor = seen + page["items"], page["next"]
    sums = [one["measures"]["purchases_12m"] for one in seen]
    assert len({one["id"] for one in seen}) == len(seen) == page["count"] > 7
    assert sums == sorted(sums, reverse=True)
    assert {one["labels"]["stage"] for one in seen} <= {"A", "B"}
    assert page["sums"]["purchases_12m"] == pytest.approx(sum(sums))
    shown = Client()
    shown.force_login(User.objects.get(name="Boss"), "django.contrib.auth.backends.ModelBackend")
    there = shown.get("/customers/", {"stage": ["A", "B"], "where": "purchases_12m:1.."})
    assert there.context["count"] == page["count"]


def test_a_page_begins_behind_the_customer_told_last_though_another_came_before(
    graded: Client,
) -> None:
    first = graded.get("/api/book", {"limit": 3}).json()
    Customer.objects.create(code="0", name="AAA comes first")
    then = graded.get("/api/book", {"limit": 3, "cursor": first["next"]}).json()
    assert not {one["id"] for one in first["items"]} & {one["id"] for one in then["items"]}
    odd = graded.get("/api/book", {"limit": 3, "cursor": "x:y"}).json()
    assert odd["items"][0]["name"] == "AAA comes first"


def test_the_book_asks_as_often_for_fifty_as_for_one(
    graded: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    graded.get("/api/book")
    # Token; marks; the rulebook in force and the currency; the book, which a test reads anew, in
    # six; customers and who holds them.
    with django_assert_num_queries(12):
        graded.get("/api/book", {"limit": 1})
    with django_assert_num_queries(12):
        graded.get("/api/book", {"limit": 50})


def test_a_customer_is_told_with_its_labels_and_with_reasons_where_asked(graded: Client) -> None:
    number = Customer.objects.first().pk  # type: ignore[union-attr]
    told = graded.get(f"/api/customers/{number}").json()
    assert len(told["labels"]) == 31 and told["reasons"] is None
    reasons = graded.get(f"/api/customers/{number}", {"reasons": True}).json()["reasons"]
    assert {one["dimension"]: one["code"] for one in reasons} == told["labels"]


def test_a_customer_without_grade_has_no_labels(client: Client, li: User) -> None:
    one = Customer.objects.create(code="C", name="Acme", owner=li)
    assert client.get(f"/api/customers/{one.pk}").json()["labels"] == {}


def test_many_are_tagged_by_what_a_query_finds_and_it_is_undone(graded: Client) -> None:
    tag = post(graded, "/api/tags", {"name": "fair", "standard": "We met."}).json()
    given = {"verb": "tag", "tag_id": tag["id"], "query": "stage=A"}
    found = graded.get("/api/book", {"stage": "A"}).json()["count"]
    change = post(graded, "/api/bulk", given).json()
    assert (change["changed"], bool(change["finished_at"])) == (found, True)
    tagged = graded.get("/api/book", {"tag": tag["id"]}).json()["count"]
    undone = post(graded, f"/api/bulk/{change['id']}/undo", {}).json()
    assert tagged == undone["changed"] == found and not Tag.objects.get().customers.exists()
    told = graded.get(f"/api/bulk/{change['id']}").json()
    assert told["verb"] == "tag"


def test_many_are_assigned_within_reach_alone(li: User) -> None:
    lead = person("Lead", Role.MANAGER)
    mine = Customer.objects.create(code="1", name="Mine", owner=lead)
    theirs = Customer.objects.create(code="2", name="Theirs", owner=li)
    regrade_changed()
    given = {"verb": "assign", "customer_ids": [mine.pk, theirs.pk], "to_id": None}
    change = post(program(token(lead)), "/api/bulk", given).json()
    assert (change["total"], change["changed"]) == (1, 1)
    assert Customer.objects.get(pk=theirs.pk).owner == li


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"verb": "assign"}, "customer_ids"),
        ({"verb": "assign", "customer_ids": [1], "query": ""}, "customer_ids"),
        ({"verb": "assign", "query": "", "to_id": 99999}, "to_id"),
        ({"verb": "tag", "query": ""}, "tag_id"),
        ({"verb": "eat", "query": ""}, "verb"),
    ],
)
def test_a_change_of_many_that_cannot_be_meant_is_refused(
    given: dict[str, Any], field: str
) -> None:
    boss = person("Boss", Role.ADMINISTRATOR)
    answer = post(program(token(boss)), "/api/bulk", given)
    assert (answer.status_code, set(answer.json()["fields"])) == (422, {field})


def test_views_are_kept_shared_renamed_removed_and_brought_back(graded: Client) -> None:
    view = post(graded, "/api/views", {"name": "Won", "query": "stage=A&nonsense=1"}).json()
    assert view["query"] == "stage=A"
    path = f"/api/views/{view['id']}"
    assert post(graded, path, {"name": "Won ones"}, "PATCH").json()["name"] == "Won ones"
    post(graded, f"{path}/remove", {})
    assert graded.get("/api/views").json()["items"] == []
    post(graded, f"{path}/restore", {})
    assert [one["name"] for one in graded.get("/api/views").json()["items"]] == ["Won ones"]


def test_segments_tell_what_the_page_tells(graded: Client) -> None:
    told = graded.get("/api/segments", {"by": "stage"}).json()
    assert sum(one["count"] for one in told["segments"]) == Customer.objects.count()
    for one in told["segments"]:
        assert one["count"] == graded.get("/api/book", {"stage": one["code"]}).json()["count"]
    assert 0 < told["few"] < told["many"]
    assert graded.get("/api/segments", {"by": "nonsense"}).status_code == 404
    for one in graded.get("/api/conflicts").json():
        found = graded.get(f"/api/book?{one['query']}").json()
        assert found["count"] == one["count"]


# ---- the house -----------------------------------------------------------------------------------


def test_a_colleague_comes_is_changed_and_goes(li: User) -> None:
    client = program(token(person("Boss", Role.ADMINISTRATOR)))
    given = {"name": "Wang", "username": "wang", "role": "salesperson"}
    wang = post(client, "/api/people", given).json()
    path = f"/api/people/{wang['id']}"
    assert post(client, f"{path}/password-link", {}).json()["path"].startswith("/account/password/")
    team = post(client, "/api/teams", {"name": "East", "member_ids": [wang["id"]]}).json()
    assert [one["name"] for one in team["members"]] == ["Wang"]
    now = client.get(path).json()
    assert (now["team_id"], now["version"]) == (team["id"], 2)
    changed = post(client, path, {"version": 2, "role": "manager"}, "PATCH").json()
    assert (changed["role"], changed["team_id"], changed["name"]) == ("manager", team["id"], "Wang")
    late = post(client, path, {"version": 2, "role": "reader"}, "PATCH")
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")
    gone = post(client, f"{path}/deactivate", {"version": 3}).json()
    assert gone["is_active"] is False
    told = client.get("/api/audit", {"kind": "user"}).json()["items"]
    assert told[0]["verb"] == "person.deactivated" and told[0]["actor"]["name"] == "Boss"


def test_the_audit_trail_is_narrowed_by_day_and_person(li: User) -> None:
    boss = person("Boss", Role.ADMINISTRATOR)
    actions.add_customer(actor=THE_APPLICATION, name="Acme", code="A-1")
    client = program(token(boss))
    assert len(client.get("/api/audit", {"customer": "A-1"}).json()["items"]) == 1
    assert client.get("/api/audit", {"person_id": li.pk}).json()["items"] == []
    later = datetime(2100, 1, 1, tzinfo=UTC).isoformat()
    assert client.get("/api/audit", {"since": later}).json()["items"] == []
    assert client.get("/api/audit", {"person_id": 99999}).status_code == 422


def test_a_secret_of_a_webhook_is_told_once(li: User) -> None:
    client = program(token(person("Boss", Role.ADMINISTRATOR)))
    given = {"address": "https://shop.example/", "events": ["labels.changed"]}
    made = post(client, "/api/webhooks", given).json()
    assert made["secret"].startswith("whsec_")
    assert "secret" not in client.get("/api/webhooks").json()[0]
    private = post(client, "/api/webhooks", {**given, "address": "ftp://shop.example/"})
    assert (private.status_code, set(private.json()["fields"])) == (422, {"address"})


# ---- addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/api/nonsense", "/api/customers/x/y", "/api/"])
def test_an_unknown_address_is_told_as_the_rest_is(client: Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Content-Type"][:16]) == (404, "application/json")
    assert answer.json()["code"] == "not_found"


def test_a_token_that_may_only_see_reads_the_queue_and_works_it_not(
    li: User, due: FollowUp
) -> None:
    client = program(token(li, Permission.SEE))
    assert client.get("/api/queue").status_code == 200
    given = {"version": due.version, "reason": "not_now"}
    assert post(client, f"/api/follow-ups/{due.pk}/skip", given).status_code == 403
