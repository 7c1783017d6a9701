"""Looks which plays come up for regraded customers, and keeps their follow-ups in step.

What comes up is opened, what no longer holds is over, what was done or skipped rests until its
condition ends or its time of rest is past. Only the playbook opens and ends; people do and skip.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.cache import caches
from django.db import transaction
from django.utils import timezone

from kehu.desk.accounts.models import User
from kehu.desk.core.company import company_timezone
from kehu.desk.followups.models import FollowUp
from kehu.desk.followups.places import places_of
from kehu.desk.followups.playbook import playbook_in_force
from kehu.desk.followups.telling import tell_due
from kehu.desk.grading.actions import regrade_changed
from kehu.desk.grading.book import the_book
from kehu.desk.grading.found import values_of
from kehu.desk.grading.models import Grade, Regraded, Shape
from kehu.desk.grading.own_columns import own_values
from kehu.desk.grading.rules import rulebook_in_force
from kehu.desk.ledger.models import Customer
from kehu.engine.plays.buyers_day import calendar_values
from kehu.engine.plays.match import Match, matches, rank
from kehu.engine.plays.playbook import Playbook, Usual
from kehu.engine.rules.rulebook import Rulebook

_BATCH = 1_000  # customers planned in one transaction
_PLANNED = ("due_on", "shows_on", "holder_id", "place_id", "rank", "factors")
_FOR = 600  # seconds that what is usual is taken to stay


def plan_regraded() -> None:
    """Look at everybody who was graded since it was last done."""
    while _plan_some():
        pass


def catch_up() -> None:
    """What was just recorded in the labels and in the queue, for an answer that shows them."""
    regrade_changed()
    plan_regraded()


@transaction.atomic
def _plan_some() -> bool:
    """Who is graded meanwhile waits for the mark, and leaves it anew once it is gone."""
    marks = Regraded.objects.select_for_update().order_by("customer_id")
    regraded = list(marks.values_list("customer_id", flat=True)[:_BATCH])
    if regraded:
        now = timezone.now()
        _plan(regraded, now)
        tell_due(FollowUp.objects.filter(customer_id__in=regraded), today(now))
        Regraded.objects.filter(customer_id__in=regraded).delete()
    return bool(regraded)


def today(now: datetime) -> date:
    """The date where the company is: its people's today."""
    return now.astimezone(company_timezone()).date()


def _plan(customer_ids: Sequence[int], now: datetime) -> None:
    customers = Customer.objects.in_bulk(customer_ids)
    scene = _Scene.at(now, customers.values())
    step, live = _Step(), _live(customer_ids)
    for grade in Grade.objects.select_related("shape").filter(customer_id__in=customer_ids):
        customer = customers[grade.customer_id]
        known = live.get(customer.pk, {})
        values = scene.values(customer, grade)
        wanted = {
            match.play.name: scene.opened(customer, match, values, known.get(match.play.name))
            for match in matches(scene.playbook, values)
        }
        for name in known.keys() | wanted.keys():
            scene.settle(known.get(name), wanted.get(name), name, step)
    step.write()


def started_by_hand(
    customers: Sequence[Customer], play: str, by: User | None, now: datetime
) -> list[FollowUp]:
    """Follow-ups due today that the playbook does not ask for, with their worth, not yet saved."""
    scene = _Scene.at(now, customers)
    match = Match(scene.playbook.plays[play], due_in=0)
    grades = Grade.objects.select_related("shape").in_bulk([one.pk for one in customers])
    started = [
        scene.opened(one, match, scene.values(one, grades[one.pk]), None)
        for one in customers
        if one.pk in grades
    ]
    for follow_up in started:
        follow_up.started_by = by
    return started


def _live(customer_ids: Sequence[int]) -> Mapping[int, Mapping[str, FollowUp]]:
    """By customer and play, what has not ended."""
    live: dict[int, dict[str, FollowUp]] = {}
    rows = FollowUp.objects.select_for_update().filter(customer_id__in=customer_ids, ended_at=None)
    for one in rows:
        live.setdefault(one.customer_id, {})[one.play] = one
    return live


