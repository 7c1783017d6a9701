"""Giving a customer back to the pool, and taking one out of it."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from kehu.desk.accounts.actor import Actor, NotAllowed
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit
from kehu.desk.core.versions import ChangedMeanwhile
from kehu.desk.followups.models import Leaving
from kehu.desk.followups.pool.claiming import refusal
from kehu.desk.followups.pool.scene import Scene
from kehu.desk.ledger.actions import WITHDRAWN_WITHIN
from kehu.desk.ledger.holding import hold
from kehu.desk.ledger.marking import mark_changed
from kehu.desk.ledger.models import Customer, Holding
from kehu.desk.ledger.touched import touch
from kehu.errors import KehuError

Begun, Ended = Holding.Begun, Holding.Ended


@transaction.atomic
def release_customer(*, actor: Actor, customer: Customer, why: str) -> Customer:
    """Give a customer back to the pool, and say why; its holder, or who leads the holder.

    Raises NotAllowed, ChangedMeanwhile, KehuError `pool_in_it_already`.
    """
    actor.must(Permission.RECORD, customer)
    fresh = _locked(customer)
    if fresh.owner_id is None:
        raise KehuError("pool_in_it_already")
    if fresh.owner_id != customer.owner_id:
        raise ChangedMeanwhile(customer)
    _give(actor, "customer.released", fresh, None, {"why": why})
    hold([fresh.pk], None, ended=Ended.RELEASED, why=why)
    return fresh


@transaction.atomic
def take_back_released(*, actor: Actor, customer: Customer) -> Customer:
    """Undo one's own giving back, within a day and while nobody else has taken the customer.

    Raises NotAllowed, KehuError `pool_held_already`, `too_late`.
    """
    actor.must(Permission.RECORD, customer)
    fresh = _free(customer)
    last = Holding.objects.filter(customer=fresh).order_by("-until").first()
    if last is None or last.ended != Ended.RELEASED or last.holder != actor.user:
        raise NotAllowed(Permission.RECORD)
    if last.until is None or timezone.now() - last.until > WITHDRAWN_WITHIN:
        raise KehuError("too_late")
    _give(actor, "customer.taken_back", fresh, last.holder, {})
    # As if it had never been given back: held since then, and no claim of today.
    Holding.objects.filter(pk=last.pk).update(until=None, ended="", why="")
    return fresh


@transaction.atomic
def claim_customer(*, actor: Actor, customer: Customer) -> Customer:
    """Take a customer out of the pool; of two who want it at the same time one gets it.

    Raises NotAllowed, KehuError `pool_held_already`, `pool_locked`, `pool_claims_used_up`,
    `pool_holds_enough`.
    """
    me = actor.person(Permission.RECORD)
    # One claim of a person after the other: two at once would both still be within the limits.
    person = User.objects.select_for_update().get(pk=me.pk)
    fresh = _free(customer)
    if (refused := refusal(person, fresh.pk, Scene.of(timezone.now()))) is not None:
        raise refused
    _give(actor, "customer.claimed", fresh, person, {})
    hold([fresh.pk], person, begun=Begun.CLAIMED)
    return fresh


def _locked(customer: Customer) -> Customer:
    # Nothing joined: PostgreSQL reads the locked row anew once it is free, what is joined it does
    # not, so that a customer would seem to have no owner whom somebody has just taken.
    return Customer.objects.select_for_update().get(pk=customer.pk)


def _free(customer: Customer) -> Customer:
    """The customer as it is now, which must be in the pool."""
    fresh = _locked(customer)
    if fresh.owner is not None:
        raise KehuError("pool_held_already", name=fresh.owner.name)
    return fresh


def _give(
    actor: Actor, verb: str, customer: Customer, to: User | None, said: dict[str, Any]
) -> None:
    """Write the holder, the audit, and that plays and copies must be looked at again."""
    before, customer.owner = customer.owner_id, to
    number = to.pk if to else None
    customer.version += 1  # nobody else writes it meanwhile: the row is locked
    customer.save(update_fields=["owner", "version"])
    Leaving.objects.filter(customer=customer).delete()
    change = audit.Change(customer, {"owner": before}, {"owner": number, **said}, customer.pk)
    audit.record(actor.user, verb, [change])
    mark_changed([customer.pk])
    touch([customer.pk])
