"""Every fault of ledger.md, with its file, row, line, column and severity."""

from importlib.resources import files

import pytest
from folders import CODES, SOUND, Folder, Row
from ruamel.yaml import YAML

from kehu.engine.backends.checking import Vocabulary
from kehu.engine.schema import LEDGER, VALUE_DRIVERS, Kind
from kehu.errors import KehuError

# One row each; the wrong cell, and what is said of it. `add` fills the rest of the row in.
WRONG_CELLS: dict[str, list[tuple[str, str, str]]] = {
    "customers": [
        ("country", "XX", "not_a_country"),
        ("country", "DEU", "not_a_country"),
        ("country", "Germany", "not_a_country"),
        ("country", "UK", "not_a_country"),
        ("created_at", "01.09.2026", "not_a_moment"),
        ("created_at", "2026-02-30", "not_a_moment"),
        ("created_at", "2026-13-01", "not_a_moment"),
        ("created_at", "2026-09-01T10:30:00+25:00", "not_a_moment"),
        ("created_at", "yesterday", "not_a_moment"),
        ("employees", "about 20", "not_a_whole_number"),
        ("employees", "2.5", "not_a_whole_number"),
        ("employees", "1e30", "not_a_whole_number"),
        ("annual_turnover", "1,000", "not_a_number"),
        ("annual_turnover", "NaN", "not_a_number"),
        ("annual_turnover", "1e30", "not_a_number"),
        ("annual_turnover", "€5", "not_a_number"),
        ("industry_rank", "first", "not_a_whole_number"),
        ("is_member", "yes", "not_true_or_false"),
        ("is_member", "1", "not_true_or_false"),
        ("blacklisted_at", "never", "not_a_moment"),
        ("name", "", "empty_required"),
    ],
    "contacts": [
        ("birth_year", "19xx", "not_a_whole_number"),
        ("customer_id", "", "empty_required"),
    ],
    "products": [("list_price", "cheap", "not_a_number"), ("category", "", "empty_required")],
    "exchange_rates": [("rate", "seven", "not_a_number"), ("date", "2024-3-1", "not_a_moment")],
    "orders": [
        ("ordered_at", "", "empty_required"),
        ("ordered_at", "soon", "not_a_moment"),
        ("amount", "", "empty_required"),
        ("amount", "12.500,00", "not_a_number"),
        ("cost", "-", "not_a_number"),
    ],
    "order_lines": [
        ("line", "1.5", "not_a_whole_number"),
        ("quantity", "a few", "not_a_number"),
        ("unit_price", "", "empty_required"),
        ("product_id", "", "empty_required"),
    ],
    "payments": [("due_at", "", "empty_required"), ("paid_at", "no", "not_a_moment")],
    "interactions": [
        ("direction", "inbound", "not_in_list"),
        ("direction", "", "empty_required"),
        ("channel", "Email", "not_in_list"),
        ("kind", "call", "not_in_list"),
        ("delivered", "sent", "not_true_or_false"),
        ("at", "2024-02-01 25:00", "not_a_moment"),
    ],
    "inquiries": [
        ("kind", "full", "not_in_list"),
        ("order_intent", "maybe", "not_true_or_false"),
        ("expected_order_at", "Q3", "not_a_moment"),
    ],
    "quotations": [
        ("outcome", "pending", "not_in_list"),
        ("lost_reason", "other;price", "not_in_list"),
        ("market_price", "?", "not_a_number"),
    ],
    "proformas": [("issued_at", "", "empty_required"), ("valid_until", "30 days", "not_a_moment")],
    "samples": [("fee", "free", "not_a_number"), ("sent_at", "n/a", "not_a_moment")],
    "customs_records": [
        ("origin_country", "China", "not_a_country"),
        ("supplier", "", "empty_required"),
        ("value", "9k", "not_a_number"),
    ],
    "judgements": [("until", "later", "not_a_moment"), ("value", "", "empty_required")],
    "answers": [("question", "", "empty_required"), ("at", "-", "not_a_moment")],
}
KEYS_OF_TWO = {"exchange_rates": "currency", "order_lines": "line"}


def _wrong_row(table: str, n: int, column: str, cell: str) -> Row:
    """A row with one wrong cell and a key of its own."""
    own: Row = {KEYS_OF_TWO[table]: f"{n + 7}"} if table in KEYS_OF_TWO else {}
    if table in KEYS_OF_TWO:
        first = next(iter(SOUND[table][0]))
        own[first] = SOUND[table][0][first]
    return {**own, column: cell}


