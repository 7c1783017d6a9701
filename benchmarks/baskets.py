"""Pairs of products in a retailer's orders: Kehu against fpgrowth of mlxtend, in one run.

    python -m benchmarks.baskets online_retail_ii.parquet

mlxtend is no part of the project: it is installed into a folder of its own that is gone afterwards.
Both start with orders and products encoded in memory, as each wants them; Kehu is also timed from
the ledger's files on. Each is run several times, and every count of every pair is compared.
"""

import argparse
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.elsewhere import python_with, run
from benchmarks.lines import line
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.folder import LedgerFolder
from kehu.engine.ledger import Known, Settings
from kehu.engine.portraits.baskets.figures import default_figures
from kehu.engine.portraits.baskets.frequent import frequent_sets
from kehu.engine.portraits.baskets.orders import basket_lines, read_baskets
from kehu.engine.rules.load import default_rulebook
from kehu.engine.rules.vocabulary import vocabulary_of
from kehu.matching.online_retail import import_online_retail

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "online_retail_ii.parquet"
SUPPORT, MARK = 0.002, 10
_AFTER = datetime(2012, 1, 1, tzinfo=UTC)

# Run by mlxtend's Python, which knows nothing of Kehu.
_MLXTEND = """
import json, sys, time
import pandas as pd
import pyarrow.parquet as pq
from mlxtend.frequent_patterns import fpgrowth
from mlxtend.preprocessing import TransactionEncoder
lines, support, repeats = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
orders = pq.read_table(lines).group_by("order_id").aggregate([("item", "list")])
encoder = TransactionEncoder()
cells = encoder.fit_transform(orders["item_list"].to_pylist())
table = pd.DataFrame(cells, columns=encoder.columns_)
seconds = []
for _ in range(repeats):
    start = time.perf_counter()
    found = fpgrowth(table, min_support=support, use_colnames=True, max_len=2)
    seconds.append(time.perf_counter() - start)
pairs = {";".join(sorted(one)): round(share * len(table))
         for one, share in zip(found["itemsets"], found["support"]) if len(one) == 2}
print(json.dumps({"seconds": seconds, "pairs": pairs}))
"""


def rows(data: Path = DATA, repeats: int = 3) -> list[str]:
    """Lines of the table in docs/benchmarks.md."""
    if not data.exists():
        return [_left_out(f"there is no {data.name}")]
    with tempfile.TemporaryDirectory(prefix="kehu-bench-") as folder:
        ledger, lines = Path(folder) / "ledger", Path(folder) / "lines.parquet"
        import_online_retail(data, ledger)
        ours = _kehu(ledger, lines, repeats)
        theirs = _mlxtend(lines, Path(folder), repeats)
    return _told(ours, theirs) if theirs else [_left_out("mlxtend could not be installed")]


def _left_out(why: str) -> str:
    return line(f"pairs of products at support {SUPPORT}: left out, {why}")


def _kehu(ledger: Path, lines: Path, repeats: int) -> dict[str, Any]:
    """Pairs, and the seconds to find them with and without reading; leaves what was read."""
    seconds, whole = [], []
    with DuckDB() as engine:
        folder = LedgerFolder(engine, ledger, "GBP", vocabulary_of(default_rulebook()))
        folder.check()
        tables = folder.ledger()
        for _ in range(repeats):
            known, start = Known(tables, _AFTER, Settings()), time.perf_counter()
            baskets = read_baskets(known, default_figures(), min_support=SUPPORT)
            read = time.perf_counter()
            found = frequent_sets(baskets, 2)
            whole.append(time.perf_counter() - start)
            seconds.append(time.perf_counter() - read)
        engine.save_parquet(basket_lines(known).order_by("order_id", "item"), lines)
    names = np.array(baskets.items)[found.by_size[1].members].tolist()
    pairs = {";".join(one): n for one, n in zip(names, found.by_size[1].orders, strict=True)}
    return {"seconds": median(seconds), "whole": median(whole), "pairs": pairs}


def _mlxtend(lines: Path, folder: Path, repeats: int) -> dict[str, Any] | None:
    """The same of mlxtend, in an environment made for it; None where it cannot be installed."""
    python = python_with(folder, "mlxtend", "pyarrow")
    if python is None:
        return None
    found, _ = run([python, "-c", _MLXTEND, lines, SUPPORT, repeats])
    return {"seconds": median(found["seconds"]), "pairs": found["pairs"]}


def _told(ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    what = f"pairs of products at support {SUPPORT} in Online Retail II"
    names = ours["pairs"].keys() | theirs["pairs"].keys()
    unlike = sum(ours["pairs"].get(name) != theirs["pairs"].get(name) for name in names)
    return [
        _faster(f"{what}: fpgrowth of mlxtend against Kehu", theirs["seconds"], ours["seconds"]),
        _faster("the same against Kehu from the ledger on", theirs["seconds"], ours["whole"]),
        line(f"counts of {len(names):,} pairs on which the two differ", f"{unlike:,}", "0",
             not unlike),
    ]  # fmt: skip


def _faster(what: str, theirs: float, ours: float) -> str:
    figure = f"{theirs:.1f} s ÷ {ours:.2f} s = {theirs / ours:.0f} ×"
    return line(what, figure, f"{MARK} ×", theirs >= MARK * ours)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("data", type=Path, nargs="?", default=DATA)
    options.add_argument("--repeats", type=int, default=3)
    given = options.parse_args()
    rows(given.data, given.repeats)


if __name__ == "__main__":
    main()
