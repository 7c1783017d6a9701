"""`kehu rulebook check` and `kehu rulebook diff`."""

from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from kehu.cli import options
from kehu.cli.opening import Reading, opened
from kehu.cli.telling import working
from kehu.engine.forecasts.names import Forecast
from kehu.engine.history import counted, moved, snapshot
from kehu.engine.measures import MEASURES
from kehu.engine.measures.family import Measure
from kehu.engine.rules.load import default_rulebook, load_rulebook
from kehu.engine.rules.rulebook import Rulebook
from kehu.engine.rules.vocabulary import vocabulary_of
from kehu.engine.rules.words import measure_titles
from kehu.engine.standings import STANDINGS, Standing
from kehu.words import Lang, say


@click.group()
def rulebook() -> None:
    """Prove a rulebook, or see who would move under another."""


@rulebook.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@options.json_errors
@options.lang
def check(file: Path | None, json_errors: bool, lang: Lang) -> None:
    """Prove FILE laid over the default rulebook; without FILE the default itself."""
    proved = load_rulebook(file)
    labels, default = _labels(proved), _labels(default_rulebook())
    counts = {"dimensions": len(proved.dimensions), "labels": len(labels)}
    click.echo(say("rulebook_proved", lang, **counts))
    if added := sorted(labels - default):
        click.echo(say("rulebook_adds", lang, names=", ".join(added)))
    if dropped := sorted(default - labels):
        click.echo(say("rulebook_drops", lang, names=", ".join(dropped)))


def _labels(rulebook: Rulebook) -> set[str]:
    """Every label as `dimension.code`."""
    return {f"{d.name}.{label.code}" for d in rulebook.dimensions.values() for label in d.labels}


@rulebook.command()
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@click.option("--ledger", type=click.Path(path_type=Path), required=True, help="Whose customers.")
@options.as_of
@options.base_currency
@options.skip_bad_rows
@options.json_errors
@options.lang
def diff(old: str, new: str, moment: datetime, **reading: Any) -> None:
    """Who would move if rulebook B took the place of A, per dimension and owner.

    A and B are files; `default` is the rulebook that ships.
    """
    how = Reading(**reading)
    first, second = _named(old), _named(new)
    with (
        opened(how, vocabulary_of(first, second), Path("-"), "duckdb") as ledger,
        working("grading", how.lang),
    ):
        before = snapshot("before", ledger, moment, first)
        after = snapshot("after", ledger, moment, second)
        moves = moved(ledger, before, after)
        by_label = counted(ledger, moves, ["dimension", "from", "to"])
        by_owner = counted(ledger, moves, ["dimension", "owner"])
    _tell(by_label, by_owner, how.lang)


def _named(name: str) -> Rulebook:
    return load_rulebook(None if name == "default" else Path(name))


def _tell(by_label: list[dict[str, Any]], by_owner: list[dict[str, Any]], lang: Lang) -> None:
    """A table a dimension: the moves from label to label, then how many each owner has."""
    if not by_label:
        click.echo(say("nobody_moves", lang))
    for dimension, rows in groupby(by_label, key=lambda row: row["dimension"]):
        moves = list(rows)
        total = sum(row["customers"] for row in moves)
        click.echo(say("would_move", lang, dimension=dimension, count=total))
        for row in moves:
            click.echo(f"  {row['from'] or '—'} → {row['to'] or '—'}: {row['customers']:,}")
        owners = [row for row in by_owner if row["dimension"] == dimension]
        click.echo("  " + " · ".join(f"{r['owner'] or '—'} {r['customers']:,}" for r in owners))


@rulebook.command()
@options.lang
def names(lang: Lang) -> None:
    """Print what conditions may name, as a Markdown table: measures and standings."""
    titles = measure_titles()
    head = [say(f"head_{one}", lang) for one in ("name", "title", "unit", "source", "meaning")]
    click.echo(f"| {' | '.join(head)} |\n|---|---|---|---|---|")
    known: list[Measure | Standing | Forecast] = [*MEASURES.values(), *STANDINGS.values()]
    for measure in known:
        title = titles[measure.name][lang]
        cells = (f"`{measure.name}`", title, measure.unit, measure.source, measure.meaning)
        click.echo(f"| {' | '.join(cells)} |")
