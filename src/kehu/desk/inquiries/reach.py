"""Whose threads one may see: those of customers within reach, strangers' by who answers."""

from django.db.models import Q, QuerySet

from kehu.desk.accounts.actor import Actor
from kehu.desk.inquiries.models import Mail, Mailbox, Thread
from kehu.desk.ledger.queries import held_within_reach, within_reach


def threads_of(actor: Actor) -> "QuerySet[Thread]":
    """Threads that the actor may see; a stranger's that nobody holds is everybody's."""
    return Thread.objects.filter(_seen(actor, ""))


def mails_of(actor: Actor) -> "QuerySet[Mail]":
    """The mails of such threads."""
    return Mail.objects.filter(_seen(actor, "thread__"))


def _seen(actor: Actor, path: str) -> Q:
    linked = Q(**{f"{path}customer__isnull": False}) & within_reach(actor, f"{path}customer__")
    strangers = Q(**{f"{path}customer": None}) & held_within_reach(actor, f"{path}holder")
    return linked | strangers


def mailboxes_of(actor: Actor) -> "QuerySet[Mailbox]":
    """The mailboxes that the actor may send through: one's own, and the house's."""
    able = Mailbox.objects.filter(is_active=True).exclude(smtp_host="")
    return able.filter(Q(holder=None) | Q(holder=actor.user))
