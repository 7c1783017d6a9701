"""`kehu`: the commands of interfaces.md, gathered."""

import sys

import click

from kehu import __version__
from kehu.cli.demo import demo
from kehu.cli.explaining import explain
from kehu.cli.grading import check, label, measures
from kehu.cli.importing import import_
from kehu.cli.moving import movement
from kehu.cli.rulebook import rulebook
from kehu.cli.telling import tell_error
from kehu.errors import KehuError


class _Kehu(click.Group):
    """Errors of ours become sentences and an exit code; nothing is printed as a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except KehuError as error:
            sys.exit(tell_error(error))
        except BrokenPipeError:
            sys.stderr.close()  # the reader of our output has gone, as `head` does
            sys.exit(0)


@click.group(cls=_Kehu, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kehu")
def main() -> None:
    """Kehu 客户: tells an exporter who each customer is, why, and what to do next.

    LEDGER is a folder with one CSV or Parquet file a table. Exit code 0: done · 1: the input has
    faults, all listed on standard error · 2: wrong usage.
    """


for command in (check, label, measures, explain, movement, rulebook, demo, import_):
    main.add_command(command)
