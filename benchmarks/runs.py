"""What is timed, each in a process of its own: prints one JSON object with seconds and memory."""

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from benchmarks.scale_ledger import AS_OF

_MOMENT = datetime.fromisoformat(AS_OF).replace(tzinfo=UTC)

# The columns that labels read; plain DuckDB groups each table once over them.
_GROUPED = {
    "customers": "max(country), max(created_at), max(source)",
    "orders": "count(*) FILTER (cancelled_at IS NULL), min(ordered_at), max(ordered_at), "
    "max(delivered_at), sum(amount), sum(cost), max(currency), count(order_id)",
    "payments": "count(*), max(due_at), max(paid_at), count(order_id)",
    "interactions": "count(*), max(\"at\"), count(*) FILTER (direction = 'in'), "
    "count(*) FILTER (delivered), count(*) FILTER (kind = 'complaint'), max(topics)",
}


def plain_groups(ledger: Path, _out: Path) -> dict[str, float]:
    """Plain DuckDB: every table grouped once by customer over the columns that labels read."""
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    start = time.perf_counter()
    for table, columns in _GROUPED.items():
        con.execute(
            f"CREATE TABLE grouped_{table} AS SELECT customer_id, {columns} "
            f"FROM '{ledger / table}.parquet' GROUP BY customer_id"
        )
    return {"seconds": time.perf_counter() - start}


def kehu_label(ledger: Path, out: Path) -> dict[str, float]:
    """`kehu label`: check, then compute and write; start-up (imports, rulebook) apart."""
    from kehu.engine.backends.duckdb import DuckDB
    from kehu.engine.backends.folder import LedgerFolder
    from kehu.engine.rules.labelling import label_rows
    from kehu.engine.rules.load import default_rulebook
    from kehu.engine.rules.vocabulary import vocabulary_of

    rulebook = default_rulebook()
    with DuckDB() as engine:
        start = time.perf_counter()
        folder = LedgerFolder(engine, ledger, "CNY", vocabulary_of(rulebook))
        folder.check()
        if next(folder.errors(), None):
            raise SystemExit("the benchmark's ledger has errors")
        checked = time.perf_counter()
        engine.save_parquet(label_rows(folder.ledger(), _MOMENT, rulebook), out)
        end = time.perf_counter()
    return {"seconds": end - start, "check": checked - start, "label": end - checked}


def pandas_label(ledger: Path, out: Path) -> dict[str, float]:
    """The straightforward pandas program, Parquet in, Parquet out."""
    from benchmarks.pandas_labels import label_ledger

    start = time.perf_counter()
    label_ledger(ledger, _MOMENT).to_parquet(out)
    return {"seconds": time.perf_counter() - start}


def kehu_explain(ledger: Path, _out: Path) -> dict[str, float]:
    """`kehu explain` of one customer, all dimensions with lifts; start-up apart."""
    from kehu.cli.explaining import tell_customer
    from kehu.cli.opening import Reading
    from kehu.engine.rules.load import default_rulebook

    rulebook = default_rulebook()
    how = Reading(ledger, "CNY", skip_bad_rows=False, json_errors=False, lang="en")
    start = time.perf_counter()
    tell_customer(how, rulebook, "C00000012", _MOMENT, None)
    return {"seconds": time.perf_counter() - start}


RUNS: dict[str, Callable[[Path, Path], dict[str, float]]] = {
    run.__name__: run for run in (plain_groups, kehu_label, pandas_label, kehu_explain)
}

if __name__ == "__main__":
    result = RUNS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
    result["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print("RESULT " + json.dumps(result))
