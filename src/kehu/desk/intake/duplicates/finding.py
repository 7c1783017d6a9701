"""A look over all customers: the worker's part."""

from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from kehu.desk.intake.duplicates.cells import COLUMNS, as_table, cells_of
from kehu.desk.intake.models import Look, Pair, Verdict
from kehu.errors import KehuError
from kehu.matching.duplicates.finding import Duplicates, find_duplicates

_BATCH = 2_000


def look_for_duplicates() -> None:
    """Do what was asked; pairs that a person has judged are not told again."""
    asked = Look.objects.filter(state=Look.State.WAITING)
    if not asked.exists():
        return
    look = asked.latest("pk")
    cells = cells_of()
    try:
        found = find_duplicates(as_table(cells.values()), columns=COLUMNS) if cells else None
    except KehuError as error:
        asked.update(state=Look.State.FAILED, why=error.code, done_at=timezone.now())
        return
    with transaction.atomic():
        count = _keep(found, list(cells)) if found else 0
        asked.update(
            state=Look.State.DONE, done_at=timezone.now(), records=len(cells), pairs=count,
            model=found.model.as_dict() if found else {},
        )  # fmt: skip
    Look.objects.filter(pk__lt=look.pk).exclude(state=Look.State.WAITING).delete()


def _keep(found: Duplicates, numbers: list[int]) -> int:
    """The pairs in place of those of the last look; customers gone meanwhile are left out."""
    judged = set(Verdict.objects.values_list("one_id", "other_id"))
    Pair.objects.all().delete()
    rows = (row for batch in found.pairs.to_batches() for row in batch.to_pylist())
    count = 0
    while some := list(islice(rows, _BATCH)):
        pairs = [_pair(row, numbers, found.fields) for row in some]
        fresh = [pair for pair in pairs if (pair.one_id, pair.other_id) not in judged]
        count += len(Pair.objects.bulk_create(fresh))
    return count


def _pair(row: dict[str, Any], numbers: list[int], fields: tuple[str, ...]) -> Pair:
    one, other = sorted((numbers[row["id_l"]], numbers[row["id_r"]]))
    agreements = {
        field: [row[f"{field}_agreement"], round(float(row[f"{field}_weight"]), 2)]
        for field in fields
    }
    return Pair(
        one_id=one, other_id=other, probability=row["match_probability"],
        weight=row["match_weight"], is_group=row["kind"] == "group", agreements=agreements,
    )  # fmt: skip
