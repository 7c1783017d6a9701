"""Baskets told in letters, and what a slow reading says of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import combinations
from pathlib import Path

import pyarrow as pa

from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.folder import LedgerFolder
from kehu.engine.ledger import Known, Settings
from kehu.engine.portraits.baskets.figures import Figures, default_figures
from kehu.engine.portraits.baskets.frequent import Frequent, frequent_sets
from kehu.engine.portraits.baskets.orders import Baskets, held_by
from kehu.engine.portraits.baskets.rules import Rules, rules_of
from kehu.engine.rules.load import default_rulebook
from kehu.engine.rules.vocabulary import vocabulary_of

FIGURES = default_figures()


def baskets_of(trolleys: list[str], least: int = 1) -> Baskets:
    """A basket a word, an item a letter."""
    held = {letter for word in trolleys for letter in word}
    items = sorted(one for one in held if sum(one in word for word in trolleys) >= least)
    pairs = [(n, place) for n, word in enumerate(trolleys)
             for place, letter in enumerate(items) if letter in word]  # fmt: skip
    rows = pa.table(
        {
            "order_id": pa.array([f"{n:05}" for n, _ in pairs], pa.string()),
            "number": pa.array([place for _, place in pairs], pa.int64()),
        }
    )
    return Baskets(tuple(items), held_by(rows, items), len(trolleys), least)


def counted(frequent: Frequent) -> dict[tuple[str, ...], int]:
    """How many orders hold each set."""
    items = frequent.baskets.items
    return {
        tuple(items[place] for place in members): int(orders)
        for sets in frequent.by_size
        for members, orders in zip(sets.members, sets.orders, strict=True)
    }


def slowly(trolleys: list[str], least: int, largest: int) -> dict[tuple[str, ...], int]:
    """The same by trying every set."""
    letters = sorted({letter for word in trolleys for letter in word})
    tried = (some for size in range(1, largest + 1) for some in combinations(letters, size))
    found = {some: sum({*some} <= {*word} for word in trolleys) for some in tried}
    return {some: orders for some, orders in found.items() if orders >= least}


def ruled(
    trolleys: list[str], least: int = 1, largest: int = 3, figures: Figures = FIGURES
) -> Rules:
    return rules_of(frequent_sets(baskets_of(trolleys, least), largest), figures)


def row(rules: Rules, bought: str, also: str) -> int:
    """Where a rule stands."""
    return next(
        n for n in range(len(rules))
        if rules.names_bought(n) == (*bought,) and rules.items[rules.also[n]] == also
    )  # fmt: skip


@contextmanager
def known(folder: Path, moment: datetime, currency: str = "CNY") -> Iterator[Known]:
    """What a ledger folder, which must be free of errors, knew at a moment."""
    with DuckDB() as engine:
        ledger = LedgerFolder(engine, folder, currency, vocabulary_of(default_rulebook()))
        ledger.check()
        assert not list(ledger.errors())
        yield Known(ledger.ledger(), moment, Settings())
