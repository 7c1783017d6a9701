"""`kehu check`, `kehu label`, `kehu measures`."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table as Grid

from kehu.cli import options
from kehu.cli.opening import Reading, opened
from kehu.cli.telling import as_line, tell_faults, working
from kehu.cli.writing import write_table
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.folder import LedgerFolder
from kehu.engine.rules.labelling import label_rows, measure_rows
from kehu.engine.rules.load import load_rulebook
from kehu.engine.rules.vocabulary import vocabulary_of
from kehu.errors import Fault
from kehu.words import Lang, say

engine_option = click.option(
    "--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True,
    help="Where to compute; both give the same rows.",
)  # fmt: skip


@click.command()
@options.ledger
@options.base_currency
@options.rulebook
@options.json_errors
@options.lang
def check(
    ledger: Path, base_currency: str, rulebook_file: Path | None, json_errors: bool, lang: Lang
) -> None:
    """List every fault of LEDGER: errors and warnings, each with file, row and column.

    Prints one JSON object a fault, or a table on a terminal. Exit code 1 when there are errors.
    """
    rulebook = load_rulebook(rulebook_file)
    with DuckDB() as engine:
        folder = LedgerFolder(engine, ledger, base_currency, vocabulary_of(rulebook))
        with working("checking", lang):
            folder.check()
        if sys.stdout.isatty():
            _show(list(folder.faults()), lang)
            errors = sum(1 for _ in folder.errors())
        else:
            for fault in folder.faults():
                click.echo(as_line(fault, lang))
            errors = tell_faults(
                folder.errors(), "ledger_has_faults", as_json=json_errors, lang=lang
            )
    sys.exit(1 if errors else 0)


def _show(faults: list[Fault], lang: Lang) -> None:
    if not faults:
        click.echo(say("no_faults", lang))
        return
    grid = Grid(
        *[say(f"head_{name}", lang) for name in ("severity", "file", "row", "column", "message")]
    )
    for fault in faults:
        row = "" if fault.row is None else str(fault.row)
        severity = say(f"severity_{fault.severity}", lang)
        grid.add_row(severity, fault.file, row, fault.column or "", fault.message(lang))
    Console().print(grid)
    errors = sum(fault.severity == "error" for fault in faults)
    click.echo(say("errors_and_warnings", lang, errors=errors, warnings=len(faults) - errors))


@click.command()
@options.reading
@options.as_of
@options.rulebook
@engine_option
@options.out
def label(
    moment: datetime, rulebook_file: Path | None, engine: str, out: Path, **reading: Any
) -> None:
    """Label every customer of LEDGER in every dimension, with the rule that won.

    Rows customer_id, dimension, label, rule, score, sorted; one a customer and dimension.
    """
    rulebook, how = load_rulebook(rulebook_file), Reading(**reading)
    with opened(how, vocabulary_of(rulebook), out, engine) as ledger, working("grading", how.lang):
        write_table(ledger.engine, label_rows(ledger, moment, rulebook), out)


@click.command()
@options.reading
@options.as_of
@options.rulebook
@engine_option
@options.out
def measures(
    moment: datetime, rulebook_file: Path | None, engine: str, out: Path, **reading: Any
) -> None:
    """Write all measures and standings of LEDGER, one row a customer, sorted by customer_id."""
    rulebook, how = load_rulebook(rulebook_file), Reading(**reading)
    with opened(how, vocabulary_of(rulebook), out, engine) as ledger, working("grading", how.lang):
        write_table(ledger.engine, measure_rows(ledger, moment, rulebook), out)
