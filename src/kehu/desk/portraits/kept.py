"""Everybody's portraits in memory: read once, and again what was taken since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import pyarrow as pa
from django.db import connection

from kehu.desk.grading.book import Book
from kehu.desk.portraits.models import Portrait, Taking
from kehu.engine.portraits.facts import Told

_COLUMNS = ("customer_id", "tags", "heard", "bought", "group__key")
_ROW = 1  # of the table that counts takings


@dataclass(frozen=True)
class Kept:
    """One customer's: values by tag, whether it was heard, categories, the key of its group."""

    tags: Mapping[str, tuple[str, ...]]
    heard: bool
    bought: tuple[str, ...]
    group: str


class Gallery:
    """All portraits by customer; a copy of the database's that knows which takings it has read.

    A portrait of a customer that is gone stays in it: who reads it goes by the book.
    """

    def __init__(self) -> None:
        self._kept: dict[int, Kept] = {}
        self._read = 0
        self._one_at_a_time = Lock()

    def portraits(self) -> Mapping[int, Kept]:
        """Everybody's, as they are now; what a transaction under way wrote it sees by itself."""
        with self._one_at_a_time:
            newest = Taking.objects.filter(pk=_ROW).values_list("number", flat=True).first() or 0
            if newest == self._read:
                return self._kept
            since = Portrait.objects.filter(taking__gt=self._read)
            kept = {**self._kept, **_read(since.values_list(*_COLUMNS))}
            if not connection.in_atomic_block:
                self._kept, self._read = kept, newest
            return kept

    def forget(self) -> None:
        """Read all of it again when it is next asked for."""
        self._kept, self._read = {}, 0


def next_taking() -> int:
    """The number of a taking, to be asked for and kept in one transaction with what is written."""
    counted = Taking.objects.select_for_update().get_or_create(pk=_ROW)[0]
    counted.number += 1
    counted.save()
    return counted.number


def _read(rows: Iterable[Any]) -> dict[int, Kept]:
    return {
        pk: Kept({tag: tuple(values) for tag, values in tags.items()}, heard, tuple(bought), group
                 or "")
        for pk, tags, heard, bought, group in rows
    }  # fmt: skip


the_gallery = Gallery()


def told_of(book: Book, portraits: Mapping[int, Kept]) -> Told:
    """What the portraits of a book's customers tell, as the engine has it."""
    codes = dict(zip(book.pks.tolist(), book.codes().tolist(), strict=True))
    there = [(codes[pk].decode(), one) for pk, one in portraits.items() if pk in codes]
    tags = [(code, tag, value) for code, one in there
            for tag, values in one.tags.items() for value in values]  # fmt: skip
    return Told(
        _table(("customer_id", "tag", "value"), tags),
        _table(("customer_id",), [(code,) for code, one in there if one.heard]),
        _table(("customer_id", "category"), [(c, what) for c, one in there for what in one.bought]),
    )


def _table(names: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> pa.Table:
    columns: Iterable[tuple[str, ...]] = zip(*rows, strict=True) if rows else [()] * len(names)
    return pa.table({n: pa.array(c, pa.string()) for n, c in zip(names, columns, strict=True)})
