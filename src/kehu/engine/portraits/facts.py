"""What is known of all customers of a ledger at a moment: traits, and what conditions read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ibis.expr.types import Table
from numpy.typing import NDArray

from kehu.engine.ledger import Known, Ledger
from kehu.engine.measures.categories import bought_by_category
from kehu.engine.portraits.portrait import CATEGORY, WORDS, Portrait, Tag
from kehu.engine.portraits.tags import graded, heard_rows, tag_rows
from kehu.engine.portraits.traits import Kind, ManyValues, Mask, OneValue
from kehu.engine.rules.rulebook import Rulebook

NO_LABEL = "unknown"  # the code of labels that say that nothing is known


@dataclass(frozen=True, eq=False)
class Facts:
    """All customers, by customer_id: `values` has a row each (labels and measures asked for)."""

    values: pa.Table
    kinds: tuple[Kind, ...]

    @property
    def size(self) -> int:
        return int(self.values.num_rows)

    def kind(self, name: str) -> Kind:
        return next(kind for kind in self.kinds if kind.name == name)

    def number(self, name: str) -> NDArray[np.float64]:
        """A measure that was asked for, NaN where it is unknown."""
        values: NDArray[np.float64] = self.values[name].cast(pa.float64()).to_numpy()
        return values


def facts_of(
    ledger: Ledger,
    moment: datetime,
    rulebook: Rulebook,
    portrait: Portrait,
    also: Collection[str] = (),
) -> Facts:
    """Labels of all dimensions, all tags, country and other words, and categories bought.

    `also` names measures and standings that the caller reads beside them.
    """
    engine, known = ledger.engine, Known(ledger, moment, rulebook.settings)
    customers = graded(ledger, moment, rulebook, portrait, {*WORDS, *also})
    values = engine.batches(customers.order_by("customer_id")).read_all()
    told = told_of(known, customers, portrait)
    kinds = [
        *(word_kind(name, values[name], (NO_LABEL,)) for name in rulebook.dimensions),
        *(word_kind(name, values[name], ()) for name in WORDS),
        *told.kinds(portrait, values["customer_id"].combine_chunks()),
    ]
    return Facts(values, tuple(kinds))


@dataclass(frozen=True, eq=False)
class Told:
    """What is read out of messages, roles, judgements and orders, as rows of customer_id.

    `tags`: tag, value, by, evidence. `heard`: those of whose messages we have the words.
    `bought`: category.
    """

    tags: pa.Table
    heard: pa.Table
    bought: pa.Table

    def kinds(self, portrait: Portrait, ids: pa.Array) -> list[Kind]:
        """All tags, and the categories bought; the rows are customers by these ids."""
        heard = _mask(pc.is_in(ids, self.heard["customer_id"].combine_chunks()))
        return [
            *(_tag(tag, self.tags, ids, heard) for tag in portrait.tags.values()),
            _categories(self.bought, ids),
        ]


def told_of(known: Known, customers: Table, portrait: Portrait) -> Told:
    """Of these customers, who are those of `graded` or have its columns."""
    engine = known.ledger.engine
    return Told(*(engine.batches(t).read_all() for t in told_tables(known, customers, portrait)))


def told_tables(known: Known, customers: Table, portrait: Portrait) -> tuple[Table, Table, Table]:
    """The three tables of `Told`."""
    bought = bought_by_category(known).join(customers.select("customer", "customer_id"), "customer")
    return (
        tag_rows(known, customers, portrait),
        heard_rows(known, customers),
        bought.select("customer_id", "category").distinct(),
    )


def word_kind(name: str, column: pa.ChunkedArray, unknown: tuple[str, ...]) -> OneValue:
    """A column of words; null and those that say so are unknown."""
    known = column.filter(pc.invert(pc.is_in(column, pa.array(unknown, pa.string()))))
    values = sorted(set(known.unique().to_pylist()) - {None})
    return OneValue(name, values, _places(column, values))


def _places(words: pa.ChunkedArray, among: pa.Array | list[str]) -> NDArray[np.int64]:
    """Where each word stands in a list, -1 for none."""
    found = pc.index_in(words, pa.array(among, pa.string())).fill_null(-1)
    places: NDArray[np.int64] = np.asarray(found, dtype=np.int64)
    return places


def _mask(flags: pa.Array) -> Mask:
    mask: Mask = np.asarray(flags, dtype=bool)
    return mask


def _tag(tag: Tag, rows: pa.Table, ids: pa.Array, heard: Mask) -> Kind:
    """Where several values may hold and are told in messages, who said none of them lacks them."""
    mine = rows.filter(pc.equal(rows["tag"], tag.name))
    row, value = _places(mine["customer_id"], ids), _places(mine["value"], [*tag.codes])
    if not tag.many:
        at = np.full(len(ids), -1)
        at[row] = value
        return OneValue(tag.name, tag.codes, at)
    held = np.zeros((len(ids), len(tag.codes)), bool)
    held[row, value] = True
    known = np.any(held, axis=1)
    return ManyValues(tag.name, tag.codes, held, known | heard if tag.is_heard else known)


def _categories(bought: pa.Table, ids: pa.Array) -> ManyValues:
    """Of whoever bought nothing it is not known what it would buy."""
    values = sorted(bought["category"].unique().to_pylist())
    held = np.zeros((len(ids), len(values)), bool)
    held[_places(bought["customer_id"], ids), _places(bought["category"], values)] = True
    return ManyValues(CATEGORY, values, held, np.any(held, axis=1))
