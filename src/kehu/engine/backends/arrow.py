"""A ledger whose tables are in memory, as an application hands them over."""

from collections.abc import Mapping

import pyarrow as pa

from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.keyed import key_tables
from kehu.engine.backends.parsing import SQL_TYPES
from kehu.engine.ledger import Ledger
from kehu.engine.schema import LEDGER

_ARROW = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "TIMESTAMP": pa.timestamp("us"),
    "DATE": pa.date32(),
    "BOOLEAN": pa.bool_(),
    "DECIMAL(18,4)": pa.decimal128(18, 4),
    "DECIMAL(18,6)": pa.decimal128(18, 6),
    "DECIMAL(18,10)": pa.decimal128(18, 10),
}
SCHEMAS = {
    table.name: pa.schema([(c.name, _ARROW[SQL_TYPES[c.kind]]) for c in table.columns])
    for table in LEDGER
}


def arrow_ledger(
    engine: DuckDB,
    tables: Mapping[str, pa.Table],
    base_currency: str,
    present: frozenset[str] | None = None,
) -> Ledger:
    """The ledger of these tables, each with the columns and types of `SCHEMAS`; absent is empty.

    `present` are those that have rows at all, where not all of them are given. The rows must be
    free of errors: nothing is checked here.
    """
    for table in LEDGER:
        rows = tables.get(table.name, SCHEMAS[table.name].empty_table())
        engine.sql.register(f"typed_{table.name}", rows)
    key_tables(engine.sql)
    views = {table.name: engine.ibis.table(f"ledger_{table.name}") for table in LEDGER}
    if present is None:
        present = frozenset(name for name, rows in tables.items() if rows.num_rows)
    return Ledger(engine, views, base_currency, present)
