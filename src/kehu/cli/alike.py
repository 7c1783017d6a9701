"""`kehu alike`: the customers most like one of them, and by what."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click
import pyarrow as pa

from kehu.cli import options
from kehu.cli.opening import Reading, opened
from kehu.cli.telling import working
from kehu.cli.writing import write_batches
from kehu.engine.portraits.alike.facets import Facets, FacetsReader
from kehu.engine.portraits.alike.likeness import Alike, Likeness
from kehu.engine.portraits.alike.of_ledger import Everybody, everybody
from kehu.engine.portraits.alike.points import Point
from kehu.engine.portraits.alike.telling import said
from kehu.engine.portraits.load import PortraitReader
from kehu.engine.portraits.telling import TraitWords
from kehu.engine.rules.load import load_rulebook
from kehu.engine.rules.rules_reader import read_rules
from kehu.engine.rules.vocabulary import vocabulary_of
from kehu.errors import KehuError


@click.command()
@options.reading
@click.argument("customer")
@options.as_of
@options.rulebook
@click.option(
    "--most", type=click.IntRange(min=1), default=20, show_default=True, metavar="N",
    help="How many customers to name.",
)  # fmt: skip
@options.out
def alike(
    customer: str,
    moment: datetime,
    rulebook_file: Path | None,
    most: int,
    out: Path,
    **reading: Any,
) -> None:
    """Find the customers of LEDGER that are most like CUSTOMER, and say by what.

    Rows customer_id, name, similarity (0 to 1), shared, different; the most alike first, of equals
    the first customer_id. Shared and different name up to five traits each, those that tell most
    first, `;` between; of two values the first is CUSTOMER's.
    """
    rulebook, how = load_rulebook(rulebook_file), Reading(**reading)
    facets, portrayal = read_rules(FacetsReader, rulebook), read_rules(PortraitReader, rulebook)
    with opened(how, vocabulary_of(rulebook), out, "duckdb") as ledger:
        with working("finding_alike", how.lang):
            listed = everybody(ledger, moment, rulebook, facets, portrayal)
            found = _most_alike(listed, facets, customer, most)
        words = TraitWords(rulebook, portrayal, how.lang, how.base_currency)
        write_batches(_rows(found, listed, facets, words).to_reader(), out)


def _most_alike(listed: Everybody, facets: Facets, customer: str, most: int) -> list[Alike]:
    if customer not in listed.customer_ids:
        raise KehuError("no_such_customer_here", customer=customer)
    row = listed.customer_ids.index(customer)
    return Likeness(listed.traits, facets).most_alike(row, most)


def _rows(found: list[Alike], listed: Everybody, facets: Facets, words: TraitWords) -> pa.Table:
    return pa.table(
        {
            "customer_id": pa.array([listed.customer_ids[one.row] for one in found], pa.string()),
            "name": pa.array([listed.names[one.row] for one in found], pa.string()),
            "similarity": pa.array([one.similarity for one in found], pa.float64()),
            "shared": _told([one.shared for one in found], facets, words),
            "different": _told([one.different for one in found], facets, words),
        }
    )


def _told(points: list[tuple[Point, ...]], facets: Facets, words: TraitWords) -> pa.Array:
    told = ["; ".join(said(point, facets, words) for point in some) for some in points]
    return pa.array(told, pa.string())
