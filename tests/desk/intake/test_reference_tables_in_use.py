"""What tables say of places and companies becomes columns of customers that rules read."""

from datetime import date
from pathlib import Path

import pytest
from desk_scene import graded_before, person
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings
from sheets_scene import a_csv

from kehu.desk.accounts.actor import Actor, NotAllowed
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Role
from kehu.desk.core.models import AuditEntry, Company
from kehu.desk.grading.actions import regrade_all, regrade_changed
from kehu.desk.grading.actions.rulebooks import save_rulebook, write_draft
from kehu.desk.grading.found import labels_of
from kehu.desk.grading.models import Grade, RulebookDraft
from kehu.desk.intake.enrichment.bringing import bring_table, drop_table, use_table
from kehu.desk.intake.models import ReferenceRow, ReferenceTable
from kehu.desk.ledger.actions import add_contact, add_customer, change_customer
from kehu.desk.ledger.models import Customer
from kehu.errors import KehuError
from kehu.matching.reference.plan import Plan

pytestmark = pytest.mark.django_db
POWER = [["Postcode", "Country", "Purchasing power index"], ["46", "ES", 96.5],
         ["460", "ES", 104], ["28", "ES", "121,3"]]  # fmt: skip
RULES = """
columns:
  purchasing_power_index: number
dimensions:
  buying_power:
    source: L5
    title: {en: Buying power of the area, zh: 地区购买力}
    about: {en: What people there can spend, zh: 当地购买力水平}
    labels:
      strong: {title: {en: strong, zh: 强}, when: purchasing_power_index >= 110}
      usual: {title: {en: usual, zh: 一般}, when: purchasing_power_index >= 90}
      weak: {title: {en: weak or unknown, zh: 弱或未知}}
"""


