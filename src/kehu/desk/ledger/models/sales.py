"""Orders, what is on them, what was paid, and what customs saw."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kehu.desk.core.fields import AmountField, PriceField
from kehu.desk.ledger.models.rows import CustomersRow, currency_field
from kehu.desk.ledger.models.trade import Product


class Order(CustomersRow):
    """What a customer bought. Cost empty: that of its lines."""

    counts_at = "ordered_at"

    ordered_at = models.DateTimeField(_("ordered"))
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    amount = AmountField(_("amount"))
    cost = AmountField(_("cost"), null=True, blank=True)
    currency = currency_field()

    class Meta:
        verbose_name = _("order")
        indexes = (models.Index(fields=["customer", "-ordered_at"], name="orders_of_customer"),)


class OrderLine(models.Model):
    """One product of an order, in the order's currency; none where no catalogue knows it."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    line = models.IntegerField(_("line"))
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, verbose_name=_("product")
    )
    quantity = AmountField(_("quantity"))
    unit_price = PriceField(_("unit price"))
    unit_cost = PriceField(_("unit cost"), null=True, blank=True)

    class Meta:
        verbose_name = _("order line")
        constraints = (models.UniqueConstraint(fields=["order", "line"], name="one_line_a_number"),)

    def __str__(self) -> str:
        return f"{self.order_id}/{self.line}"


class Payment(CustomersRow):
    """Money due for an order, and when it came."""

    counts_at = "due_at"

    order = models.ForeignKey(Order, models.PROTECT, related_name="payments")
    due_at = models.DateTimeField(_("due"))
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    amount = AmountField(_("amount"))
    currency = currency_field()
    late_reason = models.CharField(_("why late"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("payment")


class CustomsRecord(CustomersRow):
    """A shipment a customer imported, from whomever."""

    counts_at = "arrived_at"

    arrived_at = models.DateTimeField(_("arrived"))
    hs_code = models.CharField(_("HS code"), max_length=20, blank=True, default="")
    product = models.CharField(_("goods"), max_length=300, blank=True, default="")
    quantity = AmountField(_("quantity"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True, default="")
    value = AmountField(_("value"), null=True, blank=True)
    currency = currency_field()
    supplier = models.CharField(_("supplier"), max_length=300)
    origin_country = models.CharField(_("country of origin"), max_length=2, blank=True, default="")

    class Meta:
        verbose_name = _("customs record")
