"""The embedded engine: DuckDB in memory, spilling to a scratch folder, over a folder of files."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from kehu.engine.backends import Parts
from kehu.engine.backends.parsing import listing, named

# Beside it, Python and Arrow need about 1 GB at a million customers: together under 4 GB.
MEMORY_LIMIT = "2500MB"
# What was freed by so much goes back to the system: otherwise a tenth more memory is held.
_GIVEN_BACK = "8MB"


class DuckDB:
    """An engine of its own: one in-memory database and one scratch folder, gone when closed."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="kehu-")
        self.scratch = Path(self._folder.name)
        self.ibis = ibis.duckdb.connect(
            memory_limit=MEMORY_LIMIT, temp_directory=str(self.scratch),
            allocator_bulk_deallocation_flush_threshold=_GIVEN_BACK,
        )  # fmt: skip
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
        self.create(name, self.ibis.compile(table))
        return self.ibis.table(name)

    def kept(self, name: str) -> Table:
        return self.ibis.table(name)

    def create(self, name: str, query: str) -> None:
        """Make a table of what a query in DuckDB's own words finds."""
        self.sql.execute(f"CREATE OR REPLACE TABLE {name} AS {query}")

    def keep_words(
        self, name: str, table: Table, words: Mapping[str, Sequence[str]], order_by: str
    ) -> Table:
        # An enumeration takes two bytes instead of sixteen, and sorting carries them all along.
        self._enumeration("rule_word", sorted({word for some in words.values() for word in some}))
        coded = ", ".join(f'"{column}"::rule_word AS "{column}"' for column in words)
        plain = self.ibis.compile(table)
        self.create(name, f"SELECT * REPLACE ({coded}) FROM ({plain}) ORDER BY {order_by}")
        return self.ibis.table(name)

    def work_out(self, name: str, rows: Sequence[Table], work: Callable[..., pa.Table]) -> Table:
        self.worked_out(name, [self.ibis.compile(one) for one in rows], work)
        return self.ibis.table(name)

    def worked_out(self, name: str, queries: Sequence[str], work: Callable[..., pa.Table]) -> None:
        """Create a table that Python computes from what queries find."""
        found = work(*(self.sql.sql(query).to_arrow_table() for query in queries))
        self.sql.register("worked_out", found)
        self.sql.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM worked_out")
        self.sql.unregister("worked_out")

    def unpivot(self, wide: Table, key: str, name: str, parts: Parts) -> Table:
        # Several unnests side by side run in step and keep the order of rows; a join would not.
        # Enumerations make them, and the Parquet dictionaries after them, cheap.
        source = wide.get_name()
        self._enumeration("part_name", sorted(parts))
        lists = [f"unnest([{listing(list(parts))}]::part_name[]) AS {name}"]
        for column in next(iter(parts.values())):
            own = [part[column] for part in parts.values()]
            cells = ["NULL::DOUBLE" if cell is None else named(cell) for cell in own]
            kind = self._list_kind(source, column, cells)
            lists.append(f"unnest([{', '.join(cells)}]::{kind}[]) AS {column}")
        long = f'SELECT "{key}", {", ".join(lists)} FROM {source}'
        self.sql.execute(f"CREATE OR REPLACE VIEW {source}_long AS {long}")
        return self.ibis.table(f"{source}_long")

    def _list_kind(self, source: str, column: str, cells: list[str]) -> str:
        """The common type of columns laid under one another; texts become an enumeration."""
        kinds = self.sql.sql(f"SELECT {', '.join(cells)} FROM {source} LIMIT 0").types
        words = {
            word for kind in kinds if kind.id == "enum" for word in dict(kind.children)["values"]
        }
        texts = [cell for cell, kind in zip(cells, kinds, strict=True) if kind.id == "varchar"]
        if not words and not texts:
            return str(kinds[0])
        for cell in texts:
            found = self.sql.execute(f"SELECT DISTINCT {cell} FROM {source}").fetchall()
            words |= {word for (word,) in found if word is not None}
        self._enumeration(f"{column}_word", sorted(words))
        return f"{column}_word"

    def _enumeration(self, name: str, words: list[str]) -> None:
        self.sql.execute(f"DROP TYPE IF EXISTS {name} CASCADE")
        self.sql.execute(f"CREATE TYPE {name} AS ENUM ({listing(words)})")

    def batches(self, table: Table) -> pa.RecordBatchReader:
        reader = self.sql.sql(self.ibis.compile(table)).to_arrow_reader(100_000)
        plain = pa.schema([_plain(field) for field in reader.schema])
        return pa.RecordBatchReader.from_batches(plain, (batch.cast(plain) for batch in reader))

    def save_parquet(self, table: Table, path: Path) -> None:
        self.ibis.to_parquet(table, str(path), compression="snappy")


def _plain(field: pa.Field) -> pa.Field:
    """The field without dictionary encoding, which the formats that are not Parquet cannot take."""
    kind = field.type
    return field.with_type(kind.value_type) if pa.types.is_dictionary(kind) else field
