"""Pages of the sample desk: who is shown what, what a click does, what a link fills in."""

from collections.abc import Callable
from typing import Any

import pytest
from desk_scene import graded_before, person
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from samples.samples_scene import (
    APP,
    ago,
    arrived,
    asked,
    bare,
    decided,
    lamp,
    logged_in,
    now,
    order,
    sent,
    verified,
    version,
)

from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import PERMISSIONS, Permission, Role
from kehu.desk.intake.blacklist.listing import blacklist
from kehu.desk.ledger.actions import move_sample
from kehu.desk.ledger.models import Customer, Sample
from kehu.desk.samples.models import HouseRule, SampleCase
from kehu.desk.samples.steps import STEPS
from kehu.desk.samples.urls import urlpatterns

pytestmark = pytest.mark.django_db
# Every page that is read: which permission it asks for.
PAGES = {
    "": Permission.SEE,
    "new": Permission.RECORD,
    "customers": Permission.SEE,
    "budget": Permission.SEE,
    "house": Permission.SEE,
}
POSTED = {"<int:number>/take-back/<int:version>", "<int:number>/<slug:name>"}
DAY = "2099-01-01"  # replaced by a day that has come
# For each step: the sample before it, and what is typed.
TYPED: dict[str, tuple[Callable[[Customer], Sample], dict[str, str]]] = {
    "checked": (asked, {"checked": "called the switchboard"}),
    "decide": (asked, {"decision": "send_free", "why": "a fair next week"}),
    "paid": (lambda c: decided(asked(c), "buyer_pays_freight"), {"paid_at": DAY}),
    "send": (
        lambda c: decided(asked(c)),
        {"sent_at": DAY, "courier": "DHL", "goods_cost": "12.50", "cost_currency": "usd"},
    ),
    "arrived": (sent, {"arrived_at": DAY}),
    "ask": (arrived, {"at": DAY, "channel": "whatsapp"}),
    "feedback": (arrived, {"at": DAY, "channel": "email", "text": "Bright enough."}),
    "conclude": (arrived, {"outcome": "no_answer", "outcome_note": "asked six times"}),
    "costs": (sent, {"goods_cost": "5", "freight_cost": "30"}),
    "credit": (
        lambda c: bare(c, paid_at=ago(30), fee=24, freight=30, arrived_at=ago(20)),
        {"order": "ORDER", "credited": "24"},
    ),
}


@pytest.fixture(autouse=True)
def house() -> None:
    graded_before()


@pytest.fixture
def li() -> User:
    return person("Li")


def text(answer: Any) -> str:
    return str(answer.content.decode())


def typed(name: str, sample: Sample) -> dict[str, str]:
    given = {**TYPED[name][1], "version": str(version(sample))}
    if name == "credit":
        given["order"] = str(order(sample.customer, ago(5)).pk)
    return {
        field: str(timezone.localdate()) if value == DAY else value
        for field, value in given.items()
    }


def do(client: Client, name: str, sample: Sample, **more: str) -> Any:
    return client.post(f"/samples/{sample.pk}/{name}", {**typed(name, sample), **more})


def test_every_address_and_every_step_has_a_case() -> None:
    assert {str(one.pattern) for one in urlpatterns} == PAGES.keys() | POSTED
    assert STEPS.keys() == TYPED.keys()


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_for_who_may(page: str, role: Role) -> None:
    someone = person("Somebody", role)
    sent(verified(someone))
    answer = logged_in(someone).get(f"/samples/{page}")
    assert answer.status_code == (200 if PAGES[page] in PERMISSIONS[role] else 403)


@pytest.mark.parametrize("page", PAGES)
def test_who_is_not_logged_in_is_sent_to_the_log_in(page: str) -> None:
    assert Client().get(f"/samples/{page}").status_code == 302


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", TYPED)
def test_a_step_is_done_on_the_page_and_undone_there(name: str, role: Role) -> None:
    someone = person("Somebody", role)
    sample = TYPED[name][0](verified(someone))
    client, before = logged_in(someone), version(sample)
    shown = text(client.get(f"/samples/?at={sample.pk}"))
    answer = do(client, name, sample)
    if Permission.RECORD not in PERMISSIONS[role]:
        assert answer.status_code == 403
        assert f"/samples/{sample.pk}/" not in shown
        return
    assert answer.status_code == 302, answer.context["forms"][name].errors
    page = text(client.get(answer.headers["Location"]))
    undo = f"/samples/{sample.pk}/take-back/{before + 1}"
    assert undo in page
    assert client.post(undo).status_code == 302
    assert version(sample) == before + 2
    assert "Taken back." in text(client.get("/samples/"))


