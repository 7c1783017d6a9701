"""Traits of a whole ledger: what is known of whom, counted a second time in SQL."""

import duckdb
import numpy as np
import pytest
from demo_folder import demo_folder

from kehu.engine.portraits.facts import Facts
from kehu.engine.portraits.portrait import WORDS, Portrait
from kehu.engine.portraits.traits import ManyValues, OneValue
from kehu.engine.rules.load import default_rulebook

AT = "TIMESTAMP '2026-11-01'"


def test_all_labels_tags_words_and_categories_are_there(demo: Facts, portrait: Portrait) -> None:
    wanted = [*default_rulebook().dimensions, *WORDS, *portrait.tags, "category"]
    assert [kind.name for kind in demo.kinds] == wanted


def test_labels_are_those_of_the_grading_and_unknown_is_no_value(demo: Facts) -> None:
    for name in ("market", "stage", "product_need"):
        kind = demo.kind(name)
        assert isinstance(kind, OneValue) and "unknown" not in kind.values
        said = [kind.values[at] if at >= 0 else "unknown" for at in kind.at]
        assert said == demo.values[name].to_pylist()


def test_categories_are_those_of_orders_that_count(
    demo: Facts, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = demo_folder(tmp_path_factory.getbasetemp(), 900)
    bought = duckdb.sql(f"""
        SELECT DISTINCT o.customer_id, p.category FROM '{folder}/order_lines.parquet' l
        JOIN '{folder}/orders.parquet' o USING (order_id)
        JOIN '{folder}/products.parquet' p USING (product_id)
        WHERE o.ordered_at <= {AT} AND (o.cancelled_at IS NULL OR o.cancelled_at > {AT})
    """).fetchall()
    kind = demo.kind("category")
    ids = demo.values["customer_id"].to_pylist()
    held = {
        (ids[row], kind.values[n]) for row, n in zip(*np.nonzero(kind.matrix()[0]), strict=True)
    }
    assert held == {*bought}
    assert {ids[row] for row in np.flatnonzero(kind.matrix()[1])} == {one for one, _ in bought}


def test_who_wrote_and_named_no_certificate_lacks_it_and_who_never_wrote_does_not(
    demo: Facts, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = demo_folder(tmp_path_factory.getbasetemp(), 900)
    wrote = duckdb.sql(f"""
        SELECT DISTINCT customer_id FROM '{folder}/interactions.parquet'
        WHERE direction = 'in' AND text IS NOT NULL AND "at" <= {AT}
    """).fetchall()
    kind = demo.kind("certificates")
    assert isinstance(kind, ManyValues)
    ids = demo.values["customer_id"].to_pylist()
    assert {ids[row] for row in np.flatnonzero(kind.known)} == {one for (one,) in wrote}
