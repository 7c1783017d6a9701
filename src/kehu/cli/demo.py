"""`kehu demo ledger`: the invented exporter."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import ibis
from rich.console import Console
from rich.progress import Progress
from rich.table import Table as Grid

from kehu.cli import options
from kehu.cli.opening import Reading, opened
from kehu.cli.serving import serve_demo
from kehu.cli.telling import working
from kehu.demo import DEFAULT_UNTIL, write_ledger
from kehu.engine.history import Snapshot, counted, snapshot
from kehu.engine.ledger import Ledger
from kehu.engine.rules.load import load_rulebook
from kehu.engine.rules.rulebook import Rulebook
from kehu.engine.rules.vocabulary import vocabulary_of
from kehu.engine.rules.words import Words
from kehu.errors import KehuError
from kehu.words import Lang, say


@click.group()
def demo() -> None:
    """The invented exporter, to try things on."""


demo.add_command(serve_demo, "serve")


@demo.command()
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder to fill.")
@click.option("--customers", type=int, default=3000, show_default=True, help="How many customers.")
@click.option(
    "--seed", type=int, default=7, show_default=True, help="The same seed, the same bytes."
)
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), default=str(DEFAULT_UNTIL), show_default=True,
    help="The last day told of.",
)  # fmt: skip
@options.lang
def ledger(out: Path, customers: int, seed: int, until: date, lang: Lang) -> None:
    """Write the invented exporter's ledger: fifteen Parquet tables, two years of facts."""
    with Progress(
        console=Console(stderr=True), disable=not Console(stderr=True).is_terminal
    ) as bar:
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


@demo.command()
@click.argument("ledger", type=click.Path(path_type=Path))
@options.lang
def summary(ledger: Path, lang: Lang) -> None:
    """Grade LEDGER as of the day after its last order and print a table of all labels."""
    rulebook = load_rulebook(None)
    how = Reading(ledger, "CNY", skip_bad_rows=False, json_errors=False, lang=lang)
    with opened(how, vocabulary_of(rulebook), Path("-"), "duckdb") as graded:
        moment = _day_after(graded)
        with working("grading", lang):
            shot = snapshot("demo", graded, moment, rulebook)
            counts = counted(graded, shot.labels, ["dimension", "label"])
            money = _money_by_tier(graded, shot)
    _print_labels(counts, rulebook, moment, lang)
    for line in money:
        click.echo(say("tier_brings", lang, **line))
    click.echo(say("demo_next", lang, path=ledger, moment=f"{moment:%Y-%m-%d}"))


def _day_after(ledger: Ledger) -> datetime:
    newest = ledger.tables["orders"].ordered_at.max().name("newest").as_table()
    last = ledger.engine.batches(newest).read_all()["newest"][0].as_py()
    if last is None:
        raise KehuError("no_orders_here")
    day = last + timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _money_by_tier(ledger: Ledger, shot: Snapshot) -> list[dict[str, str]]:
    """For each value tier, how many customers bring which share of the year's profit."""
    tiers = shot.labels.filter(lambda t: t.dimension == "value_tier")
    tiers = tiers.select("customer_id", tier="label")
    joined = shot.values.select("customer_id", "profit_12m").join(tiers, "customer_id")
    profitable = joined.filter(joined.profit_12m > 0)
    summed = profitable.group_by("tier").aggregate(
        customers=lambda t: t.count(), profit=lambda t: t.profit_12m.sum()
    )
    rows = ledger.engine.batches(summed.order_by(ibis.desc("profit"))).read_all().to_pylist()
    whole = sum(row["profit"] for row in rows)
    return [
        {
            "tier": row["tier"],
            "customers": f"{row['customers']:,}",
            "profit": f"{row['profit']:,.0f}",
            "share": f"{100 * row['profit'] / whole:.0f}",
        }
        for row in rows
    ]


def _print_labels(
    counts: list[dict[str, Any]], rulebook: Rulebook, moment: datetime, lang: Lang
) -> None:
    """A row a dimension: its labels with how many customers have each, most frequent first."""
    words = Words(rulebook, lang, "CNY")
    grid = Grid(title=say("demo_title", lang, moment=f"{moment:%Y-%m-%d}"), show_lines=False)
    for name in ("id", "dimension", "labels"):
        grid.add_column(say(f"head_{name}", lang))
    for dimension in sorted(rulebook.dimensions.values(), key=lambda one: one.source):
        rows = [row for row in counts if row["dimension"] == dimension.name]
        rows.sort(key=lambda row: -row["customers"])
        shown = " · ".join(
            f"{words.label(dimension, row['label'])} {row['customers']:,}" for row in rows[:8]
        )
        more = say("and_more", lang, count=len(rows) - 8) if len(rows) > 8 else ""
        grid.add_row(dimension.source, dimension.title[lang], shown + more)
    width = None if Console().is_terminal else 140
    Console(width=width).print(grid)
