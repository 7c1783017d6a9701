"""A condition's two readers agree: Python for one customer, Ibis on the engine for all."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from demo_folder import MOMENT
from graded_demo import Demo
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.rules.columns import NO_WORD, Words, over_columns
from kehu.engine.rules.compute import evaluate, to_ibis
from kehu.engine.rules.conditions import (
    Arithmetic,
    Both,
    Call,
    Compare,
    Comparison,
    Either,
    Literal_,
    Missing,
    Name,
    Node,
    Not,
    OneOf,
    parse_condition,
)
from kehu.engine.rules.load import default_rulebook
from kehu.engine.rules.ranks import Ranks
from kehu.engine.rules.single import ranks_around
from kehu.engine.standings import STANDINGS

# ---- random conditions over random values ------------------------------------------------------

EDGES = [-3.0, -1.0, 0.0, 0.1, 0.2, 0.1 + 0.2, 0.3, 0.5, 1.0, 2.0, 3.0, 1e6]
COLUMNS = {
    "count": "bigint",
    "money": "decimal(18,4)",
    "share": "double",
    "other": "double",
    "word": "varchar",
    "second": "varchar",
    "flag": "boolean",
    "third": "boolean",
}
MONEY = ["-3", "0", "0.1", "0.3", "2", "1000000"]
NUMBERS = st.sampled_from(["count", "money", "share", "other"]).map(Name) | st.sampled_from(
    EDGES
).map(lambda n: Literal_(Decimal(str(n))))
TEXTS = st.sampled_from(["word", "second"]).map(Name) | st.sampled_from(["a", "b", "it's"]).map(
    Literal_
)
NUMERIC = st.recursive(
    NUMBERS,
    lambda inner: (
        st.builds(Arithmetic, st.sampled_from("+-*/"), inner, inner)
        | st.builds(
            Call, st.sampled_from(["coalesce", "greatest", "least"]), st.tuples(inner, inner)
        )
        | st.builds(Call, st.just("abs"), st.tuples(inner))
    ),
    max_leaves=4,
)
TEXTUAL = TEXTS | st.builds(Call, st.just("coalesce"), st.tuples(TEXTS, TEXTS))
SIGNS = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
SAME = st.sampled_from(["=", "<>"])
NUMBER_OPTIONS = st.lists(
    st.sampled_from(EDGES).map(lambda n: Literal_(Decimal(str(n)))), min_size=1, max_size=3
).map(tuple)
TEXT_OPTIONS = st.lists(st.sampled_from(["a", "b"]).map(Literal_), min_size=1, max_size=3).map(
    tuple
)
LEAVES = (
    st.builds(Compare, SIGNS, NUMERIC, NUMERIC)
    | st.builds(Compare, SAME, TEXTUAL, TEXTUAL)
    | st.builds(OneOf, NUMERIC, NUMBER_OPTIONS)
    | st.builds(OneOf, TEXTUAL, TEXT_OPTIONS)
    | st.builds(Missing, NUMERIC | TEXTUAL)
    | st.sampled_from([Name("flag"), Name("third"), Literal_(True), Literal_(False)])
    | st.builds(
        Compare, SAME, st.just(Name("flag")), st.sampled_from([Name("third"), Literal_(True)])
    )
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(Missing, inner)
        | st.builds(Compare, SAME, inner, inner)
        | st.lists(inner, min_size=2, max_size=3).map(tuple).map(Both)
        | st.lists(inner, min_size=2, max_size=3).map(tuple).map(Either)
    ),
    max_leaves=6,
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "count": st.none() | st.integers(-3, 3),
            "money": st.none() | st.sampled_from(MONEY).map(Decimal),
            "share": st.none() | st.sampled_from(EDGES) | st.floats(-5, 5),
            "other": st.none() | st.sampled_from(EDGES) | st.floats(-5, 5),
            "word": st.none() | st.sampled_from(["a", "b", "", "it's"]),
            "second": st.none() | st.sampled_from(["a", "b"]),
            "flag": st.none() | st.booleans(),
            "third": st.none() | st.booleans(),
        }
    ),
    min_size=8,
    max_size=8,
)  # fmt: skip


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDB]:
    with DuckDB() as one:
        yield one


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(CONDITIONS, min_size=12, max_size=12), ROWS)
@example([parse_condition("(word = word) = (count = 1 / 0)")], [dict.fromkeys(COLUMNS)])
def test_both_readers_say_the_same_of_any_condition(
    engine: DuckDB, conditions: list[Node], rows: list[dict[str, Any]]
) -> None:
    columns = ", ".join(f'"{name}" {kind}' for name, kind in COLUMNS.items())
    engine.sql.execute(f'CREATE OR REPLACE TABLE given ("row" integer, {columns})')
    marks = ", ".join("?" * (len(COLUMNS) + 1))
    numbered = [(n, *(row[name] for name in COLUMNS)) for n, row in enumerate(rows)]
    engine.sql.executemany(f"INSERT INTO given VALUES ({marks})", numbered)
    table = engine.ibis.table("given")
    known = {name: table[name] for name in COLUMNS}
    asked = {f"c{n}": to_ibis(node, known) for n, node in enumerate(conditions)}
    found = engine.batches(table.mutate(**asked).order_by("row")).read_all().to_pylist()
    for row, told in zip(rows, found, strict=True):
        for n, node in enumerate(conditions):
            assert told[f"c{n}"] == evaluate(node, row), (node, row)


WORDS = ["a", "b", "", "it's"]


def as_columns(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The rows as columns in memory: floats, and positions of words."""
    columns: dict[str, Any] = {}
    for name, kind in COLUMNS.items():
        values = [row[name] for row in rows]
        if kind == "varchar":
            at = np.array([NO_WORD if one is None else WORDS.index(one) for one in values])
            columns[name] = Words(at, lambda word: WORDS.index(word) if word in WORDS else None)
        else:
            columns[name] = np.array([np.nan if one is None else float(one) for one in values])
    return columns


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(CONDITIONS, min_size=12, max_size=12), ROWS)
def test_the_reader_of_columns_says_the_same_of_any_condition(
    conditions: list[Node], rows: list[dict[str, Any]]
) -> None:
    columns = as_columns(rows)
    for node in conditions:
        with np.errstate(all="ignore"):
            found = over_columns(node, columns, len(rows))
        told = [None if np.isnan(one) else bool(one) for one in found]
        assert told == [evaluate(node, row) for row in rows], node


