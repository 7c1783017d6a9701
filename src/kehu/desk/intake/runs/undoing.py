"""Taking a run back: what it added goes, what it changed becomes what it was.

What others built on it since stays: a customer with whom somebody has spoken meanwhile, a field
that somebody has changed again. How many those are is told.
"""

from collections import Counter
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import PROTECT, F, Model, Q
from django.utils import timezone

from kehu.desk.accounts.models import User
from kehu.desk.core import audit
from kehu.desk.core.derived import derived_of
from kehu.desk.intake.models import Run, Written
from kehu.desk.intake.runs.comparing import TAGS
from kehu.desk.intake.values import as_json, from_json
from kehu.desk.ledger.holding import mend_holdings
from kehu.desk.ledger.marking import mark_changed
from kehu.desk.ledger.models import Customer, CustomerTag
from kehu.desk.ledger.tables import KEPT, Kept
from kehu.desk.ledger.touched import touch_all

_BATCH = 500


@transaction.atomic
def undo(run: Run, by: User) -> dict[str, Any]:
    """Returns how many rows were taken away, set back and left as they are, by table."""
    undoing = _Undoing(run)
    CustomerTag.objects.filter(pk__in=_numbers(run, TAGS)).delete()
    for kept in reversed(KEPT):
        undoing.table(kept)
    mend_holdings()
    standing = Customer.objects.filter(pk__in=undoing.touched).values_list("pk", flat=True)
    mark_changed(set(standing))
    told = {"gone": +undoing.gone, "back": +undoing.back, "left": +undoing.left}
    run.state, run.undone_at, run.undone_by = Run.State.UNDONE, timezone.now(), by
    run.counts = {**run.counts, "undone": told}
    run.save(update_fields=["state", "undone_at", "undone_by", "counts"])
    audit.record(by, "sheets.undone", [audit.Change(run, None, told)])
    touch_all()
    return told


def _numbers(run: Run, table: str) -> list[int]:
    return list(Written.objects.filter(run=run, table=table).values_list("row_id", flat=True))


class _Undoing:
    def __init__(self, run: Run) -> None:
        self.run = run
        self.gone: Counter[str] = Counter()
        self.back: Counter[str] = Counter()
        self.left: Counter[str] = Counter()
        self.touched: set[int] = set()

    def table(self, kept: Kept) -> None:
        written = Written.objects.filter(run=self.run, table=kept.table.name)
        changed = written.filter(before__isnull=False).order_by("-pk").iterator(_BATCH)
        while batch := list(islice(changed, _BATCH)):
            self._set_back(kept, batch)
        created = (
            written.filter(before__isnull=True).order_by("-pk").values_list("row_id", flat=True)
        )
        numbers = created.iterator(_BATCH)
        while batch_of_numbers := list(islice(numbers, _BATCH)):
            self._take_away(kept, batch_of_numbers)

    def _set_back(self, kept: Kept, batch: list[Written]) -> None:
        """Columns that still are as the run left them become what they were."""
        name = kept.table.name
        rows = kept.model._default_manager.select_for_update(of=("self",)).in_bulk(
            [one.row_id for one in batch]
        )
        for one in batch:
            row: Any = rows.get(one.row_id)
            if row is None:
                self.left[name] += 1
                continue
            now = as_json(row, one.after)
            values = {
                column: told
                for column, told in one.before.items()
                if now[column] == one.after[column]
            }
            if len(values) < len(one.before):
                self.left[name] += 1
            if values:
                self._write(kept.model, row, from_json(kept.model, values))
                self.back[name] += 1
            self._touch(row)

    def _write(self, model: type[Model], row: Any, values: dict[str, Any]) -> None:
        for attribute, value in values.items():
            setattr(row, attribute, value)
        changes: dict[str, Any] = {**values, **derived_of(row)}
        if hasattr(row, "version"):
            changes["version"] = F("version") + 1
        model._default_manager.filter(pk=row.pk).update(**changes)

    def _take_away(self, kept: Kept, numbers: list[int]) -> None:
        """Rows that nobody changed since and that nothing points at."""
        model, name = kept.model, kept.table.name
        rows = model._default_manager.filter(pk__in=numbers)
        if hasattr(model, "version"):
            rows = rows.filter(version=1)
        for row in rows.only(*_pointers(model)):
            self._touch(row)
        free = rows.exclude(_pointed_at(model))
        _, by_model = free.delete()
        gone = by_model.get(model._meta.label, 0)
        self.gone[name] += gone
        self.left[name] += len(numbers) - gone

    def _touch(self, row: Any) -> None:
        number = row.pk if isinstance(row, Customer) else getattr(row, "customer_id", None)
        if number is not None:
            self.touched.add(number)


def _pointers(model: type[Model]) -> list[str]:
    return ["pk", *(["customer"] if any(f.name == "customer" for f in model._meta.fields) else [])]


def _pointed_at(model: type[Model]) -> Q:
    """Does any row that would not go with it point at this one?"""
    found = Q(pk__in=())
    for relation in model._meta.related_objects:
        if relation.on_delete is PROTECT:
            found |= Q(**{f"{relation.name}__isnull": False})
    return found
