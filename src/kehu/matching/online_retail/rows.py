"""The raw invoice lines, judged one by one: a sale, a cancellation, or neither and why."""

from pathlib import Path

import duckdb

from kehu.matching.online_retail.faults import ImportFault
from kehu.matching.online_retail.preset import is_product

COLUMNS = (
    "invoice", "stock_code", "description", "quantity", "invoice_ts", "price", "customer_id",
    "country", "sheet",
)  # fmt: skip

# Codes are upper case, or `85123a` and `85123A` would be two products. An invoice's moment is that
# of its first line: 83 of the real ones were keyed in over two minutes or more.
_READ = """
CREATE TABLE source AS
SELECT *, min(line_at) OVER (PARTITION BY invoice) AS moment,
       coalesce(starts_with(invoice, 'C'), false) AS is_cancellation
FROM (
    SELECT file_row_number + 1 AS source_row,
           nullif(upper(trim(invoice::VARCHAR)), '') AS invoice,
           nullif(upper(trim(stock_code::VARCHAR)), '') AS stock_code,
           nullif(trim(description::VARCHAR), '') AS description,
           quantity::BIGINT AS quantity,
           invoice_ts::TIMESTAMP AS line_at,
           price::DECIMAL(18, 6) AS unit_price,
           customer_id::BIGINT::VARCHAR AS customer_id,
           nullif(trim(country::VARCHAR), '') AS country,
           sheet::VARCHAR AS sheet
    FROM raw
)
"""

# Both sheets hold the same lines, but in another order and with a description reworded here and
# there. So, the description apart, the n-th of equal lines in the later sheet is the double of the
# n-th in the earlier one; a product that stands twice on an invoice still does.
_DOUBLED = """
CREATE TABLE doubled AS
WITH repeated AS (
    SELECT * FROM source
    WHERE invoice IN (
        SELECT invoice FROM source GROUP BY invoice HAVING count(DISTINCT sheet) > 1)
), numbered AS (
    SELECT *, row_number() OVER (
        PARTITION BY invoice, stock_code, quantity, line_at, unit_price, customer_id, country, sheet
        ORDER BY source_row) AS nth
    FROM repeated
)
SELECT source_row FROM numbered
QUALIFY row_number() OVER (
    PARTITION BY invoice, stock_code, quantity, line_at, unit_price, customer_id, country, nth
    ORDER BY sheet, source_row) > 1
"""

_STOCK_CODES = "SELECT DISTINCT stock_code FROM source WHERE stock_code IS NOT NULL"

# What a row is comes before what it lacks: a write-off has no customer either, but that is not
# why it is no sale.
_JUDGED = """
CREATE TABLE judged AS
SELECT source.*, CASE
    WHEN invoice IS NULL OR stock_code IS NULL OR quantity IS NULL OR line_at IS NULL
         OR unit_price IS NULL THEN 'incomplete'
    WHEN doubled.source_row IS NOT NULL THEN 'doubled_day'
    WHEN starts_with(invoice, 'A') OR unit_price < 0 OR (is_cancellation AND quantity >= 0)
        THEN 'accounting_adjustment'
    WHEN NOT is_cancellation AND (quantity <= 0 OR (unit_price = 0 AND customer_id IS NULL))
        THEN 'stock_movement'
    WHEN customer_id IS NULL THEN 'no_customer'
    WHEN list_contains($no_goods::VARCHAR[], stock_code) THEN 'not_a_product'
    END AS reason
FROM source LEFT JOIN doubled USING (source_row)
"""

# A gift beside paid lines belongs to its order, at price 0; an invoice of gifts alone is none.
_NOTHING_CHARGED = """
UPDATE judged SET reason = 'nothing_charged'
WHERE reason IS NULL AND invoice IN (
    SELECT invoice FROM judged WHERE reason IS NULL GROUP BY invoice HAVING max(unit_price) = 0)
"""

_SHARED_INVOICES = """
SELECT invoice FROM judged WHERE reason IS NULL
GROUP BY invoice HAVING min(customer_id) <> max(customer_id) ORDER BY invoice
"""

_SET_ASIDE = """
SELECT raw.file_row_number + 1 AS source_row, raw.* EXCLUDE (file_row_number),
       fates.reason, fates.units_cancelled
FROM raw JOIN fates ON fates.source_row = raw.file_row_number + 1
WHERE fates.reason IS NOT NULL
ORDER BY source_row
"""


def read_rows(db: duckdb.DuckDBPyConnection, source: Path) -> None:
    """Make the view `raw`, the file as it is, and the table `source`: typed, trimmed, GBP, UTC.

    Raises ImportFault: source_missing, source_unreadable, columns_missing, cell_unreadable.
    """
    if not source.is_file():
        raise ImportFault("source_missing", file=str(source))
    try:
        db.read_parquet(str(source), file_row_number=True).create_view("raw")
    except duckdb.Error as error:
        raise ImportFault("source_unreadable", file=str(source), detail=error) from error
    missing = [column for column in COLUMNS if column not in db.table("raw").columns]
    if missing:
        raise ImportFault("columns_missing", file=str(source), columns=", ".join(missing))
    try:
        db.execute(_READ)
    except duckdb.ConversionException as error:
        raise ImportFault("cell_unreadable", file=str(source), detail=error) from error


def judge_rows(db: duckdb.DuckDBPyConnection) -> None:
    """Turn `source` into `judged`: with a `reason`, null for sales and for cancellations of goods.

    Raises ImportFault invoice_of_two_customers.
    """
    db.execute(_DOUBLED)
    codes = [code for (code,) in db.execute(_STOCK_CODES).fetchall()]
    db.execute(_JUDGED, {"no_goods": [code for code in codes if not is_product(code)]})
    db.execute("DROP TABLE source")
    db.execute(_NOTHING_CHARGED)
    shared = [invoice for (invoice,) in db.execute(_SHARED_INVOICES).fetchall()]
    if shared:
        raise ImportFault("invoice_of_two_customers", invoices=", ".join(shared))


def write_set_aside(db: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write `rows.parquet`: source_row, the file's own columns, reason, units_cancelled."""
    folder.mkdir()
    db.sql(_SET_ASIDE).write_parquet(str(folder / "rows.parquet"), compression="zstd")
