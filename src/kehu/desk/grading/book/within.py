"""Whom an actor may see, over the book: the same as `ledger.queries.customers_of` in SQL."""

import numpy as np

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Permission, Reach
from kehu.desk.grading.book.columns import Mask, is_in
from kehu.desk.grading.book.snapshot import Book


def reached(book: Book, actor: Actor) -> Mask:
    """The customers that the actor may see."""
    if not actor.may(Permission.SEE):
        return np.zeros(len(book), bool)
    if actor.reach is Reach.ALL or actor.user is None:
        return np.ones(len(book), bool)
    owners = [0, actor.user.pk]
    if actor.reach is Reach.TEAM and actor.user.team_id is not None:
        team = User.objects.filter(team=actor.user.team_id)
        owners += team.values_list("pk", flat=True)
    return is_in(book.owner(), owners)
