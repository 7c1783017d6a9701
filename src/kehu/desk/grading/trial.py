"""Who would move if a rulebook were in force: on all customers, before it is saved."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
from django.utils import timezone
from ibis.expr.types import Table
from numpy.typing import NDArray

from kehu.desk.core.company import base_currency
from kehu.desk.grading.book import Book, the_book
from kehu.desk.grading.book.columns import Ints, Mask
from kehu.desk.grading.book.tables import book_table
from kehu.desk.grading.bridge import customers_tables, present_tables, shared_tables
from kehu.desk.grading.own_columns import own_columns
from kehu.desk.grading.rules import rulebook_in_force
from kehu.desk.ledger.models import Customer
from kehu.engine.backends.arrow import arrow_ledger
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.ledger import Known
from kehu.engine.measures import measure_again, reading
from kehu.engine.measures.judgements import judgements_in_force
from kehu.engine.rules.labelling import labelled
from kehu.engine.rules.rulebook import Rulebook


@dataclass(frozen=True)
class Share:
    """What one label holds now and would hold: customers, and their purchases of 12 months."""

    label: str
    customers: tuple[int, int]
    purchases: tuple[float, float]


@dataclass(frozen=True)
class Moves:
    """Who would move in one dimension: from which label to which, and what each label holds.

    A label is empty where the dimension is new, or would be gone.
    """

    dimension: str
    count: int
    pairs: Mapping[tuple[str, str], int]
    shares: list[Share]


class Trial:
    """Everybody's labels under a rulebook beside those of now; `book` is whom they are about."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.book = the_book()
        now = rulebook_in_force()
        found = _labels(rulebook, now, self.book) if self.book.graded().any() else {}
        self._labels = {
            name: (_texts_of(self.book, name), found.get(name, self._nothing()))
            for name in dict.fromkeys((*rulebook.dimensions, *now.dimensions))
        }
        differ = {name: old != new for name, (old, new) in self._labels.items()}
        self._moved = {name: moved & self.book.graded() for name, moved in differ.items()}
        self.moved: Mask = np.logical_or.reduce([self._nobody(), *self._moved.values()])

    @property
    def count(self) -> int:
        """Customers with at least one other label."""
        return int(self.moved.sum())

    @property
    def purchases(self) -> float:
        """What they bought in 12 months, in base currency."""
        return float(np.nansum(self.book.number("purchases_12m")[self.moved])) if self.count else 0

    def by_owner(self) -> Counter[int]:
        """How many of whose customers move; 0 is the pool."""
        return Counter(self.book.owner()[self.moved].tolist())

    def moves(self) -> list[Moves]:
        """By dimension, the one with the most moves first."""
        told = [self._moves(name) for name in self._labels if self._moved[name].any()]
        return sorted(told, key=lambda one: -one.count)

    def rows(self, within: Mask) -> Ints:
        """Rows of the book that move and are within reach, who buys most first."""
        rows = np.flatnonzero(self.moved & within)
        bought = np.nan_to_num(self.book.number("purchases_12m")[rows])
        return rows[np.argsort(-bought, kind="stable")]

    def changes(self, row: int) -> dict[str, tuple[str, str]]:
        """Before and after of one row, by dimension."""
        return {
            name: (str(old[row] or ""), str(new[row] or ""))
            for name, (old, new) in self._labels.items()
            if self._moved[name][row]
        }

    def _moves(self, name: str) -> Moves:
        old, new = self._labels[name]
        moved = self._moved[name]
        pairs = Counter(zip(old[moved].tolist(), new[moved].tolist(), strict=True))
        labels = sorted({label for pair in pairs for label in pair if label})
        plain = {(a or "", b or ""): n for (a, b), n in pairs.most_common()}
        return Moves(name, int(moved.sum()), plain, [self._share(name, one) for one in labels])

    def _share(self, name: str, label: str) -> Share:
        bought = np.nan_to_num(self.book.number("purchases_12m"))
        before, after = (side == label for side in self._labels[name])
        return Share(
            label,
            (int(before.sum()), int(after.sum())),
            (float(bought[before].sum()), float(bought[after].sum())),
        )

    def _nothing(self) -> NDArray[np.object_]:
        return np.full(len(self.book), None, dtype=object)

    def _nobody(self) -> Mask:
        return np.zeros(len(self.book), bool)


def _texts_of(book: Book, name: str) -> NDArray[np.object_]:
    """Words of everybody, None for none."""
    if name not in book.dimensions:
        return np.full(len(book), None, dtype=object)
    texts = np.array([*book.texts, None], dtype=object)
    found: NDArray[np.object_] = texts[book.words(name)]  # -1 is the last, which is none
    return found


