"""The track record in the API: which days were judged, how they came out, judging another."""

import datetime
from typing import Annotated, Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from pydantic import Field

from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.api import At, Day, Given, Listed, Number
from kehu.desk.core.languages import page_language
from kehu.desk.grading.queries import words_in
from kehu.desk.insights.backtests.actions import judge_day
from kehu.desk.insights.backtests.telling import Told
from kehu.desk.insights.models import BackTest

router = Router(tags=["leading"])


class BackTestIn(Given):
    """The day, by how many days after it (30, 90 or 180), and whether to compute it once more."""

    on: Day
    days: Annotated[int, Field(ge=1, le=3650)] = 90
    again: bool = False


class BackTestOut(Schema):
    """A day judged by what happened in so many days after it.

    `rulebook_id` null: the default one. `state`: waiting, reading, judging, done, failed; `why` is
    the code of what ended it.
    """

    id: int
    on: datetime.date
    days: int
    rulebook_id: int | None
    state: str
    currency: str
    made_at: At
    finished_at: At | None
    why: str


class BackTestFigureOut(Schema):
    """A figure of the forecasts beside those of guessing, by method; good, fair, poor or few.

    `next_order_error` in days, `window` and `ranking` as shares, `expected` in customers, of whom
    `happened` did order.
    """

    name: str
    days: int | None
    customers: int
    ours: float
    guesses: dict[str, float]
    happened: float | None
    quality: str


class BackTestRowOut(Schema):
    """A row of the engine's report, as `kehu backtest` writes it; null: not known, not meant."""

    part: str
    name: str
    customers: int
    group: str | None
    method: str | None
    figure: float | None
    said: float | None
    happened: float | None
    purchases: float | None
    profit: float | None
    lift: float | None


class BackTestReportOut(BackTestOut):
    """The verdict on the forecasts, their figures, and every row; empty until it is done."""

    quality: str | None
    figures: list[BackTestFigureOut]
    rows: list[BackTestRowOut]


@router.get("/backtests", response=Listed[BackTestOut], summary="Past days that were judged")
def backtests(request: ActorsRequest) -> dict[str, Any]:
    request.actor.must(Permission.REVIEW)
    return {"items": _about().order_by("-on", "days", "-pk"), "next": None}


@router.post("/backtests", response={201: BackTestOut}, summary="Judge a past day")
def judge(request: ActorsRequest, given: BackTestIn) -> Status[BackTest]:
    found = judge_day(actor=request.actor, on=given.on, days=given.days, again=given.again)
    return Status(201, found)


@router.get("/backtests/{number}", response=BackTestReportOut, summary="How a past day came out")
def report(request: ActorsRequest, number: Number) -> dict[str, Any]:
    request.actor.must(Permission.REVIEW)
    one = get_object_or_404(BackTest, pk=number)
    about = {name: getattr(one, name) for name in BackTestOut.model_fields}
    if one.state != BackTest.State.DONE:
        return {**about, "quality": None, "figures": [], "rows": []}
    told = Told(one, words_in(page_language()))
    return {**about, "quality": told.quality, "figures": told.figures, "rows": told.rows}


def _about() -> "QuerySet[BackTest]":
    return BackTest.objects.defer("rows")
