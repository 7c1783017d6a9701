"""Who still buys and what a year will bring, of a million customers: Kehu against lifetimes.

    python -m benchmarks.forecasts --customers 1000000

Both do the same, each in a process of its own, timed once it has started up (imports; of Kehu the
rulebook too): read the orders of the demo exporter from Parquet, leave out what was cancelled, turn
amounts into yuan, group them by customer and day, fit BG/NBD and Gamma-Gamma by likelihood without
a penalty, and say of every customer the chance of being active, the orders and the value of the
next 365 days.

- Kehu does so as `kehu forecast --model bg-nbd` does, for these three names: customers listed at
  the moment, also those without an order; each order at the rate of its own day; the forecasts in
  batches, as they are written.
- lifetimes does so with its own `summary_data_from_transaction_data` and its two fitters, for
  customers with an order alone, and at the newest rates, which spares it to look for the day's.

lifetimes is no part of the project: it is installed into a folder that is gone afterwards.
"""

import argparse
import json
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib.abc import MetaPathFinder
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.elsewhere import python_with, run
from benchmarks.lines import line
from kehu.demo import write_ledger
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.folder import LedgerFolder
from kehu.engine.forecasts.forecasting import Forecasting
from kehu.engine.forecasts.names import reads_of
from kehu.engine.ledger import Known, Settings
from kehu.engine.measures import measure_customers
from kehu.engine.rules.load import default_rulebook
from kehu.engine.rules.vocabulary import vocabulary_of

_MOMENT = datetime(2026, 10, 31, tzinfo=UTC)
_NAMES = ("p_active", "expected_orders_12m", "value_12m")
_SECONDS, _MEGABYTES, _TIMES = 5.0, 500.0, 5.0

_LIFETIMES = """
import json, sys, time
import pandas as pd
from lifetimes import BetaGeoFitter, GammaGammaFitter
from lifetimes.utils import summary_data_from_transaction_data
start = time.perf_counter()
orders = pd.read_parquet(sys.argv[1], columns=["customer_id", "ordered_at", "amount", "currency",
                                               "cancelled_at"])
end = pd.Timestamp(sys.argv[3], tz=orders.ordered_at.dt.tz)
orders = orders[~(orders.cancelled_at <= end) & (orders.ordered_at <= end)]
orders["ordered_at"] = orders.ordered_at.dt.tz_localize(None)
rates = pd.read_parquet(sys.argv[2]).groupby("currency").rate.last().astype(float)
orders["amount"] = orders.amount.astype(float) * orders.currency.map(rates).fillna(1.0)
summary = summary_data_from_transaction_data(
    orders, "customer_id", "ordered_at", "amount", observation_period_end=sys.argv[3])
buying = BetaGeoFitter(penalizer_coef=0.0)
buying.fit(summary.frequency, summary.recency, summary["T"])
again = summary[(summary.frequency > 0) & (summary.monetary_value > 0)]
spending = GammaGammaFitter(penalizer_coef=0.0)
spending.fit(again.frequency, again.monetary_value)
active = buying.conditional_probability_alive(summary.frequency, summary.recency, summary["T"])
orders_ahead = buying.conditional_expected_number_of_purchases_up_to_time(
    365, summary.frequency, summary.recency, summary["T"])
value = orders_ahead * spending.conditional_expected_average_profit(
    summary.frequency, summary.monetary_value.clip(lower=0))
print(json.dumps({"seconds": time.perf_counter() - start, "customers": len(summary),
                  "parameters": [float(buying.params_[n]) for n in ("r", "alpha", "a", "b")]}))
"""


def rows(customers: int, repeats: int = 3) -> list[str]:
    """Lines of the table in docs/benchmarks.md."""
    with tempfile.TemporaryDirectory(prefix="kehu-bench-") as folder:
        ledger = Path(folder) / "ledger"
        write_ledger(ledger, customers=customers)
        return _compared(ledger, Path(folder), repeats)


def _compared(ledger: Path, folder: Path, repeats: int) -> list[str]:
    ours = [run([sys.executable, "-m", "benchmarks.forecasts", "--run", ledger])
            for _ in range(repeats)]  # fmt: skip
    seconds = median(found["seconds"] for found, _ in ours)
    memory = max(peak for _, peak in ours)
    found = ours[0][0]
    what = f"{found['customers']:,} customers, {found['ordered']:,} of whom ordered: grouping, "
    lines = [
        line(f"{what}BG/NBD and Gamma-Gamma, still active and value of 12 months for all",
             f"{seconds:.1f} s", f"{_SECONDS:.0f} s", seconds <= _SECONDS),
        line("memory of that", f"{memory:.0f} MB", f"{_MEGABYTES:.0f} MB", memory <= _MEGABYTES),
    ]  # fmt: skip
    python = python_with(folder, "lifetimes", "pandas<2", "numpy<2", "scipy<1.12", "pyarrow<20")
    if python is None:
        return [*lines, line("the same with lifetimes: left out, it could not be installed")]
    asked = [ledger / "orders.parquet", ledger / "exchange_rates.parquet", f"{_MOMENT:%Y-%m-%d}"]
    theirs = [run([python, "-c", _LIFETIMES, *asked]) for _ in range(repeats)]
    their_seconds = median(told["seconds"] for told, _ in theirs)
    peak, times = max(peak for _, peak in theirs), their_seconds / seconds
    said = ", ".join(f"{one:.4f}" for one in found["parameters"])
    other = ", ".join(f"{one:.4f}" for one in theirs[0][0]["parameters"])
    return [
        *lines,
        line(f"the same with lifetimes ({peak:.0f} MB) against Kehu",
             f"{their_seconds:.1f} s ÷ {seconds:.1f} s = {times:.1f} ×", f"{_TIMES:.0f} ×",
             times >= _TIMES),
        line(f"r, alpha, a, b of Kehu: {said}; of lifetimes: {other}"),
    ]  # fmt: skip


def _run(folder: Path) -> dict[str, Any]:
    """One run of Kehu, from the ledger's files on; start-up (imports, rulebook) apart."""
    vocabulary = vocabulary_of(default_rulebook())
    with DuckDB() as engine:
        start = time.perf_counter()
        opened = LedgerFolder(engine, folder, "CNY", vocabulary)
        known = Known(opened.ledger(), _MOMENT, Settings())
        measures = measure_customers(known, reads_of(_NAMES)).wide(reads_of(_NAMES))
        forecasting = Forecasting(known, measures, _NAMES, "bg-nbd")
        customers = ordered = 0
        for batch in engine.batches(forecasting.forecasts()):
            customers += batch.num_rows
            ordered += batch.num_rows - batch["p_active"].null_count
        seconds = time.perf_counter() - start
        buying = forecasting.read_outlook().buying
    assert buying is not None
    return {"seconds": seconds, "customers": customers, "ordered": ordered,
            "parameters": buying.parameters}  # fmt: skip


class _Without(MetaPathFinder):
    """Finds no such package: pyarrow loads pandas wherever it is, and it is here for developers
    alone; who installs Kehu has none."""

    def __init__(self, package: str) -> None:
        self._package = package

    def find_spec(self, fullname: str, *_: Any) -> None:
        if fullname == self._package:
            raise ModuleNotFoundError(fullname)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--customers", type=int, default=1_000_000)
    options.add_argument("--run", type=Path, metavar="LEDGER", help="one run, told as JSON")
    given = options.parse_args()
    if given.run:
        sys.meta_path.insert(0, _Without("pandas"))
        print(json.dumps(_run(given.run)))
    else:
        rows(given.customers)


if __name__ == "__main__":
    main()
