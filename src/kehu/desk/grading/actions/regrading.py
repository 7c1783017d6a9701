"""Grading again: a few customers after a fact, all of them each night or under new rules."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from kehu.desk.core.announcing import Event, announce
from kehu.desk.core.company import base_currency
from kehu.desk.grading.book import the_book
from kehu.desk.grading.book.columns import Mask
from kehu.desk.grading.found import Found, changes
from kehu.desk.grading.measuring import NAMES, find_everybody, find_past, find_some
from kehu.desk.grading.models import Grade, LabelChange, Regraded, Shape
from kehu.desk.grading.packing import as_bytes, packing_of
from kehu.desk.grading.rules import rulebook_in_force
from kehu.desk.intake.keeping_up import bring_up_to_date
from kehu.desk.ledger.models import Changed, Customer
from kehu.desk.ledger.touched import touch, touch_all
from kehu.engine.rules.rulebook import Rulebook

_CHUNK = 200  # customers graded one by one in one transaction
_MANY = 2_000  # above, grading everybody at once is quicker


def regrade(customer_ids: Sequence[int]) -> None:
    """The labels of these customers as of now; only what changed is written."""
    if not Shape.objects.exists():
        regrade_all()
        return
    rulebook, now, book = rulebook_in_force(), timezone.now(), the_book()
    shape = _shape(rulebook)
    customers = Customer.objects.filter(pk__in=customer_ids)
    bring_up_to_date(customers)
    found = find_some(customers, now, rulebook, base_currency(), shape, book)
    touch(_write(found, shape, rulebook, now))


def regrade_changed() -> None:
    """Bring the labels of all customers up to date whose facts changed since they were found."""
    if Changed.objects.count() > _MANY:
        began = timezone.now()
        regrade_all()
        Changed.objects.filter(since__lt=began).delete()
    the_book()  # read outside the transaction, so that this process keeps it
    while _regrade_some_changed():
        pass


@transaction.atomic
def _regrade_some_changed() -> bool:
    """Who records a fact meanwhile waits for the mark, and leaves it anew once it is gone."""
    marks = Changed.objects.select_for_update().order_by("customer_id")
    changed = list(marks.values_list("customer_id", flat=True)[:_CHUNK])
    if changed:
        regrade(changed)
        Changed.objects.filter(customer_id__in=changed).delete()
    return bool(changed)


def regrade_all(progress: Callable[[int], None] = lambda count: None) -> None:
    """Everybody's labels as of now. `progress` is told how many are written.

    The database is free while it computes; each batch is written in a transaction of its own.
    """
    bring_up_to_date()
    rulebook, now, count = rulebook_in_force(), timezone.now(), 0
    everybody, shape = find_everybody(now, rulebook, base_currency()), _shape(rulebook)
    shape.usual_order_amount = everybody.usual_order_amount
    shape.outlook = everybody.outlook.as_text()
    shape.save(update_fields=["usual_order_amount", "outlook"])
    try:
        for found in everybody.found(packing_of(shape)):
            _write(found, shape, rulebook, now)
            count += len(found.customer_ids)
            progress(count)
    finally:
        touch_all()


@transaction.atomic
def regrade_past(moments: Sequence[datetime]) -> None:
    """Give customers whom nobody has graded yet the history of their labels at past moments.

    `moments` ascend; a change is dated by the first of them at which it was there. Each customer's
    grade is that of the last one afterwards: grade everybody as of now next.
    """
    assert not Grade.objects.exists()
    rulebook = rulebook_in_force()
    shape = _shape(rulebook)
    packing = packing_of(shape)
    kept = Found(np.empty(0, np.int64), packing.empty(0))
    for moment, found in find_past(base_currency(), moments, rulebook, packing):
        was = kept.of(found.customer_ids, packing)
        dated = Found(found.customer_ids, found.dated(was, moment))
        there = np.isin(found.customer_ids, kept.customer_ids)
        rows = changes(dated.only(there), was.only(there), packing, moment, rulebook)
        LabelChange.objects.bulk_create(rows, batch_size=2_000)
        kept = dated
    Grade.objects.bulk_create(
        [Grade(customer_id=number, shape=shape, as_of=moments[-1], packed=record.tobytes(),
               changed_at=moments[-1])
         for number, record in zip(kept.customer_ids.tolist(), kept.records, strict=True)],
        batch_size=2_000,
    )  # fmt: skip
    touch_all()


def grades_are_up_to_date() -> bool:
    """Have the grades, if any, the measures and dimensions of today? An older Kehu had others."""
    newest = _newest_shape()
    return newest is None or _has(newest, rulebook_in_force())


def _shape(rulebook: Rulebook) -> Shape:
    """The shape of today's grades: the one that is there, or a new one where names changed."""
    newest = _newest_shape()
    if newest and _has(newest, rulebook):
        return newest
    kept = {n: getattr(newest, n) for n in ("usual_order_amount", "outlook")} if newest else {}
    return Shape.objects.create(
        measures=list(NAMES), dimensions=sorted(rulebook.dimensions), **kept
    )


