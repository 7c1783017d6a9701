"""`kehu portrait`: rows and sentences, and what is told where it cannot answer."""

import csv
from pathlib import Path

import pytest
from running import AS_OF, Kehu


def test_what_a_group_has_in_common_is_told_in_rows(kehu: Kehu, ledger: Path) -> None:
    answer = kehu("portrait", ledger, *AS_OF, "--where", "channel_role = 'project'")
    assert answer.code == 0
    assert list(answer.rows[0]) == [
        "kind", "value", "count", "size", "count_elsewhere", "size_elsewhere", "share",
        "share_elsewhere", "lift", "shrunken_lift", "p_value", "q_value", "significant", "sentence",
    ]  # fmt: skip
    assert not {"channel_role", "trade_position"} & {row["kind"] for row in answer.rows}
    sizes = {row["size"] for row in answer.rows if row["kind"] == "stage"}
    assert sizes and all(row["sentence"].startswith(f"Of {max(sizes)} ") for row in answer.rows)


def test_rows_are_written_as_csv_in_chinese(kehu: Kehu, ledger: Path, tmp_path: Path) -> None:
    where = "orders >= 1 and certificates <> 'saso'"
    done = kehu("portrait", ledger, *AS_OF, "--where", where, "--lang", "zh", "--out", "p.csv")
    assert done.code == 0
    with (tmp_path / "p.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(
        row["sentence"].startswith("符合“订单数 ≥ 1 且 要求的认证 ≠ SASO”的客户共") for row in rows
    )
    assert not {row["kind"] for row in rows} & {"certificates", "order_size", "status"}


def test_a_group_known_only_by_its_country_speaks_too(kehu: Kehu, ledger: Path) -> None:
    answer = kehu("portrait", ledger, *AS_OF, "--where", "country <> 'US'")
    assert answer.code == 0
    assert not {"country", "market"} & {row["kind"] for row in answer.rows}


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("markt = 'europe'", "nearest name: market"),
        ("orders >", "cannot be read"),
        ("market = 'mars'", "It has north_america"),
        ("certificates is null", "such as certificates = 'ce'"),
        ("orders > 100000", "No customer meets orders > 100000"),
        ("orders >= 0", "nobody left to compare with"),
    ],
)
def test_a_condition_that_cannot_be_used_is_wrong_usage(
    kehu: Kehu, ledger: Path, where: str, said: str
) -> None:
    answer = kehu("portrait", ledger, *AS_OF, "--where", where)
    assert answer.code == 2
    assert said in answer.err and answer.out == ""
    told = kehu("portrait", ledger, *AS_OF, "--where", where, "--json-errors").faults
    assert len(told) == 1 and said in told[0]["message"]


def test_all_that_is_wrong_with_a_condition_is_told(kehu: Kehu, ledger: Path) -> None:
    answer = kehu("portrait", ledger, *AS_OF, "--where", "oders > 1 and markt = 'x'")
    assert "oders" in answer.err and "markt" in answer.err


def test_without_a_condition_there_is_no_group(kehu: Kehu, ledger: Path) -> None:
    assert kehu("portrait", ledger, *AS_OF).code == 2
