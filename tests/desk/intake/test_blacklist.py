"""Whom nobody shall write to: entries, the customers they mean, and what follows."""

from pathlib import Path

import pytest
from desk_scene import graded_before, person
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import Settings
from sheets_scene import a_csv, checked

from kehu.desk.accounts.actor import Actor, NotAllowed
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Role
from kehu.desk.core.models import AuditEntry, Company
from kehu.desk.followups.actions import start_play
from kehu.desk.followups.models import FollowUp
from kehu.desk.followups.planning import catch_up
from kehu.desk.grading.found import values_of
from kehu.desk.grading.models import Grade
from kehu.desk.intake.blacklist.asking import barred_by, must_not_be_barred
from kehu.desk.intake.blacklist.keys import kind_of, named
from kehu.desk.intake.blacklist.listing import blacklist, lift_from_blacklist
from kehu.desk.intake.merging.merge import merge_customers, undo_merge
from kehu.desk.intake.models import Barred
from kehu.desk.ledger.actions import add_contact, add_customer, change_customer
from kehu.desk.ledger.models import Customer
from kehu.errors import KehuError

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_house(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    Company.objects.create(pk=1, name="Lumen")
    graded_before()


@pytest.fixture
def boss() -> User:
    return person("Boss", Role.ADMINISTRATOR)


@pytest.fixture
def almaraz(boss: User) -> Customer:
    one = add_customer(
        actor=Actor.of(boss), name="Almaraz Jardín S.A.", country="ES", website="almaraz-jardin.es"
    )
    add_contact(actor=Actor.of(boss), customer=one, email="Lucia@mail.almaraz-jardin.es",
                phone="+34963123456")  # fmt: skip
    return one


def barred(boss: User, *lines: str, **told: str) -> list[Barred]:
    return blacklist(actor=Actor.of(boss), lines=lines, reason="never paid", **told)


def is_barred(customer: Customer) -> bool:
    catch_up()
    grade = Grade.objects.select_related("shape").get(customer=customer)
    return bool(values_of(grade)["blacklisted"])


def logged_in(user: User, language: str = "en") -> Client:
    User.objects.filter(pk=user.pk).update(language=language)
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


# ---- what a line means -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "kind", "key"),
    [
        ("lucia@Almaraz.es", "email", "lucia@almaraz.es"),
        ("https://www.almaraz-jardin.es/contacto", "domain", "almaraz-jardin.es"),
        ("mail.almaraz.co.uk", "domain", "almaraz.co.uk"),
        ("+34 963 123 456", "phone", "654321369"),
        ("0034 (963) 123-456", "phone", "654321369"),
        ("Almaraz Jardín S.A.", "company", "almarazjardin"),
        ("ООО «Ромашка»", "company", "romashka"),
        ("360 Trading Ltd", "company", "360trading"),
    ],
)
def test_a_line_says_by_itself_what_it_is(line: str, kind: str, key: str) -> None:
    meant = named(line)
    assert (meant.kind, meant.key) == (kind, key) and kind_of(line) == kind


def test_the_domain_of_a_free_provider_is_refused(boss: User) -> None:
    with pytest.raises(KehuError, match="Anybody can have"):
        named("gmail.com")
    assert named("fraud@gmail.com").kind == "email"


def test_all_lines_that_name_nobody_are_told_together_and_none_is_kept(boss: User) -> None:
    with pytest.raises(ValidationError) as told:
        barred(boss, "Almaraz", "a@b", "gmail.com", "+34 000")
    assert len(told.value.message_dict["lines"]) == 3 and not Barred.objects.exists()
    with pytest.raises(ValidationError):
        blacklist(actor=Actor.of(boss), lines=["Almaraz"], reason=" ")


# ---- whom an entry means -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    ["ALMARAZ JARDIN, SL", "almaraz-jardin.es", "lucia@mail.almaraz-jardin.es", "0034 963 123 456"],
)
def test_a_customer_is_met_whatever_the_spelling(boss: User, almaraz: Customer, line: str) -> None:
    (entry,) = barred(boss, line)
    (row,) = barred_by(almaraz)
    assert row.entry == entry and row.found and is_barred(almaraz)
    lift_from_blacklist(actor=Actor.of(boss), entry=entry)
    assert not barred_by(almaraz) and not is_barred(almaraz)


def test_a_company_of_this_name_in_another_country_is_another(
    boss: User, almaraz: Customer
) -> None:
    barred(boss, "Almaraz Jardin", country="MX")
    assert not is_barred(almaraz)
    barred(boss, "Almaraz Jardin", country="ES")
    assert is_barred(almaraz)


def test_who_comes_later_or_changes_is_met_too(boss: User) -> None:
    barred(boss, "nordhavn.dk", "Kwame Hardware")
    late = add_customer(actor=Actor.of(boss), name="Nordhavn Belysning ApS")
    assert not is_barred(late)
    add_contact(actor=Actor.of(boss), customer=late, email="mette@nordhavn.dk")
    assert is_barred(late)
    other = add_customer(actor=Actor.of(boss), name="Kwame Hardware Ltd")
    assert is_barred(other)
    change_customer(actor=Actor.of(boss), customer=other, version=other.version,
                    details={"name": "Kwabena Hardware Ltd"})  # fmt: skip
    assert not is_barred(other) and is_barred(late)


