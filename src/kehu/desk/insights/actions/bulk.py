"""Changing many customers: begun with whom it is about, done piece by piece, undone likewise.

A piece is one transaction, with a row in the audit for each customer and how far it has come, so a
process that is killed leaves no customer half changed, and who goes on begins where it ended. One
transaction over all would keep everybody else from writing for as long as it takes.
"""

from collections.abc import Mapping

import numpy as np
from django.db import transaction
from django.utils import timezone
from numpy.typing import NDArray

from kehu.desk.accounts.actor import Actor, NotAllowed
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Permission
from kehu.desk.followups.actions import call_off_plays, start_play
from kehu.desk.followups.playbook import playbook_in_force
from kehu.desk.insights.models import BulkChange
from kehu.desk.intake.blacklist.asking import barred_among
from kehu.desk.ledger.groups import assign_customers, tag_customers, untag_customers
from kehu.desk.ledger.models import Customer, Tag
from kehu.desk.ledger.queries import customers_of
from kehu.errors import KehuError

PIECE = 2_000
NOT_CHANGED = -1
_BACK = {
    BulkChange.Verb.TAG: BulkChange.Verb.UNTAG,
    BulkChange.Verb.UNTAG: BulkChange.Verb.TAG,
    BulkChange.Verb.START: BulkChange.Verb.CALL_OFF,
}
_POOL = 0
Numbers = NDArray[np.int64]
Verb = BulkChange.Verb
NEEDS = {
    Verb.ASSIGN: Permission.ASSIGN,
    Verb.TAG: Permission.RECORD,
    Verb.UNTAG: Permission.RECORD,
    Verb.START: Permission.RECORD,
    Verb.CALL_OFF: Permission.RECORD,
}


def begin_bulk(
    *,
    actor: Actor,
    verb: str,
    customers: Numbers,
    to: User | None = None,
    tag: Tag | None = None,
    play: str = "",
    undoes: BulkChange | None = None,
) -> BulkChange:
    """Write down what is to be done to whom; `go_on` does it.

    Raises NotAllowed, KehuError `nobody_chosen`, `no_such_play`.
    """
    verb = Verb(verb)
    by = actor.person(NEEDS[verb])
    if verb == Verb.ASSIGN and undoes is None:
        actor.must(Permission.ASSIGN, Customer(owner=to))
    if verb == Verb.START and play not in playbook_in_force().plays:
        raise KehuError("no_such_play", play=play)
    if not len(customers):
        raise KehuError("nobody_chosen")
    return BulkChange.objects.create(
        actor=by, verb=verb, to=to, tag=tag, play=play, undoes=undoes,
        total=len(customers),
        customers=customers.astype("<i8").tobytes(),
        before=np.full(len(customers), NOT_CHANGED, "<i8").tobytes(),
    )  # fmt: skip


def undo_bulk(*, actor: Actor, change: BulkChange) -> BulkChange:
    """Begin to put back what a change changed, where nobody has changed it again since.

    Raises NotAllowed, KehuError `nobody_chosen`.
    """
    if actor.user is None or change.actor_id != actor.user.pk or hasattr(change, "undone_by"):
        raise NotAllowed(NEEDS[Verb(change.verb)])
    changed = customers_in(change)[before_in(change) != NOT_CHANGED]
    back = _BACK.get(Verb(change.verb), Verb.ASSIGN)
    return begin_bulk(
        actor=actor, verb=back, customers=changed, to=change.to, tag=change.tag, play=change.play,
        undoes=change,
    )  # fmt: skip


@transaction.atomic
def go_on(change_id: int) -> bool:
    """Do the next piece; False once nothing is left. Raises NotAllowed."""
    change = BulkChange.objects.select_for_update(of=("self",)).get(pk=change_id)
    if change.finished_at:
        return False
    customers, before = customers_in(change), before_in(change).copy()
    piece = customers[change.done : change.done + PIECE]
    changed = _done(change, piece)
    for at, number in enumerate(piece.tolist(), change.done):
        before[at] = changed.get(number, NOT_CHANGED)
    change.before = before.tobytes()
    change.done += len(piece)
    change.changed += len(changed)
    change.finished_at = timezone.now() if change.done >= change.total else None
    change.save(update_fields=["before", "done", "changed", "finished_at"])
    return change.finished_at is None


def give_up(change_id: int, error: KehuError) -> None:
    """Write down why a change ended before all were done."""
    BulkChange.objects.filter(pk=change_id).update(finished_at=timezone.now(), error=error.code)


def customers_in(change: BulkChange) -> Numbers:
    """Whom a change is about."""
    return np.frombuffer(change.customers, "<i8")


def before_in(change: BulkChange) -> Numbers:
    """What to put back for each, NOT_CHANGED where nothing was changed."""
    return np.frombuffer(change.before, "<i8")


def _done(change: BulkChange, piece: Numbers) -> Mapping[int, int]:
    """Whom of a piece it changed, and what each was before."""
    actor = Actor.of(change.actor)
    customers = Customer.objects.filter(pk__in=piece.tolist())
    if change.verb == Verb.ASSIGN and change.undoes:
        return _given_back(actor, change.undoes, piece)
    if change.verb == Verb.ASSIGN:
        held = assign_customers(actor=actor, customers=customers, to=change.to)
        return {number: owner or _POOL for number, owner in held.items()}
    if change.verb == Verb.START:
        within = customers_of(actor).filter(pk__in=customers)
        wanted = list(within.exclude(pk__in=barred_among(within)))
        started = start_play(actor=actor, customers=wanted, play=change.play)
        return {one.customer_id: one.pk for one in started}
    if change.verb == Verb.CALL_OFF and change.undoes:
        known = _before_of(change.undoes)
        ended = call_off_plays(actor=actor, follow_ups=[known[one] for one in piece.tolist()])
        return dict.fromkeys(ended, 1)
    assert change.tag is not None
    do = tag_customers if change.verb == Verb.TAG else untag_customers
    return dict.fromkeys(do(actor=actor, customers=customers, tag=change.tag), 1)


def _before_of(change: BulkChange) -> Mapping[int, int]:
    """What to put back, by customer."""
    return dict(zip(customers_in(change).tolist(), before_in(change).tolist(), strict=True))


def _given_back(actor: Actor, first: BulkChange, piece: Numbers) -> Mapping[int, int]:
    """To each who held them before, those that are still where the first change put them."""
    held = _before_of(first)
    owners = User.objects.in_bulk({held[number] for number in piece.tolist()})
    changed: dict[int, int] = {}
    for owner in {held[number] for number in piece.tolist()}:
        theirs = [number for number in piece.tolist() if held[number] == owner]
        still = Customer.objects.filter(pk__in=theirs, owner=first.to)
        back = assign_customers(actor=actor, customers=still, to=owners.get(owner))
        changed |= {number: before or _POOL for number, before in back.items()}
    return changed
