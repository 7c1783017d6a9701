"""Which rows are the same company or person, and which only look like it."""

import json
import random

import pyarrow as pa
import pytest
from duplicate_rows import OTHERS, are_one, found_in, table

from benchmarks.companies import companies
from kehu.errors import KehuError
from kehu.matching.duplicates.finding import find_duplicates
from kehu.matching.duplicates.judging import judge
from kehu.matching.duplicates.model import Model

HUAQIANG = {
    "company": "Shenzhen Huaqiang Electronics Co., Ltd.", "email": "sales@huaqiang.cn",
    "phone": "+86 755 8320 1234", "city": "Shenzhen", "country": "China",
}  # fmt: skip


@pytest.fixture(scope="module")
def listed():
    return companies(1500, 77)


@pytest.fixture(scope="module")
def found(listed):
    return find_duplicates(listed, without=frozenset({"entity"}))


def test_same_company_in_two_scripts_and_two_ways_to_dial_is_one():
    other = {"company": "深圳市华强电子有限公司", "phone": "0755-83201234", "city": "深圳"}
    assert are_one(HUAQIANG, other)


def test_typo_in_the_name_and_the_same_mailbox_are_one():
    assert are_one(HUAQIANG, HUAQIANG | {"company": "Shenzhen Huaqiagn Electronic", "phone": ""})


def test_branch_of_a_company_is_of_its_group_and_not_the_same():
    branch = {
        "company": "Shenzhen Huaqiang Electronics Co., Ltd. Shanghai Branch", "city": "Shanghai",
        "email": "shanghai@huaqiang.cn", "phone": "+86 21 6655 4321", "country": "China",
    }  # fmt: skip
    found = found_in(HUAQIANG, branch)
    assert found.cluster[0] != found.cluster[1]
    kinds = {(p["id_l"], p["id_r"]): p["kind"] for p in found.pairs.to_pylist()}
    assert kinds[0, 1] == "group"


def test_sister_company_abroad_with_the_same_web_address_is_of_the_group():
    bosch = {"company": "Robo Tools GmbH", "website": "robotools.com", "city": "Stuttgart",
             "country": "Germany"}  # fmt: skip
    sister = {"company": "Robo Tools Ltda", "website": "www.robotools.com", "city": "Campinas",
              "country": "Brazil"}  # fmt: skip
    found = found_in(bosch, sister)
    assert found.cluster[0] != found.cluster[1]
    assert found.pairs.to_pylist()[0]["kind"] == "group"


def test_two_mailboxes_of_one_free_provider_make_nobody_the_same():
    one = {"company": "Sunrise Toys", "email": "anna@gmail.com", "country": "UK"}
    assert not are_one(
        one, {"company": "Harbour Steel", "email": "peter@gmail.com", "country": "UK"}
    )


def test_telephone_of_a_forwarding_agent_makes_nobody_the_same():
    names = ("Sunrise Toys", "Harbour Steel", "Maple Furniture", "Orchid Foods", "Zenith Optics")
    rows = [{"company": name, "phone": "+852 2345 6789", "country": "HK"} for name in names]
    assert len(set(found_in(*rows).cluster.to_pylist()[:5])) == 5


def test_like_names_in_one_city_with_other_trades_are_two():
    one = {"company": "Golden Star Trading Ltd", "city": "Leeds", "country": "UK",
           "phone": "+44 113 496 0001"}  # fmt: skip
    other = one | {"company": "Golden Star Furniture Ltd", "phone": "+44 113 496 7788"}
    assert not are_one(one, other)


def test_two_tax_numbers_keep_two_rows_apart_whatever_links_them():
    first = HUAQIANG | {"tax_number": "91440300MA5A1B2C3D"}
    last = HUAQIANG | {"tax_number": "91310000XY7Z8W9V0U"}
    between = HUAQIANG
    clusters = found_in(first, between, last).cluster.to_pylist()
    assert clusters[0] != clusters[2]
    assert clusters[1] in (clusters[0], clusters[2])


