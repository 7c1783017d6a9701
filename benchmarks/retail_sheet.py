"""Online Retail II as a sheet like any other, through the wizard's own presets, to the last row.

    python -m benchmarks.retail_sheet

Its kind and columns are guessed, its rows cleaned and staged; every row is a line of an order or
comes back, and the money of the lines is that of the rows.
"""

import argparse
import tempfile
import time
from decimal import Decimal
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.baskets import DATA
from benchmarks.lines import line
from kehu.engine.rules.load import default_rulebook
from kehu.engine.rules.vocabulary import choice_words
from kehu.matching.columns.proposing import propose
from kehu.matching.staging.cleaning_rows import all_words
from kehu.matching.staging.known import Known
from kehu.matching.staging.mapped import mapped
from kehu.matching.staging.report import Staged
from kehu.matching.staging.stage import stage


def rows(data: Path = DATA) -> list[str]:
    """A line of the table in docs/benchmarks.md."""
    if not data.exists():
        return [line(f"Online Retail II as a sheet: left out, there is no {data.name}")]
    with tempfile.TemporaryDirectory(prefix="kehu-bench-") as folder:
        start = time.perf_counter()
        staged = _staged(data, Path(folder))
        seconds = time.perf_counter() - start
        report = staged.report
        whole = report.rows == report.tables["order_lines"] + report.set_aside
        told = (
            f"{report.rows:,} rows = {report.tables['order_lines']:,} lines + {report.set_aside:,}"
            f" that name no customer; {_money(staged):,.2f} in the lines, {_written(data):,.2f} in"
            f" their rows; {seconds:.0f} s"
        )
        is_same = _money(staged) == _written(data)
    return [line("Online Retail II as a sheet, by presets", told, "every row", whole and is_same)]


def _staged(data: Path, folder: Path) -> Staged:
    (found,) = propose(data, folder / "sheets")
    sheet = mapped(found, found.guess.mapping)
    return stage([sheet], Known(), all_words(choice_words(default_rulebook())), folder / "staged")


def _money(staged: Staged) -> Decimal:
    lines = pq.read_table(staged.tables / "order_lines.parquet")
    pairs = zip(lines["quantity"].to_pylist(), lines["unit_price"].to_pylist(), strict=True)
    return sum((Decimal(quantity) * Decimal(price) for quantity, price in pairs), Decimal(0))


def _written(data: Path) -> Decimal:
    """Of the rows that name a customer."""
    told = pq.read_table(data, columns=["customer_id", "quantity", "price"])
    known = told.filter(pc.is_valid(told["customer_id"]))
    pairs = zip(known["quantity"].to_pylist(), known["price"].to_pylist(), strict=True)
    return sum((quantity * Decimal(repr(price)) for quantity, price in pairs), Decimal(0))


if __name__ == "__main__":
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("data", nargs="?", type=Path, default=DATA)
    rows(given.parse_args().data)
