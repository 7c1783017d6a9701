"""`kehu serve`: the application, web and worker, over one's own data."""

import sys
from pathlib import Path

import click

from kehu.cli import options
from kehu.cli.telling import working
from kehu.desk.serving import Address, Processes, prepare
from kehu.words import Lang, say


@click.command()
@click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), default=Path("kehu-data"),
    show_default=True, help="The data folder; made at the first start.",
)  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@options.lang
def serve(data: Path, host: str, port: int, lang: Lang) -> None:
    """Start the application, web and worker; make or update its data first.

    The database is SQLite in the data folder, or the PostgreSQL that DATABASE_URL names.
    """
    address = Address(host, port)
    with working("preparing", lang):
        first_start = prepare(data.resolve())
    processes = Processes(address)
    processes.start()
    click.echo(say("serving", lang, url=address.url))
    if first_start:
        click.echo(say("first_link", lang, url=address.url + first_start))
    sys.exit(processes.wait())