@pytest.mark.parametrize(
    ("language", "said"), [("en", "can no longer be taken back"), ("zh-hans", "已不能撤销")]
)
def test_the_page_says_why_a_step_stands(li: User, language: str, said: str) -> None:
    sample = sent(verified(li))
    client, before = logged_in(li, language), version(sample)
    do(client, "costs", sample)
    move_sample(**APP, sample=now(sample), arrived_at=ago(3))
    answer = client.post(f"/samples/{sample.pk}/take-back/{before + 1}", follow=True)
    assert said in text(answer)
    assert now(sample).arrived_at is not None


@pytest.mark.parametrize("name", TYPED)
def test_samples_of_the_customers_of_others_are_not_there(name: str, li: User) -> None:
    sample = TYPED[name][0](verified(person("Wang")))
    assert do(logged_in(li), name, sample).status_code == 404
    assert "Acme" not in text(logged_in(li).get(f"/samples/?at={sample.pk}"))


def test_of_two_who_decide_the_second_is_told(li: User) -> None:
    sample = asked(verified(li))
    old = typed("decide", sample)
    client = logged_in(li)
    client.post(f"/samples/{sample.pk}/decide", old)
    answer = client.post(f"/samples/{sample.pk}/decide", {**old, "decision": "decline"})
    assert answer.status_code == 422
    assert "changed" in text(answer)
    assert SampleCase.objects.get().decision == "send_free"


def test_what_is_wrong_stands_beside_the_field_and_what_was_typed_is_kept(li: User) -> None:
    sample = asked(verified(li))
    answer = do(logged_in(li), "decide", sample, why="")
    assert answer.status_code == 422
    assert "This is not what is proposed: say why." in text(answer)
    assert 'value="send_free" checked' in text(answer)


@pytest.mark.parametrize(("language", "said"), [("en", "cheap and few"), ("zh-hans", "货值低")])
def test_the_proposal_stands_there_with_its_reason(li: User, language: str, said: str) -> None:
    asked(verified(li), note="Please send two lamps CIF Hamburg.")
    page = text(logged_in(li, language).get("/samples/"))
    assert said in page and "https://acme.example" in page
    assert "CIF Hamburg" in page


def test_there_is_one_primary_button_at_every_step(li: User) -> None:
    for make in (asked, sent, arrived):
        sample = make(verified(li))
        page = text(logged_in(li).get(f"/samples/?at={sample.pk}"))
        assert page.count("btn-primary") == 1


def test_a_link_of_an_inquiry_fills_the_request_in(li: User) -> None:
    acme, product = verified(li), lamp()
    link = f"customer={acme.code}&product={product.code}&pieces=3&decision=verify_first&note=Hello"
    page = text(logged_in(li).get(f"/samples/new?{link}"))
    for said in (acme.code, product.code, 'value="3"', 'value="verify_first" selected', "Hello"):
        assert said in page
    answer = logged_in(li).post("/samples/new", {
        "customer": acme.code, "product": product.code, "pieces": "3", "decision": "verify_first",
        "requested_at": str(timezone.localdate()), "is_definite": "on", "note": "Hello",
    })  # fmt: skip
    sample = Sample.objects.get()
    assert answer.headers["Location"] == f"/samples/?at={sample.pk}"
    assert (now(sample).case.suggested, now(sample).case.pieces) == ("verify_first", 3)


@pytest.mark.parametrize("wrong", ["decision=give_away", "pieces=-1&customer=%00", "product=x"])
def test_a_link_that_says_nonsense_is_a_form_to_fill_in(li: User, wrong: str) -> None:
    assert logged_in(li).get(f"/samples/new?{wrong}").status_code == 200


def test_a_request_is_for_a_customer_of_ones_own(li: User) -> None:
    strange = verified(person("Wang"))
    for written in (strange.code, strange.name, "nobody"):
        answer = logged_in(li).post("/samples/new", {
            "customer": written, "pieces": "1",
            "requested_at": str(timezone.localdate())})  # fmt: skip
        assert answer.status_code == 422
        assert "No customer of yours" in text(answer)
    assert strange.code not in text(logged_in(li).get("/samples/customers?customer=Acme"))
    mine = verified(li)
    assert mine.code in text(logged_in(li).get("/samples/customers?customer=acme"))


