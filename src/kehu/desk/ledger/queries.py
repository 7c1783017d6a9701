"""Reading the ledger: whatever is asked, an actor sees only what is within reach."""

from django.db.models import Q, QuerySet

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Permission, Reach, Role
from kehu.desk.ledger.models import Customer


def people_within_reach(actor: Actor) -> "QuerySet[User]":
    """Who may hold a customer that the actor gives away: everybody, or the actor's own team."""
    people = User.objects.filter(is_active=True).exclude(role=Role.READER).order_by("name")
    if actor.reach is Reach.ALL or actor.user is None:
        return people
    return people.filter(Q(pk=actor.user.pk) | Q(team=actor.user.team_id, team__isnull=False))


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
