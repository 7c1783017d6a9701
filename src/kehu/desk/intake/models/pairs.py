"""Customers that may be the same, as the last look over all of them found."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kehu.desk.ledger.models import Customer


class Look(models.Model):
    """A look over all customers; `model` is what it learnt of how telling each field is."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    records = models.PositiveIntegerField(default=0)
    pairs = models.PositiveIntegerField(default=0)
    model: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    why = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        verbose_name = _("look for duplicates")

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"


class Pair(models.Model):
    """Two customers that may be one, or two companies of a group; `one` has the smaller number.

    `agreements`: by field, how far the two agree and how telling that is (log2 m/u).
    """

    made_of_customer = True

    one = models.ForeignKey(Customer, models.CASCADE, related_name="pairs_as_first")
    other = models.ForeignKey(Customer, models.CASCADE, related_name="pairs_as_second")
    probability = models.FloatField()
    weight = models.FloatField()
    is_group = models.BooleanField(default=False)
    agreements: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("pair of customers")
        constraints = (models.UniqueConstraint(fields=["one", "other"], name="one_pair_of_two"),)
        indexes = (models.Index(fields=["-weight", "-id"], name="pairs_by_weight"),)

    def __str__(self) -> str:
        return f"{self.one_id} · {self.other_id}: {self.probability:.3f}"
