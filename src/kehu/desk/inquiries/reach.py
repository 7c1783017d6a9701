"""Whose threads one may see: those of customers within reach, strangers' by who answers."""

from django.db.models import Q, QuerySet

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Permission, Reach
from kehu.desk.inquiries.models import Mail, Mailbox, Thread
from kehu.desk.ledger.queries import within_reach


def threads_of(actor: Actor) -> "QuerySet[Thread]":
    """Threads that the actor may see; a stranger's that nobody holds is everybody's."""
    return Thread.objects.filter(_seen(actor, ""))


def mails_of(actor: Actor) -> "QuerySet[Mail]":
    """The mails of such threads."""
    return Mail.objects.filter(_seen(actor, "thread__"))


def _seen(actor: Actor, path: str) -> Q:
    if not actor.may(Permission.SEE):
        return Q(pk__in=())
    if actor.reach is Reach.ALL or actor.user is None:
        return Q()
    strangers = Q(**{f"{path}holder": None}) | Q(**{f"{path}holder": actor.user})
    if actor.reach is Reach.TEAM and actor.user.team_id is not None:
        strangers |= Q(**{f"{path}holder__team": actor.user.team_id})
    linked = Q(**{f"{path}customer__isnull": False}) & within_reach(actor, f"{path}customer__")
    return linked | (Q(**{f"{path}customer": None}) & strangers)


def mailboxes_of(actor: Actor) -> "QuerySet[Mailbox]":
    """The mailboxes that the actor may send through: one's own, and the house's."""
    able = Mailbox.objects.filter(is_active=True).exclude(smtp_host="")
    return able.filter(Q(holder=None) | Q(holder=actor.user))
