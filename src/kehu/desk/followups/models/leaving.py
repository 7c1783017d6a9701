"""A held customer that is about to fall into the public pool."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kehu.desk.ledger.models import Customer


class Leaving(models.Model):
    """As the night found it: by which rule and clock the customer falls, on which day.

    A fact recorded since may have saved it, which `pool.forecast` tells by the book of the moment.
    `warned_on` is the day from which the holder has been told that it falls within the days of
    warning; who was not told that long loses nobody.
    """

    customer = models.OneToOneField(
        Customer, models.CASCADE, primary_key=True, related_name="leaving"
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("salesperson")
    )
    held_since = models.DateField()
    rule = models.CharField(max_length=60)
    clock = models.CharField(max_length=10)
    falls_on = models.DateField(_("falls into the pool"))
    warned_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("customer about to fall into the pool")
        indexes = (models.Index(fields=["holder", "falls_on"], name="leaving_a_person"),)

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.falls_on}"
