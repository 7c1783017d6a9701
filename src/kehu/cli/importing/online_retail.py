"""UCI Online Retail II, the preset that matches every cancellation."""

from pathlib import Path

import click

from kehu.cli.telling import working
from kehu.matching.online_retail import ImportReport, import_online_retail
from kehu.matching.online_retail.preset import reason_title
from kehu.words import Lang, say


def import_retail(file: Path, to: Path, lang: Lang) -> None:
    """Make a ledger of the file and say what became of its rows."""
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
