"""Rows added to a ledger folder: new ones, and what is newly known of those that are there."""

import shutil
from pathlib import Path
from uuid import uuid4

from kehu.engine.backends.checking import Vocabulary
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.folder import LedgerFolder
from kehu.engine.backends.parsing import named, parquet_rows, parse, quoted
from kehu.engine.backends.staging import Staged, stage
from kehu.engine.schema import TABLES
from kehu.errors import Fault


def add_to_folder(
    engine: DuckDB, folder: Path, tables: Path, base_currency: str, vocabulary: Vocabulary
) -> list[Fault]:
    """Add `tables`, a folder of Parquet files of text, to the ledger in `folder`.

    Where a key is there already, values that are given replace what stood; empty ones do not. The
    ledger is checked as it would be: with an error nothing is changed, and the faults say why. The
    folder is made where there is none, and is exchanged whole.
    """
    target = folder.absolute()
    draft = target.parent / f".{target.name}.{uuid4().hex}"
    draft.mkdir(parents=True)
    try:
        faults = _errors(engine, target, base_currency, vocabulary) if target.exists() else []
        if not faults:
            _draft(engine, target, tables, draft)
            faults = _errors(engine, draft, base_currency, vocabulary)
        if not faults:
            _exchange(draft, target)
        return faults
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _errors(
    engine: DuckDB, folder: Path, base_currency: str, vocabulary: Vocabulary
) -> list[Fault]:
    """What is wrong with a ledger; an empty folder is one that has yet to begin."""
    if not any(folder.glob("*.csv")) and not any(folder.glob("*.parquet")):
        return []
    checked = LedgerFolder(engine, folder, base_currency, vocabulary)
    checked.check()
    return list(checked.errors())


def _draft(engine: DuckDB, folder: Path, tables: Path, draft: Path) -> None:
    """The ledger as it would be: what nothing is added to as it is, and the rest merged."""
    added = {path.stem for path in tables.glob("*.parquet")}
    standing = {}
    if folder.is_dir():
        standing = {one.table: one for one in stage(engine.sql, folder, engine.scratch)}
        for path in folder.iterdir():
            if path.is_dir():
                shutil.copytree(path, draft / path.name)
            elif path.stem not in added or path.suffix not in (".csv", ".parquet"):
                shutil.copyfile(path, draft / path.name)
    for name in sorted(added):
        query = _merged(engine, name, standing.get(name), tables / f"{name}.parquet")
        out = quoted(str(draft / f"{name}.parquet"))
        engine.sql.execute(f"COPY ({query}) TO {out} (FORMAT parquet, COMPRESSION zstd)")


def _merged(engine: DuckDB, name: str, there: Staged | None, added: Path) -> str:
    """SQL of a table's rows with those added, read as the ledger reads them, sorted by key."""
    table, key = TABLES[name], ", ".join(map(named, TABLES[name].key))
    news = f"SELECT *, 1 AS _later FROM {parquet_rows(added)}"
    fresh = [row[0] for row in engine.sql.execute(f"DESCRIBE {news}").fetchall()]
    beyond = [one for one in fresh if one not in table.by_name and one not in _HELPERS]
    parts = [news]
    if there is not None:
        old = [f"{_text(one, kind)} AS {named(one)}" for one, kind in there.columns.items()]
        beyond += [one for one in there.columns if one not in table.by_name and one not in beyond]
        parts.append(f"SELECT {', '.join(old)}, 0 AS _later FROM ({there.relation})")
    known = {*fresh, *(there.columns if there is not None else ())}
    columns = [one for one in table.columns if one.name in known]
    latest = [
        f"arg_max({named(one)}, _later) AS {named(one)}"
        for one in [*(column.name for column in columns), *beyond]
        if one not in table.key
    ]
    both = " UNION ALL BY NAME ".join(parts)
    whole = f"SELECT {', '.join([key, *latest])} FROM ({both}) GROUP BY {key}"
    typed = [
        f"{_typed(parse(column, 'VARCHAR').value, column.kind)} AS {named(column.name)}"
        for column in columns
    ]
    return f"SELECT {', '.join([*typed, *map(named, beyond)])} FROM ({whole}) ORDER BY {key}"


_HELPERS = ("_later", "file_row_number")


def _text(column: str, physical: str) -> str:
    name = named(column)
    if physical == "VARCHAR[]":
        return f"array_to_string({name}, ';')"
    return f"nullif({name}, '')" if physical == "VARCHAR" else f"{name}::VARCHAR"


def _typed(value: str, kind: str) -> str:
    return f"({value}) AT TIME ZONE 'UTC'" if kind == "moment" else value


def _exchange(draft: Path, target: Path) -> None:
    """The draft takes the folder's place; whoever opens it meanwhile finds the one or the other."""
    if not target.exists():
        draft.rename(target)
        return
    before = draft.with_name(f"{draft.name}.before")
    target.rename(before)
    draft.rename(target)
    shutil.rmtree(before)
