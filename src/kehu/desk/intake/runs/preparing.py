"""Staged rows as the ledger would take them: typed, checked, and without those it refuses."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kehu.desk.core.company import base_currency
from kehu.desk.core.languages import page_language
from kehu.desk.ledger.imports.beside import fitting, kept_beside
from kehu.engine.backends.checking import Vocabulary
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.folder import LedgerFolder
from kehu.engine.ledger import Ledger
from kehu.engine.schema import TABLES
from kehu.errors import Fault
from kehu.matching.staging.mapped import MappedSheet
from kehu.matching.staging.report import Staged
from kehu.matching.staging.tables import Origin, origins


@dataclass(frozen=True)
class Prepared:
    """The rows to write as a ledger, and what the ledger refuses, by the row that it came from."""

    ledger: Ledger
    refused: dict[Origin, list[Fault]]


@contextmanager
def prepared(
    staged: Staged, sheets: list[MappedSheet], vocabulary: Vocabulary
) -> Iterator[Prepared]:
    """Check the staged tables beside what stands now, and open those rows that are sound."""
    named = [path.stem for path in staged.tables.glob("*.parquet")]
    with DuckDB() as engine:
        folder = LedgerFolder(
            engine, staged.tables, base_currency(), fitting(vocabulary), _beside(staged, named)
        )
        folder.check()
        refused = _by_origin(staged, sheets, list(folder.errors()))
        if refused:
            folder.set_aside(staged.folder / "refused.jsonl", page_language())
        yield Prepared(folder.ledger(numbered=False), refused)


def _beside(staged: Staged, named: list[str]) -> dict[str, pa.Table]:
    """What stands, without the rows of which the run says something more."""
    beside = kept_beside(named)
    for name in named:
        key = TABLES[name].key
        if name in beside and len(key) == 1:
            ours = pq.read_table(staged.tables / f"{name}.parquet", columns=[key[0]])[key[0]]
            rows = beside[name]
            beside[name] = rows.filter(pc.invert(pc.is_in(rows[key[0]], ours.combine_chunks())))
        elif name in beside:  # lines of orders that come again are the same lines
            beside[name] = beside[name].slice(0, 0)
    return beside


def _by_origin(
    staged: Staged, sheets: list[MappedSheet], faults: list[Fault]
) -> dict[Origin, list[Fault]]:
    """Faults of staged rows as those of the rows of sheets that they came from."""
    found: defaultdict[Origin, list[Fault]] = defaultdict(list)
    places: dict[str, list[Origin]] = {}
    for fault in faults:
        table = Path(fault.file).stem
        if table not in places:
            places[table] = list(origins(staged.tables, table))
        if fault.row is None:
            continue
        origin = places[table][fault.row - 1]
        sheet = sheets[origin.sheet]
        heading = next(
            (h for h, f in sheet.mapping.columns.items() if f == f"{table}.{fault.column}"), None
        )
        moved = replace(fault, file=sheet.sheet.title, row=None, line=origin.row, column=heading)
        found[origin].append(moved)
    return dict(found)
