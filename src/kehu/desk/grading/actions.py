"""Grading again: a few customers after a fact, all of them each night or under new rules."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from kehu.desk.core.announcing import Event, announce
from kehu.desk.core.company import base_currency
from kehu.desk.grading.found import Found
from kehu.desk.grading.measuring import NAMES, Sums, find_all, find_some, whole_ledger
from kehu.desk.grading.models import Grade, LabelChange, Regraded, Shape
from kehu.desk.grading.rules import rulebook_in_force
from kehu.desk.ledger.models import Changed, Customer
from kehu.engine.ledger import Known
from kehu.engine.rules.rulebook import Rulebook
from kehu.engine.rules.single import usual_order_amount

_BATCH = 2_000
_CHUNK = 200  # customers graded one by one in one transaction


def regrade(customer_ids: Sequence[int]) -> None:
    """The labels of these customers as of now; only what changed is written."""
    if not Shape.objects.exists():
        regrade_all()
        return
    rulebook, now = rulebook_in_force(), timezone.now()
    shape = _shape(rulebook)
    customers = Customer.objects.filter(pk__in=customer_ids)
    sums = Sums.known(shape.usual_order_amount)
    found = find_some(customers, now, rulebook, base_currency(), sums)
    _write(list(found), shape, rulebook, now)


def regrade_changed() -> None:
    """Bring the labels of all customers up to date whose facts changed since they were found."""
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
    rulebook, now, count = rulebook_in_force(), timezone.now(), 0
    with whole_ledger(base_currency()) as ledger:
        shape = _shape(rulebook)
        shape.usual_order_amount = usual_order_amount(Known(ledger, now, rulebook.settings))
        shape.save(update_fields=["usual_order_amount"])
        found = find_all(ledger, now, rulebook)
        while batch := list(islice(found, _BATCH)):
            _write(batch, shape, rulebook, now)
            count += len(batch)
            progress(count)


def _shape(rulebook: Rulebook) -> Shape:
    """The shape of today's grades: the one that is there, or a new one where names changed."""
    newest = Shape.objects.order_by("-pk").first()
    names = {"measures": list(NAMES), "dimensions": sorted(rulebook.dimensions)}
    if newest and names == {"measures": newest.measures, "dimensions": newest.dimensions}:
        return newest
    usual = newest.usual_order_amount if newest else None
    return Shape.objects.create(**names, usual_order_amount=usual)


@transaction.atomic
def _write(batch: Sequence[Found], shape: Shape, rulebook: Rulebook, now: datetime) -> None:
    """Keep what differs; what was found later than this batch was begun stays as it is."""
    rows = Grade.objects.select_related("shape").select_for_update(of=("self",))
    known = rows.in_bulk([one.customer_id for one in batch])
    grades: list[Grade] = []
    changes: list[LabelChange] = []
    same: list[int] = []
    for one in batch:
        before = known.get(one.customer_id)
        if before is not None and before.as_of > now:
            continue
        grade = one.grade(shape, before, now)
        if before is not None and not _differs(before, grade):
            same.append(one.customer_id)
            continue
        grades.append(grade)
        changes += one.changes(before, now, rulebook)
    written = ["shape", "as_of", "measures", "labels", "purchases", "profit", "changed_at"]
    Grade.objects.bulk_create(
        grades, update_conflicts=True, unique_fields=["customer"], update_fields=written
    )
    Grade.objects.filter(customer_id__in=same).update(as_of=now)
    LabelChange.objects.bulk_create(changes)
    # Days pass and owners change though no label does: whoever was graded is looked at again.
    Regraded.objects.bulk_create(
        [Regraded(customer_id=one.customer_id, at=now) for one in batch],
        update_conflicts=True, unique_fields=["customer"], update_fields=["at"],
    )  # fmt: skip
    announce(Event.LABELS_CHANGED, [_told(change) for change in changes])


def _told(change: LabelChange) -> dict[str, Any]:
    """A change as other programs are told of it."""
    names = ("customer_id", "dimension", "before", "after", "rule", "at")
    return {name: getattr(change, name) for name in names}


def _differs(before: Grade, after: Grade) -> bool:
    parts = ("shape_id", "measures", "labels")
    return any(getattr(before, part) != getattr(after, part) for part in parts)
