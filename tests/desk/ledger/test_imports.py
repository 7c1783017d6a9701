"""Ledger tables that somebody uploads: checked against what is there, loaded whole or not."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from desk_scene import a_rate, person
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_q.models import OrmQ, Schedule
from pytest_django import Settings

from kehu.desk.accounts.actor import Actor, NotAllowed
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import PERMISSIONS, Permission, Role
from kehu.desk.core.models import AuditEntry, Company
from kehu.desk.grading.jobs import import_ledgers
from kehu.desk.grading.models import Grade
from kehu.desk.ledger.imports import running
from kehu.desk.ledger.imports.folder import Folder, imports_folder, the_only_one
from kehu.desk.ledger.imports.upload import upload
from kehu.desk.ledger.models import Changed, Customer, Import, Inquiry, Order, OrderLine
from kehu.engine.schema import LEDGER

pytestmark = pytest.mark.django_db

CUSTOMERS = (
    "customer_id,name,country,owner,fair\nN1,Nordhavn,DK,Li,Canton\nN2,Oslo Lys,NO,Nobody,\n"
)
ORDERS = "order_id,customer_id,ordered_at,amount,currency\nO1,N1,2026-09-01,100,USD\n"


@pytest.fixture(autouse=True)
def a_house(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    Company.objects.create(pk=1, name="Lumen")


@pytest.fixture
def boss() -> User:
    return person("Boss", Role.ADMINISTRATOR)


def a_file(name: str, content: str | bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def a_zip(files: dict[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def imported(by: User, **files: str | bytes) -> Import:
    """Uploaded, and looked at by the worker; `_` in a name stands for the point."""
    given = [a_file(".".join(name.rsplit("__", 1)), content) for name, content in files.items()]
    one = upload(actor=Actor.of(by), files=given)
    import_ledgers()
    one.refresh_from_db()
    return one


def told(one: Import) -> list[tuple[str, int | None, str | None, str]]:
    return [(fault.file, fault.row, fault.column, fault.code) for fault in Folder(one).faults()]


# ---- what comes in -------------------------------------------------------------------------------


def test_a_whole_ledger_comes_in_and_everybody_has_labels(boss: User, demo_folder: Path) -> None:
    files = {path.name: path.read_bytes() for path in demo_folder.glob("*.parquet")}
    one = imported(boss, ledger__zip=a_zip(files))
    assert one.state == "done", told(one)
    for table in LEDGER:
        rows = duckdb.sql(f"SELECT count(*) FROM '{demo_folder}/{table.name}.parquet'").fetchone()
        assert (one.rows[table.name],) == rows, table.name
    assert Grade.objects.count() == Customer.objects.count() == one.rows["customers"]
    assert not Changed.objects.exists()
    assert not Folder(one).uploaded.exists()
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", "actor__name"))
    assert verbs == [("ledger.uploaded", "Boss"), ("ledger.loaded", "Boss")]


def test_rows_may_point_at_what_is_there_already(boss: User) -> None:
    person("Li")
    a_rate()
    assert imported(boss, customers__csv=CUSTOMERS).state == "done"
    later = imported(
        boss, orders__csv=ORDERS, products__csv="product_id,name,category\nP1,Lamp,L\n"
    )
    assert later.state == "done", told(later)
    lines = "order_id,line,product_id,quantity,unit_price\nO1,1,P1,10,5\nO1,2,ODD,10,5\n"
    inquiries = "inquiry_id,customer_id,at,product_ids\nQ1,N2,2026-09-01,P1;ODD\n"
    last = imported(boss, order_lines__csv=lines, inquiries__csv=inquiries)
    assert last.state == "done", told(last)
    assert Order.objects.get().customer.owner == User.objects.get(name="Li")
    products = [line.product and line.product.code for line in OrderLine.objects.order_by("line")]
    assert products == ["P1", None]
    assert [one.code for one in Inquiry.objects.get().products.all()] == ["P1"]
    assert {code for *_, code in told(last)} == {"unknown_product"}


def test_columns_beyond_ours_are_kept_and_an_unknown_salesperson_is_told(boss: User) -> None:
    person("Li")
    one = imported(boss, customers__csv=CUSTOMERS)
    kept = dict(Customer.objects.values_list("code", "extra"))
    assert kept == {"N1": {"fair": "Canton"}, "N2": {}}
    assert ("customers.csv", None, "owner", "unknown_owner") in told(one)
    assert Customer.objects.get(code="N2").owner is None


def test_only_those_of_whom_the_tables_speak_are_graded_anew(
    boss: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(boss, customers__csv=CUSTOMERS)
    monkeypatch.setattr("kehu.desk.grading.jobs.regrade_changed", lambda: None)
    a_rate()
    imported(boss, orders__csv=ORDERS)
    assert [one.customer.code for one in Changed.objects.all()] == ["N1"]
    Changed.objects.all().delete()
    imported(boss, exchange_rates__csv="date,currency,rate\n2026-08-30,USD,8\n")
    assert [one.customer.code for one in Changed.objects.all()] == ["N1"]
    Changed.objects.all().delete()
    imported(boss, order_lines__csv="order_id,line,product_id,quantity,unit_price\nO1,1,P,1,1\n")
    assert [one.customer.code for one in Changed.objects.all()] == ["N1"]


# ---- what does not -------------------------------------------------------------------------------


def test_all_faults_are_told_and_nothing_is_loaded(boss: User) -> None:
    imported(boss, customers__csv=CUSTOMERS)
    again = CUSTOMERS + "N3,Riga Gaisma,XX,,\n"
    orders = ORDERS + "O2,GONE,2026-09-01,x,\nO3,N3,2026-09-01,5,EUR\n"
    one = imported(boss, customers__csv=again, orders__csv=orders)
    assert (one.state, one.errors) == ("refused", 7)
    assert set(told(one)) >= {
        ("customers.csv", 1, "customer_id", "already_there"),
        ("customers.csv", 2, "customer_id", "already_there"),
        ("customers.csv", 3, "country", "not_a_country"),
        ("orders.csv", 1, "currency", "no_rate"),
        ("orders.csv", 2, "customer_id", "no_such_customer"),
        ("orders.csv", 2, "amount", "not_a_number"),
        ("orders.csv", 3, "currency", "no_rate"),
    }
    assert Customer.objects.count() == 2 and not Order.objects.exists()
    assert not Schedule.objects.exists()


def test_a_text_longer_than_its_column_is_a_fault_with_its_place(boss: User) -> None:
    one = imported(boss, customers__csv=f"customer_id,name\nC1,{'x' * 301}\n")
    assert told(one) == [("customers.csv", 1, "name", "too_long")]


def test_an_override_must_be_a_label_of_the_rulebook_in_force(boss: User) -> None:
    imported(boss, customers__csv=CUSTOMERS)
    head = "judgement_id,customer_id,at,subject,value\n"
    wrong = f"{head}J1,N1,2026-09-01,label:stage,Q\nJ2,N1,2026-09-01,label:nonsense,A\n"
    one = imported(boss, judgements__csv=wrong)
    assert {(row, code) for _, row, _, code in told(one)} == {
        (1, "judged_value"), (2, "unknown_dimension"),
    }  # fmt: skip
    assert imported(boss, judgements__csv=f"{head}J1,N1,2026-09-01,label:stage,A\n").state == "done"


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"ledger__zip": b"PK no zip"}, "unreadable_file"),
        ({"ledger__zip": a_zip({"a/customers.csv": CUSTOMERS, "b/customers.csv": CUSTOMERS})},
         "file_twice"),
        ({"notes__csv": "a,b\n1,2\n"}, "no_tables"),
        ({"ledger__zip": a_zip({"readme.txt": "hello"})}, "no_tables"),
        ({"customers__parquet": b"no parquet"}, "unreadable_file"),
    ],
)  # fmt: skip
def test_files_that_are_none_are_told_and_harm_nothing(
    boss: User, files: dict[str, Any], code: str
) -> None:
    one = imported(boss, **files)
    codes = {code for *_, code in told(one)}
    assert (one.state, code in codes) == ("refused", True)


def test_a_zip_writes_nowhere_but_into_its_own_folder(boss: User, tmp_path: Path) -> None:
    one = imported(
        boss, ledger__zip=a_zip({"../../../../evil.csv": "x", "customers.csv": CUSTOMERS})
    )
    assert one.state == "done"
    assert not list(tmp_path.rglob("evil*"))


def test_a_zip_that_would_fill_the_disk_is_refused(
    boss: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kehu.desk.ledger.imports.unpacking._MOST", 10)
    one = imported(boss, ledger__zip=a_zip({"customers.csv": CUSTOMERS}))
    assert one.state == "refused" and "unreadable_file" in {code for *_, code in told(one)}


def test_a_number_that_somebody_used_after_the_check_leaves_nothing_half(
    boss: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = running._load

    def meanwhile(*given: Any) -> None:
        Customer.objects.create(code="N2", name="Somebody was faster")
        checked(*given)

    monkeypatch.setattr(running, "_load", meanwhile)
    one = imported(boss, customers__csv=CUSTOMERS)
    assert (one.state, told(one)[0][3]) == ("refused", "database_refuses")
    assert [customer.code for customer in Customer.objects.all()] == ["N2"]


@pytest.mark.parametrize("names", [[], ["customers.txt"], ["customers.csv", "Customers.CSV"]])
def test_what_cannot_be_meant_is_refused_before_it_is_kept(boss: User, names: list[str]) -> None:
    with pytest.raises(ValidationError):
        upload(actor=Actor.of(boss), files=[a_file(name, "x") for name in names])
    assert not Import.objects.exists() and not list(imports_folder().iterdir())


# ---- the worker ----------------------------------------------------------------------------------


def test_the_worker_is_asked_in_the_transaction_of_the_upload_and_looks_until_it_is_done(
    boss: User,
) -> None:
    upload(actor=Actor.of(boss), files=[a_file("customers.csv", CUSTOMERS)])
    assert [one.func() for one in OrmQ.objects.all()] == ["kehu.desk.grading.jobs.import_ledgers"]
    assert Schedule.objects.get().schedule_type == Schedule.MINUTES
    import_ledgers()
    assert not Schedule.objects.exists()


def test_while_one_process_imports_another_leaves_it_alone(boss: User) -> None:
    one = upload(actor=Actor.of(boss), files=[a_file("customers.csv", CUSTOMERS)])
    with the_only_one() as mine:
        assert mine
        import_ledgers()
    one.refresh_from_db()
    assert one.state == "waiting" and Schedule.objects.exists()
    import_ledgers()
    one.refresh_from_db()
    assert one.state == "done"


def test_an_import_that_ends_its_process_three_times_is_given_up_in_words(boss: User) -> None:
    one = upload(actor=Actor.of(boss), files=[a_file("customers.csv", CUSTOMERS)])
    Import.objects.update(attempts=3, state="loading")
    import_ledgers()
    one.refresh_from_db()
    assert (one.state, one.why) == ("failed", "broke_off")
    assert not Customer.objects.exists() and not Schedule.objects.exists()


def test_who_may_no_longer_import_is_told_and_nothing_is_loaded(boss: User) -> None:
    one = upload(actor=Actor.of(boss), files=[a_file("customers.csv", CUSTOMERS)])
    User.objects.update(role=Role.READER)
    import_ledgers()
    one.refresh_from_db()
    assert (one.state, one.why) == ("failed", "not_allowed")


# ---- who, and the pages --------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_only_who_may_change_settings_uploads(role: Role) -> None:
    actor = Actor.of(person("Somebody", role))
    files = [a_file("customers.csv", CUSTOMERS)]
    if Permission.SETTINGS in PERMISSIONS[role]:
        upload(actor=actor, files=files)
        assert AuditEntry.objects.get().verb == "ledger.uploaded"
    else:
        with pytest.raises(NotAllowed):
            upload(actor=actor, files=files)
        assert not AuditEntry.objects.exists() and not list(imports_folder().iterdir())


PAGES = ("/data/ledger", "/data/rates", "/data/rates/USD", "/data/import", "/data/import/{number}",
         "/data/import/{number}/faults.csv")  # fmt: skip


def logged_in(user: User, language: str = "en") -> Client:
    User.objects.filter(pk=user.pk).update(language=language)
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def number(boss: User) -> Iterator[int]:
    a_rate()
    yield imported(boss, customers__csv="customer_id,name,country\nC1,,XX\n").pk


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_for_who_may(page: str, role: Role, number: int) -> None:
    answer = logged_in(person("Somebody", role)).get(page.format(number=number))
    allowed = Permission.SETTINGS in PERMISSIONS[role]
    assert answer.status_code == (200 if allowed else 403)
    tabs = logged_in(User.objects.get(name="Somebody")).get("/data/").content.decode()
    assert ('href="/data/ledger"' in tabs) == allowed


@pytest.mark.parametrize("page", PAGES)
def test_who_is_not_logged_in_is_sent_to_the_log_in(page: str, number: int) -> None:
    assert Client().get(page.format(number=number)).status_code == 302


def test_faults_are_read_on_a_page_and_in_a_file_in_the_readers_language(
    boss: User, number: int
) -> None:
    page = logged_in(boss, "zh-hans").get(f"/data/import/{number}").content.decode()
    assert "共 2 处错误" in page and "不是 ISO 3166 国家代码" in page
    rows = logged_in(boss).get(f"/data/import/{number}/faults.csv").content.decode("utf-8-sig")
    assert rows.splitlines()[0] == "File,Line,Row,Column,What is wrong"
    assert "customers.csv,2,1,country" in rows


def test_an_upload_goes_to_a_page_that_asks_again_until_it_is_done(boss: User) -> None:
    client = logged_in(boss)
    answer = client.post("/data/import", {"tables": [a_file("customers.csv", CUSTOMERS)]})
    [one] = Import.objects.all()
    address = f"/data/import/{one.pk}"
    assert answer.headers["Location"] == address
    assert f'hx-get="{address}"' in client.get(address).content.decode()
    moving = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<progress" in moving and "<html" not in moving
    import_ledgers()
    done = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "hx-get" not in done and "Loaded: 2 rows" in done


def test_what_cannot_be_meant_is_said_beside_the_field(boss: User) -> None:
    answer = logged_in(boss).post("/data/import", {"tables": [a_file("notes.txt", "x")]})
    assert answer.status_code == 422
    assert "neither CSV nor Parquet" in answer.content.decode()
