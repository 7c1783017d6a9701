"""Reading what people keep of the book."""

from django.db.models import Q, QuerySet

from kehu.desk.accounts.actor import Actor
from kehu.desk.insights.models import SavedView


def views_of(actor: Actor) -> "QuerySet[SavedView]":
    """One's own views and those that are shared, by name."""
    mine = Q(owner=actor.user) | Q(shared=True)
    return SavedView.objects.filter(mine, removed_at=None).select_related("owner")
