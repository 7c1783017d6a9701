"""`kehu portrait`: what a group of customers has in common, against all others."""

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import pyarrow as pa
from rich.console import Console
from rich.table import Table as Grid

from kehu.cli import options
from kehu.cli.opening import Reading, opened
from kehu.cli.telling import working
from kehu.cli.writing import write_batches
from kehu.engine.portraits.chosen import chosen_by, group_of, measures_in, said_anyway
from kehu.engine.portraits.commonality import Common, commonality
from kehu.engine.portraits.facts import facts_of
from kehu.engine.portraits.load import PortraitReader
from kehu.engine.portraits.portrait import Portrait
from kehu.engine.portraits.telling import TraitWords, described, told
from kehu.engine.rules.conditions import Node, names_in, parse_condition
from kehu.engine.rules.load import load_rulebook
from kehu.engine.rules.rulebook import Rulebook
from kehu.engine.rules.rules_reader import read_rules
from kehu.engine.rules.vocabulary import vocabulary_of
from kehu.errors import InputFaults, KehuError
from kehu.words import Lang, say

_ROWS = pa.schema(
    [
        *((name, pa.string()) for name in ("kind", "value")),
        *((name, pa.int64()) for name in ("count", "size", "count_elsewhere", "size_elsewhere")),
        *((name, pa.float64()) for name in ("share", "share_elsewhere", "lift", "shrunken_lift")),
        *((name, pa.float64()) for name in ("p_value", "q_value")),
        ("significant", pa.bool_()),
        ("sentence", pa.string()),
    ]
)
_SHOWN = 30  # traits on a terminal


@click.command()
@options.reading
@click.option(
    "--where", required=True, metavar="CONDITION",
    help="Who is in the group: a condition over measures, labels and tags.",
)  # fmt: skip
@options.as_of
@options.rulebook
@options.out
def portrait(
    where: str, moment: datetime, rulebook_file: Path | None, out: Path, **reading: Any
) -> None:
    """Say what customers of LEDGER have in common against all others: labels, tags, products.

    A row a trait, the most telling first, with counts, lift, the chance of it and a sentence. What
    the condition itself decides is left out. On a terminal, a table of what is significant.
    """
    rulebook, how = load_rulebook(rulebook_file), Reading(**reading)
    portrayal = read_rules(PortraitReader, rulebook)
    node = _chosen(where, rulebook, portrayal, how.lang)
    words = TraitWords(rulebook, portrayal, how.lang, how.base_currency)
    with opened(how, vocabulary_of(rulebook), out, "duckdb") as ledger:
        with working("grading", how.lang):
            measures = measures_in(node, rulebook, portrayal)
            facts = facts_of(ledger, moment, rulebook, portrayal, measures)
        group = group_of(node, facts, portrayal)
        size = int(group.sum())
        if size in (0, facts.size):
            raise KehuError("everybody_in_group" if size else "nobody_in_group", where=where)
        left_out = said_anyway(names_in(node), rulebook, portrayal)
        found = commonality(facts.kinds, group, portrayal.doubt, left_out)
    name = described(parse_condition(where), words)
    if str(out) == "-" and sys.stdout.isatty():
        _show(found, size, name, words)
    else:
        write_batches(_rows(found, size, name, words), out)


def _chosen(where: str, rulebook: Rulebook, portrayal: Portrait, lang: Lang) -> Node:
    """The condition; what is wrong with it is wrong usage, all of it told at once."""
    try:
        return chosen_by(where, rulebook, portrayal)
    except InputFaults as error:
        why = " ".join(fault.message(lang) for fault in error.faults)
        raise KehuError("where_faulty", why=why) from error


def _rows(
    found: Sequence[Common], size: int, group: str, words: TraitWords
) -> pa.RecordBatchReader:
    def batches() -> Iterator[pa.RecordBatch]:
        rows = [_row(one, told(one, size, group, words)) for one in found]
        yield pa.RecordBatch.from_pylist(rows, schema=_ROWS)

    return pa.RecordBatchReader.from_batches(_ROWS, batches())


def _row(one: Common, sentence: str) -> dict[str, Any]:
    named = (name for name in _ROWS.names if name not in ("lift", "sentence"))
    lift = one.lift if one.count_elsewhere else None  # infinite is no number of JSON's
    return {**{name: getattr(one, name) for name in named}, "lift": lift, "sentence": sentence}


def _show(found: Sequence[Common], size: int, group: str, words: TraitWords) -> None:
    """What is significant, and how far that may be believed."""
    lang = words.lang
    significant = [one for one in found if one.significant]
    if not significant:
        click.echo(say("commonality_none", lang, size=size))
        return
    grid = Grid(title=say("commonality_title", lang, size=size, group=group))
    for name in ("trait", "in_group", "elsewhere", "lift"):
        grid.add_column(say(f"head_{name}", lang))
    for one in significant[:_SHOWN]:
        here = f"{one.count}/{one.size} {words.percent(one.share)}"
        lift = f"{one.shrunken_lift:.1f} ×"
        grid.add_row(words.trait(one.kind, one.value), here, words.elsewhere(one), lift)
    Console().print(grid)
    alarms = f"{100 * words.portrait.doubt.false_alarms:g}"
    counts = {"told": len(significant), "tested": len(found), "alarms": alarms}
    click.echo(say("commonality_foot", lang, **counts))
