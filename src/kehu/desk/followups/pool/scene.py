"""What is the same for all that one page or one night asks of the pool."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from kehu.desk.core.company import company_timezone
from kehu.desk.followups.pool.in_force import pool_in_force
from kehu.desk.grading.book import Book, the_book
from kehu.engine.pool.rules import Pool


@dataclass(frozen=True)
class Scene:
    """The rules, everybody's grades, and the company's zone and moment, each asked for once."""

    pool: Pool
    book: Book
    zone: ZoneInfo
    now: datetime

    @classmethod
    def of(cls, now: datetime) -> "Scene":
        return cls(pool_in_force(), the_book(), company_timezone(), now)

    @property
    def day(self) -> date:
        """The company's today."""
        return self.day_of(self.now)

    @property
    def near(self) -> date:
        """The last day within the days of warning."""
        return self.day + timedelta(days=self.pool.warn_days)

    @property
    def far(self) -> date:
        """The last day that the forecast tells of."""
        return self.day + timedelta(days=self.pool.forecast_days)

    def day_of(self, moment: datetime) -> date:
        """The company's date of a moment."""
        return moment.astimezone(self.zone).date()

    def days_of(self, moments: Iterable[datetime]) -> list[date]:
        return [self.day_of(moment) for moment in moments]

    def begin(self, day: date) -> datetime:
        """The first moment of a day at the company."""
        return timezone.make_aware(datetime.combine(day, time.min), self.zone)
