"""Grading again: a few customers after a fact, all of them each night or under new rules."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import islice

from django.db import connection, transaction
from django.utils import timezone

from kehu.desk.core.models import Company
from kehu.desk.grading.found import Found
from kehu.desk.grading.measuring import NAMES, Sums, find_all, find_some
from kehu.desk.grading.models import Grade, LabelChange, Shape
from kehu.desk.grading.rules import rulebook_in_force
from kehu.desk.ledger.models import Changed, Customer
from kehu.engine.rules.rulebook import Rulebook

_BATCH = 2_000
_MANY = 200  # beyond so many at once it is quicker to grade everybody


def regrade(customer_ids: Sequence[int]) -> None:
    """The labels of these customers as of now; only what changed is written."""
    shape = Shape.objects.order_by("-pk").first()
    if shape is None or len(customer_ids) > _MANY:
        regrade_all()
        return
    rulebook, now = rulebook_in_force(), timezone.now()
    customers = Customer.objects.filter(pk__in=customer_ids)
    sums = Sums.known(shape.usual_order_amount)
    found = find_some(customers, now, rulebook, _currency(), sums)
    _write(found, _shape(rulebook, shape.usual_order_amount), now)


@transaction.atomic
def regrade_changed() -> None:
    """Bring the labels of all customers up to date whose facts changed since they were found.

    Their marks go in the same transaction; one that is left while this runs stays for the next.
    """
    marks = Changed.objects.select_for_update(skip_locked=connection.features.has_select_for_update)
    changed = dict(marks.values_list("customer_id", "since"))
    if changed:
        regrade(list(changed))
        newest = max(changed.values())
        Changed.objects.filter(customer_id__in=changed, since__lte=newest).delete()


def regrade_all(progress: Callable[[int], None] = lambda count: None) -> None:
    """Everybody's labels as of now. `progress` is told how many are written."""
    rulebook, now = rulebook_in_force(), timezone.now()
    shape = _shape(rulebook, None)
    _write(find_all(now, rulebook, _currency()), shape, now, progress)


def _currency() -> str:
    company = Company.objects.first()
    return company.base_currency if company else "CNY"


def _shape(rulebook: Rulebook, usual_order_amount: float | None) -> Shape:
    """The shape of today's grades: the one that is there, or a new one where names changed."""
    newest = Shape.objects.order_by("-pk").first()
    names = {"measures": list(NAMES), "dimensions": sorted(rulebook.dimensions)}
    if newest and names == {"measures": newest.measures, "dimensions": newest.dimensions}:
        return newest
    return Shape.objects.create(**names, usual_order_amount=usual_order_amount)


@transaction.atomic
def _write(
    found: Iterable[Found],
    shape: Shape,
    now: datetime,
    progress: Callable[[int], None] = lambda count: None,
) -> None:
    left, count = iter(found), 0
    while batch := list(islice(left, _BATCH)):
        _write_batch(batch, shape, now)
        _learn_usual_order(batch, shape)
        count += len(batch)
        progress(count)


def _write_batch(batch: list[Found], shape: Shape, now: datetime) -> None:
    known = Grade.objects.select_related("shape").in_bulk([one.customer_id for one in batch])
    grades: list[Grade] = []
    changes: list[LabelChange] = []
    for one in batch:
        before = known.get(one.customer_id)
        grade = one.grade(shape, before, now)
        if before is None or _differs(before, grade):
            grades.append(grade)
            changes += one.changes(before, now)
    written = ["shape", "as_of", "measures", "labels", "purchases", "profit", "changed_at"]
    Grade.objects.bulk_create(
        grades, update_conflicts=True, unique_fields=["customer"], update_fields=written
    )
    LabelChange.objects.bulk_create(changes)


def _differs(before: Grade, after: Grade) -> bool:
    parts = ("shape_id", "measures", "labels")
    return any(getattr(before, part) != getattr(after, part) for part in parts)


def _learn_usual_order(batch: list[Found], shape: Shape) -> None:
    """The median of all orders, which is a customer's own median over its ratio to it."""
    for one in batch:
        median, ratio = one.values["median_order_amount"], one.values["order_size_ratio"]
        if median and ratio:
            usual = median / ratio
            if shape.usual_order_amount != usual:
                shape.usual_order_amount = usual
                shape.save(update_fields=["usual_order_amount"])
            return
