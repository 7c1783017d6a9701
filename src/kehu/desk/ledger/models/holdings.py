"""Who held a customer, from when until when, and how it came and went."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.desk.ledger.models.customers import Customer


class Holding(models.Model):
    """A time in which one person held a customer; the one without an end is now.

    `Customer.owner` says the same of now; whoever writes it calls `ledger.holding.hold`. `why` is
    what a person said at the end, or the name of the rule that returned it to the pool.
    """

    class Begun(models.TextChoices):
        ADDED = "added", _("added")
        ASSIGNED = "assigned", _("assigned")
        CLAIMED = "claimed", _("taken from the pool")

    class Ended(models.TextChoices):
        ASSIGNED = "assigned", _("given away")
        RELEASED = "released", _("given back to the pool")
        RETURNED = "returned", _("fell into the pool")

    made_of_customer = True  # who held one customer is no history of another

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="holdings")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("salesperson")
    )
    since = models.DateTimeField(_("since"), default=timezone.now)
    begun = models.CharField(max_length=10, choices=Begun.choices, default=Begun.ASSIGNED)
    until = models.DateTimeField(_("until"), null=True)
    ended = models.CharField(max_length=10, choices=Ended.choices, blank=True, default="")
    why = models.CharField(_("why"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("holding")
        constraints = (
            models.UniqueConstraint(
                fields=["customer"], condition=models.Q(until=None), name="one_holder_at_a_time"
            ),
        )
        indexes = (
            models.Index(fields=["customer", "-since"], name="holders_of_customer"),
            models.Index(fields=["holder", "-since"], name="held_by_a_person"),
        )

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.holder_id}"
