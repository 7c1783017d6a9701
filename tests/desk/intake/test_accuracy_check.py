"""A random sample of records is checked by a person; what is wrong tells of all how many are."""

import csv
import io
from typing import Any

import pytest
from desk_scene import graded_before, person
from django.core.exceptions import ValidationError
from django.test import Client

from kehu.desk.accounts.actor import THE_APPLICATION, Actor, NotAllowed
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Role
from kehu.desk.core.models import AuditEntry, Company
from kehu.desk.intake.accuracy.asked import rules
from kehu.desk.intake.accuracy.checking import (
    discard_accuracy_check,
    finish_accuracy_check,
    mark_record,
    reopen_accuracy_check,
    start_accuracy_check,
)
from kehu.desk.intake.accuracy.reach import checks_of
from kehu.desk.intake.accuracy.results import results_of
from kehu.desk.intake.merging.merge import merge_customers, undo_merge
from kehu.desk.intake.models import AccuracyCheck, SampledRecord
from kehu.desk.ledger.actions import add_contact, add_customer
from kehu.desk.ledger.models import Customer
from kehu.errors import KehuError
from kehu.matching.columns.fields import all_fields
from kehu.matching.sampling import wilson

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_house() -> None:
    Company.objects.create(pk=1, name="Lumen")
    graded_before()


@pytest.fixture
def li() -> User:
    """A salesperson with three customers; a fourth is a colleague's."""
    li, wang = person("Li"), person("Wang")
    for name, city in (("Almaraz", "Valencia"), ("Nordhavn", "Aarhus"), ("Casa Luz", "")):
        one = add_customer(actor=THE_APPLICATION, name=name, city=city, owner=li, country="ES")
        add_contact(actor=THE_APPLICATION, customer=one, name="Front desk", phone="+34 963 123 456")
        email = f"x@{name.split()[0].lower()}.es"
        add_contact(actor=THE_APPLICATION, customer=one, name="Lucía", email=email)
    add_customer(actor=THE_APPLICATION, name="Wang’s own", owner=wang)
    return li


def started(by: User, precision: int = 5) -> AccuracyCheck:
    return start_accuracy_check(actor=Actor.of(by), precision=precision)


def marked(by: User, record: SampledRecord, rest: str = "right", **marks: str) -> SampledRecord:
    said = {f"customers.{name}": mark for name, mark in marks.items()}
    return mark_record(actor=Actor.of(by), record=record, marks=said, rest=rest)


def of(check: AccuracyCheck, name: str) -> SampledRecord:
    return next(one for one in check.records.all() if str(one) == name)


def logged_in(user: User, language: str = "en") -> Client:
    User.objects.filter(pk=user.pk).update(language=language)
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


# ---- the sample ----------------------------------------------------------------------------------


def test_a_sample_is_of_the_customers_that_one_sees_and_of_each_once(li: User) -> None:
    check = started(li)
    assert check.population == 3 and check.by == li
    assert sorted(map(str, check.records.all())) == ["Almaraz", "Casa Luz", "Nordhavn"]


def test_of_many_customers_as_many_are_drawn_as_the_precision_asks_for(li: User) -> None:
    Customer.objects.bulk_create(Customer(code=f"X{n}", name=f"Shop {n}") for n in range(400))
    coarse, fine = started(li, 10), started(li, 5)
    assert (coarse.records.count(), fine.records.count()) == (32, 104)  # of 403, one in ten wrong
    drawn = set(fine.records.values_list("customer", flat=True))
    assert len(drawn) == 104
    assert set(fine.records.values_list("number", flat=True)) == set(range(1, 105))
    assert drawn != set(started(li, 5).records.values_list("customer", flat=True))


def test_values_stay_as_they_were_drawn(li: User) -> None:
    check = started(li)
    Customer.objects.filter(name="Almaraz").update(city="Madrid")
    values = of(check, "Almaraz").values
    assert values["customers.city"] == "Valencia" and values["customers.country"] == "ES"


def test_of_several_contacts_the_first_with_an_e_mail_is_checked(li: User) -> None:
    values = of(started(li), "Nordhavn").values
    assert (values["contacts.name"], values["contacts.email"]) == ("Lucía", "x@nordhavn.es")


