"""The rulebook on its pages: who may change it, what is said of faults, versions and going back."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from desk_scene import load, person
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kehu.desk.accounts.actor import Actor, NotAllowed
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import PERMISSIONS, Permission, Role
from kehu.desk.core.models import AuditEntry, Company
from kehu.desk.core.versions import ChangedMeanwhile
from kehu.desk.grading import urls
from kehu.desk.grading.actions import regrade_all, rulebooks
from kehu.desk.grading.jobs import grade_by_version
from kehu.desk.grading.models import LabelChange, RulebookDraft, RulebookVersion
from kehu.desk.grading.rules import rulebook_in_force
from kehu.desk.ledger.models import Customer
from kehu.errors import InputFaults, KehuError

NOW = datetime(2026, 10, 30, 9, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db
NUMBER = "dimensions/profit_tier/labels/B/when#0"
PATH = ("dimensions", "profit_tier", "labels", "B", "when")
TITLE = "dimensions/profit_tier/labels/B/title/en"
LOWER = "purchases_12m >= 150000"
PAGES = 12  # queries


@pytest.fixture
def graded(monkeypatch: pytest.MonkeyPatch, demo_folder: Path) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    load(demo_folder)
    regrade_all()


@pytest.fixture(autouse=True)
def company() -> None:
    Company.objects.create(pk=1, name="Kehu Lighting", base_currency="CNY")


def logged_in(someone: User, language: str = "en") -> Client:
    User.objects.filter(pk=someone.pk).update(language=language)
    client = Client()
    client.force_login(someone, "django.contrib.auth.backends.ModelBackend")
    return client


def boss() -> User:
    return User.objects.filter(name="Boss").first() or person("Boss", Role.MANAGER)


def saved(note: str = "Smaller houses buy less", rule: str = LOWER) -> RulebookVersion:
    actor = Actor.of(boss())
    rulebooks.change_draft(actor=actor, changes={PATH: rule})
    return rulebooks.save_rulebook(actor=actor, note=note)


# ---- who may -------------------------------------------------------------------------------------

VERBS = {
    "change_draft": lambda: {"changes": {PATH: LOWER}},
    "write_draft": lambda: {"text": "dimensions: {}"},
    "drop_draft": lambda: {},
    "renew_draft": lambda: {},
    "restore_rulebook": lambda: {"version": None, "seen": saved(), "note": "back"},
}
ADDRESSES = {
    "": "GET", "change": "POST", "trial": "GET", "file": "GET", "column": "POST", "undo": "POST",
    "drop": "POST",
    "renew": "POST", "save": "POST", "versions": "GET", "progress": "GET",
    "versions/<int:number>/restore": "POST",
}  # fmt: skip


def test_every_address_has_a_case() -> None:
    assert {str(one.pattern) for one in urls.urlpatterns} == ADDRESSES.keys()


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("address", ADDRESSES)
def test_everybody_may_read_the_rules_and_few_may_change_them(address: str, role: Role) -> None:
    method = ADDRESSES[address]
    client = logged_in(person("Somebody", role))
    where = "/rulebook/" + address.replace("<int:number>", "0")
    answer = client.generic(method, f"{where}?at=profit_tier")
    may = method == "GET" or Permission.RULES in PERMISSIONS[role]
    assert answer.status_code in ((200, 302, 409, 422) if may else (403,))
    assert not RulebookVersion.objects.exists()
    if not may:
        assert not RulebookDraft.objects.exists()
    assert Client().generic(method, where).status_code == 302


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_for_who_may(verb: str, role: Role) -> None:
    given = VERBS[verb]()
    actor = Actor.of(person("Somebody", role))
    if actor.may(Permission.RULES):
        getattr(rulebooks, verb)(actor=actor, **given)
    else:
        with pytest.raises(NotAllowed):
            getattr(rulebooks, verb)(actor=actor, **given)
        assert not RulebookDraft.objects.filter(author=actor.user).exists()


# ---- from draft to version -----------------------------------------------------------------------


def test_a_saved_version_is_in_force_with_its_author_and_note_and_in_the_audit() -> None:
    version = saved()
    rule = rulebook_in_force().dimensions["profit_tier"].label("B")
    assert rule is not None
    assert "150000" in str(rule.node)
    assert (version.author, version.note) == (boss(), "Smaller houses buy less")
    entry = AuditEntry.objects.get(verb="rulebook.saved")
    where = "dimensions.profit_tier.labels.B.when"
    assert (entry.before, entry.after) == ({where: "purchases_12m >= 300000"}, {where: LOWER})
    assert not RulebookDraft.objects.exists()


def test_nothing_is_saved_that_the_proof_refuses_or_that_changes_nothing() -> None:
    actor = Actor.of(boss())
    rulebooks.change_draft(actor=actor, changes={PATH: "purchases_12m >= 90000"})
    with pytest.raises(InputFaults):
        rulebooks.save_rulebook(actor=actor, note="C is out of reach")
    rulebooks.change_draft(actor=actor, changes={PATH: "purchases_12m >= 300000"})
    with pytest.raises(KehuError) as refused:
        rulebooks.save_rulebook(actor=actor, note="nothing")
    assert refused.value.code == "nothing_changed"
    assert not RulebookVersion.objects.exists()


def test_of_two_who_save_the_second_is_told_and_puts_it_on_top() -> None:
    second = Actor.of(person("Second", Role.ADMINISTRATOR))
    mine = ("dimensions", "profit_tier", "labels", "C", "when")
    rulebooks.change_draft(actor=second, changes={mine: "purchases_12m >= 80000"})
    saved()
    with pytest.raises(ChangedMeanwhile):
        rulebooks.save_rulebook(actor=second, note="mine")
    rulebooks.renew_draft(actor=second)
    rulebooks.save_rulebook(actor=second, note="mine")
    tier = rulebook_in_force().dimensions["profit_tier"]
    assert "150000" in str(tier.label("B"))
    assert "80000" in str(tier.label("C"))


def test_going_back_makes_a_new_version_of_the_old_rules() -> None:
    first = saved()
    second = saved("again", "purchases_12m >= 120000")
    actor = Actor.of(boss())
    with pytest.raises(ChangedMeanwhile):
        rulebooks.restore_rulebook(actor=actor, version=None, seen=first, note="late")
    third = rulebooks.restore_rulebook(actor=actor, version=first, seen=second, note="back")
    assert third.text == first.text
    assert RulebookVersion.objects.count() == 3
    rulebooks.restore_rulebook(actor=actor, version=None, seen=third, note="default")
    assert "300000" in str(rulebook_in_force().dimensions["profit_tier"].label("B"))


def test_everybody_is_graded_by_a_new_version(graded: None) -> None:
    version = saved()
    grade_by_version(version.pk)
    version.refresh_from_db()
    assert version.graded_at is not None
    assert version.graded == Customer.objects.count()
    moved = LabelChange.objects.filter(dimension="profit_tier")
    assert {(one.before, one.after) for one in moved} == {("C", "B")}


def test_an_older_version_than_the_newest_is_not_graded_by(graded: None) -> None:
    first = saved()
    saved("again", "purchases_12m >= 120000")
    grade_by_version(first.pk)
    assert not LabelChange.objects.exists()


# ---- the pages -----------------------------------------------------------------------------------


def change(client: Client, at: str = "profit_tier", **typed: str) -> str:
    given = {name.replace("NUMBER", NUMBER).replace("TITLE", TITLE): v for name, v in typed.items()}
    answer = client.post(f"/rulebook/change?at={at}", given, headers={"HX-Request": "true"})
    return answer.content.decode()


def test_who_would_move_stands_there_before_anything_is_saved(graded: None) -> None:
    client = logged_in(boss())
    shown = change(client, NUMBER="150000")
    assert "CNY 300,000" in shown
    assert "CNY 150,000" in shown
    tried = client.get("/rulebook/trial").content.decode()
    assert "customers would move" in tried
    assert "Tier C" in tried
    assert not RulebookVersion.objects.exists()
    assert not LabelChange.objects.exists()
    client.post("/rulebook/save", {"note": "why"})
    assert RulebookVersion.objects.get().note == "why"


def test_what_the_proof_finds_stands_beside_its_rule_and_cannot_be_saved() -> None:
    client = logged_in(boss())
    shown = change(client, NUMBER="90000")
    assert "Profit tier › Tier C › rule" in shown
    assert "cannot be saved" in shown
    assert 'id="said-C"' in shown
    answer = client.post("/rulebook/save?at=profit_tier", {"note": "why"})
    assert answer.status_code == 422
    assert not RulebookVersion.objects.exists()


def test_what_is_no_number_is_said_and_the_rest_of_the_draft_stays() -> None:
    client = logged_in(boss())
    change(client, NUMBER="150000")
    assert "Enter a number." in change(client, NUMBER="much")
    assert "150000" in RulebookDraft.objects.get().text


def test_titles_and_weights_are_changed_too_and_one_change_is_undone() -> None:
    client = logged_in(boss())
    change(client, TITLE="Middle")
    typed = {
        "dimensions/weighted_score/score/weights/credit_part": "20",
        "dimensions/weighted_score/score/weights/amount_part": "20",
    }
    client.post("/rulebook/change?at=weighted_score", typed)
    found = client.get("/rulebook/versions").context["edits"]
    assert [(one.where, one.after) for one in found] == [
        ("Profit tier › B Middle › title › English", "Middle"),
        ("Weighted score › weight › credit part", "20"),
        ("Weighted score › weight › amount part", "20"),
    ]
    client.post("/rulebook/undo", {"path": TITLE})
    assert "Middle" not in RulebookDraft.objects.get().text
    client.post("/rulebook/drop")
    assert not RulebookDraft.objects.exists()


def test_the_file_says_the_line_of_a_fault_and_keeps_what_was_typed() -> None:
    client = logged_in(boss())
    text = "dimensions:\n  profit_tier:\n    labels:\n      B: {when: purchases_13m > 1}\n"
    client.post("/rulebook/file", {"text": text})
    shown = client.get("/rulebook/file").content.decode()
    assert "line 4" in shown
    assert "purchases_13m" in shown
    client.post("/rulebook/file", {"text": "dimensions: ["})
    assert client.get("/rulebook/").status_code == 302
    assert "line 1" in client.get("/rulebook/file").content.decode()


def test_titles_are_escaped() -> None:
    client = logged_in(boss())
    shown = change(client, TITLE="<script>alert(1)</script>")
    assert "<script>alert" not in shown
    assert "&lt;script&gt;" in shown


def test_the_pages_speak_chinese(graded: None) -> None:
    client = logged_in(boss(), "zh-hans")
    for page in ("", "?at=terms", "?at=settings", "?at=market", "file", "versions"):
        assert "规则" in client.get(f"/rulebook/{page}").content.decode()
    assert "近12个月采购额" in client.get("/rulebook/?at=profit_tier").content.decode()


def test_reading_the_rules_asks_the_database_little(
    graded: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = logged_in(boss())
    client.get("/rulebook/")
    with django_assert_max_num_queries(PAGES):
        client.get("/rulebook/?at=profit_tier")


def test_before_the_first_customer_nobody_would_move() -> None:
    client = logged_in(boss())
    change(client, NUMBER="150000")
    assert "Nobody would move" in client.get("/rulebook/trial").content.decode()
