"""Forecasts in the API: whose order is expected, whose did not come, and one customer's own."""

import datetime
from dataclasses import asdict
from typing import Any

from ninja import Query, Schema

from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.api import Asked as Paged
from kehu.desk.core.api import At, Number
from kehu.desk.core.languages import page_language
from kehu.desk.core.paging import place_behind, told_until
from kehu.desk.followups.pool.queries import people_with_customers
from kehu.desk.grading.book import the_book
from kehu.desk.grading.jobs import freshen_labels
from kehu.desk.grading.queries import graded, words_in
from kehu.desk.insights.api.router import router
from kehu.desk.insights.forecasts.customer import Forecast, forecast_of
from kehu.desk.insights.forecasts.lists import (
    EXPECTED,
    MISSED,
    Line,
    OrderList,
    teams_to_choose,
)
from kehu.desk.insights.forecasts.words import told_forecast
from kehu.desk.ledger.api.rows import Holder
from kehu.desk.ledger.api.seen import named, seen_customer

_TAGS = ["forecasts"]
_CHANCES = ("p_active", "p_order_30d", "p_order_90d", "silence_share")
_YEAR = ("expected_orders_12m", "value_12m", "value_12m_low", "value_12m_high")


class OrdersAsked(Paged):
    """Whose customers: of a person, or of a team; both within one's reach."""

    person_id: Number | None = None
    team_id: Number | None = None


class WindowOut(Schema):
    """Days between which the next order comes with a chance of 80 %, and by which half come."""

    first: datetime.date
    middle: datetime.date
    last: datetime.date


class TogetherOut(Schema):
    """The mean of a sum in base currency, and what it stays below with chances of 10 and 90 %."""

    mean: float
    low: float
    high: float


class OrderExpectedOut(Schema):
    """A customer on the list, the one worth most first; null is unknown.

    `amount` is a usual order's in base currency, `worth` what counts for the order: the amount
    times its chance, or the value of 12 months where an order was missed. `due_on` is the day by
    which the usual gap was over.
    """

    customer_id: int
    customer: str
    holder: Holder | None
    window: WindowOut | None
    p_order_30d: float | None
    p_active: float | None
    amount: float | None
    worth: float | None
    value_12m: float | None
    last_order_on: datetime.date | None
    due_on: datetime.date | None


class OrdersExpectedOut(Schema):
    """A page of the list, how many are on it, and what orders of 30 days amount to.

    `together` is of all one's customers, each by its chance; `listed` of those on the list.
    """

    items: list[OrderExpectedOut]
    next: str | None
    count: int
    together: TogetherOut
    listed: TogetherOut


class ForecastOut(Schema):
    """When a customer orders next, whether it still buys, what a year brings; null is unknown.

    The window is that of the next import where `order_days` is 0. `state` is `rival`, `lost`,
    `fading`, `doubtful`, `late` or null; `headline`, `notes` and `why` are in words.
    """

    customer_id: int
    as_of: At | None
    order_days: int | None
    state: str | None
    window: WindowOut | None
    p_active: float | None
    p_order_30d: float | None
    p_order_90d: float | None
    silence_share: float | None
    expected_orders_12m: float | None
    value_12m: float | None
    value_12m_low: float | None
    value_12m_high: float | None
    headline: str
    notes: list[str]
    why: list[str]


@router.get(
    "/expected", response=OrdersExpectedOut, tags=_TAGS,
    summary="Whose order is expected within 30 days",
)  # fmt: skip
def expected(request: ActorsRequest, asked: Query[OrdersAsked]) -> dict[str, Any]:
    return _listed(request, EXPECTED, asked)


@router.get(
    "/missed", response=OrdersExpectedOut, tags=_TAGS,
    summary="Whose order was expected by now and did not come",
)  # fmt: skip
def missed(request: ActorsRequest, asked: Query[OrdersAsked]) -> dict[str, Any]:
    return _listed(request, MISSED, asked)


@router.get(
    "/customers/{number}/forecast", response=ForecastOut, tags=_TAGS,
    summary="When a customer orders next, and how that is known",
)  # fmt: skip
def forecast(request: ActorsRequest, number: Number) -> dict[str, Any]:
    freshen_labels()
    customer = seen_customer(request.actor, number)
    found = forecast_of(graded([customer.pk]).get(customer.pk))
    return {"customer_id": customer.pk, **(_told(found) if found else _NOTHING)}


def _listed(request: ActorsRequest, name: str, asked: OrdersAsked) -> dict[str, Any]:
    request.actor.must(Permission.SEE)
    freshen_labels()
    found = OrderList(the_book(), request.actor, name, *_whose(request, asked))
    rows = found.rows()
    numbers = found.book.pks[rows].tolist()
    start = place_behind(numbers, asked.cursor)
    end = start + asked.limit
    return {
        "items": [_line(one) for one in found.lines(rows[start:end], words_in(page_language()))],
        "next": told_until(numbers, end),
        "count": len(rows),
        "together": asdict(found.together(found.within)),
        "listed": asdict(found.together(found.mask)),
    }


def _whose(request: ActorsRequest, asked: OrdersAsked) -> tuple[int | None, int | None]:
    """Numbers of the person and the team asked for. Raises ValidationError for who is not led."""
    people, teams = people_with_customers(request.actor), teams_to_choose(request.actor)
    person = None if asked.person_id is None else named(people, asked.person_id, "person_id")
    team = None if asked.team_id is None else named(teams, asked.team_id, "team_id")
    return person.pk if person else None, team.pk if team else None


def _line(line: Line) -> dict[str, Any]:
    names = ("p_order_30d", "p_active", "amount", "worth", "value_12m")
    return {
        "customer_id": line.customer.pk, "customer": line.customer.name,
        "holder": line.customer.owner, "window": line.between,
        **{name: line.values[name] for name in names},
        "last_order_on": line.last, "due_on": line.due,
    }  # fmt: skip


def _told(found: Forecast) -> dict[str, Any]:
    told = told_forecast(found, words_in(page_language()))
    return {
        "as_of": found.as_of, "order_days": found.order_days, "window": found.window,
        "state": found.state.name if found.state else None,
        **{name: found.values[name] for name in (*_CHANCES, *_YEAR)},
        "headline": told.headline, "notes": told.notes, "why": told.why,
    }  # fmt: skip


_NOTHING: dict[str, Any] = {
    **dict.fromkeys(("as_of", "order_days", "window", "state", *_CHANCES, *_YEAR)),
    "headline": "", "notes": [], "why": [],
}  # fmt: skip
