"""`kehu serve`: the application, web and worker, over one's own data."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from kehu.cli import options
from kehu.cli.telling import working
from kehu.desk.serving import Address, Processes, load_demo, prepare
from kehu.words import Lang, say

Command = Callable[..., Any]


def _data(default: str, what: str) -> Callable[[Command], Command]:
    folder = click.Path(file_okay=False, path_type=Path)
    return click.option("--data", type=folder, default=default, show_default=True, help=what)


_host = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
_port = click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)


@click.command()
@_data("kehu-data", "The data folder; made at the first start.")
@_host
@_port
@options.lang
def serve(data: Path, host: str, port: int, lang: Lang) -> None:
    """Start the application, web and worker; make or update its data first.

    The database is SQLite in the data folder, or the PostgreSQL that DATABASE_URL names.
    """
    address = Address(host, port)
    with working("preparing", lang):
        first_start = prepare(data.resolve(), address)
    lines = [say("first_link", lang, url=address.url + first_start)] if first_start else []
    _run(address, lines, lang)


@click.command()
@_data("demo-data", "The data folder; filled with the demo where it is empty.")
@_host
@_port
@options.lang
def serve_demo(data: Path, host: str, port: int, lang: Lang) -> None:
    """Start the application over the invented exporter's data, and say who can log in."""
    address = Address(host, port)
    with working("preparing", lang):
        prepare(data.resolve(), address)
    with working("writing_demo", lang):
        logins = load_demo()
    _run(address, [say("demo_login", lang, **one) for one in logins], lang)


def _run(address: Address, lines: list[str], lang: Lang) -> NoReturn:
    """Until it is told to stop; what there is to know is printed once it answers."""
    processes = Processes(address)
    processes.start()
    for line in [say("serving", lang, url=address.url), *lines]:
        click.echo(line)
    sys.exit(processes.wait())
