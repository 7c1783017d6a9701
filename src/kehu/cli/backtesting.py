"""`kehu backtest`: how good forecasts and labels of a past day were."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from kehu.cli import options
from kehu.cli.opening import Reading, opened
from kehu.cli.telling import working
from kehu.cli.writing import write_batches
from kehu.engine.backtest.report import as_table, backtest
from kehu.engine.rules.load import load_rulebook
from kehu.engine.rules.vocabulary import vocabulary_of


@click.command("backtest")
@options.reading
@click.option(
    "--as-of", "moment", type=options.Moment(), required=True,
    help="The past moment whose forecasts and labels are judged.",
)  # fmt: skip
@click.option("--horizon", type=click.IntRange(1, 3650), default=90, show_default=True,
              help="Days after it that they are judged by.")  # fmt: skip
@options.rulebook
@options.out
def backtest_(
    moment: datetime, horizon: int, rulebook_file: Path | None, out: Path, **reading: Any
) -> None:
    """Judge what LEDGER let one say as of a past day by what happened after it.

    \b
    Rows part, name, group, method, customers, figure, said, happened, purchases, profit, lift:
    next_order   error in days and coverage of the window, of who had ordered on three days and
                 ordered again; beside last order plus mean gap, and the usual wait for everybody
    chance       area under the curve and Brier score of the chances of an order; said and happened
    calibration  chances said in ten bins, and the share that ordered
    label        customers, share that ordered, mean purchases and profit afterwards; lift is that
                 profit over everybody's
    ladder       of two customers the chance that the one on the higher rung earned more
    """
    how, rulebook = Reading(**reading), load_rulebook(rulebook_file)
    with opened(how, vocabulary_of(rulebook), out, "duckdb") as ledger:
        with working("backtesting", how.lang):
            rows = backtest(ledger, moment, horizon, rulebook)
        write_batches(as_table(rows).to_reader(), out)
