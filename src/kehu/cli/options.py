"""Options and arguments that several commands share, and how their words become values."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from kehu.cli.telling import language
from kehu.words import reader_language, say

Command = TypeVar("Command", bound=Callable[..., Any])
FORMATS = (".parquet", ".csv", ".jsonl", ".xlsx")


class Moment(click.ParamType[datetime]):
    """An ISO 8601 date or time; UTC when no zone is given, a bare date is 00:00 UTC."""

    name = "date or time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(say("usage_moment", language(ctx), value=value))
        try:
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except OverflowError:  # the first or last hours of the calendar, in another zone
            self.fail(say("usage_moment", language(ctx), value=value))


class Output(click.ParamType[Path]):
    """A file ending in .parquet, .csv, .jsonl or .xlsx, or - for JSON lines on standard output."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        path = Path(value)
        if value != "-" and path.suffix not in FORMATS:
            formats = ", ".join(FORMATS)
            self.fail(say("usage_format", language(ctx), value=value, formats=formats))
        if value != "-" and (path.is_dir() or not path.absolute().parent.is_dir()):
            self.fail(say("usage_folder", language(ctx), path=path, parent=path.parent))
        return path


def _remembered(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """Keep an option where errors, which know no command, find it."""
    ctx.meta[f"kehu.{param.name}"] = value
    return value


def _now() -> datetime:
    return datetime.now(UTC)


ledger = click.argument("ledger", type=click.Path(path_type=Path))
out = click.option(
    "--out", type=Output(), default="-", show_default=True,
    help="File to write: .parquet, .csv, .jsonl or .xlsx; - prints JSON lines.",
)  # fmt: skip
as_of = click.option(
    "--as-of", "moment", type=Moment(), default=_now, show_default="now",
    help="The moment as of which everything is computed (ISO 8601, UTC without a zone).",
)  # fmt: skip
rulebook = click.option(
    "--rulebook", "rulebook_file", type=click.Path(path_type=Path),
    help="A company's own rulebook (YAML), laid over the default.",
)  # fmt: skip
base_currency = click.option(
    "--base-currency", default="CNY", show_default=True, metavar="CODE",
    callback=lambda _ctx, _param, code: code.upper(),
    help="The currency of the ledger's exchange rates and of all thresholds.",
)  # fmt: skip
skip_bad_rows = click.option(
    "--skip-bad-rows", is_flag=True,
    help="Set rows with errors aside, in a file that says why, and go on.",
)  # fmt: skip
json_errors = click.option(
    "--json-errors", is_flag=True, callback=_remembered, is_eager=True,
    help="List faults on standard error as JSON lines.",
)  # fmt: skip
lang = click.option(
    "--lang", type=click.Choice(["zh", "en"]), default=reader_language, callback=_remembered,
    is_eager=True, show_default="the terminal's", help="Language of sentences.",
)  # fmt: skip


def reading(command: Command) -> Command:
    """The options of every command that reads a ledger."""
    for option in (lang, json_errors, skip_bad_rows, base_currency, ledger):
        command = option(command)
    return command
