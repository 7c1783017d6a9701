"""Pages of a list by what came last, so that the thousandth page is as quick as the first."""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page:
    """Rows, and where the next page begins; `after` is None on the last."""

    rows: list[Any]
    after: str | None


def page_by_name(rows: "QuerySet[Row]", after: str | None, size: int) -> Page:
    """Rows in the order of `name` and number, from behind `after` (as `Page.after` gave it)."""
    ordered = rows.order_by("name", "pk")
    if after:
        number, _, name = after.partition(":")
        if number.isdigit():
            ordered = ordered.filter(Q(name=name, pk__gt=int(number)) | Q(name__gt=name))
    found = list(ordered[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Page(found[:size], f"{last.pk}:{last.name}" if last else None)  # type: ignore[attr-defined]
