"""The blacklist: whom nobody shall write to or send samples, and which customers that is."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.desk.ledger.models import Customer


class Barred(models.Model):
    """A company, e-mail address, domain or telephone on the blacklist; lifted ones stay as history.

    `value` is as one reads it; `key` is what is compared, see `blacklist.keys`. `country` is of a
    company alone, empty for every country.
    """

    class Kind(models.TextChoices):
        COMPANY = "company", _("company")
        EMAIL = "email", _("e-mail address")
        DOMAIN = "domain", _("domain")
        PHONE = "phone", _("phone")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    value = models.CharField(_("who"), max_length=300)
    key = models.CharField(max_length=300)
    country = models.CharField(_("country"), max_length=2, blank=True, default="")
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    at = models.DateTimeField(_("since"), default=timezone.now)
    lifted_at = models.DateTimeField(_("lifted"), null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("entry of the blacklist")
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "key", "country"], condition=models.Q(lifted_at=None),
                name="barred_once",
            ),
        )  # fmt: skip
        indexes = (models.Index(fields=["kind", "key"], name="barred_key"),)

    def __str__(self) -> str:
        return self.value


class BarredCustomer(models.Model):
    """A customer that an entry names; `found` is what of the customer it is, as it is written.

    Made of the entry and of the customer as it is now, and made anew when either changes.
    """

    made_of_customer = True

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="barred")
    entry = models.ForeignKey(Barred, models.CASCADE, related_name="customers")
    found = models.CharField(max_length=300)

    class Meta:
        verbose_name = _("customer on the blacklist")
        constraints = (
            models.UniqueConstraint(fields=["customer", "entry"], name="barred_by_once"),
        )

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.found}"
