"""What all rows of the ledger have in common."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.desk.accounts.models import User
from kehu.desk.core.company import base_currency
from kehu.desk.ledger.models.customers import Customer
from kehu.desk.ledger.models.trade import ExchangeRate


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

    # The moment at whose exchange rate the row's money counts, where it has money.
    counts_at: ClassVar[str | None] = None

    def clean(self) -> None:
        """Money in a currency without a rate could not be counted: it is refused."""
        super().clean()
        moment = getattr(self, self.counts_at) if self.counts_at else None
        if moment is not None:
            must_have_rate(getattr(self, "currency", ""), moment)

    @property
    def owner(self) -> User | None:
        """Who holds the customer."""
        return self.customer.owner


def must_have_rate(currency: str, moment: datetime, field: str = "currency") -> None:
    """Raises ValidationError, naming the field, where money of that day could not be counted."""
    if not currency or currency == base_currency():
        return
    rates = ExchangeRate.objects.filter(currency=currency, date__lte=moment.date(), rate__gt=0)
    if not rates.exists():
        told = _("There is no exchange rate for %(currency)s on or before %(day)s.")
        fields = {"currency": currency, "day": moment.date()}
        raise ValidationError({field: ValidationError(told, params=fields)})


def currency_field(**options: Any) -> "models.CharField[str, str]":
    """ISO 4217; empty is the base currency."""
    return models.CharField(_("currency"), max_length=3, blank=True, default="", **options)
