"""What people read on the terminal: faults, errors, progress. Rows go to `writing`."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console

from kehu.errors import Fault, InputFaults, KehuError
from kehu.words import Lang, reader_language, say

# Wrong usage rather than faults of an input.
_USAGE = (
    "no_such_folder",
    "no_such_file",
    "no_such_customer_here",
    "not_a_ledger",
    "spark_missing",
)


def tell_error(error: KehuError, lang: Lang | None = None) -> int:
    """Say an error on standard error; returns the exit code."""
    lang = lang or reader_language()
    if isinstance(error, InputFaults):
        tell_faults(error.faults, as_json=False, lang=lang)
        return 1
    click.echo(error.message(lang), err=True)
    return 2 if error.code in _USAGE else 1


def tell_faults(faults: Iterable[Fault], *, as_json: bool, lang: Lang) -> int:
    """List faults on standard error, one a line; returns how many there were."""
    count = 0
    for fault in faults:
        count += 1
        click.echo(as_line(fault, lang) if as_json else as_sentence(fault, lang), err=True)
    if count and not as_json:
        click.echo(say("faults_found", lang, count=count), err=True)
    return count


def as_line(fault: Fault, lang: Lang) -> str:
    """A fault as a JSON object on one line."""
    return json.dumps(fault.as_row(lang), ensure_ascii=False)


def as_sentence(fault: Fault, lang: Lang) -> str:
    """A fault as `file:line row n, column: sentence`."""
    place = fault.file if fault.line is None else f"{fault.file}:{fault.line}"
    if fault.row is not None:
        place += say("at_row", lang, row=fault.row)
    if fault.column is not None and fault.row is not None:
        place += say("at_column", lang, column=fault.column)
    severity = say(f"severity_{fault.severity}", lang)
    return f"{place}: {severity}: {fault.message(lang)}"


@contextmanager
def working(code: str, lang: Lang) -> Iterator[None]:
    """Show what is being done while it lasts, on a terminal and nowhere else."""
    console = Console(file=sys.stderr)
    if not console.is_terminal:
        yield
        return
    with console.status(say(code, lang)):
        yield
