"""Rows with errors, and what hangs on them, taken out of the typed views and written down."""

import json
from pathlib import Path

import duckdb

from kehu.engine.backends.checking import Checker
from kehu.engine.backends.faults import fault_fields, read_faults
from kehu.engine.backends.parsing import quoted
from kehu.engine.schema import LEDGER, Table
from kehu.errors import InputFaults
from kehu.words import Lang, say


def set_aside(checker: Checker, path: Path, lang: Lang) -> int:
    """Take rows with errors out and write each with its reasons to `path` (JSON lines).

    Returns the number of rows. Raises InputFaults when a fault belongs to no row, since leaving
    rows out does not cure a missing column.
    """
    con = checker.con
    _refuse_what_no_row_explains(con)
    con.execute(
        "CREATE OR REPLACE TABLE aside AS SELECT DISTINCT file, row FROM faults "
        "WHERE severity = 'error' AND row IS NOT NULL"
    )
    for table in LEDGER:  # customers come first and orders before their lines and payments
        if table.name in checker.staged:
            _add_orphans(checker, table)
            _filter_view(checker, table)
    return _write(checker, path, lang)


def _refuse_what_no_row_explains(con: duckdb.DuckDBPyConnection) -> None:
    incurable = list(read_faults(con, "severity = 'error' AND row IS NULL"))
    if incurable:
        raise InputFaults(incurable)


def _add_orphans(checker: Checker, table: Table) -> None:
    """Rows whose customer or order went aside go with it."""
    file = quoted(checker.staged[table.name].file)
    for parent, key, wanted in (
        ("customers", "customer_id", table.needs_customer),
        ("orders", "order_id", table.needs_order),
    ):
        if not wanted or parent not in checker.staged:
            continue
        beside = f"ANTI JOIN kept_{parent} USING ({key}) " if parent in checker.kept else ""
        orphans = (
            f"typed_{table.name} ANTI JOIN typed_{parent} USING ({key}) {beside}"
            f"ANTI JOIN (SELECT row AS _row FROM aside WHERE file = {file}) USING (_row)"
        )
        checker.con.execute(
            f"INSERT INTO faults SELECT 'error', 'gone_with_{parent}', {file}, _row, _line, "
            f"{quoted(key)}, {key}, NULL FROM {orphans}"
        )
        checker.con.execute(
            f"INSERT INTO aside SELECT DISTINCT file, row FROM faults "
            f"WHERE code = 'gone_with_{parent}' AND file = {file}"
        )


def _filter_view(checker: Checker, table: Table) -> None:
    staged = checker.staged[table.name]
    some = checker.con.execute(
        "SELECT 1 FROM aside WHERE file = ? LIMIT 1", [staged.file]
    ).fetchall()
    if some:
        bad = f"(SELECT row AS _row FROM aside WHERE file = {quoted(staged.file)})"
        staged.relation = f"SELECT * FROM ({staged.relation}) ANTI JOIN {bad} USING (_row)"
        checker.view(table)


def _write(checker: Checker, path: Path, lang: Lang) -> int:
    """One JSON object a row set aside: file, row, line and its reasons."""
    cursor = checker.con.execute(
        "SELECT file, row, line, list(struct_pack(code := code, col := col, value := value, "
        "detail := detail) ORDER BY col, code) FROM faults "
        "WHERE severity = 'error' AND row IS NOT NULL GROUP BY ALL ORDER BY file, row"
    )
    count = 0
    with path.open("w", encoding="utf-8") as out:
        while rows := cursor.fetchmany(10_000):
            for file, row, line, reasons in rows:
                told = [_reason(reason, lang) for reason in reasons]
                entry = {"file": file, "row": row, "line": line, "reasons": told}
                out.write(json.dumps(entry, ensure_ascii=False) + "\n")
            count += len(rows)
    return count


def _reason(reason: dict[str, str], lang: Lang) -> dict[str, str | None]:
    fields = fault_fields(reason["code"], reason["value"], reason["detail"])
    return {
        "code": reason["code"],
        "column": reason["col"],
        "message": say(reason["code"], lang, **fields),
    }
