"""Who is like whom: everybody's traits made ready in memory, asked for one customer."""

from dataclasses import dataclass
from datetime import datetime
from threading import Lock

import numpy as np
import pyarrow as pa
from scipy.sparse import csr_array

from kehu.desk.accounts.actor import Actor
from kehu.desk.grading.book import Book, reached, the_book
from kehu.desk.grading.book.columns import Ints, Mask
from kehu.desk.grading.book.snapshot import Base
from kehu.desk.ledger.models import Customer
from kehu.desk.portraits.in_force import facets_in_force
from kehu.desk.portraits.kept import Kept, the_gallery
from kehu.desk.portraits.learning import last_night
from kehu.engine.portraits.alike.facets import Facets
from kehu.engine.portraits.alike.likeness import Alike, Likeness
from kehu.engine.portraits.alike.telling import BETWEEN
from kehu.engine.portraits.alike.traits import Members, Texts, Traits


@dataclass(frozen=True)
class LikenessOfAll:
    """The comparison of all graded customers; `pks` are their numbers, row by row."""

    pks: Ints
    likeness: Likeness

    def row(self, customer_id: int) -> int | None:
        """Where a customer stands; None for one who is not graded."""
        at = int(np.searchsorted(self.pks, customer_id))
        return at if at < len(self.pks) and self.pks[at] == customer_id else None

    def nearest(self, row: int, among: Mask, most: int) -> Ints:
        """The rows most alike among some, the most alike first."""
        rows = np.flatnonzero(among)
        rows = rows[rows != row]
        order = np.argsort(-self.likeness.to(row, rows), kind="stable")
        nearest: Ints = rows[order[:most]]
        return nearest


class Comparison:
    """Made once a process, and again after the night, or when somebody asked for is not in it.

    What changed of single customers since then is not in it: that takes as long as making it.
    """

    def __init__(self) -> None:
        self._made: LikenessOfAll | None = None
        self._of: tuple[Base, Facets, datetime | None] | None = None
        self._one_at_a_time = Lock()

    def of_all(self, customer_id: int | None = None) -> LikenessOfAll:
        """Everybody; with this customer, if it is graded."""
        book, facets = the_book(), facets_in_force()
        of = (book.base, facets, last_night())
        with self._one_at_a_time:
            made = self._made
            known = made is not None and (customer_id is None or made.row(customer_id) is not None)
            if made is None or self._of is None or not known or not _same(self._of, of):
                made = _compared(book, facets)
                self._made, self._of = made, of
            return made


the_comparison = Comparison()


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    base, facets, night = one
    return base is other[0] and facets is other[1] and night == other[2]


def look_alikes(actor: Actor, customer: Customer, most: int) -> list[tuple[int, Alike]]:
    """Customers within reach most like one of them, each with its number; none for an ungraded."""
    compared = the_comparison.of_all(customer.pk)
    row = compared.row(customer.pk)
    if row is None:
        return []
    book = the_book()
    within = np.isin(compared.pks, book.pks[reached(book, actor)])
    found = compared.likeness.with_reasons(row, compared.nearest(row, within, most))
    return [(int(compared.pks[one.row]), one) for one in found]


# ---- making it ---------------------------------------------------------------------------------


def _compared(book: Book, facets: Facets) -> LikenessOfAll:
    rows, portraits = book.graded(), the_gallery.portraits()
    pks = book.pks[rows]
    kept = [portraits.get(pk) for pk in pks.tolist()]
    asked = {trait.name: trait.kind for trait in facets.traits}
    traits = Traits(
        len(pks),
        {n: _texts(book, n, rows) for n, kind in asked.items()
         if kind == "words" and n in book.worded},
        {n: book.number(n)[rows] for n, kind in asked.items()
         if kind == "number" and n in book.numbers},
        {"categories": _members([one.bought if one else () for one in kept]),
         "tags": _members([_tags(one) for one in kept])},
    )  # fmt: skip
    return LikenessOfAll(pks, Likeness(traits, facets))


def _texts(book: Book, name: str, rows: Mask) -> Texts:
    return Texts(book.words(name)[rows].astype(np.int64), book.texts)


def _tags(kept: Kept | None) -> tuple[str, ...]:
    """Each value of each tag."""
    told = kept.tags.items() if kept else ()
    return tuple(f"{tag}{BETWEEN}{value}" for tag, values in told for value in values)


def _members(held: list[tuple[str, ...]]) -> Members:
    ends = np.cumsum([0, *map(len, held)])
    members = pa.array([name for names in held for name in names], pa.string())
    coded = members.dictionary_encode()
    names = coded.dictionary.to_pylist()
    shape = (len(held), len(names))
    return Members(csr_array((np.ones(len(members)), coded.indices.to_numpy(), ends), shape), names)
