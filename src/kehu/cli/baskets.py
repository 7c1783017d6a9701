"""`kehu basket`: what is bought together."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click
import pyarrow as pa

from kehu.cli import options
from kehu.cli.opening import Reading, opened
from kehu.cli.telling import working
from kehu.cli.writing import write_batches
from kehu.engine.ledger import Known, Ledger, Settings
from kehu.engine.portraits.baskets.figures import default_figures
from kehu.engine.portraits.baskets.frequent import frequent_sets
from kehu.engine.portraits.baskets.orders import By, read_baskets
from kehu.engine.portraits.baskets.rules import Rules, rules_of
from kehu.engine.rules.load import default_rulebook
from kehu.engine.rules.vocabulary import vocabulary_of


@click.command()
@options.reading
@options.as_of
@click.option(
    "--min-support", type=click.FloatRange(0, 1, min_open=True), metavar="SHARE",
    help="Least share of orders that hold a set.  [default: 0.002, and at least 5 orders]",
)  # fmt: skip
@click.option(
    "--largest", type=click.IntRange(min=2), default=lambda: default_figures().largest,
    show_default="3", metavar="N", help="How many products a set has at most.",
)  # fmt: skip
@click.option(
    "--by", type=click.Choice(["product", "category"]), default="product", show_default=True,
    help="Of what sets are made; where products sell too thinly, categories may tell.",
)  # fmt: skip
@options.out
def basket(
    moment: datetime, min_support: float | None, largest: int, by: By, out: Path, **reading: Any
) -> None:
    """Find what is bought together in the orders of LEDGER, and how much more than by chance.

    A row for each set and each product in it: who buys the others also buys that one. The sets that
    most orders hold come first, of equals the first by their products.

    \b
    products       the whole set, `;` between
    size           how many they are
    orders         how many orders hold them all
    support        share of all orders
    bought, also   the rule: the others, and the one
    bought_names, also_name
    orders_bought  orders that hold the others
    orders_also    orders that hold the one
    confidence     share of orders_bought that hold the one too
    lift           confidence against the share of all orders that hold it
    leverage       support less what it would be by chance
    shrunken_lift  lift as if 5 orders more went as chance has it
    p_value        how likely so many orders would be by chance (Fisher's exact test against the
                   rule without each of the others; the worst counts)
    q_value        p_value for many tests at once (Benjamini and Hochberg); believe what is at
                   most 0.05
    """
    how, figures = Reading(**reading), default_figures()
    vocabulary = vocabulary_of(default_rulebook())
    with opened(how, vocabulary, out, "duckdb") as ledger, working("finding_sets", how.lang):
        baskets = read_baskets(Known(ledger, moment, Settings()), figures, by, min_support)
        rules = rules_of(frequent_sets(baskets, largest), figures)
        names = {} if by == "category" else _names(ledger)
        write_batches(_rows(rules, names).to_reader(), out)


def _names(ledger: Ledger) -> dict[str, str]:
    products = ledger.tables["products"].select("product_id", "name")
    rows = ledger.engine.batches(products).read_all()
    return dict(zip(rows["product_id"].to_pylist(), rows["name"].to_pylist(), strict=True))


def _rows(rules: Rules, names: dict[str, str]) -> pa.Table:
    """The rules as the command writes them."""
    bought = [rules.names_bought(rule) for rule in range(len(rules))]
    also = [rules.items[item] for item in rules.also]
    sets = [(*some, one) for some, one in zip(bought, also, strict=True)]
    rows = pa.table(
        {
            "products": [";".join(sorted(one)) for one in sets],
            "size": pa.array([len(one) for one in sets], pa.int64()),
            "orders": rules.orders_both,
            "support": rules.orders_both / max(1, rules.orders),
            "bought": [";".join(some) for some in bought],
            "also": also,
            "bought_names": [" + ".join(names.get(one, one) for one in some) for some in bought],
            "also_name": [names.get(one, one) for one in also],
            "orders_bought": rules.orders_bought,
            "orders_also": rules.orders_also,
            "confidence": rules.confidence,
            "lift": rules.lift,
            "leverage": rules.leverage,
            "shrunken_lift": rules.shrunken_lift,
            "p_value": rules.p_value,
            "q_value": rules.q_value,
        }
    )
    return rows.sort_by(
        [("orders", "descending"), ("products", "ascending"), ("also", "ascending")]
    )
