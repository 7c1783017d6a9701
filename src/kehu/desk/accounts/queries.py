"""Reading who works here, with which keys, and whom we tell of events."""

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import ApiToken, Calendar, Team, User
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.models import Company, Delivery, Webhook


def people(actor: Actor) -> "QuerySet[User]":
    """Everybody, those who left too. Raises NotAllowed."""
    actor.must(Permission.PEOPLE)
    return User.objects.select_related("team")


def colleagues(actor: Actor) -> "QuerySet[User]":
    """Who works here now, as everybody may know: to whom a customer can be given."""
    actor.must(Permission.SEE)
    return User.objects.filter(is_active=True)


def teams(actor: Actor) -> "QuerySet[Team]":
    """All teams with the number of those in them. Raises NotAllowed."""
    actor.must(Permission.PEOPLE)
    there = Count("members", filter=Q(members__is_active=True))
    return Team.objects.annotate(size=there).order_by("name")


def tokens_of(actor: Actor, user: User) -> "QuerySet[ApiToken]":
    """A person's keys that open something: one's own, or anybody's for who answers for people."""
    actor.must(Permission.SEE if user == actor.user else Permission.PEOPLE)
    ends = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    return ApiToken.objects.filter(ends, user=user, revoked_at=None).order_by("-made_at", "-pk")


def calendar_of(actor: Actor) -> Calendar | None:
    """One's own secret calendar, where there is one. Raises NotAllowed."""
    actor.must(Permission.SEE)
    return Calendar.objects.filter(user=actor.user).first()


def company(actor: Actor) -> Company:
    """The company. Raises NotAllowed."""
    actor.must(Permission.SETTINGS)
    return Company.objects.get()


def webhooks(actor: Actor) -> "QuerySet[Webhook]":
    """Whom we tell of events, with how many messages wait. Raises NotAllowed."""
    actor.must(Permission.SETTINGS)
    waiting = Count("deliveries", filter=Q(deliveries__state=Delivery.State.WAITING))
    given_up = Count("deliveries", filter=Q(deliveries__state=Delivery.State.GIVEN_UP))
    return Webhook.objects.annotate(waiting=waiting, given_up=given_up).order_by("pk")


def deliveries(actor: Actor, webhook: Webhook) -> "QuerySet[Delivery]":
    """What was sent, or shall be. Raises NotAllowed."""
    actor.must(Permission.SETTINGS)
    return webhook.deliveries.all()
