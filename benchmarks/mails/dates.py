"""The set's calendar: day 0 is when the first mails of the set are written."""

from datetime import UTC, datetime, timedelta

_START = datetime(2026, 10, 12, 6, 0, tzinfo=UTC)


def moment(day: int, minutes: int = 0) -> datetime:
    """A moment of the working day that many days after the first."""
    return _START + timedelta(days=day, minutes=minutes % 660)
