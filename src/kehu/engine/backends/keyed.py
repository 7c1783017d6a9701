"""The ledger's tables as the engine groups them: each with its customer's key."""

import duckdb

from kehu.engine.schema import LEDGER, Table


def key_tables(sql: duckdb.DuckDBPyConnection, *, numbered: bool = True) -> None:
    """Views `ledger_TABLE` over `typed_TABLE`, with the key `customer`.

    The key is a number, which groups fast; not numbered it is the customer_id, which is had at
    once: for a look at one customer, or over the rows but a time or two.
    """
    if numbered:
        sql.execute(
            "CREATE OR REPLACE TABLE customer_keys AS SELECT customer_id, (row_number() OVER ())"
            "::INTEGER AS customer FROM (SELECT customer_id FROM typed_customers ORDER BY 1)"
        )
    for table in LEDGER:
        sql.execute(
            f"CREATE OR REPLACE VIEW ledger_{table.name} AS "
            f"SELECT COLUMNS(c -> c NOT IN ('_row', '_line')){_key(table, numbered)}"
        )


def _key(table: Table, numbered: bool) -> str:
    """The rest of the view's SQL: the key, and where the rows come from."""
    source = f" FROM typed_{table.name}"
    if not table.has_customer_key:
        return source
    if numbered:
        return f"{source} JOIN customer_keys USING (customer_id)"
    return f", customer_id AS customer{source}"
