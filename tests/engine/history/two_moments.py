"""A ledger graded at two moments, and the moves between them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ibis.expr.types import Table
from scene import Scene, T, ago, day

from kehu.engine.backends.checking import DimensionCodes, Vocabulary
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.folder import LedgerFolder
from kehu.engine.history import Snapshot, counted, moved, snapshot, with_reasons
from kehu.engine.ledger import Ledger
from kehu.engine.rules.load import default_rulebook
from kehu.engine.rules.rulebook import Rulebook
from kehu.engine.rules.words import Words
from kehu.words import Lang

EARLIER = T - timedelta(days=60)
Row = dict[str, Any]


@dataclass(frozen=True)
class Moved:
    """Two snapshots of one ledger and what moved between them."""

    ledger: Ledger
    before: Snapshot
    after: Snapshot
    moves: Table
    book: Rulebook

    def rows(self, table: Table) -> list[Row]:
        found: list[Row] = self.ledger.engine.batches(table).read_all().to_pylist()
        return found

    def labels(self, shot: Snapshot) -> dict[tuple[str, str], str]:
        return {(r["customer_id"], r["dimension"]): r["label"] for r in self.rows(shot.labels)}

    def reasons(self, lang: Lang = "en") -> list[Row]:
        words = Words(self.book, lang, "CNY")
        return list(with_reasons(self.ledger, self.moves, self.before, self.after, words))

    def of(self, customer: str, lang: Lang = "en") -> dict[str, tuple[str, str, str]]:
        """By dimension: from, to and reason."""
        mine = [row for row in self.reasons(lang) if row["customer_id"] == customer]
        return {row["dimension"]: (row["from"], row["to"], row["reason"]) for row in mine}

    def matrix(self, by: list[str]) -> list[Row]:
        return counted(self.ledger, self.moves, by)


def opened(engine: DuckDB, folder: Path, book: Rulebook) -> Ledger:
    codes = {name: DimensionCodes(d.codes, d.pattern) for name, d in book.dimensions.items()}
    ledger = LedgerFolder(engine, folder, "CNY", Vocabulary(codes))
    ledger.check()
    assert not list(ledger.errors())
    return ledger.ledger()


def between(engine: DuckDB, folder: Path, start: datetime, end: datetime) -> Moved:
    book = default_rulebook()
    ledger = opened(engine, folder, book)
    before = snapshot("before", ledger, start, book)
    after = snapshot("after", ledger, end, book)
    return Moved(ledger, before, after, moved(ledger, before, after), book)


def scene_moved(folder: Path) -> Iterator[Moved]:
    with DuckDB() as engine:
        yield between(engine, scene().write(folder), EARLIER, T)


def scene() -> Scene:
    """What happened to whom in the last sixty days."""
    told, long_ago = Scene(), {"created_at": ago(800)}
    told.customer("still", **long_ago)
    told.customer("bought", owner="ann", **long_ago).inbound(500).order(10, amount=150_000)
    told.customer("faded", owner="ann", **long_ago).order(400, amount=2_000)
    told.customer("fresh", owner="bo", created_at=ago(20)).inquiry(20)
    told.customer("set", owner="bo", **long_ago).shown_as("B", "stage", 5)
    told.customer("ended", **long_ago).shown_as("A", "stage", 100, until=day(30))
    told.customer("reset", **long_ago).shown_as("A", "stage", 100).shown_as("B", "stage", 5)
    told.customer("same", **long_ago).shown_as("E", "stage", 5)
    told.customer("lifted", **long_ago).shown_as("A", "stage", 100).shown_as("-", "stage", 5)
    return told
