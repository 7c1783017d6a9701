"""Names that look like something else to a program: quotes, SQL, patterns, other scripts."""

from pathlib import Path

import pytest
from folders import SOUND, Folder

from kehu.engine.backends.duckdb import DuckDB

KEYS = [
    "O'Brien",
    'the "best"',
    "a;b",
    "x'); DROP TABLE faults; --",
    "客户 1",
    "a,b",
    "%",
    "{}",
    "\\",
    "a|b",
]


def test_keys_may_hold_quotes_semicolons_and_sql(either: Folder) -> None:
    either.put("customers", *({"customer_id": key, "name": key} for key in KEYS))
    orders = [{"order_id": key, "customer_id": key, "ordered_at": "2024-01-01", "amount": "1"}
              for key in KEYS]  # fmt: skip
    either.put("orders", *orders)
    either.put("order_lines", *({"order_id": key, "line": "1", "product_id": key, "quantity": "1",
                                 "unit_price": "1"} for key in [*KEYS, KEYS[3]]))  # fmt: skip
    either.put("products", *({"product_id": key, "name": key, "category": key} for key in KEYS))
    (fault,) = either.faults()
    assert (fault.row, fault.fields["value"]) == (len(KEYS) + 1, f"{KEYS[3]};1")
    assert [row["customer_id"] for row in either.rows("customers")] == sorted(KEYS)


def test_one_customer_of_any_name_can_be_looked_at(folder: Folder) -> None:
    folder.put("customers", *({"customer_id": key, "name": key} for key in KEYS))
    for key in KEYS:
        folder.look(folder.open())
        folder.reading().restrict_to(key)
        assert folder.keys("customers") == [key]


@pytest.mark.parametrize(
    "name", ["it's 客户", 'the "best"', "old [2024] *x?", "name=acme", "a;b", "%20", "-- x"]
)
def test_a_folder_may_have_any_name(engine: DuckDB, tmp_path: Path, name: str) -> None:
    for kind in ("csv", "parquet"):
        path = tmp_path / kind / name
        path.mkdir(parents=True)
        folder = Folder(engine, path)
        folder.kind = kind
        folder.sound("customers")
        assert folder.faults() == []
        assert [row["name"] for row in folder.rows("customers")] == ["Acme", "Béla"]


def test_a_folder_is_not_mistaken_for_another_that_fits_it_as_a_pattern(
    engine: DuckDB, tmp_path: Path
) -> None:
    for name in ("a[b]", "ab"):
        (tmp_path / name).mkdir()
        Folder(engine, tmp_path / name).write("customers.csv", f"customer_id,name\nC1,{name}\n")
    (row,) = Folder(engine, tmp_path / "a[b]").rows("customers")
    assert row["name"] == "a[b]"


def test_columns_may_have_any_name_and_are_kept(either: Folder) -> None:
    odd = ['say "hi"', "it's", "a|b", "客户级别", "select", "c0", "a b", "1st", "_x"]
    either.put(
        "customers", *({**row, **{name: f"{name}!" for name in odd}} for row in SOUND["customers"])
    )
    faults = either.faults()
    assert {(fault.code, fault.column) for fault in faults} == {
        ("unknown_column", name) for name in odd
    }
    assert all(fault.fields == {"column": fault.column} for fault in faults)
    for row in either.rows("customers"):
        assert {name: row[name] for name in odd} == {name: f"{name}!" for name in odd}
    assert set(either.ledger().extra_columns) == set(odd)


def test_columns_that_cannot_be_told_from_ours_are_told_and_not_kept(either: Folder) -> None:
    odd = ["Name", "customer", "_row", "_LINE", "City"]
    either.put("customers", *({**dict.fromkeys(odd, "!"), **row} for row in SOUND["customers"]))
    faults = either.faults()
    assert sorted((fault.code, fault.column) for fault in faults) == sorted(
        ("column_not_kept", name) for name in odd
    )
    assert [row["name"] for row in either.rows("customers")] == ["Acme", "Béla"]
    assert [row["customer"] for row in either.rows("customers")] == [1, 2]
    assert either.ledger().extra_columns == ()


def test_two_readings_of_one_engine_see_each_the_files_of_their_time(folder: Folder) -> None:
    for name in ("first", "second, which is longer"):
        folder.write("customers.csv", f'customer_id,name\nC1,"{name}"\n')
        assert folder.rows("customers")[0]["name"] == name
