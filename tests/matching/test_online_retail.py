"""Online Retail II, line by line: what is kept, what is set aside and why."""

import json

import pytest
from invoice_lines import COLUMNS, line

from kehu.matching.online_retail import ImportFault, ImportReport, import_online_retail
from kehu.matching.online_retail.preset import category_of

LATER = {"sheet": "2010-2011"}


def test_sale_becomes_an_order_with_lines_in_source_order(imported):
    books = imported(line("500001", 4), line("500001", 2, stock_code="10002", price=0.85))
    assert books.orders() == [("500001", 11.7, None)]
    assert books.order_lines() == [
        ("500001", 1, "22041", 4, 2.5),
        ("500001", 2, "10002", 2, 0.85),
    ]


def test_day_in_both_sheets_is_taken_once(imported):
    books = imported(line("500001", 4), line("500001", 4, **LATER))
    assert books.reasons() == [(2, "doubled_day")]


def test_doubled_day_keeps_a_product_that_stands_twice_on_the_invoice(imported):
    twice = [line("500001", 4), line("500001", 4)]
    books = imported(*twice, *[{**told, **LATER} for told in twice])
    assert books.report.rows_kept == 2
    assert books.orders() == [("500001", 20.0, None)]


def test_doubled_line_may_be_reworded_and_stand_elsewhere(imported):
    books = imported(
        line("500001", 4), line("500001", 1, stock_code="10002"),
        line("500001", 1, stock_code="10002", **LATER),
        line("500001", 4, description="RED MUG ", **LATER),
    )  # fmt: skip
    assert books.report.set_aside["doubled_day"] == 2


def test_line_that_only_the_later_sheet_has_is_kept(imported):
    books = imported(line("500001", 4), line("500001", 4, **LATER), line("500001", 9, **LATER))
    assert books.orders() == [("500001", 32.5, None)]


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("incomplete", {"stock_code": " "}),
        ("accounting_adjustment", {"invoice": "A506401", "stock_code": "B"}),
        ("accounting_adjustment", {"price": -11062.06}),
        ("accounting_adjustment", {"invoice": "C496350"}),
        ("stock_movement", {"quantity": -12, "price": 0.0, "customer_id": None}),
        ("stock_movement", {"quantity": 12, "price": 0.0, "customer_id": None}),
        ("no_customer", {"customer_id": None}),
        ("nothing_charged", {"price": 0.0}),
    ],
)
def test_row_that_is_no_sale_is_set_aside_for_its_reason(imported, reason, told):
    books = imported({**line("500001"), **told}, line("500002"))
    assert books.reasons() == [(1, reason)]


@pytest.mark.parametrize(
    "code",
    ["POST", "DOT", "M", "m", "D", "C2", "BANK CHARGES", "AMAZONFEE", "ADJUST2", "CRUK", "TEST001",
     "gift_0001_20", "PADS", "23574", "23444"],
)  # fmt: skip
def test_service_fee_or_voucher_is_not_a_product(imported, code):
    assert imported(line("500001", stock_code=code)).reasons() == [(1, "not_a_product")]


@pytest.mark.parametrize("code", ["22041", "85123A", "15056BL", "DCGSSGIRL", "SP1002"])
def test_goods_are_products(imported, code):
    assert imported(line("500001", stock_code=code)).report.rows_kept == 1


def test_stock_code_in_small_letters_is_the_same_product(imported):
    books = imported(line("500001", stock_code="85123a"), line("500002", stock_code="85123A "))
    assert books.ask("SELECT product_id FROM products") == [("85123A",)]


def test_gift_beside_a_paid_line_is_a_line_at_price_nought(imported):
    books = imported(line("500001", 4), line("500001", 1, stock_code="10002", price=0.0))
    assert books.orders() == [("500001", 10.0, None)]
    assert books.report.tables["order_lines"] == 2


def test_set_aside_row_is_told_as_it_was(imported):
    books = imported(line("500001"), line("500002", stock_code="POST", description=" POSTAGE"))
    assert books.ask("SELECT source_row, invoice, description, quantity FROM set_aside") == [
        (2, "500002", " POSTAGE", 1)
    ]


def test_product_is_called_by_its_most_frequent_description(imported):
    books = imported(line("1", description="RED MUG "), line("2"), line("3", description="A MUG"))
    assert books.ask("FROM products") == [("22041", "RED MUG", "tableware")]


def test_customer_lives_where_the_newest_invoice_says(imported):
    books = imported(
        line("2", country="Belgium", invoice_ts="2011-01-01 10:00"), line("1", country="Spain")
    )
    assert books.ask("FROM customers") == [("13085", "Customer 13085", "BE", None)]


