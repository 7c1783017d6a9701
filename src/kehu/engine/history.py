"""Labels at two moments, or under two rulebooks, and who moved between them and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import ibis
from ibis.expr.types import Table

from kehu.engine.ledger import Ledger
from kehu.engine.rules.labelling import labelled, long_labels, rule_values
from kehu.engine.rules.rulebook import OVERRIDE, Rulebook
from kehu.engine.rules.words import Words
from kehu.words import say

Row = dict[str, Any]


@dataclass(frozen=True)
class Snapshot:
    """What conditions read and the labels they gave, at one moment under one rulebook.

    `values`: a row a customer. `labels`: customer_id, dimension, label, rule, score.
    """

    values: Table
    labels: Table


def snapshot(name: str, ledger: Ledger, moment: datetime, rulebook: Rulebook) -> Snapshot:
    """Grade and keep the result under a name of its own, so that a second grading may follow."""
    engine = ledger.engine
    values = engine.keep(f"{name}_values", rule_values(ledger, moment, rulebook))
    wide = labelled(engine, values, rulebook)
    labels = engine.keep(f"{name}_labels", long_labels(engine, wide, rulebook))
    return Snapshot(values, labels)


def moved(ledger: Ledger, before: Snapshot, after: Snapshot) -> Table:
    """Labels that differ: customer_id, owner, dimension, from, to, from_rule, to_rule, by customer.

    A customer listed in one snapshot alone has a null on the other side.
    """
    old = before.labels.select("customer_id", "dimension", old="label", old_rule="rule")
    new = after.labels.select("customer_id", "dimension", new="label", new_rule="rule")
    both = old.outer_join(new, ["customer_id", "dimension"])
    both = both.filter(both.old.isnull() | both.new.isnull() | (both.old != both.new))
    rows = both.select(
        customer_id=ibis.coalesce(both.customer_id, both.customer_id_right),
        dimension=ibis.coalesce(both.dimension, both.dimension_right),
        **{"from": both.old, "to": both.new, "from_rule": both.old_rule, "to_rule": both.new_rule},
    )
    owners = ledger.tables["customers"].select("customer_id", "owner")
    rows = rows.left_join(owners, "customer_id").drop("customer_id_right")
    return ledger.engine.keep("moved", rows).order_by("customer_id", "dimension")


def counted(ledger: Ledger, moves: Table, by: list[str]) -> list[Row]:
    """How many moves there are for each combination of columns, in their order."""
    grouped = moves.group_by(by).aggregate(customers=lambda t: t.count())
    rows: list[Row] = ledger.engine.batches(grouped.order_by(by)).read_all().to_pylist()
    return rows


def with_reasons(
    ledger: Ledger, moves: Table, before: Snapshot, after: Snapshot, words: Words
) -> Iterator[Row]:
    """The moves with `reason`: which of the values that the two rules read have changed."""
    old = _values_of_moved(ledger, moves, before)
    new = _values_of_moved(ledger, moves, after)
    by_customer = groupby(_rows(ledger, moves), key=lambda row: row["customer_id"])
    for customer_id, rows in by_customer:
        was, now = _take(old, customer_id), _take(new, customer_id)
        mine = list(rows)
        was |= {row["dimension"]: row["from"] for row in mine}
        now |= {row["dimension"]: row["to"] for row in mine}
        for row in mine:
            yield {**row, "reason": _reason(row, was, now, words)}


def _values_of_moved(ledger: Ledger, moves: Table, shot: Snapshot) -> "Peekable":
    movers = moves.select("customer_id").distinct()
    values = shot.values.semi_join(movers, "customer_id").order_by("customer_id")
    return Peekable(_rows(ledger, values))


class Peekable:
    """Rows by ascending customer_id, of which the next can be looked at."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self.next: Row | None = next(rows, None)

    def advance(self) -> Row:
        row, self.next = self.next, next(self._rows, None)
        return row or {}


def _take(rows: Peekable, customer_id: str) -> Row:
    """The customer's row; nothing where it was not listed."""
    if rows.next is not None and rows.next["customer_id"] == customer_id:
        return rows.advance()
    return {}


def _rows(ledger: Ledger, table: Table) -> Iterator[Row]:
    for batch in ledger.engine.batches(table):
        yield from batch.to_pylist()


def _reason(row: Row, was: Row, now: Row, words: Words) -> str:
    if row["from"] is None or row["to"] is None:
        return say("newly_listed" if row["from"] is None else "no_longer_listed", words.lang)
    if OVERRIDE in (row["from_rule"], row["to_rule"]):
        code = "override_set" if row["to_rule"] == OVERRIDE else "override_ended"
        return say(code, words.lang)
    dimension = words.rulebook.dimensions[row["dimension"]]
    names = dimension.read_by(row["from_rule"], row["to_rule"])
    changes = _changes(names, was, now, words) or _changes(sorted(dimension.reads), was, now, words)
    return "; ".join(changes)


def _changes(names: list[str], was: Row, now: Row, words: Words) -> list[str]:
    return [
        f"{words.name(name)} {words.value(name, was.get(name))} → "
        f"{words.value(name, now.get(name))}"
        for name in names
        if was.get(name) != now.get(name)
    ]
