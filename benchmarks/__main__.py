"""`make bench`: run everything, print the table and keep it in docs/benchmarks.md."""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import duckdb

from benchmarks import (
    accuracy,
    alike,
    baskets,
    desk,
    duplicates,
    forecasts,
    retail_sheet,
    sheets,
    triage,
)
from benchmarks.lines import line
from benchmarks.scale_ledger import write_scale_ledger

_PAGE = Path("docs/benchmarks.md")
_HEAD = """# Benchmarks

Made by `make bench` on a machine of two cores; every figure is the median of {repeats} runs, each
in a process of its own, and ratios compare figures of one run. Read the ratios, not the seconds.

| what | figure | mark | met |
|---|---|---|---|
"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--customers", type=int, default=1_000_000)
    options.add_argument("--repeats", type=int, default=3)
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="kehu-bench-") as folder:
        rows = _measure(Path(folder), given.customers, given.repeats)
        rows += desk.rows(given.customers // 10)
    rows += forecasts.rows(given.customers, given.repeats)
    rows += accuracy.rows()
    rows += baskets.rows(repeats=given.repeats)
    rows += alike.rows(given.customers // 10)
    rows += sheets.rows(given.customers // 10)
    rows += retail_sheet.rows()
    rows += duplicates.rows(given.customers)
    rows += triage.rows()
    page = _HEAD.format(repeats=given.repeats) + "\n".join(rows) + "\n"
    if given.customers == 1_000_000:
        _PAGE.write_text(page + _notes(), encoding="utf-8")


def _notes() -> str:
    """What was written below the table by hand is kept."""
    old = _PAGE.read_text("utf-8") if _PAGE.exists() else ""
    return "\n" + old[old.index("## Notes") :] if "## Notes" in old else ""


def _measure(folder: Path, customers: int, repeats: int) -> list[str]:
    large, small = folder / "large", folder / "small"
    write_scale_ledger(large, customers)
    write_scale_ledger(small, customers // 10)
    out = folder / "labels.parquet"
    plain = _run("plain_groups", large, out, repeats)
    label = _run("kehu_label", large, out, repeats)
    few = _run("kehu_label", small, out, repeats)
    pandas = _run("pandas_label", small, folder / "pandas.parquet", 1)
    explain = _run("kehu_explain", large, out, repeats)
    return [
        line(f"{customers:,} customers, {customers * 10:,} orders, payments and messages: plain "
             "DuckDB groups each table once", f"{plain['seconds']:.1f} s"),
        line("`kehu label`, check and labels, against it",
             f"{label['seconds']:.1f} s = {label['seconds'] / plain['seconds']:.1f} ×", "4 ×",
             label["seconds"] <= 4 * plain["seconds"]),
        line("the labels without the check, against it",
             f"{label['label']:.1f} s = {label['label'] / plain['seconds']:.1f} ×", "4 ×",
             label["label"] <= 4 * plain["seconds"]),
        line("peak memory of `kehu label`", f"{label['memory_mb'] / 1024:.2f} GB", "4 GB",
             label["memory_mb"] < 4096),
        line(f"growth from {customers // 10:,} to {customers:,} customers",
             f"{label['seconds'] / few['seconds']:.1f} ×", "10 ×",
             label["seconds"] <= 10 * few["seconds"]),
        line(f"pandas program at {customers // 10:,} customers against `kehu label`",
             f"{pandas['seconds']:.1f} s = {pandas['seconds'] / few['seconds']:.1f} ×", "10 ×",
             pandas["seconds"] >= 10 * few["seconds"]),
        line("labels on which the two programs differ", f"{_differ(small, folder):,}", "0",
             _differ(small, folder) == 0),
        line(f"`kehu explain` of one customer of {customers:,}, after start-up",
             f"{explain['seconds']:.1f} s", "2 s", explain["seconds"] < 2),
    ]  # fmt: skip


def _run(name: str, ledger: Path, out: Path, repeats: int) -> dict[str, float]:
    """The median of each figure over processes of their own."""
    results = [_once(name, ledger, out) for _ in range(repeats)]
    found = {key: median(result[key] for result in results) for key in results[0]}
    print(name, ledger.name, {key: round(value, 2) for key, value in found.items()}, flush=True)
    return found


def _once(name: str, ledger: Path, out: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.runs", name, str(ledger), str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    line = next(line for line in done.stdout.splitlines() if line.startswith("RESULT "))
    result: dict[str, float] = json.loads(line.removeprefix("RESULT "))
    return result


def _differ(small: Path, folder: Path) -> int:
    """Rows of the pandas program that Kehu labels otherwise, or scores otherwise beyond 1e-5."""
    out = folder / "kehu-small.parquet"
    if not out.exists():
        _once("kehu_label", small, out)
    found = duckdb.sql(
        f"SELECT count(*) FROM '{out}' k FULL JOIN '{folder / 'pandas.parquet'}' p "
        "USING (customer_id, dimension) WHERE k.label IS DISTINCT FROM p.label "
        "OR abs(coalesce(k.score, -1) - coalesce(p.score, -1)) > 1e-5"
    ).fetchone()
    return int(found[0]) if found else -1


if __name__ == "__main__":
    main()