def test_a_sound_ledger_has_no_faults(either: Folder) -> None:
    either.sound()
    assert either.places() == []


def test_every_wrong_cell_of_every_table_is_told_in_one_run(either: Folder) -> None:
    either.sound()
    expected = []
    for table, wrong in WRONG_CELLS.items():
        new = [_wrong_row(table, n, column, cell) for n, (column, cell, _) in enumerate(wrong)]
        for row, (column, _, code) in zip(either.add(table, *new), wrong, strict=True):
            expected.append(either.at("error", code, table, row, column))
    assert sorted(either.places()) == sorted(expected)


def test_a_required_column_of_any_table_must_be_there(either: Folder) -> None:
    expected = []
    for table in LEDGER:
        *_, lacking = [column.name for column in table.columns if column.required]
        rows = [{k: v for k, v in row.items() if k != lacking} for row in SOUND[table.name]]
        either.put(table.name, *rows)
        expected.append(either.at("error", "missing_column", table.name, None, lacking))
    assert sorted(either.places()) == sorted(expected)


def test_a_missing_key_column_is_one_fault_and_not_one_of_every_row_that_looks(
    folder: Folder,
) -> None:
    folder.sound()
    for table, key in (("customers", "customer_id"), ("orders", "order_id"),
                       ("products", "product_id"), ("exchange_rates", "rate")):  # fmt: skip
        folder.put(table, *({k: v for k, v in row.items() if k != key} for row in SOUND[table]))
    assert sorted(folder.places()) == [
        folder.at("error", "missing_column", "customers", None, "customer_id"),
        folder.at("error", "missing_column", "exchange_rates", None, "rate"),
        folder.at("error", "missing_column", "orders", None, "order_id"),
        folder.at("error", "missing_column", "products", None, "product_id"),
    ]


# ---- what a person judged ------------------------------------------------------------------------

WRONG_JUDGEMENTS = [
    ("need", "closed?"), ("need", "Open"), ("waiting_until", "soon"), ("order_time", "2026-02-30"),
    ("prospects", "-1"), ("prospects", "100.5"), ("prospects", "high"), ("prospects", "80%"),
    ("channel_role", "broker"), ("temperament", "angry"), ("lead_time_sensitivity", "yes"),
    ("label:stage", "F"), ("label:stage", "a"), ("label:generation", "1975"),
    ("label:value_tier", "KEY"),
]  # fmt: skip
SOUND_JUDGEMENTS = [
    ("need", "no_need"), ("need", "mismatch"), ("waiting_until", "2026-09-01"),
    ("order_time", "2026-09-01T10:00:00+08:00"), ("prospects", "0"), ("prospects", "100"),
    ("prospects", "62.5"), ("channel_role", "wholesaler"), ("temperament", "shrewd"),
    ("lead_time_sensitivity", "indifferent"), ("referral", "C2"), ("referral", "a friend"),
    ("birthday_gift", "tea; sent"), ("label:stage", "A"), ("label:generation", "1970s"),
    ("label:product_need", "garden lamps"), ("label:market", "europe"),
]  # fmt: skip
LIFTED = [(subject, "-") for subject, _ in SOUND_JUDGEMENTS]


def test_a_judgements_value_is_of_the_kind_of_its_subject(either: Folder) -> None:
    either.sound("customers", "judgements")
    pairs = [*SOUND_JUDGEMENTS, *LIFTED, *WRONG_JUDGEMENTS]
    rows = either.add("judgements", *({"subject": s, "value": v} for s, v in pairs))
    wrong = rows[len(pairs) - len(WRONG_JUDGEMENTS) :]
    expected = [either.at("error", "judged_value", "judgements", row, "value") for row in wrong]
    assert either.places() == expected


def test_an_override_of_an_unknown_dimension_is_a_fault_of_the_subject(folder: Folder) -> None:
    folder.sound("customers", "judgements")
    subjects = ["label:mood", "label:", "label:Stage", "label: stage"]
    rows = folder.add("judgements", *({"subject": s, "value": "-"} for s in subjects))
    expected = [folder.at("error", "unknown_dimension", "judgements", n, "subject") for n in rows]
    assert folder.places() == expected


