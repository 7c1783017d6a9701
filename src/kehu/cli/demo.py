"""`kehu demo ledger`: the invented exporter."""

from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from kehu.cli import options
from kehu.demo import DEFAULT_UNTIL, write_ledger
from kehu.words import Lang, say


@click.group()
def demo() -> None:
    """The invented exporter, to try things on."""


@demo.command()
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder to fill.")
@click.option("--customers", type=int, default=3000, show_default=True, help="How many customers.")
@click.option("--seed", type=int, default=7, show_default=True, help="The same seed, the same bytes.")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), default=str(DEFAULT_UNTIL), show_default=True,
    help="The last day told of.",
)  # fmt: skip
@options.lang
def ledger(out: Path, customers: int, seed: int, until: date, lang: Lang) -> None:
    """Write the invented exporter's ledger: fifteen Parquet tables, two years of facts."""
    with Progress(console=Console(stderr=True), disable=not Console(stderr=True).is_terminal) as bar:
        task = bar.add_task(say("writing_demo", lang), total=customers)
        try:
            rows = write_ledger(
                out, customers=customers, seed=seed, until=date(until.year, until.month, until.day),
                progress=lambda done: bar.update(task, completed=done),
            )  # fmt: skip
        except ValueError as error:
            raise click.UsageError(str(error)) from error
    for name, count in rows.items():
        click.echo(f"{name:16}{count:>12,}")
