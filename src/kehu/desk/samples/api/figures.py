"""Budget, payback and the house rule in the API."""

import datetime
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Query, Schema
from pydantic import Field

from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.api import (
    At,
    Count,
    Given,
    Money,
    Number,
)
from kehu.desk.samples.api.router import router
from kehu.desk.samples.api.rows import Whole
from kehu.desk.samples.api.told import cents, owner_asked
from kehu.desk.samples.house import change_house
from kehu.desk.samples.in_force import House, house_rule
from kehu.desk.samples.models import DecisionCode
from kehu.desk.samples.payback import Line, Payback, months


class SampleMonthOut(Schema):
    """Samples sent in a month: what they cost, and what of it buyers did not pay."""

    month: datetime.date
    count: int
    cost: Money
    borne: Money
    estimated: int


class SampleBudgetOut(Schema):
    """The whole company's last twelve months, the oldest first, and what a month may cost."""

    budget_month: Money
    months: list[SampleMonthOut]


class PaybackAsked(Schema):
    """By which dimension, for whom, of whose customers."""

    by: Literal["market", "channel_role"] = "market"
    who: Literal["new", "all"] = "new"
    owner_id: Number | None = None


class PaybackLineOut(Schema):
    """Samples of one label; of `ripe`, which arrived long enough ago, `converted` were followed by
    an order in time. `payback` is `profit` of the first year for each unit of cost."""

    label: str
    sent: int
    ripe: int
    converted: int
    fresh: int
    days_to_order: int | None
    cost: Money
    received: Money
    borne: Money
    profit: Money
    payback: float | None


class PaybackOut(Schema):
    """A line for each label, and one for all."""

    since: At
    converts_within_days: int
    items: list[PaybackLineOut]
    whole: PaybackLineOut


class SampleHouseOut(Schema):
    """The house rule in force: decisions for known customers by rule, and the numbers."""

    version: int
    decisions: dict[str, str]
    budget_month: Money
    cheap_up_to_usd: Money
    few_up_to_pieces: int
    converts_within_days: int


class SampleHouseIn(Given):
    """The house rule; what is left out is as it ships."""

    version: Count
    decisions: dict[str, DecisionCode] = Field(default_factory=dict)
    budget_month: Money | None = None
    cheap_up_to_usd: Money | None = None
    few_up_to_pieces: Whole | None = None
    converts_within_days: Annotated[int, Field(ge=1, le=3650)] | None = None


@router.get("/samples/budget", response=SampleBudgetOut, summary="What samples cost each month")
def budget(request: ActorsRequest) -> dict[str, Any]:
    request.actor.must(Permission.SEE)
    told = [
        {"month": one.first, "count": one.count, "cost": cents(one.whole),
         "borne": cents(one.borne), "estimated": one.estimated}
        for one in months(timezone.now())
    ]  # fmt: skip
    return {"budget_month": house_rule().budget_month, "months": told}


@router.get("/samples/payback", response=PaybackOut, summary="What came of samples, by label")
def payback(request: ActorsRequest, asked: Query[PaybackAsked]) -> dict[str, Any]:
    house = house_rule()
    owner = None if asked.owner_id is None else owner_asked(request, asked.owner_id)
    new = asked.who == "new"
    found = Payback(request.actor, house, timezone.now(), owner, only_new=new)
    return {
        "since": found.since(), "converts_within_days": house.converts_within_days,
        "items": [_line(line) for line in found.by(asked.by)], "whole": _line(found.whole),
    }  # fmt: skip


@router.get("/samples/house-rule", response=SampleHouseOut, summary="The house rule in force")
def house(request: ActorsRequest) -> dict[str, Any]:
    request.actor.must(Permission.SEE)
    return _house(house_rule())


@router.put("/samples/house-rule", response=SampleHouseOut, summary="Set the house rule")
def set_house(request: ActorsRequest, given: SampleHouseIn) -> dict[str, Any]:
    change_house(actor=request.actor, **dict(given))
    return _house(house_rule())


def _line(line: Line) -> dict[str, Any]:
    return {
        "label": line.code, "sent": line.sent, "ripe": line.ripe, "converted": line.converted,
        "fresh": line.fresh, "days_to_order": line.days, "cost": cents(line.whole),
        "received": cents(line.received), "borne": cents(line.borne),
        "profit": cents(line.profit),
        "payback": None if line.payback is None else round(float(line.payback), 4),
    }  # fmt: skip


def _house(house: House) -> dict[str, Any]:
    names = ("decisions", "budget_month", "cheap_up_to_usd", "few_up_to_pieces",
             "converts_within_days")  # fmt: skip
    return {"version": house.kept.version, **{name: getattr(house, name) for name in names}}
