"""From which day to which the book is looked at."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

_USUAL = timedelta(days=30)


def span(first: date | None, last: date | None) -> tuple[date, date]:
    """Both days, neither after today; thirty days up to today where nothing is asked for."""
    today = timezone.localdate()
    until = min(last or today, today)
    return min(first or until - _USUAL, until), until


def end_of(day: date) -> datetime:
    """The last moment of a day."""
    return timezone.make_aware(datetime.combine(day, time.max))
