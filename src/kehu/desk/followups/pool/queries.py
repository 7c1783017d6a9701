"""Reading the pool: what lies in it, who is about to fall, who holds how many, who held whom."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from django.db.models import QuerySet

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Permission
from kehu.desk.followups.models import Leaving
from kehu.desk.followups.pool.claiming import Held, held_by, locked_until, refusal
from kehu.desk.followups.pool.forecast import Fall, day_of, forecast
from kehu.desk.followups.pool.in_force import pool_in_force
from kehu.desk.grading.book import Book, the_book
from kehu.desk.grading.book.columns import Floats, Ints
from kehu.desk.grading.rules import rulebook_in_force
from kehu.desk.ledger.models import Customer, Holding
from kehu.desk.ledger.queries import people_within_reach
from kehu.errors import KehuError

PAGE = 50
_SHOWN = 12  # holders of one customer


# ---- in the pool -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Free:
    """A customer in the pool: its row of the book, who had it last, and for whom it is locked."""

    row: int
    customer: Customer
    last: Holding | None
    locked: date | None


@dataclass(frozen=True)
class Lying:
    """A page of the pool, the best first."""

    book: Book
    count: int
    lines: list[Free]


def lying_in_the_pool(actor: Actor, page: int, now: datetime) -> Lying:
    """Customers whom nobody holds; everybody who may see customers sees them."""
    book = the_book()
    rows = np.flatnonzero(book.owner() == 0) if actor.may(Permission.SEE) else np.empty(0, np.int64)
    shown = _best_first(book, rows)[(page - 1) * PAGE : page * PAGE]
    pks = book.pks[shown].tolist()
    customers, last = Customer.objects.in_bulk(pks), _last_holdings(pks)
    locked = locked_until(actor.user, pks, day_of(now)) if actor.user else {}
    lines = [
        Free(row, customers[pk], last.get(pk), locked.get(pk))
        for row, pk in zip(shown.tolist(), pks, strict=True)
        if pk in customers
    ]
    return Lying(book, len(rows), lines)


def _best_first(book: Book, rows: Ints) -> Ints:
    """By what the rules name, then by number."""
    keys = [_worth(book, name)[rows] for name in pool_in_force().best_first]
    order: Ints = np.lexsort([book.pks[rows], *(-key for key in reversed(keys))])
    return rows[order]


def _worth(book: Book, name: str) -> Floats:
    """A measure, or where a label stands on the ladder of its dimension; unknown is least."""
    if name in book.numbers:
        return np.nan_to_num(book.number(name), nan=-np.inf)
    if name not in book.worded:
        return np.zeros(len(book))
    place = {code: n for n, code in enumerate(rulebook_in_force().dimensions[name].lift, 1)}
    ranks = np.array([*(float(place.get(text, 0)) for text in book.texts), 0.0])
    found: Floats = ranks[book.words(name)]
    return found


def _last_holdings(customer_ids: Collection[int]) -> Mapping[int, Holding]:
    ended = Holding.objects.filter(customer_id__in=customer_ids).exclude(until=None)
    rows = ended.select_related("holder").order_by("until")
    return {row.customer_id: row for row in rows}


# ---- about to fall -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Near:
    """A customer that falls soon if nothing happens."""

    customer: Customer
    holder: User
    fall: Fall


@dataclass(frozen=True)
class Leavers:
    """Who falls within the forecast: a page of them, how many in all, and how many on each day."""

    count: int
    days: list[tuple[date, int]]
    lines: list[Near]


def people_with_customers(actor: Actor) -> "QuerySet[User]":
    """Whose customers the actor may ask about here: one's own, or those whom one leads."""
    if actor.user is None or actor.may(Permission.REVIEW):
        return people_within_reach(actor)
    return User.objects.filter(pk=actor.user.pk)


def about_to_fall(people: Collection[int], page: int, now: datetime) -> Leavers:
    """The customers of these people, who falls first stands first."""
    near = _still_near(Leaving.objects.filter(holder__in=people), now)
    shown = near[(page - 1) * PAGE : page * PAGE]
    customers = Customer.objects.select_related("owner").in_bulk([pk for pk, _ in shown])
    lines = [
        Near(one, one.owner, fall)
        for pk, fall in shown
        if (one := customers.get(pk)) is not None and one.owner is not None
    ]
    days, counts = np.unique([fall.on.toordinal() for _, fall in near], return_counts=True)
    by_day = [
        (date.fromordinal(int(day)), int(count)) for day, count in zip(days, counts, strict=True)
    ]
    return Leavers(len(near), by_day, lines)