def test_every_field_that_is_checked_is_a_column_of_sheets() -> None:
    assert rules().fields.keys() <= all_fields().keys()
    assert rules().usual in rules().precisions
    assert all(words["en"] and words["zh"] for words in rules().marks.values())


def test_where_there_are_no_customers_nothing_is_drawn() -> None:
    with pytest.raises(KehuError, match="no customers"):
        started(person("Zhao"))
    with pytest.raises(ValidationError):
        started(person("Boss", Role.ADMINISTRATOR), 4)
    assert not AccuracyCheck.objects.exists()


# ---- marks ---------------------------------------------------------------------------------------


def test_one_field_is_wrong_and_the_rest_is_right_at_once(li: User) -> None:
    check = started(li)
    one = marked(li, of(check, "Almaraz"), "", city="wrong")
    assert one.marks == {"customers.city": "wrong"} and one.marked_at is None
    one = marked(li, one)
    assert one.marks["customers.city"] == "wrong" and one.marks["contacts.email"] == "right"
    assert one.marked_at is not None and one.marked_by == li
    assert marked(li, one, "", city="right").marks["customers.city"] == "right"


def test_what_is_empty_is_neither_right_nor_wrong(li: User) -> None:
    check = started(li)
    one = of(check, "Casa Luz")
    assert "customers.city" not in marked(li, one).marks
    with pytest.raises(ValidationError):
        marked(li, one, "", city="wrong")
    for wrong in ({"name": "perhaps"}, {"postcode": "right"}):
        with pytest.raises(ValidationError):
            marked(li, one, "", **wrong)
    with pytest.raises(ValidationError):
        marked(li, of(check, "Almaraz"), "perhaps")


def test_saying_the_same_again_leaves_no_second_row_in_the_audit(li: User) -> None:
    one = marked(li, of(started(li), "Almaraz"), city="wrong")
    marked(li, one, city="wrong")
    entry = AuditEntry.objects.get(verb="accuracy.marked")
    assert entry.customer_id == one.customer_id and entry.actor == li
    assert (
        "City: wrong" in entry.after["marks"]["en"] and "城市: 错误" in entry.after["marks"]["zh"]
    )


# ---- what it says --------------------------------------------------------------------------------


def test_rates_are_of_what_somebody_could_tell(li: User) -> None:
    check = started(li)
    marked(li, of(check, "Almaraz"), city="wrong")
    marked(li, of(check, "Nordhavn"), city="right", name="unknown")
    found = results_of([check])[check.pk]
    city, name = found["customers.city"], found["customers.name"]
    assert (city.filled, city.checked, city.wrong, city.rate) == (2, 2, 1, 0.5)
    assert city.interval == wilson(1, 2)
    assert (name.filled, name.checked, name.unknown, name.rate) == (3, 1, 1, 0.0)
    assert found["customers.website"].rate is None


def test_a_check_is_finished_with_records_unmarked_and_opened_again(li: User) -> None:
    check, actor = started(li), Actor.of(li)
    with pytest.raises(KehuError, match="Nothing is marked"):
        finish_accuracy_check(actor=actor, check=check)
    marked(li, of(check, "Almaraz"), "", city="wrong")
    finish_accuracy_check(actor=actor, check=check)
    with pytest.raises(KehuError, match="finished"):
        marked(li, of(check, "Nordhavn"))
    with pytest.raises(KehuError, match="finished"):
        discard_accuracy_check(actor=actor, check=check)
    reopen_accuracy_check(actor=actor, check=check)
    marked(li, of(check, "Nordhavn"))
    discard_accuracy_check(actor=actor, check=check)
    assert not SampledRecord.objects.exists()
    verbs = AuditEntry.objects.filter(verb__startswith="accuracy.").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "accuracy.started", "accuracy.marked", "accuracy.finished", "accuracy.reopened",
        "accuracy.marked", "accuracy.discarded",
    ]  # fmt: skip


# ---- customers that merge, go, or change hands ---------------------------------------------------


