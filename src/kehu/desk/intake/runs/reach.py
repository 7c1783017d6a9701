"""Whose runs somebody may see: one's own, or everybody's who looks after the data."""

from django.db.models import QuerySet

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Permission
from kehu.desk.intake.models import Run


def runs_of(actor: Actor) -> "QuerySet[Run]":
    """The runs that the actor may see, the newest first. Raises NotAllowed."""
    actor.must(Permission.RECORD)
    runs = Run.objects.select_related("by", "undone_by").order_by("-pk")
    return runs if actor.may(Permission.SETTINGS) else runs.filter(by=actor.user)
