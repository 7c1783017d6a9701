"""What all rows of the ledger have in common."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.desk.accounts.models import User
from kehu.desk.ledger.models.customers import Customer


class CustomersRow(models.Model):
    """A row about a customer. `code` is its key in ledger.md: an order's number, a record's id."""

    code = models.CharField(_("number"), max_length=64, unique=True)
    customer = models.ForeignKey(Customer, models.PROTECT, verbose_name=_("customer"))
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code

    @property
    def owner(self) -> User | None:
        """Who holds the customer."""
        return self.customer.owner


def currency_field(**options: Any) -> "models.CharField[str, str]":
    """ISO 4217; empty is the base currency."""
    return models.CharField(_("currency"), max_length=3, blank=True, default="", **options)
