"""Engines: where tables live and queries run. Nothing outside this folder names one."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import pyarrow as pa
from ibis.expr.types import Table

Parts = Mapping[str, Mapping[str, str | None]]


class Engine(Protocol):
    """What the engine's rooms ask of a place that runs Ibis."""

    def keep(self, name: str, table: Table) -> Table:
        """Compute a table once and go on from the result."""

    def kept(self, name: str) -> Table:
        """What was kept or worked out under that name."""

    def keep_words(
        self, name: str, table: Table, words: Mapping[str, Sequence[str]], order_by: str
    ) -> Table:
        """`keep`, ordered by a column, where some text columns hold only the words told."""

    def work_out(self, name: str, rows: Sequence[Table], work: Callable[..., pa.Table]) -> Table:
        """Compute a table here, in Python, from the whole of others: few rows, such as groups.

        `work` takes an Arrow table for each of `rows` and answers with one, always of the same
        columns, also when there are no rows.
        """

    def unpivot(self, wide: Table, key: str, name: str, parts: Parts) -> Table:
        """One row for each row of a kept table and each part, in that order.

        Columns: the key, `name` (which part), and a column for each that the parts name: for
        `{"stage": {"label": "stage", "rule": "stage__rule"}}` label and rule. Where a part has no
        such number (None), it is null.
        """

    def batches(self, table: Table) -> pa.RecordBatchReader:
        """The rows as Arrow batches, in their order."""

    def save_parquet(self, table: Table, path: Path) -> None:
        """Write the rows to one Parquet file, in their order."""
