"""A company's file lies over the default: what it says goes, the rest stays."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from companies import Company
from ledgers_of_rows import explained, labels_of, write_tables

from kehu.engine.rules.compute import evaluate
from kehu.engine.rules.load import default_rulebook
from kehu.engine.rules.rulebook import Dimension, Rulebook


def codes(book: Rulebook, dimension: str) -> list[str]:
    return [label.code for label in book.dimensions[dimension].labels]


def wins(dimension: Dimension, **values: object) -> str:
    """The code of the first label whose condition holds."""
    return next(
        label.code
        for label in dimension.labels
        if label.node is None or evaluate(label.node, values)
    )


def test_a_threshold_is_changed_in_place(company: Company) -> None:
    book = company.proved(
        "dimensions: {sales_tier: {labels: {vip: {when: purchases_share_before < 0.3}}}}"
    )
    tier = book.dimensions["sales_tier"]
    assert codes(book, "sales_tier") == ["vip", "important", "ordinary", "none"]
    assert wins(tier, purchases_share_before=0.29, purchases_12m=1) == "vip"
    assert wins(tier, purchases_share_before=0.31, purchases_12m=1) == "important"
    default = default_rulebook().dimensions["sales_tier"]
    assert wins(default, purchases_share_before=0.31, purchases_12m=1) == "vip"


def test_what_is_not_said_is_kept(company: Company) -> None:
    book, default = company.proved("settings: {late_after_days: 9}"), default_rulebook()
    assert book.settings.late_after_days == 9
    assert book.settings.activity_half_life_days == default.settings.activity_half_life_days
    assert book.dimensions == default.dimensions
    assert book.terms == default.terms


def test_words_alone_can_be_changed(company: Company) -> None:
    book = company.proved("dimensions: {stage: {labels: {A: {title: {zh: 已成交客户}}}}}")
    label = book.dimensions["stage"].label("A")
    assert label is not None
    assert label.title == {"en": "Won", "zh": "已成交客户"}
    assert label.node == default_rulebook().dimensions["stage"].labels[0].node


def test_changed_labels_keep_the_order_of_the_default(company: Company) -> None:
    book = company.proved(
        """\
dimensions:
  loyalty:
    labels:
      new: {when: days_since_first_order <= 90}
      potential: {title: {en: Not yet}}
"""
    )
    assert codes(book, "loyalty") == codes(default_rulebook(), "loyalty")


def test_with_a_new_code_the_list_is_the_companys_and_so_is_its_order(company: Company) -> None:
    book = company.proved(
        """\
dimensions:
  spend_class:
    lift: [none, ordinary, silver, gold, vip]
    labels:
      vip: {}
      gold: {title: {en: Gold, zh: 金卡}, when: purchases_12m >= 400000}
      silver: {}
      ordinary: {}
      none: {}
"""
    )
    assert codes(book, "spend_class") == ["vip", "gold", "silver", "ordinary", "none"]
    default = default_rulebook().dimensions["spend_class"]
    kept = [label for label in book.dimensions["spend_class"].labels if label.code != "gold"]
    assert [(one.code, one.node) for one in kept] == [(o.code, o.node) for o in default.labels]


def test_a_new_code_in_the_wrong_order_is_proved_wrong(company: Company) -> None:
    faults = company.faults(
        """\
dimensions:
  spend_class:
    lift: [none, ordinary]
    labels:
      ordinary: {}
      gold: {title: {en: Gold, zh: 金卡}, when: purchases_12m >= 400000}
      none: {}
"""
    )
    assert [(fault.code, fault.line) for fault in faults] == [("unreachable", 6)]


def test_a_code_left_out_of_a_new_list_is_gone_and_the_ladder_must_know(company: Company) -> None:
    faults = company.faults(
        """\
dimensions:
  spend_class:
    labels:
      gold: {title: {en: Gold, zh: 金卡}, when: purchases_12m >= 400000}
      ordinary: {}
      none: {}