def test_person_with_given_name_and_surname_exchanged_is_one():
    headers = ("given_name", "surname", "date_of_birth", "suburb")
    people = [
        ("harley", "mccarthy", "19080419", "marsden"),
        ("mccarthy", "harley", "19080419", "marsden"),
        ("isla", "mason", "19081128", "granville"),
        ("joel", "nguyen", "19560409", "cleveland"),
        ("ruby", "white", "19711130", "dapto"),
    ]
    columns = dict(zip(headers, zip(*people, strict=True), strict=True))
    clusters = find_duplicates(pa.table(columns)).cluster.to_pylist()
    assert clusters[0] == clusters[1]
    assert len(set(clusters)) == 4


def test_list_of_fifty_rows_is_judged_by_what_ships():
    listed = companies(50, 5)
    found = find_duplicates(listed, without=frozenset({"entity"}))
    judged = judge(found.cluster.to_pylist(), listed["entity"].to_pylist())
    assert judged.precision >= 0.95
    assert judged.recall >= 0.8


def test_longer_list_is_right_nearly_always(listed, found):
    judged = judge(found.cluster.to_pylist(), listed["entity"].to_pylist())
    assert judged.precision >= 0.97
    assert judged.recall >= 0.9


def test_order_of_the_rows_changes_nothing(listed, found):
    order = list(range(len(listed)))
    random.Random(3).shuffle(order)
    again = find_duplicates(listed.take(order), without=frozenset({"entity"}))
    partition = judge(again.cluster.to_pylist(), found.cluster.take(order).to_pylist())
    assert (partition.precision, partition.recall) == (1.0, 1.0)
    assert again.probability.to_pylist() == found.probability.take(order).to_pylist()


def test_column_left_out_is_not_looked_at(listed, found):
    without = find_duplicates(listed.drop_columns("entity"))
    assert without.cluster.equals(found.cluster)
    assert "entity" not in {header for some in found.columns.by_role.values() for header in some}


def test_pairs_say_what_agrees_and_what_it_weighs():
    other = {"company": "Shenzhen Huaqiang Electronics", "email": "sales@huaqiang.cn",
             "phone": "+86 755 1111 2222", "country": "China"}  # fmt: skip
    pair = found_in(HUAQIANG, other).pairs.to_pylist()[0]
    assert (pair["id_l"], pair["id_r"]) == (0, 1)
    assert pair["name_agreement"] == "agrees" and pair["name_weight"] > 0
    assert pair["phone_agreement"] == "differs" and pair["phone_weight"] < 0
    assert pair["city_agreement"] == "missing" and pair["city_weight"] == 0


def test_cluster_numbers_count_from_one_and_lone_rows_have_no_probability():
    found = found_in(HUAQIANG, HUAQIANG)
    assert found.cluster.to_pylist() == [1, 1, *range(2, 2 + len(OTHERS))]
    assert found.probability.to_pylist()[2:] == [None] * len(OTHERS)
    assert found.probability[0].as_py() > 0.99


def test_trained_model_is_kept_as_json_and_gives_the_same_again(listed, found):
    kept = Model.from_dict(json.loads(json.dumps(found.model.as_dict())))
    again = find_duplicates(listed, without=frozenset({"entity"}), model=kept)
    assert again.cluster.equals(found.cluster)


def test_model_of_another_version_is_refused():
    model = {"fields": {"name": {"same": [0.9, 0.1]}}, "probability": 0.1}
    with pytest.raises(KehuError) as raised:
        Model.from_dict(model)
    assert raised.value.code == "model_of_other_levels"


@pytest.mark.parametrize("threshold", [-0.1, 1.01])
def test_threshold_is_a_probability(threshold):
    with pytest.raises(KehuError) as raised:
        find_duplicates(table(HUAQIANG), threshold)
    assert raised.value.code == "threshold_outside"


def test_table_without_rows_is_refused():
    with pytest.raises(KehuError) as raised:
        find_duplicates(table().slice(0, 0))
    assert raised.value.code == "table_without_rows"


def test_one_row_is_one_cluster():
    one = pa.table({"company": ["Acme Ltd"], "city": ["Leeds"]})
    assert find_duplicates(one).cluster.to_pylist() == [1]
