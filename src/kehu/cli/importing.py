"""`kehu import`: foreign files to a ledger, by a preset that knows them."""

from pathlib import Path

import click

from kehu.cli import options
from kehu.cli.telling import working
from kehu.matching.online_retail import ImportReport, import_online_retail
from kehu.matching.online_retail.preset import reason_title
from kehu.words import Lang, say


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--preset", type=click.Choice(["online-retail"]), required=True, help="What the file is."
)
@click.option("--to", type=click.Path(path_type=Path), required=True, help="Ledger folder to fill.")
@options.lang
def import_(file: Path, preset: str, to: Path, lang: Lang) -> None:
    """Turn FILE into a ledger folder; every row read is kept or set aside with a reason.

    online-retail: UCI Online Retail II as Parquet, every invoice line of a British wholesaler.
    """
    with working("importing", lang):
        report = import_online_retail(file, to)
    _tell(report, to, lang)


def _tell(report: ImportReport, to: Path, lang: Lang) -> None:
    width = 12
    click.echo(f"{report.rows_read:>{width},}  {say('rows_read', lang)}")
    click.echo(f"{report.rows_kept:>{width},}  {say('rows_kept', lang)}")
    for reason, count in report.set_aside.items():
        click.echo(f"{count:>{width},}  {reason}: {reason_title(reason, lang)}")
    told = report.rows_kept + sum(report.set_aside.values())
    click.echo(f"{told:>{width},}  {say('rows_told', lang)}")
    tables = " · ".join(f"{name} {count:,}" for name, count in report.tables.items())
    click.echo(say("ledger_written", lang, path=to, tables=tables))
    click.echo(say("currency_hint", lang, path=to, currency="GBP"))
