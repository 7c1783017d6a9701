"""What we offered: quotations, proformas, samples."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kehu.desk.core.fields import AmountField, PriceField
from kehu.desk.ledger.models.rows import CustomersRow, currency_field
from kehu.desk.ledger.models.trade import Product


class Quotation(CustomersRow):
    """A price given, and what became of it."""

    counts_at = "at"

    class Outcome(models.TextChoices):
        OPEN = "open", _("open")
        WON = "won", _("won")
        LOST = "lost", _("lost")

    class LostReason(models.TextChoices):
        PRICE = "price", _("price")
        LEAD_TIME = "lead_time", _("lead time")
        QUALITY = "quality", _("quality")
        OTHER = "other", _("other")

    at = models.DateTimeField(_("given"))
    amount = AmountField(_("amount"), null=True, blank=True)
    currency = currency_field()
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, verbose_name=_("product")
    )
    unit_price = PriceField(_("unit price"), null=True, blank=True)
    market_price = PriceField(_("market price"), null=True, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome.choices, blank=True, default=""
    )
    lost_reason = models.CharField(
        _("lost for"), max_length=20, choices=LostReason.choices, blank=True, default=""
    )

    class Meta:
        verbose_name = _("quotation")


class Proforma(CustomersRow):
    """A proforma invoice: made when the buyer agrees, before paying."""

    counts_at = "issued_at"

    issued_at = models.DateTimeField(_("issued"))
    amount = AmountField(_("amount"))
    currency = currency_field()
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    cancel_reason = models.CharField(_("why cancelled"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("proforma")


class Sample(CustomersRow):
    """A sample asked for, and its way there."""

    counts_at = "requested_at"

    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, verbose_name=_("product")
    )
    requested_at = models.DateTimeField(_("requested"))
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("arrived"), null=True, blank=True)
    feedback_at = models.DateTimeField(_("feedback"), null=True, blank=True)
    fee = AmountField(_("fee"), null=True, blank=True)
    freight = AmountField(_("freight"), null=True, blank=True)
    currency = currency_field()

    class Meta:
        verbose_name = _("sample")
