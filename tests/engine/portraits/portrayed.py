"""A ledger folder opened, and its tags as plain rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.folder import LedgerFolder
from kehu.engine.ledger import Known, Ledger
from kehu.engine.portraits.portrait import Portrait
from kehu.engine.portraits.tags import graded, heard_rows, tag_rows
from kehu.engine.rules.load import default_rulebook
from kehu.engine.rules.vocabulary import vocabulary_of

Row = tuple[str, str, str, str, int | None]


@contextmanager
def reading(folder: Path) -> Iterator[Ledger]:
    """The ledger of a folder, which must be free of errors."""
    with DuckDB() as engine:
        opened = LedgerFolder(engine, folder, "CNY", vocabulary_of(default_rulebook()))
        opened.check()
        errors = list(opened.errors())
        assert not errors, errors
        yield opened.ledger()


def tagged(ledger: Ledger, moment: datetime, portrait: Portrait) -> tuple[list[Row], list[Any]]:
    """The rows of tags, and those of who was heard."""
    rulebook = default_rulebook()
    customers = graded(ledger, moment, rulebook, portrait, set())
    known = Known(ledger, moment, rulebook.settings)
    tags = ledger.engine.batches(tag_rows(known, customers, portrait)).read_all().to_pylist()
    heard = ledger.engine.batches(heard_rows(known, customers)).read_all().to_pylist()
    return [tuple(row.values()) for row in tags], [tuple(row.values()) for row in heard]
