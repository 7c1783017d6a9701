"""Tables about places, companies and domains: what their columns are, and their rows by key."""

from pathlib import Path

import pytest
from sheet_files import text_file

from kehu.errors import KehuError
from kehu.matching.reference.keys import keys_of_customer
from kehu.matching.reference.plan import Found, Plan, checked, found_in, guessed
from kehu.matching.reference.reading import read_rows

NOBODY = {"name": "", "country": "", "province": "", "city": "", "postcode": "", "website": ""}


def proposal(tmp_path: Path, rows: list[list[object]]) -> Found:
    tmp_path.mkdir(exist_ok=True)
    path = tmp_path / "t.csv"
    text_file(path, rows)
    return found_in(path, tmp_path / "sheets", "t.csv")


@pytest.mark.parametrize(
    ("headings", "row", "kind", "country"),
    [
        (["Country", "Index"], ["Spain", "98.2"], "country", None),
        (["国家", "城市", "线级"], ["西班牙", "巴伦西亚", "2"], "city", "国家"),
        (["Postcode", "Country", "Index"], ["46003", "ES", "104"], "postcode", "Country"),
        (["邮编前缀", "购买力指数"], ["46", "104"], "postcode", None),
        (["Province", "Country", "GDP"], ["Valencia", "ES", "1"], "region", "Country"),
        (["Domain", "Country", "Rank"], ["a.es", "ES", "1"], "domain", None),
        (["Entity name", "Country", "Listed"], ["Acme Ltd", "GB", "yes"], "company", "Country"),
    ],
)
def test_the_most_telling_column_is_the_key(
    tmp_path: Path, headings: list[object], row: list[object], kind: str, country: str | None
) -> None:
    plan = guessed(proposal(tmp_path, [headings, row, row]))
    assert (plan.kind, plan.country) == (kind, country)
    assert Plan.from_json(plan.as_json()) == plan


def test_columns_are_numbers_yes_or_no_or_text_and_have_names_for_rules(tmp_path: Path) -> None:
    found = proposal(tmp_path, [
        ["Country", "Purchasing power", "Embargo?", "Note", "购买力", "%"],
        ["ES", "98,5", "no", "old", "1.2", "5"], ["FR", "101,25", "yes", "", "1.3", "6"],
    ])  # fmt: skip
    plan = guessed(found)
    assert [(one.name, one.kind) for one in plan.values] == [
        ("purchasing_power", "number"), ("embargo", "yes or no"), ("note", "text"),
        ("goumaili", "number"), ("column_6", "number"),
    ]  # fmt: skip
    rows = read_rows(found, plan).by_key
    assert rows["ES"]["Purchasing power"] == 98.5 and rows["FR"]["Embargo?"] is True
    assert "Note" not in rows["FR"]


def test_rows_that_cannot_be_used_are_told_and_left_out(tmp_path: Path) -> None:
    found = proposal(tmp_path, [
        ["Country", "Index"], ["ES", "1"], ["Atlantis", "2"], ["", "3"], ["FR", "many"],
        ["DE", "4"], ["Germany", "5"], ["西班牙", "1"], *[["IT", "6"]] * 2,
        *[[c, "7"] for c in ("PT", "NL", "BE", "PL", "SE", "NO", "FI", "DK", "AT", "CH")],
    ])  # fmt: skip
    rows = read_rows(found, guessed(found))
    assert rows.by_key["ES"] == {"Index": 1.0} and rows.by_key["FR"] == {}
    assert "DE" not in rows.by_key and rows.by_key["IT"] == {"Index": 6.0}
    told = [(one.line, one.code) for one in rows.faults]
    assert told == [(3, "names_no_country"), (4, "no_key"), (5, "not_an_amount"),
                    (7, "said_two_ways")]  # fmt: skip


def test_a_postcode_is_met_by_its_longest_beginning() -> None:
    keys = keys_of_customer("postcode", {**NOBODY, "country": "ES", "postcode": "46-003"})
    assert keys[:4] == ["ES|46003", "|46003", "ES|4600", "|4600"] and keys[-1] == "|46"


@pytest.mark.parametrize(
    ("kind", "customer", "key"),
    [
        ("city", {"city": "München", "country": "DE"}, "DE|munich"),
        ("company", {"name": "ALMARAZ JARDIN, S.L.", "country": "ES"}, "|almarazjardin"),
        ("domain", {"website": "www.shop.almaraz.co.uk/x"}, "almaraz.co.uk"),
        ("region", {"province": "广东省"}, "|guangdong"),
        ("country", {"country": "ES"}, "ES"),
    ],
)
def test_a_customer_is_met_whatever_the_spelling(
    kind: str, customer: dict[str, str], key: str
) -> None:
    assert key in keys_of_customer(kind, {**NOBODY, **customer})
    assert keys_of_customer(kind, NOBODY) == []


def test_a_table_without_key_or_values_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KehuError, match="no column names a country"):
        guessed(proposal(tmp_path / "a", [["Colour", "Index"], ["red", "1"]]))
    with pytest.raises(KehuError, match="no column with values"):
        guessed(proposal(tmp_path / "b", [["Country", "City"], ["ES", "Valencia"]]))


@pytest.mark.parametrize(("name", "says"), [("Power", "small letters"), ("orders", "already")])
def test_a_name_that_rules_cannot_read_is_refused(tmp_path: Path, name: str, says: str) -> None:
    plan = guessed(proposal(tmp_path, [["Country", "Index"], ["ES", "1"]]))
    told = plan.as_json() | {"values": [["Index", name, "number"]]}
    with pytest.raises(KehuError, match=says):
        checked(Plan.from_json(told), {"orders": "Kehu"})
