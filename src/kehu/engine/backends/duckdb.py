"""The embedded engine: DuckDB in memory, spilling to a scratch folder, over a folder of files."""

import tempfile
from pathlib import Path

import ibis
import pyarrow as pa
from ibis.expr.types import Table

# Beside it, Python and Arrow need about 1 GB at a million customers: together under 4 GB.
MEMORY_LIMIT = "2500MB"


class DuckDB:
    """An engine of its own: one in-memory database and one scratch folder, gone when closed."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="kehu-")
        self.scratch = Path(self._folder.name)
        self.ibis = ibis.duckdb.connect(memory_limit=MEMORY_LIMIT, temp_directory=str(self.scratch))
        self.sql = self.ibis.con
        self.sql.execute("SET TimeZone = 'UTC'")

    def close(self) -> None:
        self.ibis.disconnect()
        self._folder.cleanup()

    def __enter__(self) -> "DuckDB":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def keep(self, name: str, table: Table) -> Table:
        # Ibis's own create_table copies twice and shortens decimals to what it thinks they are.
        self.sql.execute(f"CREATE OR REPLACE TABLE {name} AS {self.ibis.compile(table)}")
        return self.ibis.table(name)

    def unpivot(self, wide: Table, key: str, rows: list[dict[str, object]]) -> Table:
        # Several unnests side by side run in step, and twice as fast as one of structs.
        columns = {name: ibis.array([row[name] for row in rows]).unnest() for name in rows[0]}
        return wide.select(wide[key], **columns)

    def batches(self, table: Table) -> pa.RecordBatchReader:
        return self.sql.sql(self.ibis.compile(table)).to_arrow_reader(100_000)

    def save_parquet(self, table: Table, path: Path) -> None:
        self.ibis.to_parquet(table, str(path), compression="zstd")
