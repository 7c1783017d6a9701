"""Customers that look the same are found, shown beside each other, and decided about."""

from pathlib import Path

import pytest
from desk_scene import graded_before, person
from django.test import Client
from pytest_django import Settings

from kehu.desk.accounts.actor import THE_APPLICATION, Actor
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Role
from kehu.desk.core.models import Company
from kehu.desk.intake.duplicates.asking import ask_for_a_look, pairs_within
from kehu.desk.intake.duplicates.finding import look_for_duplicates
from kehu.desk.intake.duplicates.likely import likely
from kehu.desk.intake.merging.merge import judge_pair, merge_customers, undo_merge
from kehu.desk.intake.models import Look, Merge, Pair, Verdict
from kehu.desk.ledger.actions import add_contact, add_customer
from kehu.desk.ledger.models import Customer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_house(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    Company.objects.create(pk=1, name="Lumen")
    graded_before()


@pytest.fixture
def boss() -> User:
    return person("Boss", Role.ADMINISTRATOR)


def customer(name: str, email: str = "", owner: User | None = None, **told: str) -> Customer:
    one = add_customer(actor=THE_APPLICATION, name=name, owner=owner, **told)
    if email:
        add_contact(actor=THE_APPLICATION, customer=one, email=email)
    return one


@pytest.fixture
def two(boss: User) -> tuple[Customer, Customer]:
    """One company under two spellings, among others."""
    one = customer("Almaraz Jardín S.A.", "lucia@almaraz.es", country="ES", city="Valencia")
    for name in ("Nordhavn Belysning ApS", "Kwame Hardware Ltd", "Casa Luz", "Baltic Lumen OÜ"):
        customer(name, f"info@{name.split()[0].lower()}.com", country="DK", city="Aarhus")
    other = customer("ALMARAZ JARDIN SA", "lucia@almaraz.es", country="ES", website="almaraz.es")
    return one, other


def looked(boss: User) -> Look:
    look = ask_for_a_look(actor=Actor.of(boss))
    look_for_duplicates()
    look.refresh_from_db()
    return look


def logged_in(user: User, language: str = "en") -> Client:
    User.objects.filter(pk=user.pk).update(language=language)
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def test_one_company_under_two_spellings_is_found(
    boss: User, two: tuple[Customer, Customer]
) -> None:
    look = looked(boss)
    assert (look.state, look.records, look.pairs) == ("done", 6, 1)
    pair = Pair.objects.get()
    assert (pair.one, pair.other) == two and pair.probability > 0.99
    assert pair.agreements["name"][0] == "agrees"


def test_a_pair_is_merged_on_the_page_and_taken_back(
    boss: User, two: tuple[Customer, Customer]
) -> None:
    looked(boss)
    client, pair = logged_in(boss), Pair.objects.get()
    page = client.get("/data/duplicates").content.decode()
    assert "Almaraz Jardín S.A." in page and "name: agrees" in page.lower()
    chosen = {"kept": "one", "name": "one", "website": "other"}
    answer = client.post(f"/data/duplicates/{pair.pk}/merge", chosen, follow=True)
    one = Customer.objects.get(pk=two[0].pk)
    assert (one.name, one.website, one.contacts.count()) == (two[0].name, "almaraz.es", 2)
    assert not Pair.objects.exists()
    merge = Merge.objects.get()
    assert f"/data/duplicates/merges/{merge.pk}/undo" in answer.content.decode()
    client.post(f"/data/duplicates/merges/{merge.pk}/undo")
    assert set(Customer.objects.filter(name__icontains="almaraz")) == set(two)


def test_what_was_said_not_to_be_the_same_is_not_asked_again(
    boss: User, two: tuple[Customer, Customer]
) -> None:
    looked(boss)
    pair = Pair.objects.get()
    logged_in(boss).post(f"/data/duplicates/{pair.pk}/different")
    assert Verdict.objects.get().says == "different" and not Pair.objects.exists()
    assert looked(boss).pairs == 0


def test_who_was_told_from_one_is_told_from_whom_it_becomes_part_of(boss: User) -> None:
    one, other, third = (customer(name) for name in ("Almaraz SA", "Almaraz SL", "Almara Ltd"))
    judge_pair(actor=Actor.of(boss), one=other, other=third, says="different")
    merge = merge_customers(actor=Actor.of(boss), kept=one, gone=other)
    verdict = Verdict.objects.get()
    assert {verdict.one, verdict.other} == {one, third} and verdict.says == "different"
    undo_merge(actor=Actor.of(boss), merge=merge)
    verdict = Verdict.objects.get()
    assert {verdict.one_id, verdict.other_id} == {other.pk, third.pk}


def test_codes_are_shown_as_people_call_them(boss: User, two: tuple[Customer, Customer]) -> None:
    Customer.objects.filter(pk=two[0].pk).update(channel_role="wholesaler", source="ads")
    looked(boss)
    page = logged_in(boss, "zh-hans").get("/data/duplicates").content.decode()
    assert "批发商" in page and "wholesaler" not in page


def test_pairs_are_of_customers_within_reach(boss: User, two: tuple[Customer, Customer]) -> None:
    li, wang = person("Li"), person("Wang")
    Customer.objects.filter(pk=two[0].pk).update(owner=li)
    looked(boss)
    pair = Pair.objects.get()
    assert list(pairs_within(Actor.of(li))) == [pair] and not pairs_within(Actor.of(wang))
    assert logged_in(wang).post(f"/data/duplicates/{pair.pk}/merge").status_code == 404
    reader = logged_in(person("R", Role.READER))
    assert "Merge" not in reader.get("/data/duplicates").content.decode().split("</h1>")[1][:9999]
    reader.post(f"/data/duplicates/{pair.pk}/merge", {"kept": "one"})
    assert not Merge.objects.exists()


def test_while_a_name_is_typed_it_says_who_that_may_be(
    boss: User, two: tuple[Customer, Customer]
) -> None:
    li, wang = person("Li"), person("Wang")
    Customer.objects.filter(pk=two[0].pk).update(owner=li)
    asked = {"name": "Almaraz Jardin", "country": "ES"}
    page = logged_in(wang).get("/data/duplicates/typed", asked).content.decode()
    assert "This may be" in page and "held by Li" in page
    assert f"/customers/{two[0].pk}" not in page and f"/customers/{two[1].pk}" in page
    assert (
        "可能是" in logged_in(wang, "zh-hans").get("/data/duplicates/typed", asked).content.decode()
    )
    nobody = logged_in(wang).get("/data/duplicates/typed", {"name": "Quite another"})
    assert not nobody.content.decode().strip()


def test_a_mailbox_of_the_same_company_tells_too(
    boss: User, two: tuple[Customer, Customer]
) -> None:
    found = likely(Actor.of(boss), {"name": "A. Jardín", "emails": "lucia@almaraz.es"})
    assert {one.customer for one in found} == set(two)


def test_no_customers_are_no_duplicates(boss: User) -> None:
    assert looked(boss).pairs == 0
    page = logged_in(boss, "zh-hans").get("/data/duplicates").content.decode()
    assert "没有看起来相同的客户" in page
