"""`kehu basket`: rows of sets and rules, in one order, of the orders known at a moment."""

import csv
from pathlib import Path

from running import AS_OF, Kehu

COLUMNS = [
    "products", "size", "orders", "support", "bought", "also", "bought_names", "also_name",
    "orders_bought", "orders_also", "confidence", "lift", "leverage", "shrunken_lift", "p_value",
    "q_value",
]  # fmt: skip


def test_every_set_has_a_row_for_each_of_its_products(kehu: Kehu, ledger: Path) -> None:
    rows = kehu("basket", ledger, *AS_OF, "--min-support", "0.01").rows
    assert [*rows[0]] == COLUMNS
    assert {row["size"] for row in rows} == {2, 3}
    sets = {}
    for row in rows:
        assert row["products"] == ";".join(sorted([*row["bought"].split(";"), row["also"]]))
        sets.setdefault(row["products"], []).append(row["also"])
    assert all(";".join(also) == products for products, also in sets.items())


def test_rows_stand_in_one_order(kehu: Kehu, ledger: Path) -> None:
    rows = kehu("basket", ledger, *AS_OF, "--min-support", "0.01").rows
    keys = [(-row["orders"], row["products"], row["also"]) for row in rows]
    assert keys == sorted(set(keys))


def test_products_are_named_and_categories_name_themselves(kehu: Kehu, ledger: Path) -> None:
    first = kehu("basket", ledger, *AS_OF, "--min-support", "0.01").rows[0]
    assert first["also"].startswith("P0") and not first["also_name"].startswith("P0")
    one = kehu("basket", ledger, *AS_OF, "--min-support", "0.01", "--by", "category").rows[0]
    assert one["also_name"] == one["also"] and one["also"][0].isalpha()


def test_sets_are_no_larger_and_no_rarer_than_asked(kehu: Kehu, ledger: Path) -> None:
    rows = kehu("basket", ledger, *AS_OF, "--min-support", "0.02", "--largest", "2").rows
    assert {row["size"] for row in rows} == {2}
    assert min(row["support"] for row in rows) >= 0.02
    assert min(row["orders"] for row in kehu("basket", ledger, *AS_OF).rows) >= 5


def test_orders_after_the_moment_are_in_no_basket(kehu: Kehu, ledger: Path) -> None:
    assert kehu("basket", ledger, "--as-of", "2000-01-01").rows == []


def test_a_file_holds_what_is_printed(kehu: Kehu, ledger: Path) -> None:
    printed = kehu("basket", ledger, *AS_OF).rows
    assert kehu("basket", ledger, *AS_OF, "--out", "sets.csv").code == 0
    with Path("sets.csv").open(encoding="utf-8") as file:
        written = [*csv.DictReader(file)]
    assert [row["products"] for row in written] == [row["products"] for row in printed]


def test_a_share_is_above_0_and_up_to_1(kehu: Kehu, ledger: Path) -> None:
    for share in ("0", "1.5", "few"):
        answer = kehu("basket", ledger, "--min-support", share)
        assert answer.code == 2 and "--min-support" in answer.err
