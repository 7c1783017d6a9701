"""Working the queue: log what came of it, snooze, skip, give to somebody else, start, take back."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from kehu.desk.accounts.actor import Actor, NotAllowed
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit, versions
from kehu.desk.followups.models import FollowUp
from kehu.desk.followups.outcomes import FACTS
from kehu.desk.followups.planning import started_by_hand
from kehu.desk.followups.playbook import playbook_in_force
from kehu.desk.intake.blacklist.asking import must_not_be_barred
from kehu.desk.ledger.actions import (
    WITHDRAWN_WITHIN,
    judge,
    log_contact,
    withdraw_contact,
)
from kehu.desk.ledger.models import Contact, Customer, Judgement
from kehu.desk.ledger.queries import customers_of
from kehu.engine.schema import LIFTED
from kehu.errors import KehuError

State = FollowUp.State


@transaction.atomic
def log_outcome(
    *,
    actor: Actor,
    follow_up: FollowUp,
    version: int,
    outcome: str,
    channel: str,
    note: str = "",
    value: str | None = None,
    contact: Contact | None = None,
) -> FollowUp:
    """Say what came of a follow-up; the contact and what was learnt become facts.

    `value` is the day, or why the buyer holds back, where the outcome asks for it; `contact` whom
    one spoke to. Raises NotAllowed, ChangedMeanwhile.
    """
    actor.must(Permission.RECORD, follow_up)
    fact, now = FACTS[outcome], timezone.now()
    made = judged = None
    if fact.direction:
        made = log_contact(
            actor=actor, customer=follow_up.customer, at=now, direction=fact.direction,
            channel=channel, kind=fact.kind, delivered=fact.delivered, contact=contact, text=note,
        )  # fmt: skip
    if fact.judgement:
        judged = judge(
            actor=actor, customer=follow_up.customer, at=now, subject=fact.judgement,
            value=fact.value or value or "", why=note,
        )  # fmt: skip
    changes = {
        "state": State.DONE, "outcome": outcome, "note": note, "closed_at": now,
        "closed_by": actor.user, "contact_logged": made, "judged": judged,
    }  # fmt: skip
    return _changed(actor, "follow_up.done", follow_up, version, changes)


@transaction.atomic
def skip(
    *, actor: Actor, follow_up: FollowUp, version: int, reason: str, note: str = ""
) -> FollowUp:
    """Leave it out this time, and say why. Raises NotAllowed, ChangedMeanwhile."""
    actor.must(Permission.RECORD, follow_up)
    changes = {
        "state": State.SKIPPED, "reason": reason, "note": note, "closed_at": timezone.now(),
        "closed_by": actor.user,
    }  # fmt: skip
    return _changed(actor, "follow_up.skipped", follow_up, version, changes)


@transaction.atomic
def snooze(*, actor: Actor, follow_up: FollowUp, version: int, until: date) -> FollowUp:
    """Out of the queue until a day. Raises NotAllowed, ChangedMeanwhile."""
    actor.must(Permission.RECORD, follow_up)
    changes = {"snoozed_until": until, "shows_on": max(until, follow_up.due_on)}
    return _changed(actor, "follow_up.snoozed", follow_up, version, changes)


@transaction.atomic
def reassign(*, actor: Actor, follow_up: FollowUp, version: int, to: User) -> FollowUp:
    """Have somebody else do it, who must be able to see the customer.

    Raises NotAllowed, ChangedMeanwhile.
    """
    actor.must(Permission.ASSIGN, follow_up)
    if not Actor.of(to).may(Permission.RECORD, follow_up):
        raise NotAllowed(Permission.RECORD)
    return _changed(
        actor, "follow_up.reassigned", follow_up, version, {"assignee": to, "holder": to}
    )


@transaction.atomic
def start_play(*, actor: Actor, customers: Sequence[Customer], play: str) -> list[FollowUp]:
    """Have a play done with these customers though the playbook does not ask for it now.

    Where it is open already nothing is added. Raises NotAllowed, KehuError `no_such_play`,
    `on_the_blacklist`.
    """
    if play not in playbook_in_force().plays:
        raise KehuError("no_such_play", play=play)
    for customer in customers:
        actor.must(Permission.RECORD, customer)
    must_not_be_barred(customers)
    live = FollowUp.objects.filter(customer__in=customers, play=play, ended_at=None)
    is_open = set(live.filter(state=State.OPEN).values_list("customer_id", flat=True))
    now = timezone.now()
    live.exclude(state=State.OPEN).update(ended_at=now)
    wanted = [customer for customer in customers if customer.pk not in is_open]
    started = FollowUp.objects.bulk_create(started_by_hand(wanted, play, actor.user, now))
    named = {"play": dict(playbook_in_force().plays[play].title)}
    changes = [audit.Change(one, None, named, one.customer_id) for one in started]
    audit.record(actor.user, "follow_up.started", changes)
    return started


@transaction.atomic
def call_off_plays(*, actor: Actor, follow_ups: Sequence[int]) -> list[int]:
    """End what a person started and nobody has done since, by number; others stay as they are.

    Those out of reach are passed over. Returns the customers. Raises NotAllowed.
    """
    actor.must(Permission.RECORD)
    started = FollowUp.objects.filter(pk__in=follow_ups, customer__in=customers_of(actor))
    started = started.exclude(started_by=None).filter(state=State.OPEN, ended_at=None)
    ended = list(started.select_for_update(of=("self",)))
    now = timezone.now()
    FollowUp.objects.filter(pk__in=[one.pk for one in ended]).update(
        state=State.OVER,
        closed_at=now,
        closed_by=actor.user,
        ended_at=now,
        version=F("version") + 1,
    )
    changes = [
        audit.Change(one, {"state": one.state}, {"state": State.OVER}, one.customer_id)
        for one in ended
    ]
    audit.record(actor.user, "follow_up.called_off", changes)
    return [one.customer_id for one in ended]


@transaction.atomic
def take_back(*, actor: Actor, follow_up: FollowUp, version: int) -> FollowUp:
    """Open it again as if nothing had been said: the contact and judgement logged go with it.

    Only who did it, within a day. What is open still is due again, and its customer's owner does
    it. Raises NotAllowed, ChangedMeanwhile, KehuError `too_late`.
    """
    actor.must(Permission.RECORD, follow_up)
    changes: dict[str, Any]
    if follow_up.state == State.OPEN:
        changes = {
            "snoozed_until": None, "shows_on": follow_up.due_on, "assignee": None,
            "holder": follow_up.customer.owner,
        }  # fmt: skip
        return _changed(actor, "follow_up.taken_back", follow_up, version, changes)
    if follow_up.closed_by != actor.user:
        raise NotAllowed(Permission.RECORD)
    now = timezone.now()
    if follow_up.closed_at and now - follow_up.closed_at > WITHDRAWN_WITHIN:
        raise KehuError("too_late")
    if follow_up.contact_logged:
        withdraw_contact(actor=actor, interaction=follow_up.contact_logged)
    if follow_up.judged:
        _lift(actor, follow_up.judged, now)
    others = FollowUp.objects.filter(
        customer=follow_up.customer, play=follow_up.play, ended_at=None
    )
    others.exclude(pk=follow_up.pk).delete()
    changes = {
        "state": State.OPEN, "outcome": "", "reason": "", "note": "", "closed_at": None,
        "closed_by": None, "ended_at": None, "contact_logged": None, "judged": None,
        "snoozed_until": None, "shows_on": follow_up.due_on,
    }  # fmt: skip
    return _changed(actor, "follow_up.taken_back", follow_up, version, changes)


def _lift(actor: Actor, judged: Judgement, now: datetime) -> None:
    judge(actor=actor, customer=judged.customer, at=now, subject=judged.subject, value=LIFTED)


def _changed(
    actor: Actor, verb: str, follow_up: FollowUp, version: int, changes: dict[str, Any]
) -> FollowUp:
    """Change what is still as it was seen, and write down what it was before."""
    change = versions.change(follow_up, version, changes, follow_up.customer_id)
    audit.record(actor.user, verb, [change])
    return follow_up
