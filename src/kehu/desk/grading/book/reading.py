"""From the database to columns: all customers, or a few."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from kehu.desk.grading.book.columns import NO_WORD, Columns, Ints, packed
from kehu.desk.grading.codes import NOTHING
from kehu.desk.grading.models import Grade, Shape, Word
from kehu.desk.grading.packing import Packing, Records, is_word, packing_of
from kehu.desk.ledger.models import Customer, CustomerTag

_BATCH = 10_000
_ASKED = ("pk", "owner_id", "code", "country", "folded")
Row = tuple[int, int | None, str, str, str, int | None, bytes | None]  # with shape and grade


class Vocabulary:
    """The words of all grades, by position in the order of their codes."""

    def __init__(self) -> None:
        rows = list(Word.objects.order_by("code").values_list("code", "text"))
        self._codes = np.array([code for code, _ in rows], dtype=np.int64)
        self.texts: tuple[str, ...] = tuple(text for _, text in rows)
        self.at = {text: n for n, text in enumerate(self.texts)}

    def knows(self, codes: Ints) -> bool:
        return bool(np.isin(codes[codes != NOTHING], self._codes).all())

    def positions(self, codes: Ints) -> NDArray[Any]:
        """Where each code's word stands, in two bytes where they are enough."""
        small = np.int16 if len(self.texts) < np.iinfo(np.int16).max else np.int32
        if not len(self._codes):
            return np.full(len(codes), NO_WORD, small)
        found = np.searchsorted(self._codes, codes).astype(small)
        return np.where(codes == NOTHING, small(NO_WORD), found)


class Packings(dict[int, Packing]):
    """Packings by the number of their shape; every record is brought into the newest."""

    def __init__(self) -> None:
        super().__init__((shape.pk, packing_of(shape)) for shape in Shape.objects.order_by("pk"))

    @property
    def newest(self) -> Packing:
        return self[max(self)] if self else packing_of(Shape(measures=[], dimensions=[]))


def read_all(packings: Packings, vocabulary: Vocabulary) -> Columns:
    """Every customer, in the order of their numbers."""
    parts = [_columns(rows, packings, vocabulary) for rows in _batches()]
    return _joined(parts or [_columns([], packings, vocabulary)])


def read_some(
    customer_ids: Sequence[int], packing: Packing, vocabulary: Vocabulary
) -> Columns | None:
    """Some customers; None where one is gone, or has words or a shape that the book lacks."""
    found = Customer.objects.filter(pk__in=customer_ids).order_by("pk").values_list(*_ASKED)
    rows = _with_grades(list(found), Q(customer_id__in=customer_ids))
    packings = Packings()
    if len(rows) < len(customer_ids) or packings.newest is not packing:
        return None
    records = _records(rows, packings)
    measured = [n for n, name in enumerate(packing.measures) if is_word(name)]
    words = [np.nan_to_num(records["measures"][:, measured]).astype(np.int64), records["label"]]
    if not all(vocabulary.knows(some.ravel()) for some in words):
        return None
    return _columns(rows, packings, vocabulary)


def _batches() -> Iterator[list[Row]]:
    last, size = 0, _BATCH
    while size == _BATCH:
        customers = Customer.objects.filter(pk__gt=last).order_by("pk")
        rows = list(customers.values_list(*_ASKED)[:_BATCH])
        if rows:
            yield _with_grades(rows, Q(customer_id__gt=last, customer_id__lte=rows[-1][0]))
            last = rows[-1][0]
        size = len(rows)


def _with_grades(rows: list[Any], whose: Q) -> list[Row]:
    """Customers with their grades, from two plain reads: joined, PostgreSQL sorts every grade."""
    grades = {
        pk: (shape, packed)
        for pk, shape, packed in Grade.objects.filter(whose).values_list(
            "customer_id", "shape_id", "packed"
        )
    }
    return [(*row, *grades.get(row[0], (None, None))) for row in rows]


def _columns(rows: Sequence[Any], packings: Packings, vocabulary: Vocabulary) -> Columns:
    pks, owners, codes, countries, folded, shapes, _ = zip(*rows, strict=True) if rows else [()] * 7
    packing, records = packings.newest, _records(rows, packings)
    measures = {name: records["measures"][:, n] for n, name in enumerate(packing.measures)}
    words = {
        name: np.nan_to_num(values).astype(np.int64)
        for name, values in measures.items()
        if is_word(name)
    }
    words |= {name: records["label"][:, n] for n, name in enumerate(packing.dimensions)}
    numbers = np.array(pks, dtype=np.int64)
    return Columns(
        numbers,
        np.array([owner or 0 for owner in owners], dtype=np.int64),
        np.array([code.encode() for code in codes], dtype=np.bytes_),
        np.array(countries, dtype="S2"),
        folded,
        np.array([shape is not None for shape in shapes], dtype=bool),
        {name: values.copy() for name, values in measures.items() if not is_word(name)},
        {name: vocabulary.positions(values) for name, values in words.items()},
        _tags(numbers),
    )


def _records(rows: Sequence[Any], packings: Packings) -> Records:
    packing = packings.newest
    parts = []
    for shape, some in groupby(rows, key=lambda row: row[5]):
        packs = [row[6] for row in some]
        if shape is None:
            parts.append(packing.empty(len(packs)))
        else:
            was = packings[shape]
            read = was.read(packs)
            parts.append(read if was is packing else was.moved(read, packing))
    return np.concatenate(parts) if parts else packing.empty(0)


def _tags(pks: Ints) -> dict[int, NDArray[np.bool_]]:
    if not len(pks):
        return {}
    links = CustomerTag.objects.filter(customer_id__gte=pks[0], customer_id__lte=pks[-1])
    found: dict[int, NDArray[np.bool_]] = {}
    for tag, customer in links.values_list("tag_id", "customer_id"):
        at = int(np.searchsorted(pks, customer))
        if at < len(pks) and pks[at] == customer:
            found.setdefault(tag, np.zeros(len(pks), bool))[at] = True
    return found


def _joined(parts: Sequence[Columns]) -> Columns:
    first = parts[0]
    tags = {tag for part in parts for tag in part.tags}
    return Columns(
        np.concatenate([part.pks for part in parts]),
        np.concatenate([part.owner for part in parts]),
        np.concatenate([part.codes for part in parts]),
        np.concatenate([part.country for part in parts]),
        [text for part in parts for text in part.folded],
        np.concatenate([part.graded for part in parts]),
        {n: packed(np.concatenate([part.numbers[n] for part in parts])) for n in first.numbers},
        {n: np.concatenate([part.words[n] for part in parts]) for n in first.words},
        {
            tag: np.concatenate([p.tags.get(tag, np.zeros(len(p.pks), bool)) for p in parts])
            for tag in tags
        },
    )
