"""Reading the ledger: whatever is asked, an actor sees only what is within reach."""

from django.db.models import Q, QuerySet

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Permission, Reach
from kehu.desk.ledger.models import Customer


def customers_of(actor: Actor) -> "QuerySet[Customer]":
    """The customers that the actor may see: one's own or the team's and the pool's, or all."""
    if not actor.may(Permission.SEE):
        return Customer.objects.none()
    if actor.reach is Reach.ALL or actor.user is None:
        return Customer.objects.all()
    within = Q(owner=None) | Q(owner=actor.user)
    if actor.reach is Reach.TEAM and actor.user.team_id is not None:
        within |= Q(owner__team=actor.user.team_id)
    return Customer.objects.filter(within)
