"""The company itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Company(models.Model):
    """Whose application this is: one row, made at the first start."""

    name = models.CharField(_("company"), max_length=200)
    base_currency = models.CharField(_("base currency"), max_length=3, default="CNY")
    timezone = models.CharField(_("time zone"), max_length=64, default="Asia/Shanghai")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("company")

    def __str__(self) -> str:
        return self.name
