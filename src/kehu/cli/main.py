"""`kehu`: the commands of interfaces.md, gathered."""

import os
import sys
from io import TextIOWrapper

import click

from kehu import __version__
from kehu.cli.alike import alike
from kehu.cli.backtesting import backtest_
from kehu.cli.baskets import basket
from kehu.cli.deduping import dedupe
from kehu.cli.demo import demo
from kehu.cli.explaining import explain
from kehu.cli.forecasting import forecast
from kehu.cli.grading import check, label, measures
from kehu.cli.importing.command import import_
from kehu.cli.moving import movement
from kehu.cli.portraying import portrait
from kehu.cli.rulebook import rulebook
from kehu.cli.serving import serve
from kehu.cli.telling import tell_error
from kehu.errors import KehuError


class _Kehu(click.Group):
    """Errors become sentences and an exit code; nothing is printed as a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        _speak_utf8()
        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()  # here and not at the very end, where nobody catches a fault
        except KehuError as error:
            sys.exit(tell_error(error, ctx))
        except BrokenPipeError:  # the reader of our output has gone, as `head` does
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        except OSError as error:
            sys.exit(tell_error(_trouble(error), ctx))


def _speak_utf8() -> None:
    """JSON lines are UTF-8 everywhere; a terminal that knows less shows an escape instead."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8",
                               errors="backslashreplace")  # fmt: skip


def _trouble(error: OSError) -> KehuError:
    return KehuError("file_trouble", path=error.filename or "—", why=error.strerror or str(error))


@click.group(cls=_Kehu, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kehu")
def main() -> None:
    """Kehu 客户: tells an exporter who each customer is, why, and what to do next.

    LEDGER is a folder with one CSV or Parquet file a table. Exit code 0: done · 1: the input has
    faults, all listed on standard error · 2: wrong usage.
    """


COMMANDS = (
    check,
    label,
    measures,
    explain,
    movement,
    forecast,
    backtest_,
    alike,
    basket,
    portrait,
    dedupe,
    rulebook,
    demo,
    import_,
    serve,
)
for command in COMMANDS:
    main.add_command(command)
