"""Sheets as they come: each of these is ugly in another way, and is read right."""

from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sheet_files import ods, page, text_file, xls, xlsx
from staging_scene import Scene, staged

from kehu.matching.staging.known import known_rows
from kehu.matching.staging.mapped import MappingFaulty

PLAIN = [["Company", "Country", "E-mail"], ["Almaraz", "Spain", "lucia@almaraz.es"],
         ["Baltic Lumen", "EE", "rein@balticlumen.ee"]]  # fmt: skip
CHINESE = [["公司名称", "国家", "邮箱"], ["阿尔马拉斯", "西班牙", "lucia@almaraz.es"],
           ["波罗的海灯饰", "爱沙尼亚", "rein@balticlumen.ee"]]  # fmt: skip
TWO = [("ES", "lucia@almaraz.es"), ("EE", "rein@balticlumen.ee")]

# Each writes a file whose two rows are the same two companies.
SAME_TWO: dict[str, Callable[[Path], Path]] = {
    "a plain workbook": lambda to: xlsx(to / "a.xlsx", {"Sheet1": PLAIN}),
    "an old workbook": lambda to: xls(to / "a.xls", PLAIN),
    "an open document": lambda to: ods(to / "a.ods", CHINESE),
    "a page that calls itself a workbook": lambda to: page(to / "a.xls", CHINESE),
    "Chinese letters of Windows": lambda to: text_file(to / "a.csv", CHINESE, "gb18030"),
    "tabs and UTF-16": lambda to: text_file(to / "a.txt", CHINESE, "utf-16", "\t"),
    "a byte order mark": lambda to: text_file(to / "a.csv", CHINESE, "utf-8-sig"),
    "semicolons": lambda to: text_file(to / "a.csv", PLAIN, separator=";"),
    "bars, and a line that says so": lambda to: text_file(
        to / "a.csv", PLAIN, separator="|", before="sep=|\r\n"
    ),
    "the wrong ending": lambda to: xlsx(to / "a.xlsx", {"x": PLAIN}).rename(to / "a.csv"),
    "titles and an empty row above": lambda to: xlsx(
        to / "a.xlsx", {"x": [["客户登记表"], ["制表 2026年10月"], [], *CHINESE]}, ["A1:C1"]
    ),
    "merged headings over two rows": lambda to: xlsx(
        to / "a.xlsx",
        {"x": [["公司", "", "联系人"], ["名称", "国家", "邮箱"], *CHINESE[1:]]},
    ),
    "sums, the heading again and empty rows": lambda to: text_file(
        to / "a.csv", [*CHINESE[:2], [], CHINESE[0], CHINESE[2], ["合计", "2", ""]]
    ),
    "an empty and a hidden sheet beside it": lambda to: xlsx(
        to / "a.xlsx", {"leer": [], "x": PLAIN, "secret": PLAIN}, secret=True
    ),
    "no headings": lambda to: text_file(to / "a.csv", PLAIN[1:]),
    "stars, colons and line breaks in headings": lambda to: text_file(
        to / "a.csv", [["*公司名称", "国家：", "邮箱\n（必填）"], *CHINESE[1:]]
    ),
    "full-width and invisible signs": lambda to: text_file(
        to / "a.csv",
        [["公司名称", "国家", "邮箱"],
         ["\u200b阿尔马拉斯　", " 西班牙\u00a0", "lucia＠almaraz．es"],
         ["波罗的海灯饰", "ＥＥ", "<rein@balticlumen.ee>"]],
    ),
    "columns in another language": lambda to: text_file(
        to / "a.csv", [["Empresa", "País", "Correo electrónico"], *PLAIN[1:]]
    ),
    "useless columns between": lambda to: text_file(
        to / "a.csv",
        [["序号", "公司名称", "", "国家", "打印", "邮箱"],
         *([n, row[0], "", row[1], "是", row[2]] for n, row in enumerate(CHINESE[1:], 1))],
    ),
}  # fmt: skip


@pytest.mark.parametrize("ugliness", SAME_TWO)
def test_the_same_two_companies_are_read_from(ugliness: str, tmp_path: Path) -> None:
    scene = staged(tmp_path, SAME_TWO[ugliness](tmp_path))
    customers = dict(scene.rows("customers", "customer_id", "country"))
    people = scene.rows("contacts", "customer_id", "email")
    assert sorted((customers[who], email) for who, email in people) == sorted(TWO)
    assert scene.staged.report.set_aside == 0


