"""Sheets into a ledger folder."""

import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from kehu.cleaning.mail_servers import without_mail_server
from kehu.cli.importing.telling import show_mapping, tell_staged
from kehu.cli.opening import Reading
from kehu.cli.telling import working
from kehu.engine.backends.adding import add_to_folder
from kehu.engine.backends.checking import Vocabulary
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.folder import LedgerFolder
from kehu.engine.rules.load import default_rulebook
from kehu.engine.rules.vocabulary import choice_words, vocabulary_of
from kehu.errors import InputFaults
from kehu.matching.columns.mapping import SheetMapping
from kehu.matching.columns.proposing import propose
from kehu.matching.staging.cleaning_rows import all_words
from kehu.matching.staging.known import Known, known_rows
from kehu.matching.staging.mapped import MappedSheet, MappingFaulty, mapped
from kehu.matching.staging.report import Staged
from kehu.matching.staging.returned import write_returned
from kehu.matching.staging.stage import stage
from kehu.words import say


def import_into_folder(
    files: Sequence[Path], preset: str, given: Mapping[str, SheetMapping], how: Reading, *,
    dry_run: bool, as_json: bool,
) -> None:  # fmt: skip
    """Add the sheets to the ledger, or show what would be done. Raises InputFaults, SheetFault."""
    vocabulary = vocabulary_of(default_rulebook())
    with tempfile.TemporaryDirectory() as folder, DuckDB() as engine:
        scratch = Path(folder)
        with working("staging", how.lang):
            found = [
                one
                for n, file in enumerate(files)
                for one in propose(file, scratch / f"sheets_{n}", preset=preset)
            ]
            sheets = [mapped(one, given.get(one.sheet.title, one.guess.mapping)) for one in found]
        if dry_run:
            show_mapping(found, sheets, as_json, how.lang)
        with working("staging", how.lang):
            known = _known(engine, how, vocabulary)
            try:
                words = all_words(choice_words(default_rulebook()))
                into = scratch / "staged"
                staged = stage(sheets, known, words, into, without_mail=without_mail_server)
            except MappingFaulty as error:
                raise InputFaults(error.faults) from error
        tell_staged(staged, how.json_errors, how.lang)
        if dry_run:
            click.echo(say("import_dry", how.lang))
        else:
            _finish(engine, staged, sheets, how, vocabulary)


def _finish(
    engine: DuckDB, staged: Staged, sheets: list[MappedSheet], how: Reading, vocabulary: Vocabulary
) -> None:
    _return_rows(staged, sheets, how)
    if staged.report.set_aside and not how.skip_bad_rows:
        refuse(staged.report.set_aside, how)
    faults = add_to_folder(engine, how.ledger, staged.tables, how.base_currency, vocabulary)
    if faults:
        raise InputFaults(faults)
    tables = " · ".join(f"{name} {count:,}" for name, count in staged.report.tables.items())
    click.echo(say("import_written", how.lang, path=how.ledger, tables=tables))


def refuse(count: int, how: Reading) -> None:
    """Say that rows cannot be taken, and end the command."""
    click.echo(say("import_has_faults", how.lang, count=count), err=True)
    sys.exit(1)


def _return_rows(staged: Staged, sheets: list[MappedSheet], how: Reading) -> None:
    target = how.ledger.absolute().parent / f"{how.ledger.name}.returned.xlsx"
    count = write_returned(staged, sheets, target, how.lang)
    if count:
        click.echo(say("import_returned", how.lang, count=count, path=target), err=True)
    else:
        target.unlink()


def _known(engine: DuckDB, how: Reading, vocabulary: Vocabulary) -> Known:
    """What the ledger holds already, if there is one."""
    if not how.ledger.is_dir() or not any(how.ledger.glob("customers.*")):
        return Known()
    folder = LedgerFolder(engine, how.ledger, how.base_currency, vocabulary)
    ledger = folder.ledger(numbered=False)

    def rows(name: str, *columns: str) -> list[dict[str, Any]]:
        table = ledger.tables[name].select(*columns)
        return ledger.engine.batches(table).read_all().to_pylist()  # type: ignore[no-any-return]

    orders = (
        (row["order_id"], row["customer_id"]) for row in rows("orders", "order_id", "customer_id")
    )
    return known_rows(
        rows("customers", "customer_id", "name", "country", "website"),
        rows("contacts", "contact_id", "customer_id", "name", "email", "phone", "whatsapp"),
        orders,
        rows("products", "product_id", "name", "sku", "category"),
    )
