"""Pages of settings: who is shown which, what they do, and that secrets are shown once."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from desk_scene import person
from django.test import Client
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from kehu.desk.accounts import urls
from kehu.desk.accounts.actions import make_token
from kehu.desk.accounts.actor import THE_APPLICATION, Actor
from kehu.desk.accounts.models import ApiToken, Team, User
from kehu.desk.accounts.roles import PERMISSIONS, Permission, Role
from kehu.desk.accounts.tokens import let_in
from kehu.desk.core import audit
from kehu.desk.core.models import AuditEntry, Company, Delivery, Webhook
from kehu.desk.ledger.actions import add_customer, record_order
from kehu.desk.ledger.audit import told

pytestmark = pytest.mark.django_db

GOOD = "correct horse battery"
# Every address of settings, by its name: which permission it asks for, and how it is asked.
PAGES: dict[str, tuple[Permission, str]] = {
    "settings/account": (Permission.SEE, "GET"),
    "settings/account/password": (Permission.SEE, "GET"),
    "settings/account/tokens/new": (Permission.SEE, "GET"),
    "settings/account/calendar": (Permission.SEE, "POST"),
    "settings/tokens/<int:number>/revoke": (Permission.PEOPLE, "POST"),
    "settings/people": (Permission.PEOPLE, "GET"),
    "settings/people/new": (Permission.PEOPLE, "GET"),
    "settings/people/<int:number>": (Permission.PEOPLE, "GET"),
    "settings/people/<int:number>/activity": (Permission.PEOPLE, "POST"),
    "settings/people/<int:number>/link": (Permission.PEOPLE, "POST"),
    "settings/people/<int:number>/second-factor": (Permission.PEOPLE, "POST"),
    "settings/teams": (Permission.PEOPLE, "GET"),
    "settings/teams/new": (Permission.PEOPLE, "GET"),
    "settings/teams/<int:number>": (Permission.PEOPLE, "GET"),
    "settings/company": (Permission.SETTINGS, "GET"),
    "settings/webhooks": (Permission.SETTINGS, "GET"),
    "settings/webhooks/new": (Permission.SETTINGS, "GET"),
    "settings/webhooks/<int:number>": (Permission.SETTINGS, "GET"),
    "settings/deliveries/<int:number>/again": (Permission.SETTINGS, "POST"),
    "settings/audit": (Permission.PEOPLE, "GET"),
}


def logged_in(user: User, language: str = "en") -> Client:
    User.objects.filter(pk=user.pk).update(language=language)
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def boss() -> User:
    Company.objects.create(pk=1, name="Lumen Ltd")
    return person("Boss", Role.ADMINISTRATOR)


def path_of(page: str) -> str:
    """The page about somebody, something: all of them are made here."""
    team = Team.objects.get_or_create(name="East")[0]
    other = User.objects.filter(name="Other").first() or person("Other")
    hook, _ = Webhook.objects.get_or_create(address="https://x.example/", secret="s")
    delivery, _ = Delivery.objects.get_or_create(webhook=hook, event="labels.changed", body="{}")
    token = ApiToken.objects.get_or_create(user=other, name="ERP", digest="d")[0]
    things = {"tokens": token, "people": other, "teams": team, "webhooks": hook,
              "deliveries": delivery}  # fmt: skip
    thing = things.get(page.split("/")[1])
    return "/" + page.replace("<int:number>", str(thing.pk if thing else 0))


def test_every_address_of_settings_has_a_case() -> None:
    patterns = [one for one in urls.urlpatterns if isinstance(one, URLPattern)]
    written = {str(one.pattern) for one in patterns}
    settings = {one for one in written if one.startswith("settings/")} - {"settings/"}
    assert settings | {"settings/audit"} == PAGES.keys()


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_for_who_may(boss: User, page: str, role: Role) -> None:
    needed, method = PAGES[page]
    client = logged_in(person("Somebody", role))
    answer = client.generic(method, path_of(page))
    if needed not in PERMISSIONS[role]:
        assert answer.status_code == 403
        assert "may not" in answer.content.decode()
    else:
        assert answer.status_code in ((200,) if method == "GET" else (200, 302, 409))


@pytest.mark.parametrize("page", PAGES)
def test_who_is_not_logged_in_is_sent_to_the_log_in(boss: User, page: str) -> None:
    answer = Client().generic(PAGES[page][1], path_of(page))
    assert (answer.status_code, answer.headers["Location"][:15]) == (302, "/account/login/")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("page", [page for page, (_, method) in PAGES.items() if method == "GET"])
def test_a_page_speaks_the_readers_language(boss: User, page: str, language: str) -> None:
    shown = logged_in(boss, language).get(path_of(page)).content.decode()
    assert ("设置" in shown) == (language == "zh-hans")
    assert ("Settings" in shown) == (language == "en")


# ---- people --------------------------------------------------------------------------------------

NEW = {"name": "Wang", "username": "wang", "email": "wang@lumen.example", "role": "salesperson",
       "team": "", "language": "en", "version": "1"}  # fmt: skip


def test_a_new_colleague_comes_in_by_the_link_and_the_password_they_set(boss: User) -> None:
    shown = logged_in(boss).post("/settings/people/new", NEW)
    link = shown.context["link"]
    assert shown.headers["Cache-Control"] == "no-store"
    path = link.removeprefix("http://testserver")
    newcomer = Client()
    assert "wang" in newcomer.get(path).content.decode()
    assert newcomer.post(path, {"password": "short"}).status_code == 200
    assert newcomer.post(path, {"password": GOOD}).headers["Location"] == "/account/login/"
    assert Client().get(path).status_code == 410
    newcomer.post("/account/login/", {"login": "WANG@lumen.example", "password": GOOD})
    assert newcomer.get("/settings/account").status_code == 200


def test_what_is_wrong_is_said_beside_the_field_and_the_rest_is_kept(boss: User) -> None:
    person("Wang")
    answer = logged_in(boss).post("/settings/people/new", {**NEW, "username": "boss"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"name", "username"}
    assert "wang@lumen.example" in answer.content.decode()


def test_of_two_administrators_the_second_is_told_and_keeps_what_was_typed(boss: User) -> None:
    li, client = person("Li"), logged_in(boss)
    given = {**NEW, "name": "Li Na", "username": "li", "email": ""}
    assert client.post(f"/settings/people/{li.pk}", given).status_code == 302
    late = client.post(f"/settings/people/{li.pk}", {**given, "name": "Li Wei"})
    assert late.status_code == 422
    assert "changed by somebody else" in late.content.decode()
    assert "Li Wei" in late.content.decode()
    assert User.objects.get(pk=li.pk).name == "Li Na"


def test_who_is_deactivated_is_out_at_once(boss: User) -> None:
    li = person("Li")
    theirs, (_, secret) = logged_in(li), make_token(
        actor=Actor.of(li), name="ERP", scopes=[Permission.SEE], expires_at=None
    )  # fmt: skip
    assert theirs.get("/settings/account").status_code == 200 and let_in(secret)
    logged_in(boss).post(f"/settings/people/{li.pk}/activity", {"version": "1"})
    assert theirs.get("/settings/account").status_code == 302
    assert let_in(secret) is None
    logged_in(boss).post(f"/settings/people/{li.pk}/activity", {"version": "2"})
    assert let_in(secret) is not None


def test_the_last_administrator_stays_and_is_told_why(boss: User) -> None:
    client = logged_in(boss)
    answer = client.post(f"/settings/people/{boss.pk}/activity", {"version": "1"})
    assert answer.status_code == 422
    assert "only administrator" in answer.content.decode()
    assert User.objects.get(pk=boss.pk).is_active


def test_the_list_of_people_asks_as_often_for_fifty_as_for_one(
    boss: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    team = Team.objects.create(name="East")
    for number in range(50):
        person(f"P{number}", team=team)
    client = logged_in(boss)
    # Session, person, marks of change and grading; company, people with teams, second factors.
    with django_assert_num_queries(7):
        client.get("/settings/people")


# ---- oneself -------------------------------------------------------------------------------------


def test_a_changed_password_ends_other_sessions_and_not_this(boss: User) -> None:
    li = person("Li")
    li.set_password(GOOD)
    li.save()
    here, elsewhere = logged_in(li), logged_in(li)
    given = {"current": GOOD, "password": "staple tractor lamp"}
    assert here.post("/settings/account/password", {**given, "current": "x"}).status_code == 422
    assert here.post("/settings/account/password", given).status_code == 302
    assert here.get("/settings/account").status_code == 200
    assert elsewhere.get("/settings/account").status_code == 302


def test_a_token_is_shown_once_and_kept_as_a_hash(boss: User) -> None:
    client = logged_in(person("Li"))
    given = {"name": "ERP", "scopes": ["see", "record"], "days": "30"}
    secret = client.post("/settings/account/tokens/new", given).context["secret"]
    token = ApiToken.objects.get()
    assert secret not in client.get("/settings/account").content.decode()
    assert secret not in str(ApiToken.objects.values())
    assert token.expires_at is not None
    assert timedelta(29) < token.expires_at - timezone.now() <= timedelta(30)
    found = let_in(secret)
    assert found is not None
    assert found[0].permissions == {Permission.SEE, Permission.RECORD}


def test_nobody_makes_a_token_that_may_more_than_they_may(boss: User) -> None:
    client = logged_in(person("Li"))
    given = {"name": "ERP", "scopes": ["see", "people"], "days": ""}
    assert client.post("/settings/account/tokens/new", given).status_code == 422
    assert not ApiToken.objects.exists()


def a_token(user: User, **given: Any) -> tuple[ApiToken, str]:
    wanted = {"name": "ERP", "scopes": [Permission.SEE], "expires_at": None, **given}
    return make_token(actor=Actor.of(user), **wanted)


def test_a_token_that_was_revoked_or_has_ended_opens_nothing(boss: User) -> None:
    li = person("Li")
    (token, secret), (ended, other) = a_token(li), a_token(li)
    ApiToken.objects.filter(pk=ended.pk).update(expires_at=timezone.now())
    assert let_in(secret) and let_in(other) is None
    logged_in(boss).post(f"/settings/tokens/{token.pk}/revoke")
    assert let_in(secret) is None


def test_a_token_shrinks_with_its_person(boss: User) -> None:
    lead = person("Lead", Role.MANAGER)
    _, secret = a_token(lead, scopes=[Permission.SEE, Permission.ASSIGN])
    User.objects.filter(pk=lead.pk).update(role=Role.READER)
    found = let_in(secret)
    assert found is not None and found[0].permissions == {Permission.SEE}


def test_the_last_use_is_noted_once_a_minute(
    boss: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    token, secret = a_token(boss)
    with django_assert_num_queries(2):
        let_in(secret)
    with django_assert_num_queries(1):
        let_in(secret)
    ApiToken.objects.filter(pk=token.pk).update(used_at=timezone.now() - timedelta(minutes=2))
    with django_assert_num_queries(2):
        let_in(secret)


# ---- the audit log -------------------------------------------------------------------------------


def test_the_audit_log_tells_in_words_who_did_what(boss: User) -> None:
    li = person("Li")
    customer = add_customer(actor=Actor.of(li), name="Acme")
    record_order(
        actor=Actor.of(li), customer=customer, ordered_at=timezone.now(), amount=Decimal(5)
    )
    english = logged_in(boss).get("/settings/audit").context["entries"]
    assert [(one.who, one.did) for one in english[:2]] == [
        ("Li", "Recorded an order"), ("Li", "Added a customer"),
    ]  # fmt: skip
    owner = next(change for change in english[1].changes if change.after == "Li")
    assert owner.field == "Salesperson"
    chinese = logged_in(boss, "zh-hans").get("/settings/audit").content.decode()
    assert "录入订单" in chinese and "业务员" in chinese


def test_the_audit_log_is_filtered_by_person_verb_kind_customer_and_day(boss: User) -> None:
    li, wang = person("Li"), person("Wang")
    for owner in (li, wang):
        add_customer(actor=Actor.of(owner), name=f"{owner.name} Ltd", code=owner.name)
    client = logged_in(boss)

    def shown(**asked: Any) -> list[str]:
        return [one.subject for one in client.get("/settings/audit", asked).context["entries"]]

    assert shown(person=li.pk) == ["Li Ltd"]
    assert shown(customer="Wang") == shown(customer="wang ltd") == ["Wang Ltd"]
    assert shown(customer="nobody") == []
    assert len(shown(verb="customer.added")) == 2 and shown(verb="order.recorded") == []
    assert len(shown(kind="customer")) == 2 and shown(kind="order") == []
    assert len(shown(since="2026-01-01")) == 2 and shown(until="2026-01-01") == []


def test_every_entry_is_on_exactly_one_page_of_the_audit_log(
    boss: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    now = timezone.now()
    AuditEntry.objects.bulk_create(
        AuditEntry(at=now - timedelta(seconds=number // 9), verb="order.recorded", actor=boss,
                   subject_type="order", subject_id=number)
        for number in range(120)
    )  # fmt: skip
    client, address, seen = logged_in(boss), "/settings/audit", 0
    while address:
        context = client.get(address).context
        seen += len(context["entries"])
        address = f"/settings/audit?after={context['after']}" if context["after"] else ""
        address = address.replace("+", "%2B")
    assert seen == 120
    # Session, person, marks of change and of grading; company, entries, people, teams, people
    # to choose from.
    with django_assert_num_queries(9):
        client.get("/settings/audit")


def test_names_in_the_audit_log_are_escaped(boss: User) -> None:
    add_customer(actor=THE_APPLICATION, name="<script>alert(1)</script>", owner=None)
    assert "<script>alert" not in logged_in(boss).get("/settings/audit").content.decode()


def test_what_is_noted_in_both_languages_is_read_in_ones_own(boss: User) -> None:
    rule = {"en": "Never answered", "zh": "从未回复"}
    change = audit.Change(boss, None, {"rule": rule, "rows": {"orders": 3}, "chosen": True})
    audit.record(boss, "customer.returned", [change])
    entries = AuditEntry.objects.filter(verb="customer.returned")
    with override("en"):
        [english] = told(entries, "en")
    with override("zh-hans"):
        [chinese] = told(entries, "zh")
    assert {one.field: one.after for one in english.changes} == {
        "Rule": "Never answered", "Rows": "orders 3", "Chosen one by one": "yes",
    }  # fmt: skip
    assert {one.field: one.after for one in chinese.changes} == {
        "规则": "从未回复", "行数": "orders 3", "逐个选中": "是",
    }  # fmt: skip
