"""A ledger opened for a command: checked first, computed on the engine that was asked for."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from kehu.cli.telling import tell_faults, working
from kehu.engine.backends.checking import Vocabulary
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.folder import LedgerFolder
from kehu.engine.backends.spark import Spark, spark_ledger
from kehu.engine.ledger import Ledger
from kehu.words import Lang, say


@dataclass(frozen=True)
class Reading:
    """How a command was asked to read its ledger."""

    ledger: Path
    base_currency: str
    skip_bad_rows: bool
    json_errors: bool
    lang: Lang


@contextmanager
def opened(reading: Reading, vocabulary: Vocabulary, out: Path, engine: str) -> Iterator[Ledger]:
    """The ledger, free of errors. Faults are listed and end the command, unless set aside."""
    with ExitStack() as stack:
        duck = stack.enter_context(DuckDB())
        folder = LedgerFolder(duck, reading.ledger, reading.base_currency, vocabulary)
        with working("checking", reading.lang):
            folder.check()
        free_of_errors(folder, reading, out)
        yield _on_engine(folder, engine, stack)


def _on_engine(folder: LedgerFolder, engine: str, stack: ExitStack) -> Ledger:
    if engine == "duckdb":
        return folder.ledger()
    return spark_ledger(folder, stack.enter_context(Spark()))


def free_of_errors(folder: LedgerFolder, reading: Reading, out: Path) -> None:
    """List the errors of a checked folder and end the command, unless they are set aside."""
    if reading.skip_bad_rows:
        _set_aside(folder, reading, out)
        return
    as_json, lang = reading.json_errors, reading.lang
    if tell_faults(folder.errors(), "ledger_has_faults", as_json=as_json, lang=lang):
        sys.exit(1)


def _set_aside(folder: LedgerFolder, reading: Reading, out: Path) -> None:
    target = (
        Path("set-aside.jsonl") if str(out) == "-" else out.with_name(f"{out.name}.set-aside.jsonl")
    )
    count = folder.set_aside(target, reading.lang)
    if count:
        click.echo(say("rows_set_aside", reading.lang, count=count, path=target), err=True)
    else:
        target.unlink()