@pytest.fixture(autouse=True)
def a_house(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    Company.objects.create(pk=1, name="Lumen")
    graded_before()


@pytest.fixture
def boss() -> User:
    return person("Boss", Role.ADMINISTRATOR)


def customer(boss: User, name: str, **told: str) -> Customer:
    return add_customer(actor=Actor.of(boss), name=name, **told)


def brought(boss: User, rows: list[list[object]], **told: str) -> ReferenceTable:
    return bring_table(actor=Actor.of(boss), file=a_csv(rows), title="Index 2026",
                       as_of=date(2026, 1, 1), **told)  # fmt: skip


def used(boss: User, rows: list[list[object]], **told: str) -> ReferenceTable:
    table = brought(boss, rows, **told)
    plan = Plan.from_json(table.plan)
    names = {one.heading: one.name for one in plan.values}
    use_table(actor=Actor.of(boss), table=table, names=names)
    regrade_changed()
    return ReferenceTable.objects.get(pk=table.pk)


def extra(one: Customer) -> dict[str, object]:
    one.refresh_from_db()
    return dict(one.extra)


def logged_in(user: User, language: str = "en") -> Client:
    User.objects.filter(pk=user.pk).update(language=language)
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def test_purchasing_power_of_a_postcode_becomes_a_label(boss: User) -> None:
    madrid = customer(boss, "Casa Luz", country="ES", postcode="28013")
    valencia = customer(boss, "Almaraz", country="ES", postcode="46003")
    used(boss, POWER)
    assert extra(madrid) == {"purchasing_power_index": 121.3}
    assert extra(valencia) == {"purchasing_power_index": 104.0}
    write_draft(actor=Actor.of(boss), text=RULES)
    save_rulebook(actor=Actor.of(boss), note="")
    regrade_all()
    found = {
        grade.customer.name: labels_of(grade)["buying_power"][0]
        for grade in Grade.objects.select_related("shape", "customer")
    }
    assert found == {"Casa Luz": "strong", "Almaraz": "usual"}


def test_who_comes_later_or_moves_gets_the_value_of_the_place(boss: User) -> None:
    used(boss, POWER)
    one = customer(boss, "Casa Luz", country="ES", postcode="28013")
    regrade_changed()
    assert extra(one) == {"purchasing_power_index": 121.3}
    change_customer(actor=Actor.of(boss), customer=one, version=one.version,
                    details={"postcode": "46980"})  # fmt: skip
    regrade_changed()
    assert extra(one) == {"purchasing_power_index": 96.5}
    change_customer(actor=Actor.of(boss), customer=one, version=one.version,
                    details={"country": "PT"})  # fmt: skip
    regrade_changed()
    assert extra(one) == {}


def test_own_columns_stay_beside_those_of_tables_and_go_with_none(boss: User) -> None:
    one = customer(boss, "Casa Luz", country="ES", postcode="28013")
    Customer.objects.filter(pk=one.pk).update(extra={"province": "Madrid", "short_name": "CL"})
    power = used(boss, POWER)
    tier = used(boss, [["Province", "Tier"], ["Madrid", "1"], ["Valencia", "2"]], country="ES")
    own = {"province": "Madrid", "short_name": "CL"}
    assert extra(one) == {**own, "purchasing_power_index": 121.3, "tier": 1.0}
    drop_table(actor=Actor.of(boss), table=power)
    regrade_changed()
    assert extra(one) == {**own, "tier": 1.0}
    drop_table(actor=Actor.of(boss), table=tier)
    assert extra(one) == own and not ReferenceRow.objects.exists()


def test_a_list_of_sanctions_meets_a_company_by_name_or_domain(boss: User) -> None:
    one = customer(boss, "ООО «Ромашка»", country="RU")
    other = customer(boss, "Casa Luz")
    add_contact(actor=Actor.of(boss), customer=other, email="a@casaluz.es")
    used(boss, [["Entity name", "Sanctioned"], ["Romashka OOO", "yes"], ["Acme", "no"]])
    used(boss, [["Domain", "Rank"], ["casaluz.es", 7], ["gmail.com", 1]])
    assert extra(one) == {"sanctioned": True} and extra(other) == {"rank": 7.0}


def test_a_name_that_is_taken_is_refused_and_another_is_taken_by_hand(boss: User) -> None:
    one = customer(boss, "Casa Luz", country="ES")
    Customer.objects.filter(pk=one.pk).update(extra={"tier": "gold"})
    table = brought(boss, [["Country", "Tier", "Orders"], ["ES", 1, 2]])
    for names in ({"Tier": "tier"}, {"Orders": "orders"}, {"Tier": "a", "Orders": "a"}, {}):
        with pytest.raises(KehuError):
            use_table(actor=Actor.of(boss), table=table, names=names)
    use_table(actor=Actor.of(boss), table=table, names={"Tier": "market_tier"})
    regrade_changed()
    assert extra(one) == {"tier": "gold", "market_tier": 1.0}
    with pytest.raises(KehuError, match="already"):
        use_table(actor=Actor.of(boss), table=table, names={"Tier": "again"})


def test_a_table_is_brought_used_and_taken_away_on_pages(boss: User) -> None:
    one = customer(boss, "Casa Luz", country="ES", postcode="28013")
    client = logged_in(boss)
    text = "Postcode,Country,Purchasing power index\n28,ES,121.3\n99,Atlantis,1\n"
    file = SimpleUploadedFile("power.csv", text.encode())
    told = {"file": file, "title": "Power <b>", "as_of": "2026-01-01", "country": ""}
    page = client.post("/data/reference", told, follow=True).content.decode()
    assert "Power &lt;b&gt;" in page and "Atlantis" in page and "purchasing_power_index" in page
    table = ReferenceTable.objects.get()
    answer = client.post(f"/data/reference/{table.pk}/use", {"name-0": "Not A Name"})
    assert "cannot be a name for rules" in answer.content.decode()
    client.post(f"/data/reference/{table.pk}/use", {"name-0": "power"})
    regrade_changed()
    assert (
        "It says something of 1 of 1 customers"
        in client.get(f"/data/reference/{table.pk}").content.decode()
    )
    shown = client.get(f"/customers/{one.pk}").content.decode()
    assert "Purchasing power index" in shown and "121.3" in shown
    client.post("/rulebook/column", {"name": "power", "kind": "number"})
    assert "power: number" in RulebookDraft.objects.get().text
    client.post(f"/data/reference/{table.pk}/drop")
    assert not ReferenceTable.objects.exists() and extra(one) == {}
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"reference.brought", "reference.used", "reference.dropped"} <= verbs


def test_a_bad_file_is_told_beside_the_field_and_nothing_is_kept(boss: User) -> None:
    client = logged_in(boss, "zh-hans")
    file = SimpleUploadedFile("x.csv", b"Colour,Index\nred,1\n")
    told = {"file": file, "title": "t", "as_of": "2026-01-01", "country": "Atlantis"}
    page = client.post("/data/reference", told).content.decode()
    assert "没有叫“Atlantis”的国家" in page
    file.seek(0)
    page = client.post("/data/reference", told | {"country": "西班牙"}).content.decode()
    assert "没有国家、省/州" in page and not ReferenceTable.objects.exists()


def test_a_file_that_is_too_large_is_not_read(boss: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kehu.desk.intake.enrichment.bringing._LARGEST", 10)
    with pytest.raises(KehuError, match="larger than"):
        brought(boss, POWER)
    assert not ReferenceTable.objects.exists()


def test_only_who_may_change_rules_brings_tables(boss: User) -> None:
    li = person("Li")
    with pytest.raises(NotAllowed):
        brought(li, POWER)
    table = brought(boss, POWER)
    assert logged_in(li).post(f"/data/reference/{table.pk}/drop").status_code == 403
    assert "Index 2026" not in logged_in(li).get("/data/reference").content.decode()
