"""What people read on the terminal: faults, errors, progress. Rows go to `writing`."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console

from kehu.errors import Fault, InputFaults, KehuError
from kehu.words import Lang, reader_language, say

# Wrong usage, or trouble of the machine's, rather than faults of an input.
_USAGE = (
    "no_such_folder",
    "no_such_file",
    "no_such_customer_here",
    "no_such_dimension_here",
    "no_orders_here",
    "spark_missing",
    "file_trouble",
    "source_missing",
    "folder_in_use",
    "where_faulty",
    "nobody_in_group",
    "everybody_in_group",
    "no_such_column",
    "threshold_outside",
    "no_mails",
)


def tell_error(error: KehuError, ctx: click.Context) -> int:
    """Say an error on standard error, as the command's options ask; returns the exit code."""
    lang, as_json = language(ctx), bool(ctx.meta.get("kehu.json_errors"))
    if isinstance(error, InputFaults):
        tell_faults(error.faults, error.code, as_json=as_json, lang=lang)
        return 1
    if as_json:
        file = str(error.fields.get("path", ""))
        fault = Fault("error", error.code, file, fields=error.fields)
        click.echo(as_line(fault, lang), err=True)
    else:
        click.echo(error.message(lang), err=True)
    return 2 if error.code in _USAGE else 1


def language(ctx: click.Context | None) -> Lang:
    """What --lang asked for, else the terminal's."""
    return (ctx and ctx.meta.get("kehu.lang")) or reader_language()


def tell_faults(faults: Iterable[Fault], closing: str, *, as_json: bool, lang: Lang) -> int:
    """List faults on standard error, one a line, and the closing sentence; returns their count."""
    count = 0
    for fault in faults:
        count += 1
        click.echo(as_line(fault, lang) if as_json else as_sentence(fault, lang), err=True)
    if count and not as_json:
        click.echo(say(closing, lang, count=count), err=True)
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
