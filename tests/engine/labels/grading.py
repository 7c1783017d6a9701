"""The engine, asked for labels: the one place of these tests that knows how it is called."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from kehu.engine.backends.checking import DimensionCodes, Vocabulary
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.folder import LedgerFolder
from kehu.engine.rules.labelling import label_rows
from kehu.engine.rules.load import load_rulebook
from kehu.engine.rules.rulebook import Rulebook


@dataclass(frozen=True)
class Graded:
    """What the engine said of each listed customer: (customer_id, dimension) → label and score."""

    labels: Mapping[tuple[str, str], str]
    scores: Mapping[tuple[str, str], float | None]

    @property
    def customers(self) -> set[str]:
        return {customer for customer, _ in self.labels}

    def rows(self) -> list[tuple[str, str, str, float | None]]:
        """Sorted customer_id, dimension, label, score: for comparing two gradings."""
        return sorted((*key, label, self.scores[key]) for key, label in self.labels.items())

    def of(self, customer: str) -> list[tuple[str, str, float | None]]:
        """The rows of one customer; none when it is not listed."""
        return [row[1:] for row in self.rows() if row[0] == customer]


@cache
def rulebook() -> Rulebook:
    return load_rulebook(None)


def graded(folder: Path, moment: datetime) -> Graded:
    """Label a ledger folder, which must be free of errors, by the rulebook that ships."""
    book = rulebook()
    codes = {name: DimensionCodes(d.codes, d.pattern) for name, d in book.dimensions.items()}
    with DuckDB() as engine:
        ledger = LedgerFolder(engine, folder, "CNY", Vocabulary(codes))
        ledger.check()
        errors = list(ledger.errors())
        assert not errors, errors
        rows = engine.batches(label_rows(ledger.ledger(), moment, book)).read_all().to_pylist()
    labels = {(row["customer_id"], row["dimension"]): row["label"] for row in rows}
    scores = {(row["customer_id"], row["dimension"]): row["score"] for row in rows}
    assert len(labels) == len(rows), "a customer has two labels in one dimension"
    return Graded(labels, scores)


def unlike(left: Graded, right: Graded) -> list[str]:
    """What two gradings say differently, for people to read; scores agree to 1e-6."""
    return list(_unlike(left, right))


def _unlike(left: Graded, right: Graded) -> Iterator[str]:
    for key in sorted(left.labels.keys() | right.labels.keys()):
        one, other = left.labels.get(key), right.labels.get(key)
        if one != other or not _close(left.scores.get(key), right.scores.get(key)):
            yield f"{key}: {one} {left.scores.get(key)} / {other} {right.scores.get(key)}"


def _close(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= 2e-6
