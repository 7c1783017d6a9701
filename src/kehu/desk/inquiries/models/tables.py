"""Tables of the user's own that mails are read by."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ReadingTable(models.Model):
    """A CSV file as it was brought: words and prices of the catalogue beyond the ledger's, or the
    well-known companies that frauds claim to be."""

    class Kind(models.TextChoices):
        CATALOGUE = "catalogue", _("catalogue")
        COMPANIES = "companies", _("well-known companies")

    kind = models.CharField(max_length=10, choices=Kind.choices, unique=True)
    name = models.CharField(max_length=200)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("table for reading mail")

    def __str__(self) -> str:
        return self.name