def _labels(rulebook: Rulebook, now: Rulebook, book: Book) -> dict[str, NDArray[np.object_]]:
    """By dimension everybody's label under a rulebook, in the order of the book.

    The book has every measure; those that read a setting which differs are taken again from the
    tables that they are made of.
    """
    moment = timezone.now()
    table = _measured(rulebook, book, moment)
    if rulebook.settings != now.settings:
        table = _measured_again(table, rulebook, now, moment)
    with DuckDB() as engine:
        engine.sql.register("measured", table)
        found = labelled(engine, engine.ibis.table("measured"), rulebook)
        return _in_order(engine.batches(_asked(found, rulebook)).read_all(), book)


def _asked(found: Table, rulebook: Rulebook) -> Table:
    return found.select("customer_id", *rulebook.dimensions)


def _in_order(found: pa.Table, book: Book) -> dict[str, NDArray[np.object_]]:
    at = {code: row for row, code in enumerate(book.codes().tolist())}
    rows = [at.get(code.encode(), -1) for code in found["customer_id"].to_pylist()]
    known = np.array(rows, np.int64) >= 0
    labels = {}
    for name in found.column_names[1:]:
        texts = np.full(len(book), None, dtype=object)
        coded = found[name].combine_chunks().dictionary_encode()
        words = np.array([*coded.dictionary.to_pylist(), None], dtype=object)
        places = coded.indices.fill_null(len(words) - 1).to_numpy(zero_copy_only=False)
        texts[np.array(rows, np.int64)[known]] = words[places][known]
        labels[name] = texts
    return labels


# ---- what conditions read, out of the book ------------------------------------------------------


def _measured(rulebook: Rulebook, book: Book, moment: datetime) -> pa.Table:
    """A row for each graded customer, as `labelling.rule_values` has them."""
    others = {*rulebook.dimensions, *rulebook.columns, "score"}
    asked = [name for name in rulebook.reads if name not in others]
    found = book_table(book, asked, book.graded())
    codes = found["customer_id"].to_pylist()
    columns = {name: found[name] for name in found.column_names}
    columns |= {"customer": found["customer_id"], "owner": pa.nulls(len(codes), pa.string())}
    columns |= own_columns(rulebook, codes)
    given = _overrides(rulebook, moment)
    for name in rulebook.dimensions:
        labels = [given.get(code, {}).get(name) for code in codes] if given else [None] * len(codes)
        columns[f"{name}__override"] = pa.array(labels, pa.string())
    return pa.table(columns)


def _measured_again(
    table: pa.Table, rulebook: Rulebook, now: Rulebook, moment: datetime
) -> pa.Table:
    """The table with the measures that read a setting which is another now."""
    settings, before = asdict(rulebook.settings), asdict(now.settings)
    families = reading(name for name, value in settings.items() if value != before[name])
    read = {"customers", *(name for family in families for name in family.tables)}
    tables = {**customers_tables(named=read), **shared_tables()}
    with DuckDB() as engine:
        ledger = arrow_ledger(engine, tables, base_currency(), present_tables())
        again = measure_again(Known(ledger, moment, rulebook.settings), families)
        found = engine.batches(again).read_all()
    at = {code: row for row, code in enumerate(found["customer_id"].to_pylist())}
    rows = pa.array([at[code] for code in table["customer_id"].to_pylist()])
    for name in {*found.column_names} & {*table.column_names} - {"customer", "customer_id"}:
        place, kind = table.column_names.index(name), table.schema.field(name).type
        table = table.set_column(place, name, found[name].take(rows).cast(kind))
    return table


def _overrides(rulebook: Rulebook, moment: datetime) -> dict[str, dict[str, str]]:
    """By customer's number the labels that people set, as the engine takes them."""
    whose = Customer.objects.filter(judgement__subject__startswith="label:").distinct()
    tables = customers_tables(whose)
    with DuckDB() as engine:
        ledger = arrow_ledger(engine, tables, base_currency())
        known = Known(ledger, moment, rulebook.settings)
        keys = ledger.tables["customers"].select("customer", "customer_id")
        judged = judgements_in_force(known).join(keys, "customer")
        rows = engine.batches(judged.select("customer_id", "subject", "value")).read_all()
    by_customer: dict[str, list[dict[str, str]]] = {}
    for row in rows.to_pylist():
        by_customer.setdefault(row["customer_id"], []).append(row)
    return {code: rulebook.overrides(own) for code, own in by_customer.items()}
