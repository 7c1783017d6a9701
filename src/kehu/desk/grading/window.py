"""From which day to which the next order is expected, out of what is kept in a grade."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import isnan


@dataclass(frozen=True)
class Window:
    """Days between which the order comes with a chance of 80 %, and one by which half come.

    It holds of a customer who keeps to its rhythm.
    """

    first: date
    middle: date
    last: date


_SHARES = ("p10", "p50", "p90")
DAYS = tuple(f"days_to_order_{share}" for share in _SHARES)


def window_of(values: Mapping[str, float | None], as_of: datetime) -> Window | None:
    """The window of measures that were found at a moment; None where there is none."""
    days = [values.get(name) for name in DAYS]
    known = [one for one in days if one is not None and not isnan(one)]
    if len(known) < len(DAYS):
        return None
    return Window(*(counted_from(as_of) + timedelta(days=round(one)) for one in known))


def counted_from(as_of: datetime) -> date:
    """The day from which a measure that was found at a moment counts its days."""
    return as_of.astimezone(UTC).date()
