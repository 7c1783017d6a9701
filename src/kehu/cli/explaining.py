"""`kehu explain`: why one customer has its labels, and what would lift them."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from kehu.cli import options
from kehu.cli.opening import Reading, free_of_errors
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.folder import LedgerFolder
from kehu.engine.rules.explain import Explanation, explain_all, terms_of
from kehu.engine.rules.load import load_rulebook
from kehu.engine.rules.nearest import lifts
from kehu.engine.rules.rulebook import Rulebook
from kehu.engine.rules.single import Single, ranks_around, single_customer
from kehu.engine.rules.vocabulary import vocabulary_of
from kehu.engine.rules.words import Words
from kehu.errors import KehuError
from kehu.words import say

_MARKS = {True: "✓", False: "✗", None: "?"}


@click.command()
@options.reading
@click.argument("customer")
@options.as_of
@options.rulebook
@click.option("--dimension", help="Explain this dimension alone.")
def explain(
    customer: str,
    moment: datetime,
    rulebook_file: Path | None,
    dimension: str | None,
    **reading: Any,
) -> None:
    """Say why CUSTOMER of LEDGER has its labels: rule, terms, values, and the nearest lift.

    Checks the customer's own rows alone; `kehu check` looks at all.
    """
    rulebook, how = load_rulebook(rulebook_file), Reading(**reading)
    if dimension is not None and dimension not in rulebook.dimensions:
        known = ", ".join(sorted(rulebook.dimensions))
        raise KehuError("no_such_dimension_here", dimension=dimension, known=known)
    tell_customer(how, rulebook, customer, moment, dimension)


def tell_customer(
    how: Reading, rulebook: Rulebook, customer: str, moment: datetime, dimension: str | None
) -> None:
    """Print what `kehu explain` answers; of all dimensions where none is named."""
    single = _read(how, rulebook, customer, moment)
    words = Words(rulebook, how.lang, how.base_currency)
    click.echo(
        say("explain_head", how.lang, customer=customer, moment=f"{moment:%Y-%m-%d %H:%M} UTC")
    )
    for name, one in explain_all(rulebook, single.values, single.overrides).items():
        if dimension in (None, name):
            click.echo()
            _tell(one, single, words)


def _read(how: Reading, rulebook: Rulebook, customer: str, moment: datetime) -> Single:
    with DuckDB() as engine:
        folder = LedgerFolder(engine, how.ledger, how.base_currency, vocabulary_of(rulebook))
        everybody = folder.ledger(numbered=False)
        ranks = ranks_around(everybody, moment, rulebook.settings, customer)
        folder.restrict_to(customer)
        folder.check()
        free_of_errors(folder, how, Path("-"))
        own = folder.ledger(numbered=False)
        return single_customer(own, moment, rulebook, ranks, customer)


def _tell(one: Explanation, single: Single, words: Words) -> None:
    """One dimension: the label, the rule with its terms, what was tried, the nearest lift."""
    lang, dimension = words.lang, one.dimension
    label = words.label(dimension, one.label)
    said = say(
        "explain_label", lang, dimension=dimension.title[lang], name=dimension.name,
        source=dimension.source, label=label if one.label in label else f"{label} [{one.label}]",
    )  # fmt: skip
    click.echo(said)
    if one.score is not None:
        click.echo("  " + say("explain_score", lang, score=words.figure(one.score)))
    winner = one.tried[-1].label
    if one.winner is None:
        click.echo("  " + say("explain_override", lang, label=words.label(dimension, winner.code)))
    elif winner.node is None:
        click.echo("  " + say("explain_fallback", lang))
    else:
        click.echo("  " + say("explain_rule", lang, label=words.label(dimension, winner.code)))
        _tell_terms(one, len(one.tried) - 1, words)
    if len(one.tried) > 1:
        click.echo("  " + say("explain_tried", lang))
        for number, tried in enumerate(one.tried[:-1]):
            click.echo(f"  · {words.label(dimension, tried.label.code)}")
            _tell_terms(one, number, words)
    _tell_lift(one, single, words)


def _tell_terms(one: Explanation, number: int, words: Words) -> None:
    node = one.tried[number].label.node
    if node is None:
        return
    for term in terms_of(node, one.values):
        joint = say(f"term_{term.joint}", words.lang) + " " if term.joint else ""
        indent = "    " + "  " * term.depth
        click.echo(f"{indent}{_MARKS[term.truth]} {joint}{words.leaf(term.node, one.values)}")


def _tell_lift(one: Explanation, single: Single, words: Words) -> None:
    dimension, rulebook = one.dimension, words.rulebook
    if not dimension.lift or dimension.name in single.overrides:
        return
    if one.label == dimension.lift[-1]:
        click.echo("  " + say("explain_top", words.lang))
        return
    found = lifts(rulebook, dimension, single.values, single.overrides, single.ranks.stand)
    if not found and one.label in dimension.lift:
        click.echo("  " + say("explain_no_lift", words.lang))
    for lift in found[:1]:
        change = lift.words(words.lang, words.amount)
        label = words.label(dimension, lift.to)
        click.echo("  " + say("explain_lift", words.lang, label=label, change=change))