def _newest_shape() -> Shape | None:
    return Shape.objects.order_by("-pk").first()


def _has(shape: Shape, rulebook: Rulebook) -> bool:
    names = (list(NAMES), sorted(rulebook.dimensions))
    return (shape.measures, shape.dimensions) == names


@transaction.atomic
def _write(found: Found, shape: Shape, rulebook: Rulebook, now: datetime) -> list[int]:
    """Keep what differs; what was found later than this was begun stays as it is.

    Returns the customers whose grade is another now.
    """
    known, fresh, older, late = _known(found, shape, now)
    found, known = found.only(~late), known.only(~late)
    fresh, older = fresh[~late], older[~late]
    dated = Found(found.customer_ids, found.dated(known, now))
    # One of an older shape is written anew though nothing in it changed: rules and plays may name
    # what it does not have.
    differs = fresh | older | (as_bytes(dated.records) != as_bytes(known.records)).any(axis=1)
    written = dated.only(differs)
    Grade.objects.bulk_create(
        [Grade(customer_id=int(number), shape=shape, as_of=now, packed=record.tobytes(),
               changed_at=now)
         for number, record in zip(written.customer_ids, written.records, strict=True)],
        update_conflicts=True, unique_fields=["customer"],
        update_fields=["shape", "as_of", "packed", "changed_at"],
    )  # fmt: skip
    same = dated.customer_ids[~differs].tolist()
    Grade.objects.filter(customer_id__in=same).update(as_of=now)
    moved = differs & ~fresh
    packing = packing_of(shape)
    rows = list(changes(dated.only(moved), known.only(moved), packing, now, rulebook))
    LabelChange.objects.bulk_create(rows, batch_size=2_000)
    # Days pass and owners change though no label does: whoever was graded is looked at again.
    Regraded.objects.bulk_create(
        [Regraded(customer_id=number, at=now) for number in found.customer_ids.tolist()],
        update_conflicts=True, unique_fields=["customer"], update_fields=["at"],
        batch_size=2_000,
    )  # fmt: skip
    announce(Event.LABELS_CHANGED, [_told(row) for row in rows])
    numbers: list[int] = written.customer_ids.tolist()
    return numbers


def _told(change: LabelChange) -> dict[str, Any]:
    """A change as other programs are told of it."""
    names = ("customer_id", "dimension", "before", "after", "rule", "at")
    return {name: getattr(change, name) for name in names}


def _known(found: Found, shape: Shape, now: datetime) -> tuple[Found, Mask, Mask, Mask]:
    """What is known of the customers found, in their order; who is fresh, of an older shape, and
    late."""
    packing, numbers = packing_of(shape), found.customer_ids
    rows = Grade.objects.select_for_update(of=("self",)).filter(customer_id__in=numbers.tolist())
    kept = {row.pk: row for row in rows}
    shapes = Shape.objects.in_bulk({row.shape_id for row in kept.values()})
    records = packing.empty(len(numbers))
    fresh = np.ones(len(numbers), bool)
    older, late = np.zeros(len(numbers), bool), np.zeros(len(numbers), bool)
    for at, number in enumerate(numbers.tolist()):
        if number in kept:
            row = kept[number]
            was = packing_of(shapes[row.shape_id])
            read = was.read([row.packed])
            records[at] = read[0] if was is packing else was.moved(read, packing)[0]
            fresh[at], late[at] = False, row.as_of > now
            older[at] = row.shape_id != shape.pk
    return Found(numbers, records), fresh, older, late
