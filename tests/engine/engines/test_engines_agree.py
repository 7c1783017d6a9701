"""DuckDB and Spark say the same of every ledger, to the last digit."""

from collections.abc import Callable, Iterator
from functools import cache

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from both_engines import LEDGERS, MEASURED, Both, as_csv, graded_by_both

from kehu.engine.backends.spark import Spark
from kehu.engine.measures import MEASURES
from kehu.engine.standings import STANDINGS

Grade = Callable[[str], Both]


@pytest.fixture(scope="module")
def grade(spark: Spark, tmp_path_factory: pytest.TempPathFactory) -> Grade:
    """Grades a ledger by its name, once."""
    return cache(lambda name: graded_by_both(name, spark, tmp_path_factory.mktemp(name)))


@pytest.fixture(scope="module", params=LEDGERS)
def both(request: pytest.FixtureRequest, grade: Grade) -> Both:
    """A ledger, graded by both engines."""
    return grade(request.param)


@pytest.fixture(scope="module", params=MEASURED)
def measured(request: pytest.FixtureRequest, grade: Grade) -> Both:
    """A ledger, graded and measured by both engines."""
    return grade(request.param)


def test_some_customers_are_graded(both: Both) -> None:
    assert both.duckdb.labels.num_rows > 31 * 30


@pytest.mark.parametrize("name", [*MEASURES, *STANDINGS])
def test_a_measure_is_the_same_number_on_both_engines(measured: Both, name: str) -> None:
    assert list(_unlike(measured.duckdb.measures, measured.spark.measures, name)) == []


def _unlike(left: pa.Table, right: pa.Table, name: str) -> Iterator[tuple[object, ...]]:
    """Customers of whom the two say different things, with both."""
    assert left["customer_id"].to_pylist() == right["customer_id"].to_pylist()
    assert left[name].type == right[name].type
    for row, other in zip(
        left.select(["customer_id", name]).to_pylist(), right[name].to_pylist(), strict=True
    ):
        if row[name] != other:
            yield row["customer_id"], row[name], other


def test_measures_are_the_same_file_on_both_engines(measured: Both) -> None:
    assert as_csv(measured.duckdb.measures) == as_csv(measured.spark.measures)


def test_labels_are_the_same_file_on_both_engines(both: Both) -> None:
    assert as_csv(both.duckdb.labels) == as_csv(both.spark.labels)


def test_labels_in_parquet_are_one_file_of_the_same_columns_and_rows(both: Both) -> None:
    duckdb, spark = (pq.read_table(rows.parquet) for rows in (both.duckdb, both.spark))
    # DuckDB's texts are dictionaries in the file, which is Parquet's affair and no other type.
    assert [str(one.type) for one in spark.schema] == ["string"] * 4 + ["double"]
    assert spark.schema.names == duckdb.schema.names
    assert as_csv(spark) == as_csv(duckdb)
