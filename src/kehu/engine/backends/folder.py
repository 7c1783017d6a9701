"""A ledger folder: checked, if need be freed of bad rows, and handed on as typed tables."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa

from kehu.engine.backends.checking import Checker, Vocabulary
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.faults import read_faults
from kehu.engine.backends.keyed import key_tables
from kehu.engine.backends.parsing import quoted
from kehu.engine.backends.set_aside import set_aside
from kehu.engine.backends.staging import stage, unknown_files
from kehu.engine.ledger import Ledger
from kehu.engine.schema import LEDGER, TABLES
from kehu.errors import Fault, KehuError
from kehu.words import Lang


class LedgerFolder:
    """Reads a folder of `ledger.md` with DuckDB. Raises KehuError `no_such_folder`.

    `kept` is what the folder's rows come to stand beside, by table: its keys and, of orders and
    exchange rates, also customer_id and rate. Such a folder needs no customers of its own.
    """

    def __init__(
        self,
        engine: DuckDB,
        folder: Path,
        base_currency: str,
        vocabulary: Vocabulary,
        kept: Mapping[str, pa.Table] | None = None,
    ) -> None:
        if not folder.is_dir():
            raise KehuError("no_such_folder", path=str(folder))
        self.engine = engine
        self.folder = folder
        self.base_currency = base_currency
        staged = stage(engine.sql, folder, engine.scratch)
        for name, rows in (kept or {}).items():
            engine.sql.register(f"kept_{name}", rows)
        self.checker = Checker(engine.sql, staged, base_currency, vocabulary, (kept or {}).keys())
        self._had_rows = frozenset(one.table for one in staged if self._any_rows(one.relation))

    def check(self) -> None:
        """Find every fault of the folder."""
        self.checker.run()
        for fault in unknown_files(self.folder):
            self.checker.add(fault)

    def restrict_to(self, customer_id: str) -> None:
        self.checker.restrict_to(customer_id)

    def faults(self) -> Iterator[Fault]:
        return read_faults(self.engine.sql)

    def errors(self) -> Iterator[Fault]:
        return read_faults(self.engine.sql, "severity = 'error'")

    def set_aside(self, path: Path, lang: Lang) -> int:
        """Leave rows with errors out; each is written to `path` with its reasons."""
        return set_aside(self.checker, path, lang)

    def ledger(self, *, numbered: bool = True) -> Ledger:
        """The typed tables, as views over the files; for `numbered` see `key_tables`."""
        key_tables(self.engine.sql, numbered=numbered)
        names = [table.name for table in LEDGER]
        extra = self.checker.extra_columns(LEDGER[0])
        tables = {name: self.engine.ibis.table(f"ledger_{name}") for name in names}
        plain = {name: self.engine.ibis.table(f"typed_{name}") for name in names}
        return Ledger(self.engine, tables, self.base_currency, self._had_rows, tuple(extra), plain)

    def hand_over(self, name: str, path: Path) -> None:
        """Write a table of `ledger()` to a Parquet file whose moments say that they are UTC."""
        moments = [column.name for column in TABLES[name].columns if column.kind == "moment"]
        zoned = ", ".join(f'"{moment}" AT TIME ZONE \'UTC\' AS "{moment}"' for moment in moments)
        replaced = f" REPLACE ({zoned})" if zoned else ""
        self.engine.sql.execute(
            f"COPY (SELECT *{replaced} FROM ledger_{name}) TO {quoted(str(path))} (FORMAT parquet)"
        )

    def _any_rows(self, relation: str) -> bool:
        return bool(self.engine.sql.execute(f"SELECT 1 FROM ({relation}) LIMIT 1").fetchall())