def test_a_merged_customer_keeps_its_place_and_an_undone_merge_gives_it_back(li: User) -> None:
    check = started(li)
    one, other = of(check, "Almaraz"), of(check, "Nordhavn")
    assert one.customer and other.customer
    merge = merge_customers(actor=THE_APPLICATION, kept=one.customer, gone=other.customer)
    client = logged_in(li)
    page = client.get(f"/data/accuracy/{check.pk}?record={other.number}").content.decode()
    assert "x@nordhavn.es" in page and f"/customers/{one.customer.pk}" in page
    marked(li, SampledRecord.objects.get(pk=other.pk), city="wrong")
    undo_merge(actor=THE_APPLICATION, merge=merge)
    again = SampledRecord.objects.get(pk=other.pk)
    assert again.customer == other.customer and again.marks["customers.city"] == "wrong"
    assert SampledRecord.objects.get(pk=one.pk).customer == one.customer
    assert client.get(f"/data/accuracy/{check.pk}/results").status_code == 200


def test_a_customer_that_is_gone_leaves_its_values(li: User) -> None:
    check = started(li)
    one = of(check, "Almaraz")
    assert one.customer
    one.customer.contacts.all().delete()
    one.customer.delete()
    page = logged_in(li).get(f"/data/accuracy/{check.pk}?record={one.number}").content.decode()
    assert "this customer is gone" in page and "Valencia" in page
    marked(li, SampledRecord.objects.get(pk=one.pk), city="wrong")
    assert logged_in(li).get(f"/data/accuracy/{check.pk}/results").status_code == 200


def test_what_a_colleague_holds_by_now_is_neither_read_nor_marked(li: User) -> None:
    check = started(li)
    one = of(check, "Almaraz")
    Customer.objects.filter(name="Almaraz").update(owner=User.objects.get(name="Wang"))
    page = logged_in(li).get(f"/data/accuracy/{check.pk}?record={one.number}").content.decode()
    assert "Wang holds this customer" in page and "x@almaraz.es" not in page
    with pytest.raises(NotAllowed):
        marked(li, SampledRecord.objects.get(pk=one.pk))


# ---- who may -------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.SALESPERSON, Role.MANAGER, Role.ADMINISTRATOR])
def test_nobody_moves_on_a_check_of_somebody_else(li: User, role: Role) -> None:
    check, actor = started(li), Actor.of(person("Somebody", role))
    record = check.records.first()
    with pytest.raises(NotAllowed):
        mark_record(actor=actor, record=record, marks={}, rest="right")
    for verb in (finish_accuracy_check, reopen_accuracy_check, discard_accuracy_check):
        with pytest.raises(NotAllowed):
            verb(actor=actor, check=check)
    assert not SampledRecord.objects.exclude(marks={})


def test_a_reader_begins_nothing_and_sees_nothing(li: User) -> None:
    reader = person("Reader", Role.READER)
    with pytest.raises(NotAllowed):
        started(reader)
    with pytest.raises(NotAllowed):
        checks_of(Actor.of(reader))
    number = started(li).pk
    for page in ("", f"/{number}", f"/{number}/results", f"/{number}/results.csv"):
        assert logged_in(reader).get(f"/data/accuracy{page}").status_code == 403


def test_results_are_seen_by_who_reviews_the_team_and_by_no_colleague(li: User) -> None:
    check = started(li)
    marked(li, of(check, "Almaraz"), city="wrong")
    wang, boss = User.objects.get(name="Wang"), person("Boss", Role.MANAGER)
    pages = (f"/{check.pk}", f"/{check.pk}/results", f"/{check.pk}/results.csv")
    for page in pages:
        assert logged_in(wang).get(f"/data/accuracy{page}").status_code == 404
    for act in ("finish", "reopen", "discard", "records/1"):
        assert logged_in(wang).post(f"/data/accuracy/{check.pk}/{act}").status_code == 404
    answer = logged_in(boss).get(f"/data/accuracy/{check.pk}", follow=True)
    shown = answer.content.decode()
    assert answer.redirect_chain and "50.0%" not in shown and "100.0%" in shown
    assert "Almaraz" not in shown and "Go on" not in shown
    assert logged_in(boss).post(f"/data/accuracy/{check.pk}/records/1").status_code == 404
    assert "Li" in logged_in(boss).get("/data/accuracy").content.decode()


# ---- pages ---------------------------------------------------------------------------------------


def tick(client: Client, record: SampledRecord, **sent: Any) -> str:
    """As htmx sends it; what comes back."""
    address = f"/data/accuracy/{record.of_check_id}/records/{record.number}"
    return client.post(address, sent, headers={"hx-request": "true"}).content.decode()


