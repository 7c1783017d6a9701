"""What portraits read of a ledger is the same on DuckDB and on Spark."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from both_engines import rulebook

from kehu.demo import write_ledger
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.folder import LedgerFolder
from kehu.engine.backends.spark import Spark, spark_ledger
from kehu.engine.ledger import Known, Ledger, Settings
from kehu.engine.portraits.alike.facets import FacetsReader
from kehu.engine.portraits.alike.likeness import Likeness
from kehu.engine.portraits.alike.of_ledger import everybody
from kehu.engine.portraits.baskets.figures import default_figures
from kehu.engine.portraits.baskets.frequent import frequent_sets
from kehu.engine.portraits.baskets.orders import By, read_baskets
from kehu.engine.portraits.load import PortraitReader
from kehu.engine.rules.rules_reader import read_rules
from kehu.engine.rules.vocabulary import vocabulary_of

T = datetime(2026, 10, 31, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Two:
    """One ledger on both engines."""

    duckdb: Ledger
    spark: Ledger

    def say_the_same(self, of: Callable[[Ledger], Any]) -> Any:
        said = of(self.duckdb)
        assert said == of(self.spark)
        return said


@pytest.fixture(scope="module")
def two(spark: Spark, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder: Path = tmp_path_factory.mktemp("portraits") / "ledger"
    write_ledger(folder, customers=200)
    with DuckDB() as duckdb:
        checked = LedgerFolder(duckdb, folder, "CNY", vocabulary_of(rulebook()))
        checked.check()
        yield Two(checked.ledger(), spark_ledger(checked, spark))


@pytest.mark.parametrize("by", ["product", "category"])
def test_sets_and_their_counts_are_the_same(two: Two, by: By) -> None:
    def said(ledger: Ledger) -> Any:
        baskets = read_baskets(Known(ledger, T, Settings()), default_figures(), by)
        sets = frequent_sets(baskets, 3).by_size
        return (
            baskets.items,
            baskets.orders,
            [(s.members.tolist(), s.orders.tolist()) for s in sets],
        )

    items, orders, sets = two.say_the_same(said)
    assert len(items) > 5 and orders > 300 and len(sets[1][1]) > 5


def test_look_alikes_are_the_same(two: Two) -> None:
    def said(ledger: Ledger) -> Any:
        facets = read_rules(FacetsReader, rulebook())
        listed = everybody(ledger, T, rulebook(), facets, read_rules(PortraitReader, rulebook()))
        alike = Likeness(listed.traits, facets).most_alike(3, 50)
        return listed.customer_ids, listed.names, alike

    customers, _, alike = two.say_the_same(said)
    assert len(customers) > 150 and len(alike) == 50
