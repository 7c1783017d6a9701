"""Numbers under which a customer stood before it was merged into another."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.desk.ledger.models.customers import Customer


class FormerCustomer(models.Model):
    """A customer that was merged: its number in the ledger and ours, and whom it is part of now.

    Whoever asks by either number is led to `customer`.
    """

    code = models.CharField(_("customer number"), max_length=64, unique=True)
    number = models.BigIntegerField(unique=True)
    name = models.CharField(_("name"), max_length=300)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="formerly")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("former customer")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
