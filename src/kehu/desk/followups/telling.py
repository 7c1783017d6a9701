"""Telling other programs which follow-ups entered the queue: once for each due day."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from kehu.desk.core.announcing import Event, announce
from kehu.desk.followups.models import FollowUp
from kehu.desk.followups.playbook import playbook_in_force
from kehu.engine.plays.playbook import Playbook

_BATCH = 1_000


def tell_due(follow_ups: "QuerySet[FollowUp]", day: date) -> None:
    """Tell of those that are in the queue on this day and of whose due day nobody was told.

    They are marked though nobody listens: who begins to listen is not told of all that was.
    """
    while _tell_some(follow_ups, day):
        pass


@transaction.atomic
def _tell_some(follow_ups: "QuerySet[FollowUp]", day: date) -> bool:
    entered = Q(state=FollowUp.State.OPEN, shows_on__lte=day)
    untold = Q(told_for=None) | ~Q(told_for=F("due_on"))
    rows = follow_ups.select_for_update(of=("self",)).filter(entered & untold).order_by("pk")
    found = list(rows.select_related("customer", "holder")[:_BATCH])
    if found:
        playbook = playbook_in_force()
        announce(Event.PLAYS_DUE, [_told(one, playbook) for one in found])
        numbers = [one.pk for one in found]
        FollowUp.objects.filter(pk__in=numbers).update(told_for=F("due_on"))
    return len(found) == _BATCH


def _told(one: FollowUp, playbook: Playbook) -> dict[str, Any]:
    """A follow-up as other programs are told of it."""
    play, holder = playbook.plays.get(one.play), one.holder
    return {
        "follow_up_id": one.pk,
        "customer_id": one.customer_id,
        "customer": one.customer.name,
        "play": one.play,
        "title": dict(play.title) if play else {},
        "due_on": one.due_on,
        "holder": {"id": holder.pk, "name": holder.name} if holder else None,
    }
