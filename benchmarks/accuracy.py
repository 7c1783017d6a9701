"""How near forecasts come to what a retailer's customers did: Online Retail II, cut on one day.

    python -m benchmarks.accuracy online_retail_ii.parquet

As `kehu backtest retail --as-of 2011-06-30 --base-currency GBP`, of customers with three order days
and more: the error of the next order among those that ordered again within 90 days, how sure it is
who orders within 30 and 90, and whether the window of 80 % holds as many.
"""

import argparse
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.baskets import DATA
from benchmarks.lines import line
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.folder import LedgerFolder
from kehu.engine.backtest.report import CONSTANT, KEHU, MEAN_GAP, RECENCY, Row, backtest
from kehu.engine.rules.load import default_rulebook
from kehu.engine.rules.vocabulary import vocabulary_of
from kehu.matching.online_retail import import_online_retail

_CUT, _DAYS = datetime(2011, 6, 30, tzinfo=UTC), 90
_ERROR, _AREAS, _HELD = 20.5, {"auc_30d": 0.767, "auc_90d": 0.777}, (0.75, 0.85)


def rows(data: Path = DATA) -> list[str]:
    """Lines of the table in docs/benchmarks.md."""
    if not data.exists():
        return [line(f"forecasts of a past day: left out, there is no {data.name}")]
    found = {(one.name, one.method): one for one in _judged(data) if _is_told(one)}
    return [_error(found), *(_area(found, *one) for one in _AREAS.items()), _coverage(found)]


def _judged(data: Path) -> list[Row]:
    rulebook = default_rulebook()
    with tempfile.TemporaryDirectory(prefix="kehu-bench-") as folder, DuckDB() as engine:
        import_online_retail(data, Path(folder) / "ledger")
        opened = LedgerFolder(engine, Path(folder) / "ledger", "GBP", vocabulary_of(rulebook))
        return backtest(opened.ledger(), _CUT, _DAYS, rulebook)


def _is_told(row: Row) -> bool:
    return row.part == "next_order" or (row.part == "chance" and row.group == "ordered_three_times")


Found = dict[tuple[str, str | None], Row]


def _error(found: Found) -> str:
    said = {by: found["mean_absolute_error_days", by] for by in (KEHU, MEAN_GAP, CONSTANT)}
    ours, gap, usual = (_figure(one) for one in said.values())
    what = f"Online Retail II, cut on {_CUT:%Y-%m-%d}, three order days and more: the next order of"
    return line(
        f"{what} {said[KEHU].customers:,} that ordered within {_DAYS} days, mean error (last order "
        "plus mean gap; the usual wait)",
        f"{ours:.1f} days ({gap:.1f}; {usual:.1f})", f"under {_ERROR}", ours < _ERROR,
    )  # fmt: skip


def _area(found: Found, name: str, mark: float) -> str:
    ours, recency = found[name, KEHU], found[name, RECENCY]
    days = name.removeprefix("auc_").removesuffix("d")
    return line(
        f"an order within {days} days of {ours.customers:,}: area under the curve (by how recent)",
        f"{_figure(ours):.3f} ({_figure(recency):.3f})", f"over {mark}", _figure(ours) > mark,
    )  # fmt: skip


def _coverage(found: Found) -> str:
    low, high = _HELD
    held = _figure(found["coverage_of_the_80_percent_window", KEHU])
    return line("next orders within the window of 80 %", f"{100 * held:.0f} %",
                f"{100 * low:.0f}–{100 * high:.0f} %", low <= held <= high)  # fmt: skip


def _figure(row: Row) -> float:
    assert row.figure is not None
    return row.figure


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("data", type=Path, nargs="?", default=DATA)
    rows(options.parse_args().data)


if __name__ == "__main__":
    main()
