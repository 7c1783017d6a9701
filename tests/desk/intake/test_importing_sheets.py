"""Sheets come in: read, mapped, checked, imported, and taken back."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import python_calamine
from desk_scene import a_rate, graded_before, person
from django.test import Client
from pytest_django import Settings
from sheets_scene import a_csv, a_workbook, checked, imported, read, undone, worked

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Role
from kehu.desk.core.models import Company
from kehu.desk.grading.models import Grade
from kehu.desk.intake.actions import import_sheets, keep_mapping_as, map_sheets
from kehu.desk.intake.runs.folder import RunFolder
from kehu.desk.ledger.actions import add_customer, log_contact
from kehu.desk.ledger.models import (
    Contact,
    Customer,
    Interaction,
    Order,
    OrderLine,
    Payment,
    Product,
)
from kehu.matching.columns.mapping import SheetMapping

pytestmark = pytest.mark.django_db

LIST = [
    ["客户资料表", "", "", "", "", "", ""],
    ["公司名称", "国家", "联系人", "邮箱", "电话", "来源", "业务员"],
    ["Almaraz Jardín S.A.", "西班牙", "Lucía", "lucia@almaraz.es", "963 123 456", "展会", "Li"],
    ["Baltic Lumen OÜ", "爱沙尼亚", "Rein", "rein@balticlumen.ee", "+372 5555 1234", "", ""],
    ["", "德国", "", "", "", "", ""],
]


@pytest.fixture(autouse=True)
def a_house(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    Company.objects.create(pk=1, name="Lumen")
    graded_before()


@pytest.fixture
def boss() -> User:
    return person("Boss", Role.ADMINISTRATOR)


def test_a_list_in_chinese_becomes_customers_with_people_and_labels(boss: User) -> None:
    li = person("Li")
    run = imported(boss, a_workbook({"Sheet1": LIST}))
    assert run.state == "done", (run.why, run.why_fields)
    almaraz, baltic = Customer.objects.order_by("name")
    assert (almaraz.name, almaraz.country, almaraz.source) == ("Almaraz Jardín S.A.", "ES", "fair")
    assert almaraz.owner == li and baltic.owner is None
    assert almaraz.contacts.get().phone == "+34963123456"
    assert Grade.objects.filter(customer=almaraz).exists()
    assert run.counts["created"] == {"customers": 2, "contacts": 2}
    assert run.counts["set_aside"] == 1


def test_a_row_that_cannot_be_taken_comes_back_with_its_reason(boss: User) -> None:
    run = checked(boss, a_workbook({"Sheet1": LIST}))
    path = RunFolder(run).returned
    [sheet] = python_calamine.CalamineWorkbook.from_path(path).sheet_names
    rows = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
    assert rows[0][:2] == ["公司名称", "国家"]
    assert rows[1][1] == "德国" and "没有指明客户" in rows[1][-1]


def test_mended_rows_are_imported_by_the_sheet_that_came_back(boss: User) -> None:
    run = imported(boss, a_workbook({"Sheet1": LIST}))
    book = python_calamine.CalamineWorkbook.from_path(RunFolder(run).returned)
    rows = book.get_sheet_by_index(0).to_python()
    rows[1][0] = "Rheinlicht GmbH"
    again = imported(boss, a_workbook({"mended": rows}))
    assert again.counts["created"] == {"customers": 1}
    assert Customer.objects.get(name="Rheinlicht GmbH").country == "DE"


def test_nothing_is_written_by_a_check(boss: User) -> None:
    run = checked(boss, a_workbook({"Sheet1": LIST}))
    assert run.state == "checked" and not Customer.objects.exists()
    assert run.counts["created"] == {"customers": 2, "contacts": 2}


def test_the_same_sheet_again_changes_nothing(boss: User) -> None:
    imported(boss, a_workbook({"Sheet1": LIST}))
    again = imported(boss, a_workbook({"Sheet1": LIST}))
    assert again.counts["created"] == {} and again.counts["changed"] == {}
    assert again.counts["same"] == {"customers": 2, "contacts": 2}
    assert Customer.objects.count() == 2 and Contact.objects.count() == 2


def test_what_is_newly_known_completes_a_customer_and_shows_before_and_after(boss: User) -> None:
    imported(boss, a_csv([["Company", "Country", "City"], ["Almaraz Jardin SA", "ES", "Madrid"]]))
    rows = [["Company", "Website", "City"], ["Almaraz Jardín", "www.almaraz.es", "Valencia"]]
    run = checked(boss, a_csv(rows))
    told = RunFolder(run).changes.read_text("utf-8")
    assert '"city": "Madrid"' in told and '"city": "Valencia"' in told
    assert Customer.objects.get().city == "Madrid"
    imported(boss, a_csv(rows))
    one = Customer.objects.get()
    assert (one.city, one.website, one.country) == ("Valencia", "almaraz.es", "ES")


@pytest.mark.parametrize(
    ("mode", "names", "city"),
    [("create", {"Old", "New"}, "Madrid"), ("update", {"Old"}, "Valencia")],
)
def test_only_new_ones_or_only_known_ones_where_the_user_says_so(
    boss: User, mode: str, names: set[str], city: str
) -> None:
    imported(boss, a_csv([["Company", "City"], ["Old", "Madrid"]]))
    rows = [["Company", "City"], ["Old", "Valencia"], ["New", "Porto"]]
    run = imported(boss, a_csv(rows), mode=mode)
    assert set(Customer.objects.values_list("name", flat=True)) == names
    assert Customer.objects.get(name="Old").city == city
    assert sum(run.counts["skipped"].values()) == 1


def test_lines_make_orders_and_payments_find_them_in_one_run(boss: User) -> None:
    a_rate()
    run = imported(
        boss,
        a_workbook(
            {
                "收款": [["订单号", "应收日期", "到账日期", "金额", "币种"],
                       ["S1", "2026-04-05", "2026-04-02", 6960, "USD"]],
                "订单": [["订单号", "下单日期", "客户", "产品编号", "数量", "单价", "币种"],
                       ["S1", "2026/3/5", "Almaraz", "GL-1", "400", "12.5", "美元"],
                       ["S1", "2026/3/5", "Almaraz", "WL-3", "200", "9.8", "USD"]],
            }
        ),
    )  # fmt: skip
    assert run.state == "done", (run.why, run.why_fields)
    order = Order.objects.get()
    assert (order.code, order.amount, order.currency) == ("S1", Decimal(6960), "USD")
    assert order.ordered_at == datetime(2026, 3, 5, tzinfo=UTC)
    assert OrderLine.objects.count() == 2 and Product.objects.count() == 2
    assert Payment.objects.get().order == order and Payment.objects.get().paid_at


def test_money_without_a_rate_comes_back_and_the_rest_is_imported(boss: User) -> None:
    rows = [["Order no", "Date", "Customer", "Amount"],
            ["1", "2026-01-05", "A", "EUR 5"], ["2", "2026-01-06", "B", "CNY 7"]]  # fmt: skip
    run = imported(boss, a_csv(rows))
    assert Order.objects.get().code == "2"
    assert run.counts["set_aside"] == 1 and run.counts["kept"] == 1


def test_messages_keep_their_own_day_and_author(boss: User) -> None:
    li = person("Li")
    rows = [["跟进时间", "客户", "跟进方式", "方向", "跟进内容", "跟进人"],
            ["2023-05-01 10:00", "Almaraz", "电话", "收到", "询价", "Li"],
            ["2021-02-03", "Almaraz", "微信", "", "新年问候", "老王"]]  # fmt: skip
    imported(boss, a_csv(rows))
    first, second = Interaction.objects.order_by("at")
    assert (first.author, first.recorded_by, first.channel) == ("老王", None, "wechat")
    assert (second.author, second.recorded_by) == ("", li)
    assert second.at == datetime(2023, 5, 1, 2, tzinfo=UTC)  # ten o'clock in Shanghai
    assert second.direction == "in"


def test_a_salesperson_imports_own_customers_and_no_colleagues(boss: User) -> None:
    li, wang = person("Li"), person("Wang")
    add_customer(actor=Actor.of(wang), name="Nordhavn ApS", country="DK", city="Aarhus")
    rows = [["Company", "Country", "City", "Salesperson"],
            ["Nordhavn", "DK", "Odense", "Li"], ["New one", "DK", "Ribe", "Wang"]]  # fmt: skip
    run = imported(li, a_csv(rows))
    assert Customer.objects.get(name="Nordhavn ApS").city == "Aarhus"
    assert Customer.objects.get(name="New one").owner == li
    assert run.counts["set_aside"] == 1


def test_an_import_is_taken_back_whole(boss: User) -> None:
    imported(boss, a_csv([["Company", "Country", "City"], ["Old", "ES", "Madrid"]]))
    rows = [["Company", "City", "Tags", "E-mail"], ["Old", "Valencia", "vip;new", ""],
            ["New", "Porto", "", "a@new.pt"]]  # fmt: skip
    run = imported(boss, a_csv(rows))
    assert Customer.objects.get(name="Old").tags.count() == 2
    undone(boss, run)
    assert run.state == "undone"
    old = Customer.objects.get()
    assert (old.name, old.city, old.tags.count()) == ("Old", "Madrid", 0)
    assert not Contact.objects.exists()


def test_what_others_built_on_since_stays(boss: User) -> None:
    run = imported(boss, a_csv([["Company", "City"], ["Kept", "Porto"], ["Gone", "Faro"]]))
    kept = Customer.objects.get(name="Kept")
    log_contact(
        actor=Actor.of(boss), customer=kept, at=datetime(2026, 9, 1, tzinfo=UTC),
        direction="out", channel="phone", kind="follow_up",
    )  # fmt: skip
    undone(boss, run)
    assert [one.name for one in Customer.objects.all()] == ["Kept"]
    assert run.counts["undone"]["left"] == {"customers": 1}


def test_a_field_changed_again_since_is_not_set_back(boss: User) -> None:
    imported(boss, a_csv([["Company", "City"], ["Old", "Madrid"]]))
    run = imported(boss, a_csv([["Company", "City", "Address"], ["Old", "Porto", "Rua 1"]]))
    Customer.objects.update(city="Braga")
    undone(boss, run)
    one = Customer.objects.get()
    assert (one.city, one.address) == ("Braga", "")


def test_a_file_that_is_no_sheet_says_so_and_nothing_is_left_to_do(boss: User) -> None:
    run = read(boss, a_csv([[]], "picture.xlsx"))
    assert (run.state, run.why) == ("failed", "empty_file")


def test_a_mapping_kept_is_used_for_the_next_sheet_with_these_headings(boss: User) -> None:
    rows = [["Firm X", "Where", "c3"], ["Almaraz", "Spain", "9"]]
    run = read(boss, a_csv(rows))
    columns = {"Firm X": "customers.name", "Where": "customers.country", "c3": "customers.note"}
    mapping = SheetMapping("customer_list", columns)
    map_sheets(actor=Actor.of(boss), run=run, mappings={0: mapping}, mode="both", match_by=["name"])
    run.refresh_from_db()
    keep_mapping_as(actor=Actor.of(boss), run=run, sheet=0, name="Fair list")
    again = read(boss, a_csv(rows, "other.csv"))
    told = RunFolder(again).mapping(0)
    assert told is not None and told.columns == mapping.columns


def test_headings_stand_where_the_user_says(boss: User) -> None:
    rows = [["x", "y"], ["erste", "zweite"], ["Almaraz", "Spain"]]
    columns = {"erste": "customers.name", "zweite": "customers.country"}
    run = read(boss, a_csv(rows))
    mapping = SheetMapping("customer_list", columns).with_choices(heading_row=2)
    map_sheets(actor=Actor.of(boss), run=run, mappings={0: mapping}, mode="both", match_by=["name"])
    import_sheets(actor=Actor.of(boss), run=worked(run))
    worked(run)
    assert list(Customer.objects.values_list("name", "country")) == [("Almaraz", "ES")]


def test_new_ones_that_may_be_there_already_are_told_before_they_come_in(boss: User) -> None:
    li = person("Li")
    add_customer(actor=Actor.of(li), name="Almaraz Jardín S.A.", country="ES", city="Valencia")
    rows = [["Company", "Country", "City"], ["Almarraz Jardin", "ES", "Valencia"], ["B", "DE", ""]]
    run = checked(boss, a_csv(rows))
    assert [one["name"] for one in run.counts["may_be"]] == ["Almarraz Jardin"]
    client = Client()
    client.force_login(boss, "django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/data/sheets/{run.pk}").content.decode()
    assert "Almarraz Jardin" in page and "Almaraz Jardín S.A." in page and "Li" in page


@pytest.mark.parametrize(
    ("what", "told"),
    [("repairs", "Spain,ES"), ("faults", "没有指明客户"), ("changes", "Madrid,Valencia")],
)
def test_everything_that_a_check_found_is_a_file(boss: User, what: str, told: str) -> None:
    imported(boss, a_csv([["Company", "City"], ["Old", "Madrid"]]))
    rows = [["Company", "Country", "City"], ["Old", "Spain", "Valencia"], ["", "FR", ""]]
    run = checked(boss, a_csv(rows))
    client = Client()
    client.force_login(boss, "django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/data/sheets/{run.pk}/{what}.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert told in text and len(text.splitlines()) >= 2
    assert client.get(f"/data/sheets/{run.pk}/others.csv").status_code == 404


def test_who_wrote_a_message_stands_in_the_timeline(boss: User) -> None:
    rows = [["跟进时间", "客户", "跟进方式", "跟进内容", "跟进人"],
            ["2021-02-03", "Almaraz", "微信", "新年问候", "老王"]]  # fmt: skip
    imported(boss, a_csv(rows))
    client = Client()
    client.force_login(boss, "django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/customers/{Customer.objects.get().pk}").content.decode()
    assert "老王" in page and "新年问候" in page