def warned_of(person: User, now: datetime) -> int:
    """How many of a person's customers fall within the days of warning."""
    until = day_of(now) + timedelta(days=pool_in_force().warn_days)
    found = Leaving.objects.filter(holder=person, falls_on__lte=until)
    return sum(fall.on <= until for _, fall in _still_near(found, now))


def _still_near(found: "QuerySet[Leaving]", now: datetime) -> list[tuple[int, Fall]]:
    """Of what the night found, who falls by the book of now, the first to fall first."""
    rows = list(found.values_list("customer_id", "holder_id", "held_since", "warned_on"))
    if not rows:
        return []
    book, day = the_book(), day_of(now)
    until = day + timedelta(days=pool_in_force().forecast_days)
    held = {pk: (holder, since, warned) for pk, holder, since, warned in rows}
    at = book.rows(sorted(held))
    at = at[book.owner()[at] == [held[pk][0] for pk in book.pks[at].tolist()]]
    pks = book.pks[at].tolist()
    falls = forecast(book, at, day, [held[pk][1] for pk in pks], [held[pk][2] for pk in pks])
    near = [(pk, fall) for pk, fall in zip(pks, falls, strict=True) if fall and fall.on <= until]
    return sorted(near, key=lambda one: (one[1].on, one[0]))


# ---- who holds how many ------------------------------------------------------------------------


@dataclass(frozen=True)
class Holder:
    """What a person holds: in all, by limit, and how many fall within the days of warning."""

    person: User
    count: int
    held: list[Held]
    near: int


def holders(people: Sequence[User], now: datetime) -> list[Holder]:
    """What each of these people holds, who holds most first."""
    book, until = the_book(), day_of(now) + timedelta(days=pool_in_force().warn_days)
    near = dict.fromkeys([one.pk for one in people], 0)
    leaving = Leaving.objects.filter(holder__in=people, falls_on__lte=until)
    falls = dict(_still_near(leaving, now))
    for pk, holder in leaving.values_list("customer_id", "holder_id"):
        near[holder] += pk in falls and falls[pk].on <= until
    owner = book.owner()
    found = [
        Holder(one, int(np.sum(owner == one.pk)), held_by(book, one.pk), near[one.pk])
        for one in people
    ]
    return sorted(found, key=lambda one: (-one.count, one.person.name))


# ---- one customer ------------------------------------------------------------------------------


@dataclass(frozen=True)
class OneHeld:
    """Who holds a customer since when, when it falls, what one may do, and who held it before."""

    now: Holding | None
    fall: Fall | None
    is_near: bool
    may_release: bool
    may_claim: bool
    refused: KehuError | None
    before: list[Holding]


def holding_of(actor: Actor, customer: Customer, now: datetime) -> OneHeld:
    """The pool's part of one customer's page."""
    rows = Holding.objects.filter(customer=customer).select_related("holder").order_by("-since")
    history = list(rows[:_SHOWN])
    open_ = next((one for one in history if one.until is None), None)
    may = actor.user is not None and actor.may(Permission.RECORD, customer)
    in_pool = customer.owner_id is None
    refused = None
    if may and in_pool and actor.user is not None:
        refused = refusal(actor.user, customer.pk, now)
    fall = _fall_of(customer, open_, now)
    near = day_of(now) + timedelta(days=pool_in_force().warn_days)
    return OneHeld(
        open_, fall, fall is not None and fall.on <= near, may and not in_pool,
        may and in_pool and refused is None, refused,
        [one for one in history if one.until is not None],
    )  # fmt: skip


def _fall_of(customer: Customer, open_: Holding | None, now: datetime) -> Fall | None:
    book = the_book()
    rows = book.rows([customer.pk])
    if open_ is None or customer.owner_id is None or not book.graded()[rows].any():
        return None
    noted = Leaving.objects.filter(customer=customer, holder=open_.holder).first()
    warned_on = noted.warned_on if noted else None
    return forecast(book, rows, day_of(now), [day_of(open_.since)], [warned_on])[0]
