"""The customers at one moment: read by many at once, changed by nobody."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kehu.desk.grading.book.columns import Columns, Floats, Ints, Mask
from kehu.desk.grading.book.reading import Vocabulary
from kehu.desk.grading.packing import Packing

_ORDERS = 12  # sorted lists that a snapshot remembers


@dataclass(frozen=True, eq=False)
class Base:
    """What was read at once, and what is made of it once."""

    columns: Columns
    packing: Packing
    vocabulary: Vocabulary

    @cached_property
    def names(self) -> tuple[list[str], Floats]:
        """Folded names in order, and the rank of each row's."""
        folded = self.columns.folded
        order = sorted(range(len(folded)), key=folded.__getitem__)
        ranks = np.empty(len(folded))
        ranks[order] = np.arange(len(folded))
        return [folded[n] for n in order], ranks

    @cached_property
    def text(self) -> tuple[str, Ints]:
        """All folded names, one after the other, and where each begins."""
        folded = self.columns.folded
        starts = np.cumsum([0, *(len(name) + 1 for name in folded)][:-1] if folded else [])
        return "\n".join(folded), starts.astype(np.int64)


class Book:
    """Every customer: columns in the order of their numbers, `len(book)` rows.

    A snapshot is the base with the few rows laid over that were written since (`patch`).
    """

    def __init__(self, base: Base, patch: Columns | None = None) -> None:
        self.base, self.patch = base, patch
        known = base.columns.pks
        if patch is None:
            self.pks, self._at = known, np.empty(0, np.int64)
        else:
            self.pks = np.concatenate(
                [known, patch.pks[patch.pks > (known[-1] if len(known) else 0)]]
            )
            self._at = np.searchsorted(self.pks, patch.pks)
        self._orders: dict[str, Ints] = {}

    def __len__(self) -> int:
        return len(self.pks)

    def rows(self, customer_ids: Sequence[int] | Ints) -> Ints:
        """The rows of customers, those whom the book knows."""
        asked = np.asarray(customer_ids, dtype=np.int64)
        at = np.searchsorted(self.pks, asked)
        at[at == len(self.pks)] = 0
        there: Ints = at[self.pks[at] == asked] if len(self.pks) else at[:0]
        return there

    # ---- columns -----------------------------------------------------------------------------

    def _column(self, of: Callable[[Columns], NDArray[Any]]) -> NDArray[Any]:
        base = of(self.base.columns)
        if self.patch is None:
            return base
        fresh = of(self.patch)
        laid = np.zeros(len(self.pks), np.promote_types(base.dtype, fresh.dtype))
        laid[: len(base)] = base
        laid[self._at] = fresh
        return laid

    def owner(self) -> Ints:
        """Who holds each customer; 0 is the pool."""
        return self._column(lambda columns: columns.owner)

    def codes(self) -> NDArray[np.bytes_]:
        """Customer numbers as UTF-8."""
        return self._column(lambda columns: columns.codes)

    def country(self) -> NDArray[np.bytes_]:
        return self._column(lambda columns: columns.country)

    def graded(self) -> Mask:
        """Who has a grade at all."""
        return self._column(lambda columns: columns.graded)

    def number(self, name: str) -> Floats:
        """A measure that is a number, or yes (1) or no (0); NaN where it is unknown."""
        return self._column(lambda columns: columns.number(name))

    def words(self, name: str) -> NDArray[Any]:
        """A dimension's labels or a measure's words, as positions in `texts`; -1 for none."""
        return self._column(lambda columns: columns.words[name])

    def tagged(self, tag: int) -> Mask:
        """Who has the tag."""
        return self._column(lambda c: c.tags.get(tag, np.zeros(len(c.pks), bool)))

    @property
    def texts(self) -> tuple[str, ...]:
        return self.base.vocabulary.texts

    def position(self, word: str) -> int | None:
        """Where a word stands in `texts`; None where no grade has it."""
        return self.base.vocabulary.at.get(word)

    @property
    def dimensions(self) -> tuple[str, ...]:
        return self.base.packing.dimensions

    @property
    def numbers(self) -> tuple[str, ...]:
        """Measures that are numbers."""
        return tuple(self.base.columns.numbers)

    @property
    def worded(self) -> tuple[str, ...]:
        """Dimensions, and measures that are words."""
        return tuple(self.base.columns.words)

    @property
    def tags(self) -> set[int]:
        return {*self.base.columns.tags, *(self.patch.tags if self.patch else ())}

    # ---- names and order ---------------------------------------------------------------------

    def folded(self, row: int) -> str:
        """The folded name of a row."""
        if self.patch is not None:
            at = int(np.searchsorted(self._at, row))
            if at < len(self._at) and self._at[at] == row:
                return self.patch.folded[at]
        return self.base.columns.folded[row]

    def called(self, folded: str) -> Mask:
        """Whose folded name holds the text."""
        text, starts = self.base.text
        found = np.zeros(len(self.pks), bool)
        at = text.find(folded)
        while at >= 0:
            row = int(np.searchsorted(starts, at, side="right")) - 1
            found[row] = True
            after = int(starts[row + 1]) if row + 1 < len(starts) else len(text)
            at = text.find(folded, after)
        if self.patch is not None:
            found[self._at] = [folded in name for name in self.patch.folded]
        return found

    @cached_property
    def by_name(self) -> Ints:
        """Rows in the order of folded names."""
        names, ranks = self.base.names
        if self.patch is not None:
            laid = np.empty(len(self.pks))
            laid[: len(ranks)] = ranks
            laid[self._at] = [bisect_left(names, name) - 0.5 for name in self.patch.folded]
            ranks = laid
        return np.argsort(ranks, kind="stable")

    def ordered(self, key: str, values: Callable[[], Floats], falling: bool) -> Ints:
        """Rows by values that `key` names, unknown ones last, equals by name."""
        known = self._orders.get(f"{key}{falling}")
        if known is None:
            given = values()[self.by_name]
            known = self.by_name[np.argsort(-given if falling else given, kind="stable")]
            if len(self._orders) < _ORDERS:
                self._orders[f"{key}{falling}"] = known
        return known
