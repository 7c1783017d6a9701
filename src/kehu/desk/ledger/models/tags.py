"""Tags of the company's own, each with the standard for when it applies."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kehu.desk.ledger.models.customers import Customer


class Tag(models.Model):
    """A word that the company puts on customers; `standard` says what must be so for it (M5)."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    standard = models.CharField(_("standard"), max_length=1000, blank=True, default="")
    customers = models.ManyToManyField(
        Customer, through="CustomerTag", related_name="tags", verbose_name=_("customers")
    )

    class Meta:
        verbose_name = _("tag")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class CustomerTag(models.Model):
    """A tag on a customer."""

    tag = models.ForeignKey(Tag, models.CASCADE)
    customer = models.ForeignKey(Customer, models.CASCADE)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["tag", "customer"], name="one_tag_a_customer"),
        )

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.tag_id}"