def test_where_a_rulebook_has_dropped_a_dimension_any_word_will_do(folder: Folder) -> None:
    folder.sound("customers", "judgements")
    folder.add("customers", {"source": "radio"})
    folder.add("judgements", {"subject": "temperament", "value": "sunny"},
               {"subject": "label:temperament", "value": "silent"})  # fmt: skip
    left = {name: codes for name, codes in CODES.items() if name not in ("source", "temperament")}
    folder.look(folder.open(vocabulary=Vocabulary(left)))
    assert [(fault.code, fault.row) for fault in folder.faults()] == [("unknown_dimension", 3)]
    assert folder.rows("customers")[-1]["source"] == "radio"


EXTRAS: list[tuple[Kind, str, list[str], list[str]]] = [
    ("number", "not_a_number", ["1", " 2.5 ", "-1e3", "", "1234567890.5"], ["ten", "1,5", "nan"]),
    ("boolean", "not_true_or_false", ["true", "FALSE", ""], ["yes", "1", "t"]),
    ("text", "", ["ten", ""], []),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "code", "sound", "wrong"), EXTRAS)
def test_a_column_that_the_rulebook_reads_is_held_to_its_kind(
    either: Folder, kind: Kind, code: str, sound: list[str], wrong: list[str]
) -> None:
    either.sound("customers")
    rows = either.add("customers", *({"score": cell, "other": "x"} for cell in [*sound, *wrong]))
    either.look(either.open(vocabulary=Vocabulary(CODES, {"score": kind, "absent": "number"})))
    expected = [either.at("error", code, "customers", n, "score") for n in rows[len(sound) :]]
    # A column that no rule reads may be a misspelt one.
    stranger = either.at("warning", "unknown_column", "customers", None, "other")
    assert either.places() == [stranger, *expected]


def test_a_column_that_the_rulebook_reads_comes_in_its_kind(either: Folder) -> None:
    either.sound("customers")
    either.add("customers", {"score": "1234567890.5"}, {"score": ""})
    either.look(either.open(vocabulary=Vocabulary(CODES, {"score": "number"})))
    read = [row.get("score") for row in either.rows("customers")]
    assert read[-2:] == [1234567890.5, None]


# ---- keys ----------------------------------------------------------------------------------------


def test_of_a_duplicate_key_the_later_rows_are_at_fault(either: Folder) -> None:
    either.sound("customers")
    either.add("customers", {"customer_id": "C2"}, {}, {"customer_id": "C1"}, {"customer_id": "C1"})
    assert either.places() == [
        either.at("error", "duplicate_key", "customers", row, "customer_id") for row in (3, 5, 6)
    ]
    assert [fault.fields for fault in either.faults()] == [
        {"value": "C2", "detail": "2"}, {"value": "C1", "detail": "1"},
        {"value": "C1", "detail": "1"},
    ]  # fmt: skip


def test_a_key_of_two_columns_is_named_with_both(either: Folder) -> None:
    either.sound("customers", "orders", "order_lines", "exchange_rates", "products")
    either.add("order_lines", {"order_id": "O1", "line": "2"}, {"order_id": "O2", "line": "1"},
               {"order_id": "O1", "line": "2.0"}, {"order_id": "O1", "line": "1"})  # fmt: skip
    either.add("exchange_rates", {"date": "2024-03-01T09:00:00Z"}, {"date": "2024-03-02"})
    assert either.places() == [
        either.at("error", "duplicate_key", "exchange_rates", 2, "date;currency"),
        either.at("error", "duplicate_key", "order_lines", 4, "order_id;line"),
        either.at("error", "duplicate_key", "order_lines", 5, "order_id;line"),
    ]


def test_an_empty_key_is_empty_and_not_a_duplicate(either: Folder) -> None:
    either.sound("customers")
    either.add("customers", {"customer_id": ""}, {"customer_id": ""})
    assert either.places() == [
        either.at("error", "empty_required", "customers", row, "customer_id") for row in (3, 4)
    ]


# ---- between tables ------------------------------------------------------------------------------


def test_every_row_points_at_a_customer(either: Folder) -> None:
    either.sound()
    expected = []
    for table in LEDGER:
        if table.needs_customer and table.name != "payments":
            (row,) = either.add(table.name, {"customer_id": "C9"})
            expected.append(either.at("error", "no_such_customer", table.name, row, "customer_id"))
    assert sorted(either.places()) == sorted(expected)


