"""Engines: where tables live and queries run. Nothing outside this folder names one."""

from pathlib import Path
from typing import Protocol

import pyarrow as pa
from ibis.expr.types import Table


class Engine(Protocol):
    """What the engine's rooms ask of a place that runs Ibis."""

    def keep(self, name: str, table: Table) -> Table:
        """Compute a table once and go on from the result, sorted by nothing."""

    def unpivot(self, wide: Table, key: str, rows: list[dict[str, object]]) -> Table:
        """One row for each row of `wide` and each of `rows` (same names, Ibis values), in order."""

    def batches(self, table: Table) -> pa.RecordBatchReader:
        """The rows as Arrow batches."""

    def save_parquet(self, table: Table, path: Path) -> None:
        """Write the rows to one Parquet file, in their order."""
