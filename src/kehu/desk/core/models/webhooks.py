"""Whom we tell of events, and what of it arrived."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Webhook(models.Model):
    """Another program's address, told of the events it asked for.

    The secret signs what is sent, so it is kept as it is and shown once.
    """

    address = models.URLField(_("address"), max_length=500)
    events = models.JSONField(_("events"), default=list)
    secret = models.CharField(max_length=64, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    made_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("webhook")

    def __str__(self) -> str:
        return self.address


class Delivery(models.Model):
    """One message to one address: written with the fact it tells of, sent by the worker."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DELIVERED = "delivered", _("delivered")
        GIVEN_UP = "given_up", _("given up")

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    event = models.CharField(_("event"), max_length=60)
    body = models.TextField()
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    next_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    answered_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    said = models.CharField(_("answer"), max_length=500, blank=True, default="")

    class Meta:
        verbose_name = _("delivery")
        indexes = (
            models.Index(fields=["state", "next_at"], name="delivery_due"),
            models.Index(fields=["webhook", "-made_at"], name="delivery_log"),
        )

    def __str__(self) -> str:
        return f"{self.event} → {self.webhook_id}"
