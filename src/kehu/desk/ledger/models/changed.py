"""Whose facts have changed since their labels were last found, and whom copies must read again."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.desk.ledger.models.customers import Customer


class Changed(models.Model):
    """A customer with facts that the labels do not know of yet; gone once they do.

    Whoever records a fact leaves it here, in the same transaction; grading, which stands above,
    takes it up before the next page is shown.
    """

    customer = models.OneToOneField(Customer, models.CASCADE, primary_key=True)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("changed customer")

    def __str__(self) -> str:
        return str(self.customer_id)


class Touched(models.Model):
    """A customer of whom something was written that copies in memory hold: row, grade or tags.

    `customer_id` empty: everybody. Rows are added by whoever writes and never changed; a copy reads
    on from the last one it knows.
    """

    customer_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("touched customer")

    def __str__(self) -> str:
        return f"{self.pk}: {self.customer_id or '*'}"