def test_an_order_line_and_a_payment_have_their_order(either: Folder) -> None:
    either.sound("customers", "orders", "order_lines", "payments", "products", "exchange_rates")
    either.add("order_lines", {"order_id": "O9"})
    either.add("payments", {"order_id": "O9"})
    assert either.places() == [
        either.at("error", "no_such_order", "order_lines", 2, "order_id"),
        either.at("error", "no_such_order", "payments", 2, "order_id"),
    ]


def test_without_an_orders_table_no_payment_has_its_order(folder: Folder) -> None:
    folder.sound("customers", "payments", "exchange_rates")
    assert folder.places() == [folder.at("error", "no_such_order", "payments", 1, "order_id")]


def test_a_payment_names_the_customer_of_its_order(either: Folder) -> None:
    either.sound("customers", "orders", "payments", "exchange_rates")
    either.add("payments", {"customer_id": "C2"}, {"customer_id": "C2", "order_id": "O2"})
    (fault,) = either.faults()
    assert fault.fields == {"value": "C2", "detail": "C1"}
    assert either.places() == [
        either.at("error", "not_the_orders_customer", "payments", 2, "customer_id")
    ]


def test_a_payment_of_a_duplicated_order_is_held_against_the_first(folder: Folder) -> None:
    folder.sound("customers", "orders", "payments", "exchange_rates")
    folder.add("orders", {"order_id": "O1", "customer_id": "C2"})
    folder.add("payments", {"customer_id": "C2"})
    assert folder.places() == [
        folder.at("error", "duplicate_key", "orders", 3, "order_id"),
        folder.at("error", "not_the_orders_customer", "payments", 2, "customer_id"),
    ]


# ---- exchange rates ------------------------------------------------------------------------------

PRICED = {
    "orders": "ordered_at",
    "payments": "due_at",
    "proformas": "issued_at",
    "quotations": "at",
    "samples": "requested_at",
    "customs_records": "arrived_at",
}


def test_a_foreign_amount_needs_a_rate_on_or_before_its_date(either: Folder) -> None:
    either.sound("customers", "products", "exchange_rates", *PRICED)
    either.add("exchange_rates", {"date": "2024-06-01", "currency": "EUR"},
               {"date": "2024-05-01", "currency": "EUR", "rate": "0"},
               {"date": "2024-05-02", "currency": "EUR", "rate": "-8"})  # fmt: skip
    expected = []
    for table, moment in PRICED.items():
        _, early, unknown, *_ = either.add(
            table,
            {"currency": "EUR", moment: "2024-06-01T00:00:00Z"},
            {"currency": "EUR", moment: "2024-05-31T23:59:59Z"},
            {"currency": "GBP"},
            {"currency": "CNY", moment: "2001-01-01"},
            {"currency": "", moment: "2001-01-01"},
        )
        expected += [
            either.at("error", "no_rate", table, row, "currency") for row in (early, unknown)
        ]
    assert sorted(either.places()) == sorted(expected)


def test_where_there_is_no_amount_no_rate_is_needed(either: Folder) -> None:
    either.sound("customers", "products", "quotations", "samples", "customs_records")
    either.put("quotations", {**SOUND["quotations"][0], "amount": "", "unit_price": ""},
               {**SOUND["quotations"][0], "quotation_id": "T2", "amount": ""})  # fmt: skip
    either.put("samples", {**SOUND["samples"][0], "fee": "", "freight": ""},
               {**SOUND["samples"][0], "sample_id": "S2", "fee": ""})  # fmt: skip
    either.put("customs_records", {**SOUND["customs_records"][0], "value": ""})
    assert either.places() == [
        either.at("error", "no_rate", "quotations", 2, "currency"),
        either.at("error", "no_rate", "samples", 2, "currency"),
    ]


def test_the_base_currency_needs_no_rate_and_then_the_yuan_does(folder: Folder) -> None:
    folder.sound("customers", "orders")
    folder.add("orders", {"currency": "CNY"}, {"currency": ""})
    rows = [fault.row for fault in folder.open("USD").faults()]
    assert rows == [3]


def test_a_rate_that_will_be_set_aside_as_a_duplicate_is_no_rate(folder: Folder) -> None:
    folder.sound("customers", "orders")
    zero = {**SOUND["exchange_rates"][0], "rate": "0"}
    folder.put("exchange_rates", zero, SOUND["exchange_rates"][0])
    assert folder.places() == [
        folder.at("error", "duplicate_key", "exchange_rates", 2, "date;currency"),
        folder.at("error", "no_rate", "orders", 1, "currency"),
    ]


# ---- warnings ------------------------------------------------------------------------------------


