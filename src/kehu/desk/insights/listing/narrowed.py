"""Who of the book answers to what was asked, and how many would if one more thing were chosen."""

from collections.abc import Mapping
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kehu.desk.accounts.actor import Actor
from kehu.desk.core.derived import folded
from kehu.desk.core.numbers import number_in
from kehu.desk.grading.book import Book, reached
from kehu.desk.grading.book.columns import Floats, Ints, Mask, is_in
from kehu.desk.insights.listing.asked import COUNTRY, ME, NUMBERS, OWNER, POOL, TAG, Asked, Range
from kehu.engine.rules.rulebook import Rulebook

_TOLERANCE = 1e-9


class Narrowed:
    """A book narrowed to whom an actor may see and a list asks for."""

    def __init__(self, book: Book, actor: Actor, asked: Asked, rulebook: Rulebook) -> None:
        self.book, self.actor, self.asked, self.rulebook = book, actor, asked, rulebook
        self.within = reached(book, actor)
        self._clauses = {name: self._any_of(name) for name in asked.chosen}
        self._clauses |= {str(one): self._bounded(one) for one in asked.ranges}
        if asked.q:
            self._clauses["q"] = self._called(asked.q)
        self.mask = self._all_but(None)
        self.count = int(np.count_nonzero(self.mask))

    def rows(self) -> Ints:
        """Rows of the book in the order asked for."""
        order = self._order()
        return order[self.mask[order]]

    def customer_ids(self) -> Ints:
        """Numbers of all customers found, in the order asked for."""
        return self.book.pks[self.rows()]

    def counts(self, name: str) -> Mapping[str, int]:
        """By value of a dimension or PLAIN name: customers found, whatever is chosen of it."""
        return self._counted(name, self._all_but(name))

    def everybody(self, name: str) -> Mapping[str, int]:
        """By value: customers within the actor's reach."""
        return self._counted(name, self.within)

    def total(self, measure: str) -> float:
        """The sum of a measure over the customers found."""
        return float(np.nansum(self.book.number(measure)[self.mask]))

    # ---- filters -----------------------------------------------------------------------------

    def _all_but(self, left_out: str | None) -> Mask:
        kept = [mask for name, mask in self._clauses.items() if name != left_out]
        return reduce(np.logical_and, kept, self.within)

    def _any_of(self, name: str) -> Mask:
        chosen, book = self.asked.chosen[name], self.book
        if name == TAG:
            masks = [book.tagged(number_in(one)) for one in chosen]
            return reduce(np.logical_or, masks, np.zeros(len(book), bool))
        if name == OWNER:
            return is_in(book.owner(), [self._owner(one) for one in chosen])
        if name == COUNTRY:
            return is_in(book.country(), [one.encode() for one in chosen])
        if name not in book.dimensions:
            return np.zeros(len(book), bool)
        places = [at for one in chosen if (at := book.position(one)) is not None]
        return is_in(book.words(name), places)

    def _owner(self, text: str) -> int:
        if text == ME:
            return self.actor.user.pk if self.actor.user else -1
        return 0 if text == POOL else number_in(text)

    def _bounded(self, bounds: Range) -> Mask:
        if bounds.name not in self.book.numbers:
            return np.zeros(len(self.book), bool)
        values = self.book.number(bounds.name)
        if bounds.known is not None:
            there: Mask = ~np.isnan(values)
            return there if bounds.known else ~there
        low = -np.inf if bounds.low is None else bounds.low - _TOLERANCE
        high = np.inf if bounds.high is None else bounds.high + _TOLERANCE
        between: Mask = (values >= low) & (values <= high)
        return between

    def _called(self, text: str) -> Mask:
        """By name in any script, or by customer number."""
        found: Mask = np.char.lower(self.book.codes()) == text.lower().encode()
        if folded(text):
            found |= self.book.called(folded(text))
        return found

    # ---- order and counts --------------------------------------------------------------------

    def _order(self) -> Ints:
        by, falling = self.asked.by, self.asked.falling
        if by in NUMBERS and by in self.book.numbers:
            return self.book.ordered(by, lambda: self.book.number(by), falling)
        if by in self.book.dimensions:
            return self.book.ordered(by, lambda: self._ladder(by), falling)
        if by in (OWNER, COUNTRY, "code"):
            column = {OWNER: self.book.owner, COUNTRY: self.book.country, "code": self.book.codes}
            return self.book.ordered(by, lambda: _places(column[by]()), falling)
        return self.book.by_name[::-1] if falling else self.book.by_name

    def _ladder(self, name: str) -> Floats:
        """Labels by where they stand: on the ladder from the best, else as the rulebook tries."""
        dimension = self.rulebook.dimensions[name]
        order = [*reversed(dimension.lift), *dimension.codes]
        place = {code: float(n) for n, code in reversed([*enumerate(order)])}
        ranks = np.array([*(place.get(text, len(order)) for text in self.book.texts), np.nan])
        found: Floats = ranks[self.book.words(name)]
        return found

    def _counted(self, name: str, mask: Mask) -> Mapping[str, int]:
        book = self.book
        if name == TAG:
            return {str(tag): int((book.tagged(tag) & mask).sum()) for tag in sorted(book.tags)}
        if name in (OWNER, COUNTRY):
            column = book.owner() if name == OWNER else book.country()
            values, counts = np.unique(column[mask], return_counts=True)
            return dict(zip(map(_text, values.tolist()), counts.tolist(), strict=True))
        if name not in book.dimensions:
            return {}
        counts = np.bincount(book.words(name)[mask] + 1, minlength=1)
        found = [(at - 1, int(counts[at])) for at in np.flatnonzero(counts) if at]
        return {book.texts[at]: count for at, count in found}


def _places(values: NDArray[Any]) -> Floats:
    return np.unique(values, return_inverse=True)[1].astype(np.float64)


def _text(value: int | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else str(value) if value else POOL
