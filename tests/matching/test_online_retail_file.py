"""The real Online Retail II: every row accounted for, and the past told as it was."""

import hashlib
from pathlib import Path

import duckdb
import pytest

from kehu.matching.online_retail import import_online_retail

MOMENTS = ["2010-03-01 00:00:00", "2010-12-05 12:00:00", "2011-06-30 00:00:00"]

# Written without the importer: what each customer had bought of each product by then, less what
# was cancelled by then, out of the raw rows.
UNITS_BY_HAND = """
WITH raw AS (
    SELECT file_row_number + 1 AS source_row, *, min(invoice_ts) OVER (PARTITION BY invoice) AS at_
    FROM read_parquet($source, file_row_number = true)
), facts AS (
    SELECT raw.customer_id, stock_code, at_, quantity AS units FROM raw
    ANTI JOIN set_aside USING (source_row)
    UNION ALL
    SELECT raw.customer_id, raw.stock_code, at_, -units_cancelled FROM raw
    JOIN set_aside USING (source_row) WHERE units_cancelled > 0
)
SELECT customer_id::VARCHAR, stock_code, sum(units)::BIGINT AS units FROM facts
WHERE at_ <= $moment::TIMESTAMP GROUP BY ALL HAVING sum(units) <> 0
"""

UNITS_IN_THE_LEDGER = """
SELECT customer_id, product_id, sum(quantity)::BIGINT FROM orders JOIN order_lines USING (order_id)
WHERE ordered_at::TIMESTAMP <= $moment::TIMESTAMP
  AND (cancelled_at IS NULL OR cancelled_at::TIMESTAMP > $moment::TIMESTAMP)
GROUP BY ALL
"""

FACTS_BEFORE_NOVEMBER = """
SELECT split_part(order_id, '/', 1),
       CASE WHEN cancelled_at < TIMESTAMPTZ '2010-11-01 00:00:00+00' THEN cancelled_at::VARCHAR END,
       sum(amount)
FROM orders WHERE ordered_at < TIMESTAMPTZ '2010-11-01 00:00:00+00' GROUP BY ALL
"""


def test_every_row_is_kept_or_set_aside_for_a_reason(real):
    assert real.report.rows_read == 1_067_370
    assert real.report.rows_kept + sum(real.report.set_aside.values()) == 1_067_370
    assert real.ask("SELECT count(*) FROM set_aside") == [(1_067_370 - real.report.rows_kept,)]


def test_counts_of_every_reason(real):
    assert real.report.set_aside == {
        "incomplete": 0,
        "doubled_day": 22_523,
        "accounting_adjustment": 7,
        "stock_movement": 5_954,
        "no_customer": 229_326,
        "not_a_product": 3_766,
        "nothing_charged": 6,
        "cancellation_matched": 15_932,
        "cancellation_partly_matched": 116,
        "cancellation_without_sale": 1_590,
    }


def test_every_country_name_is_known_or_names_none(real):
    assert set(real.report.countries_unknown) == {
        "Unspecified", "European Community", "West Indies",
    }  # fmt: skip


def test_cancelled_order_of_74215_pieces_counts_for_sixteen_minutes(real):
    assert real.ask(
        "SELECT amount::DOUBLE, cancelled_at - ordered_at = INTERVAL 16 MINUTE"
        " FROM orders WHERE order_id = '541431'"
    ) == [(77_183.6, True)]


def test_amount_of_an_order_is_the_exact_sum_of_its_lines(real):
    assert real.ask("""
        SELECT count(*) FROM orders JOIN (
            SELECT order_id, sum(quantity * unit_price) AS lines FROM order_lines GROUP BY order_id
        ) USING (order_id) WHERE amount <> lines
    """) == [(0,)]


def test_nothing_is_cancelled_before_it_is_ordered(real):
    assert real.ask("SELECT count(*) FROM orders WHERE cancelled_at < ordered_at") == [(0,)]


@pytest.mark.parametrize("moment", MOMENTS)
def test_ledger_tells_the_units_of_every_moment_right(real, online_retail, moment):
    with duckdb.connect() as db:
        db.execute("SET TimeZone = 'UTC'")
        for name in ("orders", "order_lines"):
            db.read_parquet(str(real.folder / f"{name}.parquet")).create_view(name)
        db.read_parquet(str(real.folder / "set_aside" / "rows.parquet")).create_view("set_aside")
        told = {"moment": moment}
        by_hand = set(db.execute(UNITS_BY_HAND, {**told, "source": str(online_retail)}).fetchall())
        assert set(db.execute(UNITS_IN_THE_LEDGER, told).fetchall()) == by_hand


def test_books_closed_a_year_earlier_tell_the_same_of_that_year(real, online_retail, tmp_path):
    """Matches are made in the order things happened, so later rows change nothing before them."""
    cut = tmp_path / "cut.parquet"
    with duckdb.connect() as db:
        rows = db.read_parquet(str(online_retail), file_row_number=True)
        kept = rows.filter("invoice_ts < TIMESTAMP '2010-11-01'").order("file_row_number")
        kept.project("* EXCLUDE (file_row_number)").write_parquet(str(cut))
    import_online_retail(cut, tmp_path / "cut")
    assert facts_before_november(tmp_path / "cut") == facts_before_november(real.folder)


def facts_before_november(ledger: Path) -> set[tuple[object, ...]]:
    """Invoice, moment of cancellation if before November 2010, amount: of orders before then."""
    with duckdb.connect() as db:
        db.execute("SET TimeZone = 'UTC'")
        db.read_parquet(str(ledger / "orders.parquet")).create_view("orders")
        return set(db.execute(FACTS_BEFORE_NOVEMBER).fetchall())


def test_two_imports_are_the_same_bytes(real, online_retail, tmp_path):
    import_online_retail(online_retail, tmp_path / "again")
    assert digests(real.folder) == digests(tmp_path / "again")


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }
