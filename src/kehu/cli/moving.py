"""`kehu movement`: who moved between two moments, and why."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import click
import pyarrow as pa

from kehu.cli import options
from kehu.cli.opening import Reading, opened
from kehu.cli.telling import working
from kehu.cli.writing import write_batches
from kehu.engine.history import counted, moved, snapshot, with_reasons
from kehu.engine.rules.load import load_rulebook
from kehu.engine.rules.vocabulary import vocabulary_of
from kehu.engine.rules.words import Words

_TEXT = pa.string()
_MOVES = pa.schema([(name, _TEXT) for name in ("customer_id", "dimension", "from", "to", "reason")])
_MATRIX = pa.schema(
    [("dimension", _TEXT), ("from", _TEXT), ("to", _TEXT), ("customers", pa.int64())]
)
_BATCH = 10_000


@click.command()
@options.reading
@click.option("--from", "start", type=options.Moment(), required=True, help="The earlier moment.")
@click.option("--to", "end", type=options.Moment(), required=True, help="The later moment.")
@click.option("--matrix", is_flag=True, help="Count the moves instead of naming them.")
@options.rulebook
@options.out
def movement(
    start: datetime,
    end: datetime,
    matrix: bool,
    rulebook_file: Path | None,
    out: Path,
    **reading: Any,
) -> None:
    """Name every label that changed between two moments.

    Rows customer_id, dimension, from, to, reason, sorted by customer and dimension.
    """
    rulebook, how = load_rulebook(rulebook_file), Reading(**reading)
    with (
        opened(how, vocabulary_of(rulebook), out, "duckdb") as ledger,
        working("grading", how.lang),
    ):
        before = snapshot("before", ledger, start, rulebook)
        after = snapshot("after", ledger, end, rulebook)
        moves = moved(ledger, before, after)
        if matrix:
            rows = iter(counted(ledger, moves, ["dimension", "from", "to"]))
            write_batches(_batches(rows, _MATRIX), out)
        else:
            words = Words(rulebook, how.lang, how.base_currency)
            told = with_reasons(ledger, moves, before, after, words)
            write_batches(_batches(told, _MOVES), out)


def _batches(rows: Iterator[dict[str, Any]], schema: pa.Schema) -> pa.RecordBatchReader:
    def batches() -> Iterator[pa.RecordBatch]:
        while chunk := list(islice(rows, _BATCH)):
            kept = [{name: row[name] for name in schema.names} for row in chunk]
            yield pa.RecordBatch.from_pylist(kept, schema=schema)

    return pa.RecordBatchReader.from_batches(schema, batches())