def test_a_parquet_file_with_typed_columns(tmp_path: Path) -> None:
    table = pa.table(
        {
            "invoice": [1, 1], "company": ["A", "A"], "stock_code": ["X", "Y"],
            "quantity": [2, -1], "price": [1.25, 3.0],
            "invoice_date": [datetime(2026, 5, 1, 7, 45)] * 2,
        }
    )  # fmt: skip
    pq.write_table(table, tmp_path / "a.parquet")
    scene = staged(tmp_path, tmp_path / "a.parquet")
    assert scene.rows("orders", "order_id", "ordered_at", "amount") == [
        ("1", "2026-05-01T07:45:00+00:00", "-0.5")
    ]
    assert scene.rows("order_lines", "line", "quantity") == [("1", "2"), ("2", "-1")]


def test_several_people_in_numbered_columns(tmp_path: Path) -> None:
    rows = [["Company", "Contact 1", "Email 1", "Contact 2", "Email 2"],
            ["Almaraz", "Lucía", "l@a.es", "Diego", "d@a.es"]]  # fmt: skip
    scene = staged(tmp_path, text_file(tmp_path / "a.csv", rows))
    assert scene.rows("contacts", "name", "email") == [("Lucía", "l@a.es"), ("Diego", "d@a.es")]


def test_several_addresses_and_numbers_in_one_cell(tmp_path: Path) -> None:
    rows = [["公司", "国家", "联系人", "邮箱", "电话"],
            ["A", "ES", "Lu", "a@a.es; b@a.es", "963 123 456 / 612 345 678"]]  # fmt: skip
    scene = staged(tmp_path, text_file(tmp_path / "a.csv", rows))
    assert scene.rows("contacts", "name", "email", "phone") == [
        ("Lu", "a@a.es", "+34963123456"), (None, "b@a.es", None), (None, None, "+34612345678"),
    ]  # fmt: skip
    assert {one.rule for one in scene.repairs} >= {
        "email_first_of_several",
        "phone_first_of_several",
    }


def test_country_province_and_city_in_one_cell_in_either_order(tmp_path: Path) -> None:
    rows = [["公司名称", "国家/省/市"], ["A", "丹麦/首都大区/哥本哈根"], ["B", "Valencia, Spain"]]
    scene = staged(tmp_path, text_file(tmp_path / "a.csv", rows))
    assert scene.rows("customers", "country", "province", "city") == [
        ("DK", "首都大区", "哥本哈根"), ("ES", None, "Valencia"),
    ]  # fmt: skip


def ordered_on(scene: Scene) -> list[str]:
    return [day for (day,) in scene.rows("orders", "ordered_at")]


ORDERS = ["Order no", "Order date", "Customer", "Amount"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (["13/04/2026", "03/04/2026"], ["2026-04-13", "2026-04-03"]),
        (["04/13/2026", "03/04/2026"], ["2026-04-13", "2026-03-04"]),
        (["2026年3月5日", "2026.3.5"], ["2026-03-05", "2026-03-05"]),
        (["5-Mar-26", "Mar 5, 2026"], ["2026-03-05", "2026-03-05"]),
        (["20260305", "2026/3/5 14:30"], ["2026-03-05", "2026-03-05T14:30:00+00:00"]),
    ],
)
def test_a_column_of_days_is_read_in_the_order_that_it_shows(
    written: list[str], read: list[str], tmp_path: Path
) -> None:
    rows = [ORDERS, *([n, day, "A", 1] for n, day in enumerate(written))]
    assert ordered_on(staged(tmp_path, text_file(tmp_path / "a.csv", rows))) == read


def test_days_that_tell_no_order_are_read_day_first_and_that_is_said(tmp_path: Path) -> None:
    file = text_file(tmp_path / "a.csv", [ORDERS, [1, "03/04/2026", "A", 1]])
    scene = staged(tmp_path, file)
    assert ordered_on(scene) == ["2026-04-03"] and "day_taken_first" in scene.codes
    other = staged(tmp_path, file, day_first=False)
    assert ordered_on(other) == ["2026-03-04"] and not other.codes


def test_days_that_Excel_lost_the_form_of(tmp_path: Path) -> None:
    scene = staged(tmp_path, xlsx(tmp_path / "a.xlsx", {"x": [ORDERS, [1, 46086, "A", 1]]}))
    assert ordered_on(scene) == ["2026-03-05"]
    assert [one.rule for one in scene.repairs] == ["excel_days"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (["1.234,50", "12,5", "1.234"], ["1234.5", "12.5", "1234"]),
        (["1,234.50", "12.5", "1,234"], ["1234.5", "12.5", "1234"]),
        (["12万", "1.2k", "3 million"], ["120000", "1200", "3000000"]),
        (["(1,200.00)", "-5", "0"], ["-1200", "-5", "0"]),
    ],
)
def test_amounts_are_read_as_their_column_writes_them(
    written: list[str], read: list[str], tmp_path: Path
) -> None:
    rows = [ORDERS, *([n, "2026-01-01", "A", amount] for n, amount in enumerate(written))]
    scene = staged(tmp_path, text_file(tmp_path / "a.csv", rows))
    assert [amount for (amount,) in scene.rows("orders", "amount")] == read


