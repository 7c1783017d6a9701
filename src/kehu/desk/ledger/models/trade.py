"""What is sold, and what money is worth."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kehu.desk.core.fields import PriceField, RateField


class Product(models.Model):
    """A model in the catalogue."""

    code = models.CharField(_("product number"), max_length=64, unique=True)
    sku = models.CharField(max_length=100, blank=True, default="")
    name = models.CharField(_("name"), max_length=300)
    category = models.CharField(_("category"), max_length=200)
    application = models.CharField(_("application"), max_length=200, blank=True, default="")
    unit = models.CharField(_("unit"), max_length=20, blank=True, default="")
    list_price = PriceField(_("list price"), null=True, blank=True)
    cost = PriceField(_("cost"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="")

    class Meta:
        verbose_name = _("product")

    def __str__(self) -> str:
        return self.name


class ExchangeRate(models.Model):
    """Base-currency units for one unit; the newest on or before a fact's date is used."""

    date = models.DateField(_("date"))
    currency = models.CharField(_("currency"), max_length=3)
    rate = RateField(_("rate"))

    class Meta:
        verbose_name = _("exchange rate")
        constraints = (models.UniqueConstraint(fields=["currency", "date"], name="one_rate_a_day"),)

    def __str__(self) -> str:
        return f"{self.date} {self.currency} {self.rate}"