def test_a_check_goes_from_the_first_page_to_its_results(li: User) -> None:
    client = logged_in(li)
    first = client.get("/data/accuracy").content.decode()
    assert "How right is what stands here?" in first and "3 customers in all" in first
    answer = client.post("/data/accuracy", {"precision": "5"}, follow=True)
    check = AccuracyCheck.objects.get()
    assert answer.redirect_chain[-1][0] == f"/data/accuracy/{check.pk}"
    one = of(check, "Almaraz")
    said = tick(client, one, **{"mark-customers.city": "wrong"})
    assert "1 of 5 fields marked" in said and "0 / 3" in said and "1 wrong" in said
    said = tick(client, one, rest="right", **{"mark-customers.city": "wrong"})
    assert "1 / 3" in said and "Next record" in said and 'id="record"' in said
    for name in ("Nordhavn", "Casa Luz"):
        said = tick(client, of(check, name), rest="right")
    assert "Finish and see the results" in said
    done = client.post(f"/data/accuracy/{check.pk}/finish", follow=True).content.decode()
    assert "50.0%" in done and "Of 100 cities 9 to 91 are wrong." in done
    assert f"/data/accuracy/{check.pk}/reopen" in done and "Almaraz" in done
    assert "changed since" not in done
    Customer.objects.filter(name="Almaraz").update(city="Madrid")
    assert "changed since" in client.get(f"/data/accuracy/{check.pk}/results").content.decode()


def test_without_script_what_was_ticked_is_kept_with_the_rest(li: User) -> None:
    one = of(started(li), "Almaraz")
    address = f"/data/accuracy/{one.of_check_id}/records/{one.number}"
    sent = {"mark-customers.city": "wrong", "rest": "right"}
    answer = logged_in(li).post(address, sent, follow=True)
    assert answer.redirect_chain and "Saved" in answer.content.decode()
    assert SampledRecord.objects.get(pk=one.pk).marks["customers.city"] == "wrong"
    told = logged_in(li).post(address, {"mark-customers.name": "perhaps"}, follow=True)
    assert "right, wrong" in told.content.decode()


def test_pages_speak_chinese(li: User) -> None:
    check = started(li)
    marked(li, of(check, "Almaraz"), city="wrong")
    client = logged_in(li, "zh-hans")
    assert "准确度抽查" in client.get(f"/data/accuracy/{check.pk}").content.decode()
    results = client.get(f"/data/accuracy/{check.pk}/results").content.decode()
    assert "城市：每 100 条中至少有 20 条错误。" in results


def test_the_newest_check_stands_beside_what_the_one_before_found(li: User) -> None:
    for mark in ("wrong", "right"):
        check = started(li)
        for name in ("Almaraz", "Nordhavn"):
            marked(li, of(check, name), city=mark)
    page = logged_in(li).get("/data/accuracy").content.decode()
    assert page.count("before 100.0%") == 1 and page.count("before 0.0%") > 0


def test_results_as_a_file_hold_no_formula(li: User) -> None:
    check = started(li)
    marked(li, of(check, "Almaraz"), city="wrong")
    answer = logged_in(li).get(f"/data/accuracy/{check.pk}/results.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    text = answer.content.decode("utf-8-sig")
    lines = {line[0]: line[1:] for line in csv.reader(io.StringIO(text))}
    assert lines["City"] == ["2", "1", "1", "0", "100.0", "20.7", "100.0",
                             "Of 100 cities at least 20 are wrong."]  # fmt: skip
    assert lines["Website"][4:7] == ["", "", ""]


def test_what_customers_are_called_is_never_markup(li: User) -> None:
    Customer.objects.filter(name="Almaraz").update(
        name="<script>alert(1)</script>", website="javascript:alert(1)"
    )
    check = started(li)
    one = of(check, "<script>alert(1)</script>")
    page = logged_in(li).get(f"/data/accuracy/{check.pk}?record={one.number}").content.decode()
    assert "<script>alert" not in page and 'href="javascript:' not in page


def test_a_strange_mark_is_told_and_changes_nothing(li: User) -> None:
    one = of(started(li), "Almaraz")
    assert "right, wrong" in tick(logged_in(li), one, **{"mark-customers.name": "perhaps"})
    assert tick(logged_in(li), one, **{"mark-nothing": "right"})
    assert not SampledRecord.objects.exclude(marks={})
