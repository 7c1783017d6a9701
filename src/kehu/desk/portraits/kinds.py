"""Traits of everybody in the book, for commonality and groups: labels, words, tags, categories."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from kehu.desk.grading.book import Book
from kehu.desk.grading.book.columns import Mask
from kehu.desk.portraits.in_force import portrait_in_force
from kehu.desk.portraits.kept import the_gallery, told_of
from kehu.engine.portraits.facts import NO_LABEL
from kehu.engine.portraits.portrait import WORDS
from kehu.engine.portraits.traits import UNKNOWN, Kind, OneValue


def kinds_of(book: Book, rows: Mask, names: Sequence[str] | None = None) -> list[Kind]:
    """Every kind of trait, or those named; a row for each customer of the mask."""
    spoken = [name for name in (*book.dimensions, *WORDS) if name in book.worded]
    found: list[Kind] = [
        _words(book, name, rows) for name in spoken if names is None or name in names
    ]
    codes = pa.array([code.decode() for code in book.codes()[rows].tolist()], pa.string())
    told = told_of(book, the_gallery.portraits())
    further = told.kinds(portrait_in_force(), codes)
    return found + [kind for kind in further if names is None or kind.name in names]


def _words(book: Book, name: str, rows: Mask) -> OneValue:
    """A column of words, with those values alone that somebody has."""
    places = book.words(name)[rows].astype(np.int64)
    if (nothing := book.position(NO_LABEL)) is not None:
        places[places == nothing] = UNKNOWN
    there = np.unique(places[places >= 0])
    at = np.full(len(book.texts) + 1, UNKNOWN)  # the last is for what is unknown
    at[there] = np.arange(len(there))
    return OneValue(name, [book.texts[place] for place in there.tolist()], at[places])
