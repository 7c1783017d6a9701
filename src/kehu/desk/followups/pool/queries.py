"""Reading the pool: what lies in it, who is about to fall, who holds how many, who held whom."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from django.db.models import QuerySet

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Permission
from kehu.desk.followups.models import Leaving
from kehu.desk.followups.pool.claiming import Held, held_by, locked_until, refusal
from kehu.desk.followups.pool.forecast import Fall, forecast
from kehu.desk.followups.pool.scene import Scene
from kehu.desk.grading.book.columns import Floats, Ints
from kehu.desk.ledger.models import Customer, Holding
from kehu.desk.ledger.queries import people_within_reach
from kehu.engine.pool.rules import Pool
from kehu.engine.rules.rulebook import Rulebook
from kehu.errors import KehuError

_SHOWN = 12  # holders of one customer


# ---- in the pool -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Free:
    """A customer in the pool: its row of the book, who had it last, and for whom it is locked."""

    row: int
    customer: Customer
    last: Holding | None
    locked: date | None


def lying_in_the_pool(actor: Actor, scene: Scene, rulebook: Rulebook) -> Ints:
    """Rows of the customers whom nobody holds, the best first.

    Everybody who may see customers sees them.
    """
    book = scene.book
    rows = np.flatnonzero(book.owner() == 0) if actor.may(Permission.SEE) else np.empty(0, np.int64)
    return _best_first(scene, rows, rulebook)


def free_ones(actor: Actor, rows: Ints, scene: Scene) -> list[Free]:
    """Who stands in some rows of the pool."""
    pks = scene.book.pks[rows].tolist()
    customers, last = Customer.objects.in_bulk(pks), _last_holdings(pks)
    locked = locked_until(actor.user, pks, scene) if actor.user else {}
    return [
        Free(row, customers[pk], last.get(pk), locked.get(pk))
        for row, pk in zip(rows.tolist(), pks, strict=True)
        if pk in customers
    ]


def _best_first(scene: Scene, rows: Ints, rulebook: Rulebook) -> Ints:
    """By what the rules name, then by number."""
    keys = [_worth(scene, name, rulebook)[rows] for name in scene.pool.best_first]
    order: Ints = np.lexsort([scene.book.pks[rows], *(-key for key in reversed(keys))])
    return rows[order]


def _worth(scene: Scene, name: str, rulebook: Rulebook) -> Floats:
    """A measure, or where a label stands on the ladder of its dimension; unknown is least."""
    book = scene.book
    if name in book.numbers:
        return np.nan_to_num(book.number(name), nan=-np.inf)
    if name not in book.worded:
        return np.zeros(len(book))
    place = {code: n for n, code in enumerate(rulebook.dimensions[name].lift, 1)}
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
class Warned:
    """So many customers of a person fall within so many days."""

    count: int
    days: int


def people_with_customers(actor: Actor) -> "QuerySet[User]":
    """Whose customers the actor may ask about here: one's own, or those whom one leads."""
    if actor.user is None or actor.may(Permission.REVIEW):
        return people_within_reach(actor)
    return User.objects.filter(pk=actor.user.pk)


def about_to_fall(people: Collection[int], scene: Scene) -> list[tuple[int, Fall]]:
    """Which customers of these people fall within the forecast, who falls first stands first."""
    return _still_near(Leaving.objects.filter(holder__in=people), scene)


def near_ones(falls: Sequence[tuple[int, Fall]]) -> list[Near]:
    """Who some of those are that fall."""
    customers = Customer.objects.select_related("owner").in_bulk([pk for pk, _ in falls])
    return [
        Near(one, one.owner, fall)
        for pk, fall in falls
        if (one := customers.get(pk)) is not None and one.owner is not None
    ]


def warned_of(person: User, now: datetime) -> Warned | None:
    """How many of a person's customers fall within the days of warning; None where none does."""
    mine = Leaving.objects.filter(holder=person).exclude(warned_on=None)
    if not mine.exists():  # as on most days: nothing else is asked
        return None
    scene = Scene.of(now)
    count = sum(fall.on <= scene.near for _, fall in _still_near(mine, scene))
    return Warned(count, scene.pool.warn_days) if count else None


def _still_near(found: "QuerySet[Leaving]", scene: Scene) -> list[tuple[int, Fall]]:
    """Of what the night found, who falls by the book of now, the first to fall first."""
    rows = list(found.values_list("customer_id", "holder_id", "held_since", "warned_on"))
    if not rows:
        return []
    book = scene.book
    held = {pk: (holder, since, warned) for pk, holder, since, warned in rows}
    at = book.rows(sorted(held))
    at = at[book.owner()[at] == [held[pk][0] for pk in book.pks[at].tolist()]]
    pks = book.pks[at].tolist()
    falls = forecast(scene, at, [held[pk][1] for pk in pks], [held[pk][2] for pk in pks])
    both = zip(pks, falls, strict=True)
    near = [(pk, fall) for pk, fall in both if fall and fall.on <= scene.far]
    return sorted(near, key=lambda one: (one[1].on, one[0]))


# ---- who holds how many ------------------------------------------------------------------------


@dataclass(frozen=True)
class Holder:
    """What a person holds: in all, by limit, and how many fall within the days of warning."""

    person: User
    count: int
    held: list[Held]
    near: int


def holders(people: Sequence[User], scene: Scene) -> list[Holder]:
    """What each of these people holds, who holds most first."""
    leaving = Leaving.objects.filter(holder__in=people, falls_on__lte=scene.near)
    falling = [pk for pk, fall in _still_near(leaving, scene) if fall.on <= scene.near]
    owner, held = scene.book.owner(), held_by([one.pk for one in people], scene)
    near = owner[scene.book.rows(sorted(falling))]
    found = [
        Holder(one, int(np.sum(owner == one.pk)), held[one.pk], int(np.sum(near == one.pk)))
        for one in people
    ]
    return sorted(found, key=lambda one: (-one.count, one.person.name))


# ---- one customer ------------------------------------------------------------------------------


@dataclass(frozen=True)
class OneHeld:
    """Who holds a customer since when, when it falls, what one may do, and who held it before."""

    pool: Pool
    now: Holding | None
    fall: Fall | None
    is_near: bool
    may_release: bool
    may_claim: bool
    refused: KehuError | None
    before: list[Holding]


def holding_of(actor: Actor, customer: Customer, scene: Scene) -> OneHeld:
    """The pool's part of one customer's page."""
    rows = Holding.objects.filter(customer=customer).select_related("holder").order_by("-since")
    history = list(rows[:_SHOWN])
    open_ = next((one for one in history if one.until is None), None)
    may, in_pool = actor.may(Permission.RECORD, customer), customer.owner_id is None
    refused = None
    if may and in_pool and actor.user is not None:
        refused = refusal(actor.user, customer.pk, scene)
    fall = None if in_pool or open_ is None else _fall_of(customer, open_, scene)
    return OneHeld(
        scene.pool, open_, fall, fall is not None and fall.on <= scene.near, may and not in_pool,
        may and in_pool and refused is None and actor.user is not None, refused,
        [one for one in history if one.until is not None],
    )  # fmt: skip


def _fall_of(customer: Customer, open_: Holding, scene: Scene) -> Fall | None:
    rows = scene.book.rows([customer.pk])
    if not scene.book.graded()[rows].any():
        return None
    noted = Leaving.objects.filter(customer=customer, holder=open_.holder).first()
    warned_on = noted.warned_on if noted else None
    return forecast(scene, rows, [scene.day_of(open_.since)], [warned_on])[0]