def test_the_same_entry_stands_once_and_again_after_it_was_lifted(boss: User) -> None:
    (one,) = barred(boss, "Almaraz S.A.")
    assert barred(boss, "ALMARAZ") == [one]
    lift_from_blacklist(actor=Actor.of(boss), entry=one)
    assert barred(boss, "Almaraz") != [one]
    with pytest.raises(KehuError, match="already"):
        lift_from_blacklist(actor=Actor.of(boss), entry=one)


def test_a_merge_leaves_whom_entries_mean_right_and_so_does_its_undo(
    boss: User, almaraz: Customer
) -> None:
    barred(boss, "almaraz-jardin.es")
    other = add_customer(actor=Actor.of(boss), name="Casa Luz")
    merge = merge_customers(actor=Actor.of(boss), kept=other, gone=almaraz, of_gone=frozenset())
    assert is_barred(other)
    undo_merge(actor=Actor.of(boss), merge=merge)
    back = Customer.objects.get(pk=almaraz.pk)
    assert is_barred(back) and not is_barred(other)


# ---- what follows ------------------------------------------------------------------------------


def test_nothing_is_begun_or_drafted_for_who_is_on_the_list(boss: User, almaraz: Customer) -> None:
    catch_up()
    start_play(actor=Actor.of(boss), customers=[almaraz], play="wait_for_finance")
    (follow_up,) = FollowUp.objects.filter(play="wait_for_finance")
    client = logged_in(boss)
    page = client.get(f"/today/?at={follow_up.pk}").content.decode()
    assert "mailto:" in page
    barred(boss, "almaraz-jardin.es")
    page = client.get(f"/today/?at={follow_up.pk}").content.decode()
    assert "mailto:" not in page and "nothing is sent" in page
    with pytest.raises(KehuError, match="Almaraz"):
        must_not_be_barred([almaraz])
    with pytest.raises(KehuError):
        start_play(actor=Actor.of(boss), customers=[almaraz], play="answer")
    answer = client.post(f"/customers/{almaraz.pk}/start", {"play": "answer"}, follow=True)
    assert "On the blacklist, so nothing is sent" in answer.content.decode()


def test_who_is_typed_or_imported_is_warned_of(boss: User) -> None:
    barred(boss, "Almaraz", "lucia@free.example.com")
    client = logged_in(boss)
    page = client.get("/data/duplicates/typed", {"name": "ALMARAZ S.L."}).content.decode()
    assert "never paid" in page
    rows = [["Company", "E-mail"], ["Almaraz SA", "a@almaraz.es"], ["X", "lucia@free.example.com"]]
    run = checked(boss, a_csv(rows))
    found = {(one["text"], one["who"]) for one in run.counts["barred"]}
    assert found == {("Almaraz SA", "Almaraz"), ("lucia@free.example.com",) * 2}
    assert "never paid" in client.get(f"/data/sheets/{run.pk}").content.decode()


# ---- the page and who may what -----------------------------------------------------------------


def test_the_page_adds_searches_and_lifts(boss: User, almaraz: Customer) -> None:
    client = logged_in(boss)
    assert (
        "Almaraz Jardín S.A."
        in client.get(f"/data/blacklist?customer={almaraz.pk}").content.decode()
    )
    wrong = client.post("/data/blacklist", {"lines": "gmail.com", "reason": "spam"})
    assert "Anybody can have an address at gmail.com" in wrong.content.decode()
    client.post(
        "/data/blacklist", {"lines": "almaraz-jardin.es\nX@y.com", "reason": "<b>fraud</b>"}
    )
    page = client.get("/data/blacklist").content.decode()
    assert "&lt;b&gt;fraud" in page and "Almaraz Jardín S.A." in page
    assert "x@y.com" not in client.get("/data/blacklist?kind=domain").content.decode().lower()
    assert "Almaraz" in client.get(f"/customers/{almaraz.pk}").content.decode()
    entry = Barred.objects.get(kind="domain")
    client.post(f"/data/blacklist/{entry.pk}/lift")
    assert client.post(f"/data/blacklist/{entry.pk}/lift").status_code == 404
    verbs = list(AuditEntry.objects.values_list("verb", flat=True))
    assert verbs.count("blacklist.added") == 2 and "blacklist.lifted" in verbs


def test_a_salesperson_lifts_only_what_is_its_own_and_sees_no_others_customers(
    boss: User, almaraz: Customer
) -> None:
    (entry,) = barred(boss, "almaraz-jardin.es")
    li, reader = person("Li"), person("Reader", Role.READER)
    with pytest.raises(NotAllowed):
        lift_from_blacklist(actor=Actor.of(li), entry=entry)
    with pytest.raises(NotAllowed):
        blacklist(actor=Actor.of(reader), lines=["Almaraz"], reason="x")
    page = logged_in(li).get("/data/blacklist").content.decode()
    assert "almaraz-jardin.es" in page and "Almaraz Jardín" not in page
    (mine,) = blacklist(actor=Actor.of(li), lines=["Casa Luz"], reason="rude")
    lift_from_blacklist(actor=Actor.of(li), entry=mine)