def test_unknown_words_are_warnings_and_read_as_empty(either: Folder) -> None:
    either.sound("customers", "interactions", "inquiries", "products")
    either.add(
        "customers", {"source": "Fair"}, {"channel_role": "shop"}, {"relationship": "friend"}
    )
    either.add("interactions", {"topics": "price; weather;;moq ;Price"}, {"topics": "weather"})
    either.add("inquiries", {"source": "radio"})
    assert either.places() == [
        either.at("warning", "unknown_code", "customers", 3, "source"),
        either.at("warning", "unknown_code", "customers", 4, "channel_role"),
        either.at("warning", "unknown_code", "customers", 5, "relationship"),
        either.at("warning", "unknown_code", "inquiries", 2, "source"),
        either.at("warning", "unknown_topic", "interactions", 2, "topics"),
        either.at("warning", "unknown_topic", "interactions", 3, "topics"),
    ]
    assert either.faults()[4].fields["value"] == "weather; Price"
    read = either.rows("customers")
    assert [row.get("source") for row in read] == ["fair", None, None, "fair", "fair"]
    assert [row.get("topics") for row in either.rows("interactions")] == ["price;moq"] * 2 + [None]


def test_a_product_that_is_not_listed_is_a_warning(either: Folder) -> None:
    either.sound("customers", "products", "orders", "order_lines", "exchange_rates", "inquiries",
                 "quotations", "samples")  # fmt: skip
    either.add("order_lines", {"order_id": "O2", "product_id": "P9"})
    either.add("inquiries", {"product_ids": "P8; P1 ;P9"}, {"product_ids": ""})
    either.add("quotations", {"product_id": "P9"})
    either.add("samples", {"product_id": "P9"}, {"product_id": ""})
    assert either.places() == [
        either.at("warning", "unknown_product", "inquiries", 2, "product_ids"),
        either.at("warning", "unknown_product", "order_lines", 2, "product_id"),
        either.at("warning", "unknown_product", "quotations", 2, "product_id"),
        either.at("warning", "unknown_product", "samples", 2, "product_id"),
    ]
    assert either.faults()[0].fields["value"] == "P8; P9"


def test_an_unknown_value_driver_is_a_warning(either: Folder) -> None:
    either.sound("customers", "answers")
    either.add("answers", *({"value": value} for value in VALUE_DRIVERS), {"value": "Comfort"},
               {"value": "-"}, {"question": "mood", "value": "fine"})  # fmt: skip
    rows = [len(VALUE_DRIVERS) + 2, len(VALUE_DRIVERS) + 3]
    assert either.places() == [
        either.at("warning", "unknown_value_driver", "answers", row, "value") for row in rows
    ]


def test_negative_amounts_and_quantities_are_allowed_and_named(either: Folder) -> None:
    either.sound("customers", "orders", "order_lines", "payments", "products", "exchange_rates")
    either.add("orders", {"amount": "-10.5"}, {"amount": "-0"})
    either.add("order_lines", {"order_id": "O2", "quantity": "-3"})
    either.add("payments", {"amount": "-10.5"})
    assert either.places() == [
        either.at("warning", "negative", "order_lines", 2, "quantity"),
        either.at("warning", "negative", "orders", 3, "amount"),
        either.at("warning", "negative", "payments", 2, "amount"),
    ]


def test_unknown_tables_and_columns_are_warnings_and_nothing_else(either: Folder) -> None:
    either.sound("customers", "contacts")
    either.put("customers", *({**row, "vip": "1", "Owner": "x"} for row in SOUND["customers"]))
    either.put("contacts", *({**row, "shoe_size": "44"} for row in SOUND["contacts"]))
    for name in ("leads.csv", "notes.txt", "orders.CSV", "stock.parquet"):
        either.write(name, "whatever")
    assert either.places() == [
        either.at("warning", "unknown_column", "contacts", None, "shoe_size"),
        either.at("warning", "column_not_kept", "customers", None, "Owner"),
        either.at("warning", "unknown_column", "customers", None, "vip"),
        ("warning", "unknown_table", "leads.csv", None, None, None),
        ("warning", "unknown_table", "orders.CSV", None, None, None),
        ("warning", "unknown_table", "stock.parquet", None, None, None),
    ]
    assert [row["vip"] for row in either.rows("customers")] == ["1", "1"]


# ---- files ---------------------------------------------------------------------------------------