def test_customer_of_no_known_country_has_none_and_is_reported(imported):
    books = imported(line("1", country="Unspecified"))
    assert books.ask("SELECT country FROM customers") == [(None,)]
    assert books.report.countries_unknown == {"Unspecified": 1}


def test_customer_who_bought_no_goods_is_a_customer_still(imported):
    books = imported(line("1", stock_code="POST"), line("2", customer_id=12346))
    assert books.ask("SELECT customer_id FROM customers") == [("12346",), ("13085",)]


def test_invoice_keyed_in_over_two_minutes_is_one_order_of_the_first(imported):
    books = imported(line("1", invoice_ts="2010-03-01 10:01"), line("1"))
    assert books.ask("SELECT ordered_at::VARCHAR FROM orders") == [("2010-03-01 10:00:00+00",)]


def test_report_on_disk_is_the_report(imported):
    books = imported(line("1"), line("2", customer_id=None))
    told = json.loads((books.folder / "import_report.json").read_text(encoding="utf-8"))
    assert (told["rows_read"], told["rows_kept"], told["set_aside"]["no_customer"]) == (2, 1, 1)
    assert told["source"] == "books.parquet"


def test_row_lost_on_the_way_is_an_error():
    report = ImportReport("books.parquet", 3, 1, {"no_customer": 1}, 0, 0, {}, {})
    assert not report.reconciled
    with pytest.raises(ImportFault, match="3 rows were read but 2 accounted for"):
        report.require_reconciled()


@pytest.mark.parametrize(
    ("description", "category"),
    [
        ("RED RETROSPOT MUG", "tableware"),
        ("CHRISTMAS MUG", "christmas"),
        ("LUNCH BAG SPACEBOY", "bags"),
        ("PARTY BAGS", "party"),
        ("HANGING T-LIGHTS", "candles"),
        ("PINK FLY SWAT", "other"),
    ],
)
def test_category_comes_from_the_words_of_the_description(description, category):
    assert category_of(description) == category


class TestFaults:
    def fault(self, source, to):
        with pytest.raises(ImportFault) as raised:
            import_online_retail(source, to)
        return raised.value

    def test_missing_file(self, tmp_path):
        assert self.fault(tmp_path / "none.parquet", tmp_path / "to").code == "source_missing"

    def test_file_that_is_no_parquet(self, tmp_path):
        (tmp_path / "books.parquet").write_text("invoice,stock_code\n")
        fault = self.fault(tmp_path / "books.parquet", tmp_path / "to")
        assert fault.code == "source_unreadable"

    def test_missing_columns_are_all_named(self, books, tmp_path):
        short = {name: kind for name, kind in COLUMNS.items() if name not in ("price", "sheet")}
        fault = self.fault(books(line("1"), columns=short), tmp_path / "to")
        assert (fault.code, fault.fields["columns"]) == ("columns_missing", "price, sheet")

    def test_cell_of_the_wrong_kind(self, books, tmp_path):
        as_text = books(line("1", quantity="six"), columns={**COLUMNS, "quantity": "VARCHAR"})
        assert self.fault(as_text, tmp_path / "to").code == "cell_unreadable"

    def test_invoice_of_two_customers(self, books, tmp_path):
        fault = self.fault(books(line("1"), line("1", customer_id=12346)), tmp_path / "to")
        assert fault.code == "invoice_of_two_customers"

    def test_folder_that_holds_a_table_is_left_alone(self, books, tmp_path):
        (tmp_path / "to").mkdir()
        (tmp_path / "to" / "payments.csv").write_text("payment_id\n")
        assert self.fault(books(line("1")), tmp_path / "to").code == "folder_in_use"
        assert [path.name for path in (tmp_path / "to").iterdir()] == ["payments.csv"]

    def test_every_fault_speaks_chinese_too(self, tmp_path):
        fault = self.fault(tmp_path / "none.parquet", tmp_path / "to")
        assert fault.message("zh").startswith("找不到文件")


def test_folder_with_other_files_keeps_them(books, tmp_path):
    (tmp_path / "to").mkdir()
    (tmp_path / "to" / "notes.txt").write_text("mine")
    import_online_retail(books(line("1")), tmp_path / "to")
    assert {path.name for path in (tmp_path / "to").iterdir()} == {
        "notes.txt", "customers.parquet", "products.parquet", "orders.parquet",
        "order_lines.parquet", "set_aside", "import_report.json",
    }  # fmt: skip


def test_import_that_breaks_off_while_writing_leaves_nothing(books, tmp_path, monkeypatch):
    def full_disk(self, path):
        raise OSError("no space left on device")

    monkeypatch.setattr(ImportReport, "write", full_disk)
    with pytest.raises(OSError, match="no space"):
        import_online_retail(books(line("1")), tmp_path / "to")
    assert [path.name for path in tmp_path.iterdir()] == ["books.parquet"]