def test_the_page_says_that_a_customer_is_on_the_blacklist_and_offers_no_sending(li: User) -> None:
    sample = decided(asked(verified(li)))
    blacklist(**APP, lines=[sample.customer.name], reason="never paid", kind="company")
    page = text(logged_in(li).get(f"/samples/?at={sample.pk}"))
    assert "On the blacklist" in page
    assert f"/samples/{sample.pk}/send" not in page
    answer = do(logged_in(li), "send", sample)
    assert answer.status_code == 422
    assert "so nothing is sent" in text(answer)


def test_samples_stand_by_their_step_and_are_counted(li: User) -> None:
    asked(verified(li))
    waiting, done = arrived(verified(li)), sent(verified(person("Wang")))
    client = logged_in(li)
    page = client.get("/samples/?state=feedback")
    assert dict(page.context["counts"])["to_decide"] == 1
    assert dict(page.context["counts"])["on_the_way"] == 0  # not Li's
    assert [line["sample"].pk for line in page.context["lines"]] == [waiting.pk]
    assert page.context["lines"][0]["is_due"]
    assert done.customer.name not in text(page)


def test_who_leads_narrows_by_salesperson(li: User) -> None:
    mine = sent(verified(li))
    sent(verified(person("Wang")))
    client = logged_in(person("Boss", Role.ADMINISTRATOR))
    page = client.get(f"/samples/?owner={li.pk}&state=on_the_way")
    assert [line["sample"].pk for line in page.context["lines"]] == [mine.pk]
    assert client.get(f"/samples/budget?owner={li.pk}").context["whole"].sent == 1
    assert logged_in(li).get("/samples/budget").context["whole"].sent == 1


@pytest.mark.parametrize(
    "query",
    ["at=x", "at=999999", "state=nowhere", "owner=x", "page=99", "state=closed&page=0",
     "at=%00&state=%00"],
)  # fmt: skip
def test_strange_addresses_are_answered(li: User, query: str) -> None:
    sent(verified(li))
    assert logged_in(li).get(f"/samples/?{query}").status_code == 200


def test_an_empty_desk_offers_the_first_step(li: User) -> None:
    page = text(logged_in(li).get("/samples/"))
    assert "Nobody has asked for a sample yet." in page
    assert 'class="btn btn-primary" href="/samples/new"' in page
    assert "No sample was sent yet." in text(logged_in(li).get("/samples/budget"))


def test_the_budget_says_how_much_is_used(li: User) -> None:
    sample = decided(asked(verified(li), requested_at=ago(0)))
    client = logged_in(li)
    client.post(f"/samples/{sample.pk}/send", {
        "version": version(sample), "sent_at": str(timezone.localdate()), "goods_cost": "4000",
        "freight_cost": "2000"})  # fmt: skip
    page = text(client.get("/samples/budget"))
    assert "over the budget of ¥5K" in page and "¥6K" in page
    HouseRule.objects.create(budget_month=12_000)
    assert "¥6K of ¥12K, 50 %" in text(client.get("/samples/budget"))


def test_who_may_change_rules_sets_them_on_the_page_and_others_read_them(li: User) -> None:
    boss = logged_in(person("Boss", Role.MANAGER))
    fields = boss.get("/samples/house").context["form"].fields
    given = {name: field.initial or "" for name, field in fields.items()}
    given |= {"bought_before": "send_free", "budget_month": "8000", "version": "0"}
    answer = boss.post("/samples/house", given)
    assert answer.status_code == 302
    kept = HouseRule.objects.get()
    assert (kept.decisions, kept.budget_month) == ({"bought_before": "send_free"}, 8000)
    assert kept.cheap_up_to_usd is None  # as it ships
    page = text(logged_in(li).get("/samples/house"))
    assert "8,000" in page and "<select" not in page.partition("<main")[2]
    assert logged_in(li).post("/samples/house", given).status_code == 403


def test_the_second_who_changes_the_house_rule_is_told() -> None:
    boss = logged_in(person("Boss", Role.MANAGER))
    fields = boss.get("/samples/house").context["form"].fields
    given = {name: field.initial or "" for name, field in fields.items()} | {"version": "0"}
    assert boss.post("/samples/house", given).status_code == 302
    assert boss.post("/samples/house", given).status_code == 422


def test_the_list_asks_as_often_for_thirty_samples_as_for_one(
    li: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(30):
        arrived(verified(li))
    client = logged_in(li)
    client.get("/samples/")
    with django_assert_max_num_queries(36):
        client.get("/samples/?state=feedback")


def test_a_customers_page_leads_to_the_desk(li: User) -> None:
    sample = sent(verified(li))
    assert f"/samples/?at={sample.pk}" in text(
        logged_in(li).get(f"/customers/{sample.customer_id}")
    )