@dataclass(frozen=True)
class _Scene:
    """What is known before anybody of those who are planned in one go is looked at."""

    playbook: Playbook
    rulebook: Rulebook
    day: date
    now: datetime
    usual: Usual
    places: Mapping[int, int]

    @classmethod
    def at(cls, now: datetime, customers: Collection[Customer]) -> "_Scene":
        rules = playbook_in_force(), rulebook_in_force()
        return cls(*rules, today(now), now, _usual(), places_of(customers))

    def values(self, customer: Customer, grade: Grade) -> dict[str, Any]:
        """Everything that plays may name of a customer."""
        own = own_values(self.rulebook, customer.extra)
        return {**own, **values_of(grade), **calendar_values(customer.country, self.day)}

    def opened(
        self, customer: Customer, match: Match, values: dict[str, Any], known: FollowUp | None
    ) -> FollowUp:
        """The follow-up that the playbook asks for today."""
        due = self.day + timedelta(days=match.due_in)
        if known and known.state == FollowUp.State.OPEN and known.due_on < due <= self.day:
            due = known.due_on  # what is overdue stays due on the day it was due
        shown = Match(match.play, (due - self.day).days)
        worth = rank(self.playbook, shown, values, self.usual)
        return FollowUp(
            customer=customer,
            play=match.play.name,
            due_on=due,
            shows_on=due,
            holder_id=customer.owner_id,
            place_id=self.places[customer.pk],
            rank=worth.value,
            factors={name: round(value, 4) for name, value in asdict(worth).items()},
        )

    def settle(
        self, known: FollowUp | None, wanted: FollowUp | None, play: str, step: "_Step"
    ) -> None:
        """Open what came up, end what no longer holds, bring up to date, let rest."""
        if known is None:
            step.new += [wanted] if wanted else []
        elif known.state == FollowUp.State.OPEN:
            if wanted:
                step.bring_up_to_date(known, wanted)
            elif known.started_by_id is None or play not in self.playbook.plays:
                # What a person began a person ends, while there is such a play.
                step.end(known, self.now, FollowUp.State.OVER)
        elif not self._rests(known, play, holds=wanted is not None):
            step.end(known, self.now)
            step.new += [wanted] if wanted else []

    def _rests(self, closed: FollowUp, play: str, holds: bool) -> bool:
        """Is it too early for it to come up again?"""
        known = self.playbook.plays.get(play)
        if known is None or closed.closed_at is None:
            return False
        if known.rest is None:
            return holds
        return (self.now - closed.closed_at).days < known.rest


class _Step:
    """What changes in one batch, written at the end."""

    def __init__(self) -> None:
        self.new: list[FollowUp] = []
        self.changed: list[FollowUp] = []
        self.ended: list[FollowUp] = []

    def end(self, known: FollowUp, now: datetime, state: str = "") -> None:
        known.ended_at = now
        known.version += 1  # whoever still has it on a page is told
        if state:
            known.state, known.closed_at = state, now
        self.ended.append(known)

    def bring_up_to_date(self, known: FollowUp, wanted: FollowUp) -> None:
        if known.assignee_id:
            wanted.holder_id = known.assignee_id
        if known.snoozed_until:
            wanted.shows_on = max(wanted.due_on, known.snoozed_until)
        if any(getattr(known, name) != getattr(wanted, name) for name in _PLANNED):
            for name in _PLANNED:
                setattr(known, name, getattr(wanted, name))
            self.changed.append(known)

    def write(self) -> None:
        # The ended ones first: a new one of the same play may take their place.
        FollowUp.objects.bulk_update(
            self.ended, ["state", "closed_at", "ended_at", "version"], batch_size=200
        )
        FollowUp.objects.bulk_update(
            self.changed, [name.removesuffix("_id") for name in _PLANNED], batch_size=200
        )
        FollowUp.objects.bulk_create(self.new)


def _usual() -> Usual:
    """What the house earns of its sales of a year, and with its usual order, the median one."""
    known = caches["process"].get("usual")
    if known is None:
        book = the_book()
        graded = book.graded()
        purchases = float(book.number("purchases_12m")[graded].sum())
        profit = float(book.number("profit_12m")[graded].sum())
        margin = max(profit / purchases, 0.0) if purchases else 0.0
        shape = Shape.objects.order_by("-pk").first()
        usual = shape.usual_order_amount if shape else None
        known = Usual(max((usual or 0.0) * margin, 1.0), margin)
        caches["process"].set("usual", known, _FOR)
    return known  # type: ignore[no-any-return]
