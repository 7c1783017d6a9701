"""Whether a person may take a customer out of the pool now, and if not, why."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from kehu.desk.accounts.models import User
from kehu.desk.followups.pool.scene import Scene
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


def refusal(person: User, customer_id: int, scene: Scene) -> KehuError | None:
    """Why this person may not take this customer now; None where nothing stands against it."""
    pool, book = scene.pool, scene.book
    locked = locked_until(person, [customer_id], scene).get(customer_id)
    if locked:
        return KehuError("pool_locked", day=locked.isoformat())
    if claimed_today(person, scene) >= pool.claims_per_day:
        return KehuError("pool_claims_used_up", most=pool.claims_per_day)
    rows = book.rows([customer_id])
    for held in held_by([person.pk], scene)[person.pk]:
        if held.is_full and who_meets(book, held.limit.when)[rows].any():
            return KehuError("pool_holds_enough", count=held.count, most=held.limit.most)
    return None


def held_by(people: Collection[int], scene: Scene) -> Mapping[int, list[Held]]:
    """How much of each limit these people have used."""
    owner, found = scene.book.owner(), {person: list[Held]() for person in people}
    for limit in scene.pool.limits.values():
        owners = owner[who_meets(scene.book, limit.when)]
        for person, held in found.items():
            held.append(Held(limit, int(np.sum(owners == person))))
    return found


def locked_until(person: User, customer_ids: Collection[int], scene: Scene) -> Mapping[int, date]:
    """The day from which this person may take each of these again, where that is not today."""
    lock = timedelta(days=scene.pool.lock_days)
    ended = Holding.objects.filter(
        holder=person, customer_id__in=customer_ids, until__gt=scene.begin(scene.day - lock)
    )
    last = dict(ended.order_by("until").values_list("customer_id", "until"))
    free = {number: scene.day_of(until) + lock for number, until in last.items() if until}
    return {number: on for number, on in free.items() if on > scene.day}


def claimed_today(person: User, scene: Scene) -> int:
    """How many customers this person has taken out of the pool today."""
    taken = Holding.objects.filter(holder=person, begun=Holding.Begun.CLAIMED)
    return taken.filter(since__gte=scene.begin(scene.day)).count()