def test_a_word_that_no_customer_has_is_no_unknown_one() -> None:
    columns = as_columns([{**dict.fromkeys(COLUMNS), "word": word} for word in ("a", None)])
    for condition, told in (
        ("word = 'z'", [0, 9]),
        ("word <> 'z'", [1, 9]),
        ("word in ('z', 'a')", [1, 9]),
    ):
        found = over_columns(parse_condition(condition), columns, 2)
        assert np.nan_to_num(found, nan=9).tolist() == told


@pytest.mark.parametrize("sign", ["=", "<>", ">="])
def test_nothing_compares_with_what_is_never_known(engine: DuckDB, sign: Comparison) -> None:
    engine.sql.execute("CREATE OR REPLACE TABLE given AS SELECT NULL::DOUBLE AS share")
    table = engine.ibis.table("given")
    zero = Literal_(Decimal(0))
    node = Compare(sign, Name("share"), Arithmetic("/", zero, zero))
    told = engine.batches(table.mutate(met=to_ibis(node, {"share": table.share}))).read_all()
    assert told.to_pylist() == [{"share": None, "met": None}]


def test_a_share_that_is_exactly_the_cut_is_on_its_good_side() -> None:
    values = {"share": 0.1 + 0.2, "other": 0.3}
    for condition in ("share <= 0.3", "share >= 0.3", "share <= other", "other >= share"):
        assert evaluate(parse_condition(condition), values) is True
    for condition in ("share > 0.3", "share < 0.3"):
        assert evaluate(parse_condition(condition), values) is False


# ---- the demo ledger ---------------------------------------------------------------------------


def test_one_customer_is_labelled_as_all_are(demo: Demo) -> None:
    assert len(demo.measures) >= 300
    for customer in demo.measures:
        for name, one in demo.explained(customer).items():
            row = demo.labels[customer, name]
            assert (one.label, one.rule) == (row["label"], row["rule"]), (customer, name)
            assert one.score == pytest.approx(row["score"], abs=1e-6), (customer, name)


def test_every_customer_has_one_label_in_every_dimension(demo: Demo) -> None:
    wanted = {
        (customer, name) for customer in demo.measures for name in default_rulebook().dimensions
    }
    assert demo.labels.keys() == wanted
    assert all(row["label"] for row in demo.labels.values())


def test_the_demo_ledger_has_most_labels_so_that_these_tests_see_them(demo: Demo) -> None:
    seen = {(name, row["rule"]) for (_, name), row in demo.labels.items()}
    every = {(d.name, one.code) for d in default_rulebook().dimensions.values() for one in d.labels}
    assert len(every - seen) < 0.25 * len(every), sorted(every - seen)
    assert any(rule == "override" for _, rule in seen)


def test_ranks_of_one_are_its_standings_among_all(demo: Demo) -> None:
    rows = [demo.measures[customer] for customer in sorted(demo.measures)]
    purchases = np.array([float(row["purchases_12m"]) for row in rows])
    profits = np.array([float(row["profit_12m"]) for row in rows])
    assert len(set(purchases[purchases > 0])) < (purchases > 0).sum(), "there are ties"
    usual = _usual(rows)
    buying = ranks_around(demo.ledger, MOMENT, default_rulebook().settings, "").buying
    for place, row in enumerate(rows):
        others = np.arange(len(rows)) != place
        before = np.arange(len(rows))[others] < place
        ranks = Ranks.of(purchases[others], profits[others], before, usual, buying)
        _agree(ranks.stand(_floats(row)), row)


def _usual(rows: list[dict[str, Any]]) -> float:
    sized = next(row for row in rows if row["order_size_ratio"])
    return float(sized["median_order_amount"]) / float(sized["order_size_ratio"])


def _floats(row: dict[str, Any]) -> dict[str, Any]:
    return {name: float(v) if isinstance(v, Decimal) else v for name, v in row.items()}


def _agree(stood: dict[str, Any], row: dict[str, Any]) -> None:
    for name in STANDINGS:
        close = pytest.approx(row[name], rel=1e-9, abs=1e-11) if row[name] is not None else None
        assert stood[name] == close, (row["customer_id"], name)


def test_ranks_read_around_a_customer_are_its_standings_too(demo: Demo) -> None:
    settings_ = default_rulebook().settings
    ties = [one for one in sorted(demo.measures) if one[0] in "AZ"]
    for customer in (*ties[:1], *ties[-1:], ties[0][1:]):
        row = demo.measures[customer]
        ranks = ranks_around(demo.ledger, MOMENT, settings_, customer)
        _agree(ranks.stand(_floats(row)), row)