"""
    )
    assert {fault.code for fault in faults} == {"lift_code"}
    assert {fault.fields["code"] for fault in faults} == {"vip", "silver"}


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("dimensions: {generation: null}", "generation"),
        ("dimensions: {membership: ~}", "membership"),
    ],
)
def test_null_takes_a_dimension_away(company: Company, text: str, gone: str) -> None:
    book = company.proved(text)
    assert book.dimensions.keys() == default_rulebook().dimensions.keys() - {gone}


def test_null_takes_a_label_and_a_ladder_away(company: Company) -> None:
    book = company.proved("dimensions: {loyalty: {lift: null, labels: {new: null}}}")
    assert codes(book, "loyalty") == ["potential", "loyal", "existing"]
    assert book.dimensions["loyalty"].lift == ()


def test_a_dimension_that_others_read_cannot_just_go(company: Company) -> None:
    faults = company.faults("dimensions: {relational_type: null}")
    assert {fault.code for fault in faults} == {"unknown_measure"}
    assert {fault.fields["name"] for fault in faults} == {"relational_type"}


def test_a_condition_takes_the_place_of_countries_and_back(company: Company) -> None:
    whole = "dimensions: {market: {labels: {cis: {when: country is null}}}}"
    faults = company.faults(whole)
    assert {fault.code for fault in faults} == {"country_nowhere"}
    assert "RU" in faults[0].fields["countries"]
    again = "dimensions: {membership: {labels: {member: {countries: [DE]}}}}"
    assert {fault.code for fault in company.faults(again)} == {"country_nowhere"}


def test_weights_take_the_place_of_a_measure_and_back(company: Company) -> None:
    weighted = company.proved(
        "dimensions: {activity_index: {score: {weights: {activity_points: 60, prospects: 40}}}}"
    )
    assert weighted.dimensions["activity_index"].score is not None
    assert weighted.dimensions["activity_index"].score.weights == {
        "activity_points": 60.0,
        "prospects": 40.0,
    }
    single = company.proved("dimensions: {weighted_score: {score: {measure: credit_part}}}")
    assert single.dimensions["weighted_score"].score is not None
    assert single.dimensions["weighted_score"].score.weights == {"credit_part": 100.0}


def test_a_term_is_changed_wherever_it_is_used(company: Company) -> None:
    book = company.proved("terms: {won: {when: won_orders >= 3}}")
    for name in ("stage", "deal_stars"):
        dimension = book.dimensions[name]
        values = dict.fromkeys(dimension.reads, 0) | {"won_orders": 2, "need": None}
        best = dimension.labels[0].code
        assert wins(dimension, **values) != best
        assert wins(dimension, **{**values, "won_orders": 3}) == best


# ---- on a real ledger --------------------------------------------------------------------------

FIVE_STARS = """\
dimensions:
  deal_stars:
    lift: ["0", none, "1", "2", "3", "4", "5"]
    labels:
      "5": {title: {en: Reordered, zh: 已返单}, when: won and order_days >= 2}
      "4": {}
      "0": {}
      "3": {}
      "2": {}
      "1": {}
      none: {}
columns:
  credit limit: number
  信用等级: text
  vetted: yes or no
  industry: text
dimensions_of_ours: null
"""
CREDIT = """\
  credit:
    source: own
    title: {en: Credit, zh: 信用}
    about: {en: a, zh: a}
    labels:
      safe: {title: {en: a, zh: a}, when: '"credit limit" >= 5000 and vetted'}
      rated: {title: {en: a, zh: a}, when: 信用等级 = '甲'}
      toys: {title: {en: a, zh: a}, when: industry = 'toys'}
      unlimited: {title: {en: a, zh: a}, when: '"credit limit" is not null'}
      open: {title: {en: a, zh: a}}
"""
TEXT = FIVE_STARS.replace("dimensions_of_ours: null\n", "").replace("columns:", CREDIT + "columns:")
CUSTOMERS = [
    {"customer_id": "once", "credit limit": "5000", "vetted": "true"},
    {"customer_id": "twice", "credit limit": "9000", "vetted": "no", "信用等级": "甲"},
    {"customer_id": "same day", "credit limit": "", "industry": "toys", "stage": "their own"},
    {"customer_id": "refused", "credit limit": "lots", "orders": "99"},
    {"customer_id": "silent", "credit limit": "1", "score": "A", "stage__rule": "x"},
]
ORDERS = [("once", 5), ("twice", 40), ("twice", 5), ("same day", 5), ("same day", 5)]


def company_ledger(folder: Path, kind: str) -> Path:
    """Five customers with columns of the company's own, some of them named as ours are."""
    columns = {name: "" for customer in CUSTOMERS for name in customer}
    rows = [{**columns, "name": "Ace", **customer} for customer in CUSTOMERS]
    judged = [
        {"judgement_id": "1", "customer_id": "refused", "subject": "need", "value": "no_need"},
        {"judgement_id": "2", "customer_id": "silent", "subject": "label:deal_stars", "value": "5"},
    ]
    write_tables(folder, kind, customers=rows, judgements=judged, orders=ORDERS)
    return folder


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_five_stars_and_columns_of_ones_own_are_an_edit_of_a_file_alone(
    company: Company, tmp_path: Path, kind: str
) -> None:
    book, folder = company.proved(TEXT), company_ledger(tmp_path, kind)
    labels = labels_of(folder, book)
    assert {one: labels[one]["deal_stars"] for one in labels} == {
        "once": "4",
        "twice": "5",
        "same day": "4",
        "refused": "0",
        "silent": "5",
    }
    assert {one: labels[one]["credit"] for one in labels} == {
        "once": "safe",
        "twice": "rated",
        "same day": "toys",
        "refused": "open",
        "silent": "unlimited",
    }
    for customer in ("twice", "silent") if kind == "csv" else ():
        told = explained(folder, book, customer)
        assert {name: one.label for name, one in told.items()} == labels[customer]


def test_an_override_that_the_rulebook_does_not_know_does_not_count(tmp_path: Path) -> None:
    book, folder = default_rulebook(), company_ledger(tmp_path, "csv")
    known = {"deal_stars": ("5",)}
    assert explained(folder, book, "silent", known)["deal_stars"].label == "none"


def test_a_column_of_numbers_is_read_as_such_and_one_that_is_not_there_as_empty(
    company: Company, tmp_path: Path
) -> None:
    table = {"customer_id": ["a", "b"], "name": ["A", "B"], "credit": [10, None]}
    pq.write_table(pa.table(table), tmp_path / "customers.parquet")
    book = company.proved(
        """\
columns: {credit: number, never_seen: text}
dimensions:
  membership: {labels: {member: {when: credit >= 10 and never_seen is null}}}
"""
    )
    labels = labels_of(tmp_path, book)
    assert labels["a"]["membership"] == "member"
    assert labels["b"]["membership"] == "non_member"