def test_currency_is_that_of_the_cell_the_column_or_the_sheet(tmp_path: Path) -> None:
    rows = [[*ORDERS, "Currency"], [1, "2026-01-01", "A", "€ 5", ""],
            [2, "2026-01-01", "A", "5", "美元"], [3, "2026-01-01", "A", "5", ""],
            [4, "2026-01-01", "A", "€ 5", "USD"]]  # fmt: skip
    scene = staged(tmp_path, text_file(tmp_path / "a.csv", rows), currency="GBP")
    assert scene.rows("orders", "currency") == [("EUR",), ("USD",), ("GBP",)]
    assert scene.codes == ["two_currencies"]


@pytest.mark.parametrize(
    ("amounts", "total"),
    [((5000, 1960), "6960"), ((6960, 6960), "6960"), (("", ""), "6960")],
    ids=["of each line", "of the order, again", "none"],
)
def test_an_order_amounts_to_what_its_lines_say(
    amounts: tuple[Any, Any], total: str, tmp_path: Path
) -> None:
    head = ["订单号", "下单日期", "客户", "产品编号", "数量", "单价", "金额"]
    rows = [head, ["S1", "2026-03-05", "A", "GL", 400, 12.5, amounts[0]],
            ["S1", "2026-03-05", "A", "WL", 200, 9.8, amounts[1]]]  # fmt: skip
    scene = staged(tmp_path, text_file(tmp_path / "a.csv", rows))
    assert scene.rows("orders", "amount") == [(total,)]
    assert scene.rows("order_lines", "order_id", "line", "product_id") == [
        ("S1", "1", "GL"), ("S1", "2", "WL"),
    ]  # fmt: skip


def test_customs_records_under_one_bill_of_lading_are_rows_of_their_own(tmp_path: Path) -> None:
    head = ["Bill No", "Arrival Date", "Importer", "Exporter", "HS Code", "Product Description",
            "Quantity", "Value USD", "Origin"]  # fmt: skip
    rows = [head,
            ["B1", "2026-02-11", "ALMARAZ SA", "FOSHAN BRIGHT", "940542", "LAMPS", 5, 100, "China"],
            ["B1", "2026-02-11", "Almaraz", "Foshan Bright", "940541", "Spare", 1, 9, "CN"],
            ]  # fmt: skip
    scene = staged(tmp_path, text_file(tmp_path / "a.csv", rows))
    assert scene.proposals[0].guess.preset == "customs_records"
    assert scene.rows("customs_records", "record_id", "origin_country", "value") == [
        ("B1", "CN", "100"), ("B1-2", "CN", "9"),
    ]  # fmt: skip
    assert len(scene.rows("customers", "name")) == 1


def test_the_export_of_another_crm(tmp_path: Path) -> None:
    told = {
        "公司名称": "Nordhavn Belysning ApS", "简称": "Nordhavn", "客户编号": "20318",
        "国家省市": "丹麦/首都大区/哥本哈根", "公司网址": "https://www.nordhavn.dk",
        "客户类型": "批发商", "公司规模": "51-100人", "星级": "3星", "客户阶段": "样单",
        "客户分组": "北欧", "客户来源": "展会", "标签": "灯具、重点", "采购意向": "高",
        "年采购额": "US$ 120万", "主营产品": "庭院灯", "最近联系时间": "2026-10-12 09:30",
        "联系人列表": "Mette Holm <mette@nordhavn.dk> +45 20 12 34 56; Jens <jens@nordhavn.dk>",
    }  # fmt: skip
    rows = [list(told), list(told.values())]
    scene = staged(tmp_path, text_file(tmp_path / "a.csv", rows))
    assert scene.proposals[0].guess.preset == "crm_export"
    assert scene.rows(
        "customers", "customer_id", "short_name", "website", "channel_role", "employees",
        "stars_given", "source", "tags", "annual_purchase", "annual_purchase_currency",
    ) == [("20318", "Nordhavn", "nordhavn.dk", "wholesaler", "51", "3星", "fair", "灯具;重点",
           "1200000", "USD")]  # fmt: skip
    assert scene.rows("contacts", "name", "email", "phone") == [
        ("Mette Holm", "mette@nordhavn.dk", "+4520123456"), ("Jens", "jens@nordhavn.dk", None),
    ]  # fmt: skip
    assert scene.rows("interactions", "at", "direction") == [("2026-10-12T09:30:00+00:00", "out")]


