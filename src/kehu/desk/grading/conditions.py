"""Conditions over the book: of many customers at once, without asking the database."""

from collections.abc import Iterable, Sequence

import numpy as np

from kehu.desk.grading.book import Book
from kehu.desk.grading.book.columns import NO_WORD, Ints, Mask
from kehu.desk.grading.packing import is_word
from kehu.engine.measures import MEASURES
from kehu.engine.rules.columns import Columns, Values, Words, holds
from kehu.engine.rules.conditions import Node, names_in
from kehu.engine.standings import STANDINGS


def who_meets(book: Book, node: Node) -> Mask:
    """The graded customers of the whole book for whom a condition holds."""
    rows = np.arange(len(book))
    met: Mask = holds(node, columns_of(book, [node], (), rows), len(book)) & book.graded()
    return met


def columns_of(book: Book, nodes: Sequence[Node], also: Iterable[str], rows: Ints) -> Columns:
    """What conditions name, of some rows of the book."""
    names = {name for node in nodes for name in names_in(node)} | set(also)
    return {name: _column(book, name, rows) for name in names}


def _column(book: Book, name: str, rows: Ints) -> Values:
    """What the book does not hold, as before the first grading, is unknown of everybody."""
    if name in book.numbers:
        return book.number(name)[rows]
    if name in book.worded:
        return Words(book.words(name)[rows], book.position)
    if name in {**MEASURES, **STANDINGS} and not is_word(name):
        return np.full(len(rows), np.nan)
    return Words(np.full(len(rows), NO_WORD), book.position)
