"""Whose checks somebody sees: one's own, and everybody's results who reviews the team."""

from django.db.models import Count, Q, QuerySet

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Permission
from kehu.desk.intake.models import AccuracyCheck, SampledRecord


def checks_of(actor: Actor) -> "QuerySet[AccuracyCheck]":
    """The checks whose results the actor may see, the newest first, with `size` and `done`.

    Raises NotAllowed.
    """
    actor.must(Permission.RECORD)
    done = Count("records", filter=Q(records__marked_at__isnull=False))
    checks = AccuracyCheck.objects.select_related("by").annotate(size=Count("records"), done=done)
    seen = checks if actor.may(Permission.REVIEW) else checks.filter(by=actor.user)
    return seen.order_by("-pk")


def records_of(actor: Actor, check: AccuracyCheck) -> "QuerySet[SampledRecord]":
    """A check's records in the order of their numbers, for who checks them and nobody else.

    Raises NotAllowed.
    """
    actor.must(Permission.RECORD)
    records = SampledRecord.objects.filter(of_check=check, of_check__by=actor.user)
    return records.select_related("of_check", "customer__owner").order_by("number")


def reaches(actor: Actor, record: SampledRecord) -> bool:
    """May the actor still read and mark it, or is it another's customer by now?"""
    return record.customer is None or actor.may(Permission.RECORD, record.customer)
