"""Words of the API: money, moments and texts as JSON has them, pages of a list, what went wrong."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from ninja import Schema
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)

Item = TypeVar("Item")
_EARLIEST, _LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _reads(pattern: str) -> BeforeValidator:
    """A decimal written as a text, so that no reader makes a float of it."""

    def read(value: Any) -> Any:
        if isinstance(value, str) and not re.fullmatch(pattern, value, re.ASCII):
            raise ValueError(f"a decimal number written as a text: {pattern}")
        if not isinstance(value, str | Decimal):
            raise ValueError("a decimal number written as a text, such as “1000.50”")
        return value

    return BeforeValidator(read)


def _told(pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^{pattern}$", "examples": ["1000.50"]})


def _within(moment: datetime) -> datetime:
    if not _EARLIEST <= moment < _LATEST:
        raise ValueError("a moment from 1900 to 2199")
    return moment


def _day_within(day: date) -> date:
    if not _EARLIEST.date() <= day < _LATEST.date():
        raise ValueError("a day from 1900 to 2199")
    return day


_writes = PlainSerializer(lambda number: format(number.normalize(), "f"), return_type=str)
_MONEY = r"-?[0-9]{1,14}(\.[0-9]{1,4})?"
_RATE = r"[0-9]{1,8}(\.[0-9]{1,10})?"
_PRICE = r"-?[0-9]{1,12}(\.[0-9]{1,6})?"
Money = Annotated[Decimal, _reads(_MONEY), _writes, _told(_MONEY)]
Price = Annotated[Decimal, _reads(_PRICE), _writes, _told(_PRICE)]
Rate = Annotated[Decimal, _reads(_RATE), _writes, _told(_RATE)]
Day = Annotated[date, AfterValidator(_day_within)]
Moment = Annotated[AwareDatetime, AfterValidator(_within)]
At = Annotated[
    AwareDatetime,
    PlainSerializer(lambda moment: moment.astimezone(UTC).isoformat().replace("+00:00", "Z")),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Text = Annotated[str, Field(pattern=r"^[^\x00]*$")]
Words = Annotated[str, Field(pattern=r"^[^\x00]*[^\x00\s][^\x00]*$", examples=["Baltic Lumen"])]
Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
Currency = Annotated[str, Field(pattern="^([A-Z]{3})?$", description="ISO 4217; empty: base")]
Country = Annotated[str, Field(pattern="^([A-Z]{2})?$", description="ISO 3166")]


class Given(Schema):
    """What is sent to us; a field that we do not know is a fault, not a silence."""

    model_config = ConfigDict(extra="forbid")


class Listed(Schema, Generic[Item]):
    """A page of a list. Ask for the next with `cursor`; `next` is null on the last page."""

    items: list[Item]
    next: str | None


class Asked(Schema):
    """Which page of a list, and how long."""

    cursor: Annotated[Text, Field(max_length=500)] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class Problem(Schema):
    """What went wrong: a code for programs, a sentence for people, and where."""

    code: str
    message: str
    fields: dict[str, list[str]] = Field(default_factory=dict)