def test_a_ledger_has_customers(either: Folder) -> None:
    assert either.places() == [("error", "no_customers", "customers.csv", None, None, None)]
    either.sound("contacts")
    assert either.places() == [("error", "no_customers", "customers.csv", None, None, None)]


def test_a_table_in_two_files_is_one_fault_of_the_csv(folder: Folder) -> None:
    folder.sound("customers", "contacts")
    folder.kind = "parquet"
    folder.sound("customers")
    assert folder.places() == [("error", "two_files", "customers.csv", None, None, None)]


def test_a_file_that_is_no_parquet_is_one_fault(folder: Folder) -> None:
    folder.sound("customers", "contacts")
    folder.write("orders.parquet", "order_id,customer_id")
    (folder.path / "contacts.csv").unlink()
    (folder.path / "contacts.csv").mkdir()
    assert folder.places() == [
        ("error", "unreadable_file", "contacts.csv", None, None, None),
        ("error", "unreadable_file", "orders.parquet", None, None, None),
    ]


def test_a_folder_that_is_not_there_is_said_so(folder: Folder) -> None:
    folder.path = folder.path / "nowhere"
    with pytest.raises(KehuError) as error:
        folder.open()
    assert error.value.code == "no_such_folder"


# ---- words ---------------------------------------------------------------------------------------


def test_every_fault_can_be_said_in_english_and_chinese(folder: Folder) -> None:
    folder.sound()
    for table, wrong in WRONG_CELLS.items():
        folder.add(table, *(_wrong_row(table, n, c, v) for n, (c, v, _) in enumerate(wrong)))
    folder.add("customers", {"customer_id": "C1", "source": "a|b {c}"})
    folder.add("orders", {"customer_id": "C9", "currency": "GBP"}, {"amount": "-1"})
    folder.add("payments", {"order_id": "O9"}, {"customer_id": "C2"})
    folder.add("judgements", {"subject": "label:x|y"}, {"subject": "prospects", "value": "{}"})
    folder.add("interactions", {"topics": "{topic}"})
    folder.add("answers", {"value": "fun"})
    folder.add("inquiries", {"product_ids": "P|9"})
    folder.write("leads.csv", "")
    folder.write("proformas.csv", "proforma_id,customer_id,issued_at,a|b,a|b,,Name,name\nF1,C1\n")
    folder.write("samples.csv", b'sample_id,customer_id,requested_at\nS1,C1,\xff\nS2,C1,"2024')
    folder.write("contacts.parquet", "")
    faults = folder.faults()
    told = {fault.code for fault in faults}
    assert told >= {
        "column_not_kept", "column_twice", "duplicate_key", "empty_required", "judged_value",
        "missing_column", "negative", "no_rate", "no_such_customer", "no_such_order",
        "not_a_country",
        "not_a_moment", "not_a_number", "not_a_whole_number", "not_in_list", "not_true_or_false",
        "not_the_orders_customer", "not_utf8", "open_quote", "ragged_row", "two_files",
        "unknown_code", "unknown_column", "unknown_dimension", "unknown_product", "unknown_table",
        "unknown_topic", "unknown_value_driver", "unnamed_column", "unreadable_file",
    }  # fmt: skip
    for fault in faults:
        english, chinese = fault.message("en"), fault.message("zh")
        assert english and chinese and english != chinese
        assert fault.column != "a|b" or "a|b" in english


def test_faults_come_by_file_row_and_column(folder: Folder) -> None:
    folder.sound("customers", "orders", "exchange_rates")
    folder.add("orders", {"amount": "x", "cost": "x"}, {"ordered_at": "x", "amount": "x"})
    folder.add("customers", {"country": "x"})
    rows = [(f.file.partition(".")[0], f.row, f.column) for f in folder.faults()]
    assert rows == [
        ("customers", 3, "country"), ("orders", 3, "amount"), ("orders", 3, "cost"),
        ("orders", 4, "amount"), ("orders", 4, "ordered_at"),
    ]  # fmt: skip


def test_every_sentence_has_both_languages_and_the_same_fields() -> None:
    text = files("kehu.rulebook").joinpath("sentences.yaml").read_text("utf-8")
    for code, words in YAML(typ="safe").load(text).items():
        assert set(words) == {"en", "zh"}, code
        assert _fields(words["en"]) == _fields(words["zh"]), code


def _fields(sentence: str) -> set[str]:
    return {part.partition("}")[0] for part in sentence.split("{")[1:]}
