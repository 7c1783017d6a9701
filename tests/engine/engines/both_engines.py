"""Ledgers of many kinds, and each of them graded on DuckDB and on Spark."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pytest
from random_ledgers import write_random_ledger

from kehu.demo import write_ledger
from kehu.engine.backends import Engine
from kehu.engine.backends.checking import DimensionCodes, Vocabulary
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.folder import LedgerFolder
from kehu.engine.backends.spark import Spark, spark_ledger
from kehu.engine.ledger import Ledger
from kehu.engine.rules.labelling import label_rows, measure_rows
from kehu.engine.rules.load import load_rulebook
from kehu.engine.rules.rulebook import Rulebook
from kehu.matching.online_retail import import_online_retail

RETAIL = Path(__file__).resolve().parents[4] / "shared" / "data" / "online_retail_ii.parquet"


@dataclass(frozen=True)
class Rows:
    """What one engine says of a ledger: labels, also as a Parquet file, and measures if asked."""

    labels: pa.Table
    parquet: Path
    measures: pa.Table | None


@dataclass(frozen=True)
class Both:
    """What both engines say of one ledger."""

    duckdb: Rows
    spark: Rows


def demo(folder: Path) -> tuple[datetime, str]:
    write_ledger(folder, customers=300)
    return datetime(2026, 10, 31, 12, tzinfo=UTC), "CNY"


def retail(folder: Path) -> tuple[datetime, str]:
    if not RETAIL.exists():
        pytest.skip(f"there is no shared/data/{RETAIL.name}")
    import_online_retail(RETAIL, folder)
    return datetime(2011, 12, 10, tzinfo=UTC), "GBP"


def random_parquet(folder: Path) -> tuple[datetime, str]:
    return write_random_ledger(folder, seed=1, customers=120), "CNY"


def random_csv(folder: Path) -> tuple[datetime, str]:
    return write_random_ledger(folder, seed=2, customers=120, format="csv"), "CNY"


LEDGERS: dict[str, Callable[[Path], tuple[datetime, str]]] = {
    one.__name__: one for one in (demo, random_parquet, random_csv, retail)
}
# The random one stands on the edges of all measures and the retailer's sums are long; of the others
# labels are enough, since measuring costs as much again.
MEASURED = ("random_parquet", "retail")


@cache
def rulebook() -> Rulebook:
    return load_rulebook(None)


def graded_by_both(name: str, spark: Spark, out: Path) -> Both:
    """Write one of LEDGERS, which must be free of errors, and grade it on both engines."""
    moment, base = LEDGERS[name](out / "ledger")
    codes = {n: DimensionCodes(d.codes, d.pattern) for n, d in rulebook().dimensions.items()}
    with DuckDB() as duckdb:
        checked = LedgerFolder(duckdb, out / "ledger", base, Vocabulary(codes))
        checked.check()
        errors = list(checked.errors())
        assert not errors, errors
        return Both(
            _rows(name, duckdb, checked.ledger(), moment, out / "duckdb.parquet"),
            _rows(name, spark, spark_ledger(checked, spark), moment, out / "spark.parquet"),
        )


def _rows(name: str, engine: Engine, ledger: Ledger, moment: datetime, parquet: Path) -> Rows:
    labels = label_rows(ledger, moment, rulebook())
    engine.save_parquet(labels, parquet)
    # Read before measures are asked for: computing those replaces the tables behind the labels.
    said = engine.batches(labels).read_all()
    if name not in MEASURED:
        return Rows(said, parquet, None)
    measures = engine.batches(measure_rows(ledger, moment, rulebook())).read_all()
    return Rows(said, parquet, measures)


def as_csv(rows: pa.Table) -> bytes:
    """The bytes of a CSV of the rows, in their order."""
    written = BytesIO()
    pyarrow.csv.write_csv(rows, written)
    return written.getvalue()
