"""Asking the worker to look for duplicates, and reading what it found."""

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django_q.tasks import async_task

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Permission
from kehu.desk.intake.models import Look, Merge, Pair
from kehu.desk.ledger.models import Customer
from kehu.desk.ledger.queries import customers_of, within_reach


@transaction.atomic
def ask_for_a_look(*, actor: Actor) -> Look:
    """Have the worker look over all customers. Raises NotAllowed.

    Whoever asks while it is asked already has it asked again: the worker may have been killed.
    """
    actor.must(Permission.RECORD)
    waiting = Look.objects.filter(state=Look.State.WAITING).first()
    async_task(settings.DUPLICATES_FINDER)
    return waiting or Look.objects.create(by=actor.user)


def last_look() -> Look | None:
    """The newest, whether it is done or not."""
    return Look.objects.order_by("-pk").first()


def pairs_within(actor: Actor) -> "QuerySet[Pair]":
    """Pairs of which the actor may see both, the likeliest first."""
    actor.must(Permission.SEE)
    both = within_reach(actor, "one__") & within_reach(actor, "other__")
    pairs = Pair.objects.filter(both).select_related("one__owner", "other__owner")
    return pairs.order_by("-weight", "-pk")


def merges_within(actor: Actor) -> "QuerySet[Merge]":
    """Merges into customers that the actor may see, the newest first."""
    actor.must(Permission.SEE)
    within = customers_of(actor).values("pk")
    return Merge.objects.filter(kept__in=within).select_related("by").order_by("-pk")


def may_merge(actor: Actor, pair: Pair) -> bool:
    """May the actor write both?"""
    both: tuple[Customer, Customer] = (pair.one, pair.other)
    return all(actor.may(Permission.RECORD, one) for one in both)
