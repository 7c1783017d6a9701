"""Reading the queue: whom a person contacts today, best first, and what must wait and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, QuerySet

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Permission
from kehu.desk.followups.models import FollowUp
from kehu.desk.followups.places import awake_and_asleep, there
from kehu.desk.followups.planning import today
from kehu.desk.followups.playbook import playbook_in_force
from kehu.desk.ledger.models import Customer
from kehu.desk.ledger.queries import people_within_reach, within_reach
from kehu.engine.plays.buyers_day import BuyersNow

State = FollowUp.State
SHOWN = 40  # customers in the list; who is done with these gets the next
COUNTED = 1000  # customers that are due
_LATER = 10  # of those who sleep, where many are awake
_ON_A_LINE = ("play", "rank", "factors", "customer__name", "place__country", "place__zone")
_PLAYS_EACH = 4  # rows read for each customer shown, so that one with many plays fills no list


@dataclass(frozen=True)
class Due:
    """A customer to contact: the best play, how many more there are, and the time there."""

    customer: Customer
    best: FollowUp
    others: int
    there: BuyersNow | None


@dataclass(frozen=True)
class Queue:
    """One person's day. `later` are due too, but it is night, weekend or a holiday there.

    `due_count` ends at `COUNTED`: nobody has to know by how many a queue is too long.
    """

    day: date
    now: list[Due]
    later: list[Due]
    due_count: int
    done_count: int

    @property
    def is_longer(self) -> bool:
        """Are more due than are counted?"""
        return self.due_count == COUNTED


def follow_ups_of(actor: Actor) -> "QuerySet[FollowUp]":
    """Follow-ups of the customers that the actor may see."""
    return FollowUp.objects.filter(within_reach(actor, "customer__"))


def open_follow_ups(actor: Actor) -> "QuerySet[FollowUp]":
    """Those that can be worked: neither closed nor of a play that the playbook has no more."""
    plays = playbook_in_force().plays
    return follow_ups_of(actor).filter(state=State.OPEN, play__in=list(plays))


def people_with_queues(actor: Actor) -> "QuerySet[User]":
    """Whose queue the actor may look at: one's own, and those of the people one leads."""
    if actor.user is None or actor.may(Permission.ASSIGN):
        return people_within_reach(actor)
    return User.objects.filter(pk=actor.user.pk)


def queue_of(actor: Actor, person: User, now: datetime) -> Queue:
    """What this person has to do today."""
    day = today(now)
    due = open_follow_ups(actor).filter(holder=person, shows_on__lte=day)
    awake_now, asleep_now = awake_and_asleep(now)
    done = FollowUp.objects.filter(
        closed_by=person, closed_at__date=day, state__in=[State.DONE, State.SKIPPED]
    )
    awake = _best(_of_places(due, awake_now, asleep_now), SHOWN)
    wanted = max(SHOWN - len(awake), _LATER)
    asleep = _best(_of_places(due, asleep_now, awake_now), wanted)
    rows = FollowUp.objects.select_related("customer", "place").only(*_ON_A_LINE)
    known = rows.in_bulk([best for best, *_ in (*awake, *asleep)])
    return Queue(
        day,
        _lines(awake, known, now),
        sorted(_lines(asleep, known, now), key=_opens),
        due.values("customer").distinct()[:COUNTED].count(),
        done.values("customer").distinct().count(),
    )


def open_plays(actor: Actor, customer: Customer) -> list[FollowUp]:
    """Everything open with one customer, the most valuable first, due or not."""
    rows = open_follow_ups(actor).filter(customer=customer).select_related("holder", "place")
    found = list(rows.order_by("-rank", "pk"))
    for one in found:
        one.customer = customer
    return found


def _best(rows: "QuerySet[FollowUp]", most: int) -> list[list[int]]:
    """Of the first customers, no more than asked for, the plays, in the order of `rows`.

    Nobody is written to twice in a day: a customer's plays stand on one line.
    """
    best = rows.values_list("customer_id", "pk")[: most * _PLAYS_EACH]
    plays: dict[int, list[int]] = {}
    for customer, number in best:
        plays.setdefault(customer, []).append(number)
    return [*plays.values()][:most]


def _lines(plays: list[list[int]], known: Mapping[int, FollowUp], now: datetime) -> list[Due]:
    return [
        Due(known[best].customer, known[best], len(others), there(known[best].place, now))
        for best, *others in plays
    ]


def _opens(line: Due) -> tuple[float, float]:
    """Who opens first stands first; of those the most valuable."""
    opens = line.there.opens.timestamp() if line.there else 0.0
    return opens, -line.best.rank


def _of_places(
    rows: "QuerySet[FollowUp]", wanted: Sequence[int], others: Sequence[int]
) -> "QuerySet[FollowUp]":
    """The best first. Of few places the database looks up each; of many it goes through the best
    until it has enough."""
    if len(wanted) > len(others):
        return rows.exclude(place__in=others).order_by("-rank", "pk")
    # By what no index holds, or SQLite would go through everything in its order all the same.
    return rows.filter(place__in=wanted).order_by((F("rank") * 1.0).desc(), "pk")
