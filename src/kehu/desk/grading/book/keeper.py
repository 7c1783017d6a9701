"""Keeps the process's book up to date by what was touched since it was read."""

import time
from dataclasses import dataclass
from threading import Lock

from django.db import connection
from django.db.models import Q

from kehu.desk.grading.book.reading import Packings, Vocabulary, read_all, read_some
from kehu.desk.grading.book.snapshot import Base, Book
from kehu.desk.ledger.models import Touched

_PATCHED = 1_000  # rows laid over at most; more, and everybody is read again
_BEHIND = 500  # numbers of the log that a transaction under way may still bring
_WAITED_FOR = 600.0  # seconds
Marks = list[tuple[int, int | None]]


@dataclass(frozen=True)
class Known:
    """A book and how far it has read: the last mark, and marks before it that may still come.

    A database gives numbers when a row is added and shows the row when its transaction ends, so a
    smaller number can appear after a greater one.
    """

    book: Book
    last: int
    missing: dict[int, float]

    def unread(self) -> Marks:
        """The last mark and all that came since."""
        wanted = Q(pk__gte=self.last) | Q(pk__in=list(self.missing))
        return list(Touched.objects.filter(wanted).order_by("pk").values_list("pk", "customer_id"))

    def is_newest(self, marks: Marks) -> bool:
        """Is there none that came since?"""
        return [pk for pk, _ in marks] == ([self.last] if self.last else [])


class Keeper:
    """One book a process; a reader keeps the snapshot of its moment for as long as needed."""

    def __init__(self) -> None:
        self._known: Known | None = None
        self._one_at_a_time = Lock()
        self._reading_all = False

    def book(self) -> Book:
        """The customers as they are now.

        While another thread reads everybody anew one gets the book as it was. What a transaction
        under way has written is seen by itself alone.
        """
        known = self._known
        if known is not None:
            marks = known.unread()
            if self._reading_all or known.is_newest(marks):
                return known.book
            if connection.in_atomic_block:
                return _caught_up(known, marks).book
        elif connection.in_atomic_block:
            return _read().book
        with self._one_at_a_time:
            return self._refreshed().book

    def _refreshed(self) -> Known:
        known = self._known
        marks = known.unread() if known else []
        self._reading_all = known is None or not _few(known, marks)
        try:
            self._known = _caught_up(known, marks) if known else _read()
        finally:
            self._reading_all = False
        return self._known


def _few(known: Known, marks: Marks) -> bool:
    """Can the book catch up by reading some customers?"""
    continues = known.last == 0 or known.last in {pk for pk, _ in marks}
    news = {number for pk, number in marks if pk != known.last}
    patched = len(known.book.patch.pks) if known.book.patch else 0
    return continues and None not in news and len(news) + patched <= _PATCHED


def _caught_up(known: Known, marks: Marks) -> Known:
    if not _few(known, marks):
        return _read()
    base, patch = known.book.base, known.book.patch
    news = {number for pk, number in marks if pk != known.last and number is not None}
    both = sorted(news | set(patch.pks.tolist() if patch else ()))
    fresh = read_some(both, base.packing, base.vocabulary) if both else None
    if both and (fresh is None or _comes_between(base, fresh.pks.tolist())):
        return _read()
    return Known(Book(base, fresh), *_progress(known, [pk for pk, _ in marks]))


def _comes_between(base: Base, pks: list[int]) -> bool:
    """Is one of them new and yet before the last that the base knows?"""
    last = int(base.columns.pks[-1]) if len(base.columns.pks) else 0
    return len(Book(base).rows(pks)) < sum(pk <= last for pk in pks)


def _progress(known: Known, seen: list[int]) -> tuple[int, dict[int, float]]:
    now, last = time.monotonic(), max([known.last, *seen])
    gone = set(seen) | {pk for pk, since in known.missing.items() if now - since > _WAITED_FOR}
    skipped = set(range(known.last + 1, last)) if last - known.last <= _BEHIND else set()
    missing = {pk: known.missing.get(pk, now) for pk in (known.missing.keys() | skipped) - gone}
    return last, missing


def _read() -> Known:
    """Everybody; how far the log had come is read first, so that nothing falls between."""
    newest = list(Touched.objects.order_by("-pk").values_list("pk", flat=True)[:_BEHIND])
    last = newest[0] if newest else 0
    base = _base()
    behind = set(range(newest[-1], last)) - set(newest) if newest else set()
    return Known(Book(base), last, dict.fromkeys(behind, time.monotonic()))


def _base() -> Base:
    vocabulary, packings = Vocabulary(), Packings()
    return Base(read_all(packings, vocabulary), packings.newest, vocabulary)


_KEEPER = Keeper()
the_book = _KEEPER.book
