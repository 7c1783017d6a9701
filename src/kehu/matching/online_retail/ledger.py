"""The four tables of the ledger, out of judged rows and matched cancellations."""

from pathlib import Path

import duckdb

from kehu.cleaning.countries import iso_country
from kehu.matching.online_retail.preset import category_of

# A sale that was cancelled later must count in full until then, so an invoice falls into parts:
# what was kept, and what each cancellation took back.
_PARTS = """
CREATE TABLE parts AS
WITH taken_back AS (
    SELECT matches.sale AS source_row, cancelled.invoice AS cancellation,
           cancelled.moment AS cancelled_at, sum(matches.units)::BIGINT AS units
    FROM matches JOIN judged AS cancelled ON cancelled.source_row = matches.cancellation
    GROUP BY ALL
), all_taken_back AS (
    SELECT source_row, sum(units)::BIGINT AS units FROM taken_back GROUP BY source_row
), sales AS (
    SELECT source_row, invoice, customer_id, moment, stock_code, unit_price, quantity
    FROM judged WHERE reason IS NULL AND NOT is_cancellation
)
SELECT sales.*, NULL AS cancellation, NULL AS cancelled_at,
       quantity - coalesce(all_taken_back.units, 0) AS units
FROM sales LEFT JOIN all_taken_back USING (source_row)
WHERE quantity > coalesce(all_taken_back.units, 0)
UNION ALL
SELECT sales.*, cancellation, cancelled_at, units FROM sales JOIN taken_back USING (source_row)
"""

_ORDER_LINES = """
CREATE TABLE order_lines AS
WITH named AS (
    SELECT *, CASE WHEN cancellation IS NULL OR invoice IN (
        SELECT invoice FROM parts GROUP BY invoice
        HAVING min(coalesce(cancellation, '')) = max(coalesce(cancellation, '')))
        THEN invoice ELSE invoice || '/' || cancellation END AS order_id
    FROM parts
)
SELECT order_id, row_number() OVER (PARTITION BY order_id ORDER BY source_row) AS line,
       stock_code AS product_id, units AS quantity, unit_price, customer_id, moment, cancelled_at
FROM named
"""

_ORDERS = """
CREATE TABLE orders AS
SELECT order_id, any_value(customer_id) AS customer_id,
       min(moment) AT TIME ZONE 'UTC' AS ordered_at,
       min(cancelled_at) AT TIME ZONE 'UTC' AS cancelled_at,
       sum(quantity::DECIMAL(18, 0) * unit_price)::DECIMAL(18, 4) AS amount, 'GBP' AS currency
FROM order_lines GROUP BY order_id
"""

_COUNTRY_NAMES = "SELECT DISTINCT country FROM judged WHERE country IS NOT NULL"

_LAST_SEEN = """
CREATE TABLE last_seen AS
SELECT DISTINCT ON (customer_id) customer_id, country AS written
FROM judged WHERE customer_id IS NOT NULL
ORDER BY customer_id, moment DESC, source_row DESC
"""

_CUSTOMERS = """
CREATE TABLE customers AS
SELECT customer_id, 'Customer ' || customer_id AS name, code AS country,
       NULL::TIMESTAMPTZ AS created_at
FROM last_seen LEFT JOIN (
    SELECT unnest($names::VARCHAR[]) AS written, unnest($codes::VARCHAR[]) AS code
) USING (written)
"""

_PRODUCT_NAMES = """
SELECT DISTINCT ON (stock_code) stock_code, coalesce(description, stock_code) FROM (
    SELECT stock_code, description, count(*) AS times
    FROM judged WHERE reason IS NULL AND NOT is_cancellation GROUP BY ALL
) ORDER BY stock_code, description IS NULL, times DESC, description
"""

_PRODUCTS = """
CREATE TABLE products AS
SELECT unnest($codes::VARCHAR[]) AS product_id, unnest($names::VARCHAR[]) AS name,
       unnest($categories::VARCHAR[]) AS category
"""

# Sorted by their keys, or two runs would write the same rows as different bytes.
TABLES = {
    "customers": "FROM customers ORDER BY customer_id",
    "products": "FROM products ORDER BY product_id",
    "orders": "FROM orders ORDER BY order_id",
    "order_lines": """
        SELECT order_id, line, product_id, quantity, unit_price FROM order_lines
        ORDER BY order_id, line""",
}


def build_ledger(db: duckdb.DuckDBPyConnection) -> None:
    """Make customers, products, orders and order_lines as `ledger.md` has them; GBP, UTC.

    An invoice is an order under its number. What a cancellation took back of it is an order of its
    own, say `489434/C489449`, with the invoice's ordered_at and the cancellation's moment as
    cancelled_at; an invoice that one cancellation took back whole keeps its plain number.
    """
    db.execute(_PARTS)
    db.execute(_ORDER_LINES)
    db.execute("DROP TABLE parts")
    db.execute(_ORDERS)
    _build_customers(db)
    _build_products(db)


def _build_customers(db: duckdb.DuckDBPyConnection) -> None:
    """Everybody with a number in the file, buyers of goods or not; country of the newest row."""
    names = [name for (name,) in db.execute(_COUNTRY_NAMES).fetchall()]
    db.execute(_LAST_SEEN)
    db.execute(_CUSTOMERS, {"names": names, "codes": [iso_country(name) for name in names]})


def _build_products(db: duckdb.DuckDBPyConnection) -> None:
    """Every product on an order line, under its most frequent description."""
    named = db.execute(_PRODUCT_NAMES).fetchall()
    columns = {"codes": [code for code, _ in named], "names": [name for _, name in named]}
    db.execute(_PRODUCTS, {**columns, "categories": [category_of(name) for _, name in named]})


def write_ledger(db: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write each table to `folder/TABLE.parquet`, sorted by its key."""
    for table, rows in TABLES.items():
        db.sql(rows).write_parquet(str(folder / f"{table}.parquet"), compression="zstd")
