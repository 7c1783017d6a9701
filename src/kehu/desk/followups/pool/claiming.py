"""Whether a person may take a customer out of the pool now, and if not, why."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from django.utils import timezone

from kehu.desk.accounts.models import User
from kehu.desk.core.company import company_timezone
from kehu.desk.followups.pool.forecast import day_of, days_of
from kehu.desk.followups.pool.in_force import pool_in_force
from kehu.desk.grading.book import Book, the_book
from kehu.desk.grading.conditions import who_meets
from kehu.desk.ledger.models import Holding
from kehu.engine.pool.rules import Limit
from kehu.errors import KehuError


@dataclass(frozen=True)
class Held:
    """How many customers a limit counts that a person holds."""

    limit: Limit
    count: int

    @property
    def is_full(self) -> bool:
        return self.count >= self.limit.most


def refusal(person: User, customer_id: int, now: datetime) -> KehuError | None:
    """Why this person may not take this customer now; None where nothing stands against it."""
    pool, day = pool_in_force(), day_of(now)
    locked = locked_until(person, [customer_id], day).get(customer_id)
    if locked:
        return KehuError("pool_locked", day=locked.isoformat())
    if claimed_on(person, day) >= pool.claims_per_day:
        return KehuError("pool_claims_used_up", most=pool.claims_per_day)
    book = the_book()
    rows = book.rows([customer_id])
    for held in held_by(book, person.pk):
        if held.is_full and who_meets(book, held.limit.when)[rows].any():
            return KehuError("pool_holds_enough", count=held.count, most=held.limit.most)
    return None


def held_by(book: Book, person: int) -> list[Held]:
    """How much of each limit a person has used."""
    mine = book.owner() == person
    limits = pool_in_force().limits.values()
    return [Held(one, int(np.sum(mine & who_meets(book, one.when)))) for one in limits]


def locked_until(person: User, customer_ids: Collection[int], day: date) -> Mapping[int, date]:
    """The day from which this person may take each of these again, where that is not today."""
    lock = timedelta(days=pool_in_force().lock_days)
    ended = Holding.objects.filter(
        holder=person, customer_id__in=customer_ids, until__gt=_begin(day - lock)
    )
    last = dict(ended.order_by("until").values_list("customer_id", "until"))
    days = days_of(until for until in last.values() if until)  # all of them have one
    free = {number: on + lock for number, on in zip(last, days, strict=True)}
    return {number: on for number, on in free.items() if on > day}


def claimed_on(person: User, day: date) -> int:
    """How many customers this person took out of the pool on a day."""
    taken = Holding.objects.filter(holder=person, begun=Holding.Begun.CLAIMED)
    return taken.filter(since__gte=_begin(day)).count()


def _begin(day: date) -> datetime:
    """The first moment of a day at the company."""
    return timezone.make_aware(datetime.combine(day, datetime.min.time()), company_timezone())
