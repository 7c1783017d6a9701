"""What a request names: rows within the actor's sight, and what a body points at."""

from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Permission
from kehu.desk.ledger.models import Customer
from kehu.desk.ledger.models.rows import CustomersRow
from kehu.desk.ledger.queries import customers_of, part_of

Row = TypeVar("Row", bound=CustomersRow)
Named = TypeVar("Named", bound=Model)


def seen_customer(actor: Actor, number: int) -> Customer:
    """The customer, or the one that it is part of now.

    Raises Http404 for one that is not there or not within sight: nobody learns which.
    """
    visible = customers_of(actor).select_related("owner")
    one = visible.filter(pk=number).first()
    if one is None and (whole := part_of(number)) is not None:
        one = visible.filter(pk=whole).first()
    if one is None:
        raise Http404
    return one


def seen(actor: Actor, model: type[Row], number: int) -> Row:
    """A row about a customer whom the actor sees. Raises Http404."""
    rows = model._default_manager.select_related("customer__owner")
    one = rows.filter(pk=number).first()
    if one is None or not actor.may(Permission.SEE, one):
        raise Http404
    return one


def named(among: "QuerySet[Named]", number: int, field: str) -> Named:
    """What a field of the body points at. Raises ValidationError, which names the field."""
    one = among.filter(pk=number).first()
    if one is None:
        raise ValidationError({field: _("There is nothing with this number.")})
    return one
