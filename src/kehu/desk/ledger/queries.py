"""Reading the ledger: whatever is asked, an actor sees only what is within reach."""

from django.db.models import Q, QuerySet

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Permission, Reach, Role
from kehu.desk.ledger.models import Customer, FormerCustomer


def people_within_reach(actor: Actor) -> "QuerySet[User]":
    """Who may hold a customer that the actor gives away: everybody, or the actor's own team."""
    people = User.objects.filter(is_active=True).exclude(role=Role.READER).order_by("name")
    if actor.reach is Reach.ALL or actor.user is None:
        return people
    return people.filter(Q(pk=actor.user.pk) | Q(team=actor.user.team_id, team__isnull=False))


def customers_of(actor: Actor) -> "QuerySet[Customer]":
    """The customers that the actor may see: one's own or the team's and the pool's, or all."""
    return Customer.objects.filter(within_reach(actor))


def part_of(number: int) -> int | None:
    """The customer that one with this number was merged into; None where it was not."""
    merged = FormerCustomer.objects.filter(number=number)
    return merged.values_list("customer_id", flat=True).first()


def within_reach(actor: Actor, path: str = "") -> Q:
    """Is a row's customer one that the actor may see? `path` leads there, such as `customer__`."""
    return held_within_reach(actor, f"{path}owner")


def held_within_reach(actor: Actor, holder: str) -> Q:
    """Is the holder, whom the field names, the actor, nobody, or within the actor's reach?

    Joined, not named in a list: of the first rows of an order the database looks at those alone.
    """
    if not actor.may(Permission.SEE):
        return Q(pk__in=())
    if actor.reach is Reach.ALL or actor.user is None:
        return Q()
    within = Q(**{holder: None}) | Q(**{holder: actor.user})
    if actor.reach is Reach.TEAM and actor.user.team_id is not None:
        within |= Q(**{f"{holder}__team": actor.user.team_id})
    return within
