"""Everybody's portraits in memory: read once, and again what was taken since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

import pyarrow as pa
from django.db.models import Count, Max

from kehu.desk.grading.book import Book
from kehu.desk.portraits.models import Portrait
from kehu.engine.portraits.facts import Told

_COLUMNS = ("customer_id", "tags", "heard", "bought", "group__key")


@dataclass(frozen=True)
class Kept:
    """One customer's: values by tag, whether it was heard, categories, the key of its group."""

    tags: Mapping[str, tuple[str, ...]]
    heard: bool
    bought: tuple[str, ...]
    group: str


class Gallery:
    """All portraits by customer; a copy of the database's that knows until when it has read."""

    def __init__(self) -> None:
        self._kept: dict[int, Kept] = {}
        self._until: datetime | None = None
        self._one_at_a_time = Lock()

    def portraits(self) -> Mapping[int, Kept]:
        """Everybody's, as they are now."""
        with self._one_at_a_time:
            known = Portrait.objects.aggregate(count=Count("pk"), until=Max("as_of"))
            if known["until"] != self._until:
                since = Portrait.objects.all()
                if self._until is not None:
                    since = since.filter(as_of__gte=self._until)
                self._kept = {**self._kept, **_read(since.values_list(*_COLUMNS))}
                self._until = known["until"]
            if known["count"] != len(self._kept):  # some are gone
                self._kept = _read(Portrait.objects.values_list(*_COLUMNS))
            return self._kept

    def forget(self) -> None:
        """Read all of it again when it is next asked for."""
        self._kept, self._until = {}, None


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
