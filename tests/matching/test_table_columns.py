"""Which column of a table is taken for what."""

import pyarrow as pa
import pytest

from kehu.errors import KehuError
from kehu.matching.duplicates.columns import recognised


def roles(**columns: list[str | None]) -> dict[str, tuple[str, ...]]:
    return recognised(pa.table(columns)).by_role


TWO_NAMES = ["Acme Ltd", "Bravo GmbH"]


@pytest.mark.parametrize(
    ("header", "cells", "role"),
    [
        ("E-mail Address", ["a@b.de", "c@d.fr"], "email"),
        ("邮箱", ["a@b.de", "c@d.fr"], "email"),
        ("Tel.", ["+49 30 1234567", "030 7654321"], "phone"),
        ("联系电话", ["0755-12345678", "021-87654321"], "phone"),
        ("Homepage", ["acme.com", "bravo.de"], "website"),
        ("国家/地区", ["德国", "法国"], "country"),
        ("Postal Code", ["20095", "80331"], "postcode"),
        ("suburb", ["dapto", "marsden"], "city"),
        ("VAT No", ["DE123456789", "FR987654321"], "tax_number"),
        ("统一社会信用代码", ["91440300MA5A1B2C3D", "91310000XY7Z8W9V0U"], "tax_number"),
        ("street_number", ["6", "12"], "street_number"),
        ("Contact Person", ["Anna Bell", "Peter Crow"], "person"),
    ],
)
def test_header_says_what_a_column_is(header, cells, role):
    assert roles(**{"company": TWO_NAMES, header: cells})[role] == (header,)


@pytest.mark.parametrize(
    ("cells", "role"),
    [
        (["a@b.de", "c@d.fr"], "email"),
        (["https://acme.com/", "www.bravo.de"], "website"),
        (["+49 (30) 1234-567", "+33 1 23 45 67 89"], "phone"),
        (["Germany", "法国"], "country"),
    ],
)
def test_content_says_it_where_the_header_does_not(cells, role):
    assert roles(company=TWO_NAMES, F7=cells)[role] == ("F7",)


def test_names_of_companies_are_known_by_their_legal_forms():
    assert roles(F1=TWO_NAMES)["company"] == ("F1",)


def test_columns_of_people_are_known():
    told = roles(
        rec_id=["r1", "r2"], given_name=["ann", "bob"], surname=["bell", "crow"],
        date_of_birth=["19081128", "19560409"], soc_sec_id=["6988048", "7364009"],
    )  # fmt: skip
    assert {*told} == {"given_name", "surname", "birth_date", "national_id"}


def test_number_of_the_list_itself_tells_nothing():
    columns = recognised(pa.table({"customer_id": ["1", "2"], "name": TWO_NAMES}))
    assert columns.by_role == {"company": ("name",)}
    assert columns.ignored == ("customer_id",)


def test_column_of_one_value_is_ignored():
    assert "country" not in roles(company=TWO_NAMES, country=["Germany", "Germany"])


def test_column_of_lists_is_ignored():
    table = pa.table({"company": TWO_NAMES, "email": [["a@b.de"], []]})
    assert recognised(table).ignored == ("email",)


def test_column_headed_email_without_addresses_is_no_email():
    assert "email" not in roles(company=TWO_NAMES, email=["yes", "no"])


def test_several_columns_of_telephones_are_all_taken():
    told = roles(company=TWO_NAMES, tel=["030 1234567", "1"], mobile=["0171 1234567", "2"])
    assert told["phone"] == ("tel", "mobile")


def test_table_with_nothing_to_match_by_is_refused():
    with pytest.raises(KehuError) as raised:
        roles(colour=["red", "blue"], size=["1", "2"])
    assert raised.value.code == "no_column_to_match"
    assert "colour" in raised.value.message("zh")
