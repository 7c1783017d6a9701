"""The book as tables of the engine: what was found of everybody need not be computed again."""

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from kehu.desk.grading.book.columns import Mask
from kehu.desk.grading.book.snapshot import Book
from kehu.desk.grading.packing import is_word, is_yes_or_no


def book_table(book: Book, names: Iterable[str], rows: Mask) -> pa.Table:
    """One row for each customer of the mask: customer_id, and these measures and labels."""
    codes = [code.decode() for code in book.codes()[rows].tolist()]
    columns = {name: book_column(book, name, rows) for name in names}
    return pa.table({"customer_id": pa.array(codes, pa.string()), **columns})


def book_column(book: Book, name: str, rows: Mask) -> pa.Array:
    """A measure or the labels of a dimension, null where they are unknown."""
    if name in book.dimensions or is_word(name):
        places = book.words(name)[rows]
        return pa.array(np.array([*book.texts, None], dtype=object)[places], pa.string())
    numbers = book.number(name)[rows]
    unknown = np.isnan(numbers)
    if is_yes_or_no(name):
        return pa.array(np.nan_to_num(numbers).astype(bool), mask=unknown)
    return pa.array(numbers, mask=unknown)
