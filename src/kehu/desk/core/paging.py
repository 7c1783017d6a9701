"""Pages of a list by what came last, so that the thousandth page is as quick as the first."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from kehu.desk.core.numbers import number_in

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
        written, _, name = after.partition(":")
        if (number := number_in(written)) >= 0:
            ordered = ordered.filter(Q(name=name, pk__gt=number) | Q(name__gt=name))
    found = list(ordered[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Page(found[:size], f"{last.pk}:{last.name}" if last else None)  # type: ignore[attr-defined]


def page_by_day(rows: "QuerySet[Row]", day: str, after: str | None, size: int) -> Page:
    """Rows, of which a day has one, from the latest `day` (a field's name) down."""
    ordered = rows.order_by(f"-{day}")
    if seen := _day(after or ""):
        ordered = ordered.filter(**{f"{day}__lt": seen})
    found = list(ordered[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Page(found[:size], getattr(last, day).isoformat() if last else None)


def page_by_time(rows: "QuerySet[Row]", moment: str, after: str | None, size: int) -> Page:
    """Rows from the latest `moment` (a field's name) down, from behind `after`."""
    ordered = rows.order_by(f"-{moment}", "-pk")
    written, _, at = (after or "").partition(":")
    seen, number = _moment(at), number_in(written)
    if seen and number >= 0:
        same = Q(**{moment: seen, "pk__lt": number})
        ordered = ordered.filter(same | Q(**{f"{moment}__lt": seen}))
    found = list(ordered[: size + 1])
    last = found[size - 1] if len(found) > size else None
    behind = f"{last.pk}:{getattr(last, moment).astimezone(UTC).isoformat()}" if last else None
    return Page(found[:size], behind)


def place_behind(numbers: Sequence[int], cursor: str) -> int:
    """Where the next page of a ranked list begins: behind what was told last, wherever it is now.

    `cursor` is as `told_until` writes it; 0 where it says nothing.
    """
    at, _, written = cursor.partition(":")
    start, number = number_in(at), number_in(written)
    if start < 0 or number < 0:
        return 0
    if 0 < start <= len(numbers) and numbers[start - 1] == number:
        return start
    with suppress(ValueError):
        return numbers.index(number) + 1
    return min(start, len(numbers))


def told_until(numbers: Sequence[int], end: int) -> str | None:
    """The cursor behind the first `end` of a ranked list; None where they are all."""
    return f"{end}:{numbers[end - 1]}" if 0 < end < len(numbers) else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is UTC else None


def page_number(asked: str) -> int:
    """The number of the page that an address asks for; 1 where it names none."""
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < 10 else 1


def pages_around(page: int, count: int, size: int) -> dict[str, int | None]:
    """What `pages.html` shows: this page, how many there are, and those beside it."""
    pages = max(1, -(-count // size))
    return {
        "page": page,
        "pages": pages,
        "before": page - 1 if 1 < page <= pages else None,
        "after": page + 1 if page < pages else None,
    }
