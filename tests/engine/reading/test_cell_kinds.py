"""How a cell becomes a value: moments, money, booleans, countries, lists; CSV and Parquet alike."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pyarrow as pa
import pytest
from folders import Folder

TEN_THIRTY = datetime(2026, 9, 1, 10, 30)
MOMENTS = {
    "2026-09-01": datetime(2026, 9, 1),
    "20260901": datetime(2026, 9, 1),
    "2026-09-01T10": datetime(2026, 9, 1, 10),
    "2026-09-01T10:30": TEN_THIRTY,
    "2026-09-01 10:30": TEN_THIRTY,
    "2026-09-01T10:30:00": TEN_THIRTY,
    "2026-09-01 10:30:00": TEN_THIRTY,
    "20260901T103000": TEN_THIRTY,
    "20260901T1030Z": TEN_THIRTY,
    "2026-09-01T10:30Z": TEN_THIRTY,
    "2026-09-01t10:30:00z": TEN_THIRTY,
    " 2026-09-01T10:30:00 ": TEN_THIRTY,
    "2026-09-01T10:30:00.25Z": TEN_THIRTY + timedelta(microseconds=250_000),
    "2026-09-01T10:30:00,250": TEN_THIRTY + timedelta(microseconds=250_000),
    "2026-09-01T10:30:00.123456789Z": TEN_THIRTY + timedelta(microseconds=123_456),
    "2026-09-01T10:30:00+08:00": TEN_THIRTY - timedelta(hours=8),
    "2026-09-01T10:30:00 +08:00": TEN_THIRTY - timedelta(hours=8),
    "2026-09-01T10:30:00+0800": TEN_THIRTY - timedelta(hours=8),
    "2026-09-01T10:30+08": TEN_THIRTY - timedelta(hours=8),
    "20260901T103000+0530": TEN_THIRTY - timedelta(hours=5, minutes=30),
    "2026-09-01T10+14:00": TEN_THIRTY - timedelta(hours=14, minutes=30),
    "2026-09-01T10:30:00-03:30": TEN_THIRTY + timedelta(hours=3, minutes=30),
    "2026-09-01T10:30:00-00:00": TEN_THIRTY,
    "2026-09-01T24:00:00": datetime(2026, 9, 2),
    "2024-02-29": datetime(2024, 2, 29),
    "0001-01-01": datetime(1, 1, 1),
    "9999-12-31": datetime(9999, 12, 31),
}
NO_MOMENTS = [
    "2026-9-1",
    "2026-09",
    "26-09-01",
    "2026/09/01",
    "2026-09-01T",
    "2026-09-01T1030:",
    "2026-09-01T10:61",
    "2026-09-01T10:30:61",
    "2025-02-29",
    "2026-00-10",
    "0000-01-01",
    "2026-09-01T10:30 CET",
    "2026-09-01T10:30:00+8",
    "2026-09-01Z",
    "1725148800",
    "45536",
    "now",
    "today",
    "infinity",
    "2026-09-01 (est.)",
    "２０２６-09-01",
]


def cells(folder: Folder, table: str, column: str) -> list[object]:
    return [row.get(column) for row in folder.rows(table)]


def wrong_rows(folder: Folder) -> list[int | None]:
    return [fault.row for fault in folder.faults() if fault.severity == "error"]


def test_every_iso_8601_form_is_read_in_utc(either: Folder) -> None:
    either.sound("customers")
    either.put(
        "customers",
        *(
            {"customer_id": f"C{n:02}", "name": "x", "created_at": text}
            for n, text in enumerate(MOMENTS)
        ),
    )
    assert either.faults() == []
    assert dict(zip(MOMENTS, cells(either, "customers", "created_at"), strict=True)) == MOMENTS


def test_what_is_no_iso_8601_moment_is_a_fault(either: Folder) -> None:
    either.put(
        "customers",
        *(
            {"customer_id": f"C{n:02}", "name": "x", "created_at": text}
            for n, text in enumerate(NO_MOMENTS)
        ),
    )
    assert wrong_rows(either) == list(range(1, len(NO_MOMENTS) + 1))


def test_a_rates_date_is_the_utc_day(either: Folder) -> None:
    either.sound("customers")
    either.put(
        "exchange_rates", {"date": "2024-03-01T01:00:00+08:00", "currency": "USD", "rate": "7.25"}
    )
    (read,) = either.rows("exchange_rates")
    assert read == {"date": date(2024, 2, 29), "currency": "USD", "rate": Decimal("7.25")}


NUMBERS = {
    "12500.50": "12500.5",
    "+5": "5",
    "-0.5": "-0.5",
    ".5": "0.5",
    "5.": "5",
    "1e3": "1000",
    "1.5E-2": "0.015",
    " 7 ": "7",
    "0.00005": "0.0001",
    "99999999999999.9999": "99999999999999.9999",
}
NO_NUMBERS = [
    "1,5",
    "1 000",
    "0x10",
    "1_000",
    "5 EUR",
    "¥5",
    "inf",
    "--5",
    "1e",
    ".",
    "１２",
    "(5)",
    "100000000000000",
]


def test_money_is_exact_to_four_decimals(either: Folder) -> None:
    either.put(
        "customers",
        *(
            {"customer_id": f"C{n:02}", "name": "x", "annual_turnover": text}
            for n, text in enumerate(NUMBERS)
        ),
    )
    assert either.faults() == []
    assert cells(either, "customers", "annual_turnover") == [Decimal(v) for v in NUMBERS.values()]


def test_what_is_no_number_is_a_fault(either: Folder) -> None:
    either.put(
        "customers",
        *(
            {"customer_id": f"C{n:02}", "name": "x", "annual_turnover": text}
            for n, text in enumerate(NO_NUMBERS)
        ),
    )
    assert wrong_rows(either) == list(range(1, len(NO_NUMBERS) + 1))


def test_a_whole_number_may_be_written_as_a_spreadsheet_does(either: Folder) -> None:
    either.put(
        "customers",
        *(
            {"customer_id": c, "name": "x", "employees": n}
            for c, n in zip("abcd", ["12", "12.0", " 12 ", "1.2e1"], strict=True)
        ),
    )
    assert either.faults() == []
    assert cells(either, "customers", "employees") == [12] * 4


def test_booleans_and_countries_are_read_in_any_case(either: Folder) -> None:
    words = {"true": True, "TRUE": True, "False": False, "fAlSe": False, " true ": True}
    places = ["de", "De", "DE", " cn", "xk"]
    either.put(
        "customers",
        *(
            {"customer_id": f"C{n}", "name": "x", "is_member": word, "country": place}
            for n, (word, place) in enumerate(zip(words, places, strict=True))
        ),
    )
    assert [(fault.row, fault.column) for fault in either.faults()] == [(5, "country")]
    assert cells(either, "customers", "is_member") == list(words.values())
    assert cells(either, "customers", "country") == ["DE", "DE", "DE", "CN", None]


def test_lists_are_trimmed_and_lose_their_empty_entries(either: Folder) -> None:
    either.sound("customers", "products")
    either.add("products", {"product_id": "P 2"})
    either.put(
        "inquiries",
        *(
            {"inquiry_id": f"Q{n}", "customer_id": "C1", "at": "2024-01-01", "product_ids": text}
            for n, text in enumerate(["P1;P 2", " P1 ; ;P 2; ", ";", " ", "P1"])
        ),
    )
    assert either.faults() == []
    assert cells(either, "inquiries", "product_ids") == ["P1;P 2", "P1;P 2", None, None, "P1"]


def test_empty_is_null_whether_quoted_or_not(folder: Folder) -> None:
    folder.write("customers.csv", 'customer_id,name,city,employees\nC1,a,"",""\nC2,b,,\n')
    assert folder.faults() == []
    assert folder.rows("customers") == [
        {"customer_id": "C1", "name": "a", "customer": 1},
        {"customer_id": "C2", "name": "b", "customer": 2},
    ]


# ---- Parquet's own kinds -------------------------------------------------------------------------


def customers(folder: Folder, **columns: object) -> None:
    count = len(next(iter(columns.values())))  # type: ignore[arg-type]
    own = {"customer_id": [f"C{n}" for n in range(count)], "name": ["x"] * count}
    folder.write_parquet("customers", {**own, **columns})


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_naive_parquet_moments_are_utc_and_zoned_ones_are_turned(folder: Folder, unit: str) -> None:
    beijing = timezone(timedelta(hours=8))
    customers(
        folder,
        created_at=pa.array([TEN_THIRTY, None], pa.timestamp(unit)),
        blacklisted_at=pa.array(
            [TEN_THIRTY.replace(tzinfo=beijing), TEN_THIRTY.replace(tzinfo=UTC)],
            pa.timestamp(unit, "Asia/Shanghai"),
        ),
    )
    assert folder.faults() == []
    assert cells(folder, "customers", "created_at") == [TEN_THIRTY, None]
    assert cells(folder, "customers", "blacklisted_at") == [
        TEN_THIRTY - timedelta(hours=8),
        TEN_THIRTY,
    ]


def test_parquet_dates_and_doubles_and_integers_are_read(folder: Folder) -> None:
    customers(
        folder,
        created_at=[date(2026, 9, 1), None],
        annual_turnover=[0.1 + 0.2, 12500.55],
        employees=[12.0, None],
        industry_rank=pa.array([3, 4], pa.uint16()),
        is_member=[True, False],
    )
    assert folder.faults() == []
    first, second = folder.rows("customers")
    assert first["created_at"] == datetime(2026, 9, 1)
    assert (first["annual_turnover"], second["annual_turnover"]) == (
        Decimal("0.3"),
        Decimal("12500.55"),
    )
    assert (first["employees"], first["industry_rank"], first["is_member"]) == (12, 3, True)
    assert "employees" not in second and second["is_member"] is False


@pytest.mark.parametrize(
    "kind",
    [
        pa.int64(),
        pa.float32(),
        pa.decimal128(30, 8),
        pa.decimal128(18, 4),
        pa.string(),
        pa.large_string(),
        pa.binary(),
        pa.dictionary(pa.int32(), pa.string()),
    ],
)
def test_money_may_stand_in_any_kind_of_number_or_text(folder: Folder, kind: pa.DataType) -> None:
    values = [b"12500", None] if kind == pa.binary() else pa.array(["12500", None]).cast(kind)
    if kind == pa.float32():
        values = pa.array([12500.1, None], kind)
    customers(folder, annual_turnover=values)
    assert folder.faults() == []
    expected = Decimal("12500.1") if kind == pa.float32() else Decimal(12500)
    assert cells(folder, "customers", "annual_turnover") == [expected, None]


def test_integer_ids_are_the_same_ids_as_their_digits(folder: Folder) -> None:
    folder.write_parquet("customers", {"customer_id": [12, 7], "name": ["a", "b"]})
    folder.write("contacts.csv", "contact_id,customer_id\nK1,7\nK2,12\nK3,8\n")
    assert [(fault.code, fault.row) for fault in folder.faults()] == [("no_such_customer", 3)]
    assert cells(folder, "customers", "customer_id") == ["12", "7"]


def test_a_column_of_nulls_is_empty_whatever_its_kind(folder: Folder) -> None:
    empty = pa.nulls(2)
    customers(
        folder,
        country=empty,
        created_at=empty,
        source=empty,
        employees=empty,
        annual_turnover=empty,
        is_member=empty,
    )
    assert folder.faults() == []
    folder.write_parquet("customers", {"customer_id": empty, "name": ["a", "b"]})
    assert [(f.code, f.row, f.column) for f in folder.faults()] == [
        ("empty_required", 1, "customer_id"),
        ("empty_required", 2, "customer_id"),
    ]


@pytest.mark.parametrize(
    "values",
    [
        [5.5],
        [[1]],
        [{"a": 1}],
        pa.array([2**63], pa.uint64()),
        [float("nan")],
        [1e30],
        [float("inf")],
    ],
    ids=["half", "list", "struct", "huge", "nan", "1e30", "inf"],
)
def test_a_wrong_physical_kind_is_a_fault_of_each_row_and_no_crash(
    folder: Folder, values: object
) -> None:
    columns = ["country", "created_at", "employees", "is_member"]
    customers(folder, **dict.fromkeys(columns, values))
    assert [fault.column for fault in folder.faults()] == columns


def test_dates_booleans_and_ones_are_no_money_and_one_is_no_boolean(folder: Folder) -> None:
    for values in ([date(2026, 9, 1)], [True], [TEN_THIRTY], [[1]]):
        customers(folder, annual_turnover=values, industry_rank=values)
        assert [f.code for f in folder.faults()] == ["not_a_number", "not_a_whole_number"]
    customers(folder, is_member=[1, 0, None])
    assert wrong_rows(folder) == [1, 2]


def test_text_dates_in_parquet_are_read_as_in_csv(folder: Folder) -> None:
    customers(folder, created_at=["2026-09-01T10:30:00+08:00", "", "soon"])
    assert wrong_rows(folder) == [3]
    assert cells(folder, "customers", "created_at") == [TEN_THIRTY - timedelta(hours=8), None, None]


def test_lists_of_parquet_are_lists(folder: Folder) -> None:
    folder.sound("customers")
    folder.write_parquet(
        "interactions",
        {
            "interaction_id": ["I1", "I2", "I3"],
            "customer_id": ["C1"] * 3,
            "at": [TEN_THIRTY] * 3,
            "direction": ["in"] * 3,
            "channel": ["email"] * 3,
            "topics": [["price", "moq"], [], ["weather"]],
        },
    )
    assert [(fault.code, fault.row) for fault in folder.faults()] == [("unknown_topic", 3)]
    assert cells(folder, "interactions", "topics") == ["price;moq", None, None]


def test_judged_values_may_stand_in_a_column_of_numbers_or_dates(folder: Folder) -> None:
    folder.sound("customers")
    for subject, values in (
        ("prospects", [0, 100, 101]),
        ("prospects", [0.5, 99.5, -0.5]),
        ("order_time", [True]),
    ):
        count = len(values)
        folder.write_parquet(
            "judgements",
            {
                "judgement_id": [f"J{n}" for n in range(count)],
                "customer_id": ["C1"] * count,
                "at": [TEN_THIRTY] * count,
                "subject": [subject] * count,
                "value": values,
            },
        )
        assert wrong_rows(folder) == [count]
    folder.write_parquet(
        "judgements",
        {
            "judgement_id": ["J"],
            "customer_id": ["C1"],
            "at": [TEN_THIRTY],
            "subject": ["order_time"],
            "value": [date(2026, 9, 1)],
        },
    )
    assert folder.faults() == []


def test_answers_in_numbers_are_read(folder: Folder) -> None:
    folder.sound("customers")
    folder.write_parquet(
        "answers",
        {
            "answer_id": [1, 2],
            "customer_id": ["C1"] * 2,
            "at": ["2024-01-01"] * 2,
            "question": ["stars", "value_driver"],
            "value": [5, 4],
        },
    )
    assert [(fault.code, fault.row) for fault in folder.faults()] == [("unknown_value_driver", 2)]


def test_a_parquet_text_that_is_not_utf8_makes_the_file_unreadable(folder: Folder) -> None:
    folder.sound("contacts")
    customers(folder, name=pa.array([b"\xffa"]).view(pa.string()))
    assert [(fault.code, fault.file) for fault in folder.faults()] == [
        ("unreadable_file", "customers.parquet")
    ]
