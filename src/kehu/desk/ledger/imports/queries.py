"""Reading what became of uploads."""

from django.db.models import QuerySet

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Permission
from kehu.desk.ledger.models import Import


def imports_of(actor: Actor) -> "QuerySet[Import]":
    """What was uploaded, the newest first. Raises NotAllowed."""
    actor.must(Permission.SETTINGS)
    return Import.objects.select_related("by").order_by("-pk")
