"""Look-alikes of one customer among 100,000 of the demo exporter's.

    python -m benchmarks.alike

Reading the ledger and making its columns ready are timed apart: the application does that once and
asks many times.
"""

import argparse
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from benchmarks.lines import line
from kehu.demo import write_ledger
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.folder import LedgerFolder
from kehu.engine.portraits.alike.facets import FacetsReader
from kehu.engine.portraits.alike.likeness import Likeness
from kehu.engine.portraits.alike.of_ledger import Everybody, everybody
from kehu.engine.portraits.load import PortraitReader
from kehu.engine.rules.load import default_rulebook
from kehu.engine.rules.rules_reader import read_rules
from kehu.engine.rules.vocabulary import vocabulary_of

MARK = 200.0  # milliseconds
_MOMENT = datetime(2026, 11, 1, tzinfo=UTC)
_ASKED, _MOST = 50, 20


def rows(customers: int = 100_000) -> list[str]:
    """Lines of the table in docs/benchmarks.md."""
    with tempfile.TemporaryDirectory(prefix="kehu-bench-") as folder:
        write_ledger(Path(folder), customers=customers)
        listed = _read(Path(folder))
    start = time.perf_counter()
    likeness = Likeness(listed.traits, read_rules(FacetsReader, default_rulebook()))
    ready = time.perf_counter() - start
    every = listed.traits.count // _ASKED
    seconds = [_asked(likeness, number * every) for number in range(_ASKED)]
    usual, worst = (1000 * one for one in (median(seconds), max(seconds)))
    what = f"{_MOST} look-alikes of one customer among {listed.traits.count:,}, with reasons"
    return [
        line(f"{what}: half of {_ASKED} (the slowest)", f"{usual:.0f} ms ({worst:.0f})",
             f"{MARK:.0f} ms", usual < MARK),
        line("their columns made ready, once", f"{ready:.1f} s"),
    ]  # fmt: skip


def _read(folder: Path) -> Everybody:
    rulebook = default_rulebook()
    with DuckDB() as engine:
        ledger = LedgerFolder(engine, folder, "CNY", vocabulary_of(rulebook))
        ledger.check()
        facets, portrait = read_rules(FacetsReader, rulebook), read_rules(PortraitReader, rulebook)
        return everybody(ledger.ledger(), _MOMENT, rulebook, facets, portrait)


def _asked(likeness: Likeness, row: int) -> float:
    start = time.perf_counter()
    likeness.most_alike(row, _MOST)
    return time.perf_counter() - start


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--customers", type=int, default=100_000)
    rows(options.parse_args().customers)


if __name__ == "__main__":
    main()
