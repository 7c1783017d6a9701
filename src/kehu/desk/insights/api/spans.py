"""Which labels in which time: what is asked of how the book moves."""

import datetime
from typing import Annotated

from django.utils import timezone
from ninja import Schema
from pydantic import Field

from kehu.desk.core.api import Day, Text

_USUAL = datetime.timedelta(days=30)


class SpanAsked(Schema):
    """The labels of which dimension, and from which day to which."""

    by: Annotated[Text, Field(max_length=60)] = "stage"
    since: Day | None = Field(None, description="30 days before `until` if left out")
    until: Day | None = Field(None, description="today if left out")

    @property
    def last(self) -> datetime.date:
        """The last day, not after today."""
        return min(self.until or timezone.localdate(), timezone.localdate())

    @property
    def first(self) -> datetime.date:
        """The first day, not after the last."""
        return min(self.since or self.last - _USUAL, self.last)
