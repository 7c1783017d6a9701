"""Which labels in which time: what is asked of how the book moves."""

import datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from kehu.desk.core.api import Day, Text
from kehu.desk.insights.spans import span


class SpanAsked(Schema):
    """The labels of which dimension, and from which day to which."""

    by: Annotated[Text, Field(max_length=60)] = "stage"
    since: Day | None = Field(None, description="30 days before `until` if left out")
    until: Day | None = Field(None, description="today if left out")

    @property
    def days(self) -> tuple[datetime.date, datetime.date]:
        """The first and the last day."""
        return span(self.since, self.until)
