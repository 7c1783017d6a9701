"""`kehu`: the commands of interfaces.md, gathered. One is imported when it is called: together they
stand on everything there is, and take seconds to come."""

import gc
import os
import sys
from importlib import import_module
from io import TextIOWrapper

import click

from kehu import __version__
from kehu.cli.telling import tell_error
from kehu.errors import KehuError

# Each command's name, and where it is.
COMMANDS = {
    "check": "grading:check",
    "label": "grading:label",
    "measures": "grading:measures",
    "explain": "explaining:explain",
    "movement": "moving:movement",
    "forecast": "forecasting:forecast",
    "backtest": "backtesting:backtest_",
    "alike": "alike:alike",
    "basket": "baskets:basket",
    "portrait": "portraying:portrait",
    "triage": "triaging:triage",
    "dedupe": "deduping:dedupe",
    "rulebook": "rulebook:rulebook",
    "demo": "demo:demo",
    "import": "importing.command:import_",
    "serve": "serving:serve",
}


class _Kehu(click.Group):
    """Errors become sentences and an exit code; nothing is printed as a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(f"kehu.cli.{module}"), name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        _speak_utf8()
        # Hardly anything that is loaded at the start goes again: to look through it for what
        # does, as often as Python usually would, is a sixth of the start.
        gc.set_threshold(50_000)
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
