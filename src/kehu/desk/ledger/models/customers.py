"""Customers and the people in them."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.desk.accounts.models import User
from kehu.desk.core.derived import DerivedField, digits_backwards, domain_of, folded
from kehu.desk.core.fields import AmountField


class Customer(models.Model):
    """A buying company. Who has no owner is in the public pool."""

    code = models.CharField(_("customer number"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=300)
    folded = DerivedField(of="name", by=folded, max_length=400)
    country = models.CharField(_("country"), max_length=2, blank=True, default="")
    city = models.CharField(_("city"), max_length=200, blank=True, default="")
    postcode = models.CharField(_("postcode"), max_length=40, blank=True, default="")
    address = models.TextField(_("address"), blank=True, default="")
    website = models.CharField(_("website"), max_length=300, blank=True, default="")
    created_at = models.DateTimeField(_("known since"), null=True, blank=True, default=timezone.now)
    owner = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="customers",
        verbose_name=_("salesperson"),
    )  # fmt: skip
    source = models.CharField(_("source"), max_length=60, blank=True, default="")
    channel_role = models.CharField(_("channel role"), max_length=60, blank=True, default="")
    relationship = models.CharField(_("relationship"), max_length=60, blank=True, default="")
    industry = models.CharField(_("industry"), max_length=200, blank=True, default="")
    employees = models.BigIntegerField(_("employees"), null=True, blank=True)
    annual_turnover = AmountField(_("annual turnover"), null=True, blank=True)
    industry_rank = models.BigIntegerField(_("rank in its industry"), null=True, blank=True)
    is_member = models.BooleanField(_("member"), null=True, blank=True)
    blacklisted_at = models.DateTimeField(_("on the blacklist since"), null=True, blank=True)
    extra = models.JSONField(_("more"), default=dict, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("customer")
        indexes = (models.Index(fields=["name"], name="customer_name"),)

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A person in a buying company."""

    code = models.CharField(max_length=64, unique=True)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="contacts", verbose_name=_("customer")
    )
    name = models.CharField(_("name"), max_length=200, blank=True, default="")
    role = models.CharField(_("position"), max_length=200, blank=True, default="")
    email = models.CharField(_("e-mail"), max_length=254, blank=True, default="", db_index=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True, default="", db_index=True)
    domain = DerivedField(of="email", by=domain_of, max_length=254, db_index=True)
    digits_back = DerivedField(of="phone", by=digits_backwards, max_length=60, db_index=True)
    whatsapp = models.CharField(max_length=60, blank=True, default="")
    language = models.CharField(_("language"), max_length=20, blank=True, default="")
    timezone = models.CharField(_("time zone"), max_length=64, blank=True, default="")
    birth_year = models.IntegerField(_("birth year"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("contact")

    def __str__(self) -> str:
        return self.name or self.email or self.code

    @property
    def owner(self) -> User | None:
        """Who holds the customer."""
        return self.customer.owner
