"""The mails written one by one; each stands in a file with its truth beside it."""

import base64
from collections.abc import Iterator

from benchmarks.mails.data import tables
from benchmarks.mails.letter import Letter


def letters(count: int) -> Iterator[Letter]:
    """Not made here yet."""
    del base64, tables
    yield from list[Letter]()[:count]
