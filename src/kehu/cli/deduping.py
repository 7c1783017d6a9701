"""`kehu dedupe`: the rows of a table that are the same company or person."""

from pathlib import Path
from typing import Any

import click
import pyarrow as pa

from kehu.cli import options
from kehu.cli.telling import working
from kehu.cli.writing import write_batches
from kehu.errors import KehuError
from kehu.matching.duplicates.finding import Duplicates, find_duplicates
from kehu.matching.duplicates.judging import judge
from kehu.matching.duplicates.rules import rules
from kehu.matching.table_file import read_table
from kehu.words import Lang, say


@click.command()
@options.lang
@options.json_errors
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--threshold", type=float, metavar="P", show_default="chosen for a precision of 0.99",
    help="Match probability from which two rows are the same, 0 to 1.",
)  # fmt: skip
@click.option(
    "--truth", metavar="COL",
    help="Column that says which rows are the same: is not looked at, but judged by.",
)  # fmt: skip
@options.out
def dedupe(
    file: Path, threshold: float | None, truth: str | None, out: Path, lang: Lang, **_: Any
) -> None:
    """Find the rows of FILE that are the same company or person.

    FILE is a table: .csv in any usual encoding, .parquet or .jsonl. Every row is written as it was,
    in its order, with cluster_id (rows of one number are the same) and match_probability (of the
    row's likeliest partner in its cluster; empty for a row that is alone). What each column was
    taken for is told on standard error. With --truth precision, recall and F1 of pairs are printed.
    """
    table = read_table(file)
    if truth is not None and truth not in table.column_names:
        raise KehuError("no_such_column", column=truth, columns=", ".join(table.column_names))
    with working("finding_duplicates", lang):
        found = find_duplicates(table, threshold, without=frozenset([truth] if truth else []))
    _tell(found, lang)
    write_batches(_with_clusters(table, found).to_reader(), out)
    if truth is not None:
        judgement = judge(found.cluster.to_pylist(), table[truth].to_pylist())
        told = say("pairs_judged", lang, precision=f"{judgement.precision:.4f}",
                   recall=f"{judgement.recall:.4f}", f1=f"{judgement.f1:.4f}",
                   pairs=judgement.pairs)  # fmt: skip
        click.echo(told, err=str(out) == "-")  # standard output has the rows then


def _tell(found: Duplicates, lang: Lang) -> None:
    roles = rules().roles
    taken = (
        f"{header} = {roles[role].title[lang]}"
        for role, headers in found.columns.by_role.items() for header in headers
    )  # fmt: skip
    comma = say("list_comma", lang)
    click.echo(say("columns_taken", lang, columns=comma.join(taken)), err=True)
    if found.columns.ignored:
        ignored = comma.join(found.columns.ignored)
        click.echo(say("columns_ignored", lang, columns=ignored), err=True)
    if found.blocks.skipped:
        click.echo(say("blocks_skipped", lang, count=found.blocks.skipped,
                       limit=found.blocks.limit), err=True)  # fmt: skip
    clusters = len(set(found.cluster.to_pylist()))
    click.echo(say("duplicates_found", lang, rows=len(found.cluster), clusters=clusters), err=True)


def _with_clusters(table: pa.Table, found: Duplicates) -> pa.Table:
    """The table with both columns at its end, in place of those of an earlier run."""
    made = {"cluster_id": found.cluster, "match_probability": found.probability}
    kept = table.drop_columns([name for name in made if name in table.column_names])
    for name, values in made.items():
        kept = kept.append_column(name, values)
    return kept
