"""`--skip-bad-rows`: rows with errors go, with what hangs on them, and a file says why."""

import json

import pytest
from folders import SOUND, Folder

from kehu.errors import InputFaults


def test_a_sound_ledger_loses_nothing(folder: Folder) -> None:
    folder.sound()
    told = folder.set_aside()
    assert told == []
    for table, rows in SOUND.items():
        assert len(folder.rows(table)) == len(rows)


def test_rows_with_errors_go_and_the_file_tells_all_their_reasons(either: Folder) -> None:
    either.sound("customers", "orders", "exchange_rates")
    either.add("orders", {"amount": "x", "ordered_at": ""}, {}, {"customer_id": "C9"})
    told = either.set_aside()
    assert either.keys("orders") == ["O1", "O2", "new3"]
    at_fault = [(one["file"], one["row"], one["line"]) for one in told]
    line = {3: 4, 5: 6} if either.kind == "csv" else {3: None, 5: None}
    assert at_fault == [(either.file("orders"), row, line[row]) for row in (3, 5)]
    assert [(why["code"], why["column"]) for why in told[0]["reasons"]] == [
        ("not_a_number", "amount"),
        ("empty_required", "ordered_at"),
    ]
    assert "“x”" in told[0]["reasons"][0]["message"]


def test_what_hangs_on_a_lost_customer_or_order_goes_too(either: Folder) -> None:
    either.sound()
    either.put("customers", {**SOUND["customers"][0], "country": "XX"}, SOUND["customers"][1])
    told = either.set_aside()
    assert {table: len(either.rows(table)) for table in SOUND} == {
        **dict.fromkeys(SOUND, 0),
        "customers": 1,
        "products": 1,
        "exchange_rates": 1,
        "orders": 1,
    }
    why = {one["file"].partition(".")[0]: [w["code"] for w in one["reasons"]] for one in told}
    assert why == {
        **{
            table: ["gone_with_customers"]
            for table in SOUND
            if table not in ("products", "exchange_rates")
        },
        "customers": ["not_a_country"],
        "order_lines": ["gone_with_orders"],
    }


def test_lines_and_payments_of_a_lost_order_go_and_its_customer_stays(folder: Folder) -> None:
    folder.sound("customers", "products", "exchange_rates", "orders", "order_lines", "payments")
    folder.put("orders", {**SOUND["orders"][0], "currency": "GBP"}, SOUND["orders"][1])
    folder.add("order_lines", {"order_id": "O2"})
    folder.add("payments", {"order_id": "O2", "customer_id": "C2"})
    told = folder.set_aside()
    assert folder.keys("customers") == ["C1", "C2"]
    assert folder.keys("orders") == folder.keys("order_lines") == ["O2"]
    assert folder.keys("payments") == ["new1"]
    assert [(one["file"].partition(".")[0], one["row"]) for one in told] == [
        ("order_lines", 1),
        ("orders", 1),
        ("payments", 1),
    ]


def test_of_a_duplicated_key_the_first_row_stays_and_nothing_hangs_on_the_others(
    either: Folder,
) -> None:
    either.sound("customers", "products", "exchange_rates", "orders", "order_lines")
    either.add("customers", {"customer_id": "C1", "name": "Other"})
    either.add("orders", {"order_id": "O1", "amount": "7"})
    either.add("order_lines", {"order_id": "O1", "line": "1", "quantity": "7"})
    told = either.set_aside()
    assert [row["name"] for row in either.rows("customers")] == ["Acme", "Béla"]
    assert [int(row["amount"]) for row in either.rows("orders")] == [100, 50]
    assert [int(row["quantity"]) for row in either.rows("order_lines")] == [10]
    assert [one["reasons"][0]["code"] for one in told] == ["duplicate_key"] * 3


def test_warnings_take_nothing_away(folder: Folder) -> None:
    folder.sound("customers", "interactions")
    folder.add("customers", {"source": "radio"})
    folder.add("interactions", {"topics": "weather"})
    told = folder.set_aside()
    assert told == []
    assert len(folder.rows("customers")) == 3


def test_ragged_rows_and_bytes_that_are_not_utf8_go_as_rows(folder: Folder) -> None:
    folder.sound("customers", "contacts")
    folder.write("customers.csv", b"customer_id,name\nC1,Acme,\nC2,\xff\nC3,c\n")
    folder.write("contacts.csv", 'contact_id,customer_id\nK1,C1\nK2,C3\nK3,"C3\n')
    told = folder.set_aside()
    assert folder.keys("customers") == ["C3"]
    assert folder.keys("contacts") == ["K2"]
    assert [(one["file"], one["row"], one["line"]) for one in told] == [
        ("contacts.csv", 1, 2),
        ("contacts.csv", 3, 4),
        ("customers.csv", 1, 2),
        ("customers.csv", 2, 3),
    ]


@pytest.mark.parametrize("name", ["customers", "payments"])
def test_a_missing_required_column_cannot_be_skipped(either: Folder, name: str) -> None:
    either.sound("customers", "orders", "payments", "exchange_rates")
    either.add("orders", {"amount": "x"})
    either.put(name, *({k: v for k, v in row.items() if k != "customer_id"} for row in SOUND[name]))
    with pytest.raises(InputFaults) as error:
        either.set_aside()
    assert [fault.code for fault in error.value.faults] == ["missing_column"]
    assert not (either.path / "aside.jsonl").exists()


def test_two_files_of_a_table_and_no_customers_cannot_be_skipped(folder: Folder) -> None:
    with pytest.raises(InputFaults):
        folder.set_aside()
    folder.sound("customers")
    folder.kind = "parquet"
    folder.sound("customers")
    with pytest.raises(InputFaults):
        folder.set_aside()


def test_the_file_tells_why_in_the_readers_language(folder: Folder) -> None:
    folder.sound("customers")
    folder.add("customers", {"customer_id": "客1", "country": "德国"})
    told = folder.path / "aside.jsonl"
    folder.reading().set_aside(told, "zh")
    text = told.read_text("utf-8")
    assert "“德国”不是 ISO 3166 国家代码" in text
    assert json.loads(text)["reasons"][0]["code"] == "not_a_country"


def test_a_faulty_rate_goes_and_the_orders_that_another_rate_serves_stay(folder: Folder) -> None:
    folder.sound("customers", "orders", "exchange_rates")
    folder.add("exchange_rates", {"date": "2024-02-01"}, {"date": "2024-02-02", "rate": "x"})
    folder.put("exchange_rates", *folder.tables["exchange_rates"][1:])
    told = folder.set_aside()
    assert [one["row"] for one in told] == [2]
    assert len(folder.rows("exchange_rates")) == 1
    assert folder.keys("orders") == ["O1", "O2"]