def test_inquiries_of_a_platform_from_somebody_without_a_company(tmp_path: Path) -> None:
    rows = [["询盘编号", "询盘时间", "买家姓名", "邮箱", "国家", "询盘主题", "询盘内容"],
            ["R1", "2026-11-02 09:14", "Kwame Boateng", "kwame@gmail.com", "加纳", "Lamps",
             "500 pcs?"]]  # fmt: skip
    scene = staged(tmp_path, text_file(tmp_path / "a.csv", rows))
    assert scene.rows("customers", "name", "country") == [("Kwame Boateng", "GH")]
    assert scene.rows("inquiries", "inquiry_id", "source") == [("R1", "platform")]
    assert scene.rows("interactions", "kind", "direction", "text") == [
        ("inquiry", "in", "Lamps\n500 pcs?")
    ]


def test_cells_that_begin_like_formulas_are_text(tmp_path: Path) -> None:
    rows = [["Company", "Note"], ["=HYPERLINK(1)", "-1+cmd|' /C calc'!A0"], ["@SUM", "+1"]]
    scene = staged(tmp_path, text_file(tmp_path / "a.csv", rows))
    assert [name for (name,) in scene.rows("customers", "name")] == ["=HYPERLINK(1)", "@SUM"]


def test_a_row_with_a_stray_comma_is_told(tmp_path: Path) -> None:
    text = "Company,Country,City\nA,ES,Madrid\nB,ES,Madrid,x\n"
    (tmp_path / "a.csv").write_text(text)
    scene = staged(tmp_path, tmp_path / "a.csv")
    [fault] = scene.faults
    assert (fault.code, fault.line) == ("ragged_row", 3)


def test_an_agents_mailbox_does_not_make_two_companies_one(tmp_path: Path) -> None:
    rows = [["Company", "E-mail"], ["Almaraz Jardín", "agent@trade.es"],
            ["Baltic Lumen", "agent@trade.es"], ["Almaraz", "agent@trade.es"]]  # fmt: skip
    scene = staged(tmp_path, text_file(tmp_path / "a.csv", rows))
    assert [name for (name,) in scene.rows("customers", "name")] == [
        "Almaraz Jardín", "Baltic Lumen",
    ]  # fmt: skip


def test_addresses_to_which_no_mail_can_go_are_told(tmp_path: Path) -> None:
    rows = [
        ["Company", "E-mail"],
        ["A", "a@Gone.example; b@a.es"],
        ["B", "nobody"],
        ["C", "c@c.es"],
    ]
    asked: list[set[str]] = []

    def without_mail(domains: Collection[str]) -> set[str]:
        asked.append(set(domains))
        return {"gone.example"}

    scene = staged(tmp_path, text_file(tmp_path / "a.csv", rows), without_mail=without_mail)
    assert asked == [{"gone.example", "a.es", "c.es"}]
    (fault,) = [one for one in scene.faults if one.code == "takes_no_mail"]
    assert (fault.line, fault.fields) == (2, {"value": "a@gone.example"})


def test_addresses_that_say_little_are_told(tmp_path: Path) -> None:
    rows = [["Company", "E-mail"], ["A", "info@a.es"], ["B", "x@mailinator.com"], ["C", "c@c.es"]]
    scene = staged(tmp_path, text_file(tmp_path / "a.csv", rows))
    told = {fault.code: fault.fields for fault in scene.faults}
    assert told["role_mailboxes"] == {"count": 1, "all": 3}
    assert told["disposable_mailbox"] == {"value": "x@mailinator.com"}


def test_a_number_that_is_not_to_be_gone_by_does_not_decide(tmp_path: Path) -> None:
    known = known_rows(
        [{"customer_id": "7", "name": "Almaraz", "country": "ES", "website": ""}], [], [], []
    )
    file = text_file(tmp_path / "a.csv", [["No", "Company"], [9, "Almaraz"]])
    scene = staged(tmp_path, file, known=known, match_by=("name",))
    assert scene.rows("customers", "customer_id") == [("7",)]


def test_a_zone_or_currency_that_is_none_is_refused_before_a_row_is_read(tmp_path: Path) -> None:
    file = text_file(tmp_path / "a.csv", PLAIN)
    with pytest.raises(MappingFaulty) as caught:
        staged(tmp_path, file, zone="Mars/Olympus", currency="XYZ")
    assert {fault.code for fault in caught.value.faults} == {"unknown_zone", "names_no_currency"}
