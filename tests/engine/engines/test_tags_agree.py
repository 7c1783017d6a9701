"""DuckDB and Spark put the same tags on every customer."""

from pathlib import Path

from portrayed import tagged
from scene import T
from tag_cases import CASES, write_cases

from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.folder import LedgerFolder
from kehu.engine.backends.spark import Spark, spark_ledger
from kehu.engine.portraits.load import PortraitReader
from kehu.engine.rules.load import default_rulebook
from kehu.engine.rules.rules_reader import read_rules
from kehu.engine.rules.vocabulary import vocabulary_of


def test_tags_are_the_same_rows_on_both_engines(spark: Spark, tmp_path: Path) -> None:
    portrait = read_rules(PortraitReader, default_rulebook())
    with DuckDB() as duckdb:
        vocabulary = vocabulary_of(default_rulebook())
        folder = LedgerFolder(duckdb, write_cases(tmp_path / "ledger"), "CNY", vocabulary)
        folder.check()
        here = tagged(folder.ledger(), T, portrait)
        there = tagged(spark_ledger(folder, spark), T, portrait)
    assert len(here[0]) > len(CASES) / 2
    assert here == there
