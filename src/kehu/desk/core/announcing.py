"""Telling other programs what happened: written down with the fact, sent by the worker.

A message waits in `Delivery`, in the transaction of the fact it tells of: either both are there or
neither. The worker signs and sends it, and tries again, ever later, where it did not arrive.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_q.tasks import async_task

from kehu.desk.core.models import Delivery, Webhook

_A_MESSAGE = 100  # things told in one message
SENDER = "kehu.desk.core.jobs.send_deliveries"
# Minutes to wait after each attempt that failed; after the last the message is given up.
PAUSES = (1, 5, 30, 120, 360, 720, 1440)


class Event(models.TextChoices):
    """What can be told. Whoever announces another event enters it here."""

    LABELS_CHANGED = "labels.changed", _("Labels of customers changed")
    PLAYS_DUE = "plays.due", _("Follow-ups became due")


def new_secret() -> str:
    """A webhook's secret."""
    return f"whsec_{secrets.token_urlsafe(32)}"


def announce(event: Event, told: Sequence[dict[str, Any]]) -> None:
    """Tell all who asked for this event of these things, a hundred to a message.

    Call it inside the transaction of what happened; values as JSON has them, dates and decimals.
    """
    if not told:
        return
    hooks = [hook for hook in Webhook.objects.filter(is_active=True) if event.value in hook.events]
    if not hooks:
        return
    now = timezone.now()
    bodies = [
        _body(event, told[start : start + _A_MESSAGE]) for start in range(0, len(told), _A_MESSAGE)
    ]
    Delivery.objects.bulk_create(
        Delivery(webhook=hook, event=event.value, body=body, made_at=now, next_at=now)
        for hook in hooks
        for body in bodies
    )
    send_what_waits()


def send_once_more(delivery: Delivery) -> None:
    """Have a message tried again from the beginning."""
    Delivery.objects.filter(pk=delivery.pk).update(
        state=Delivery.State.WAITING, attempts=0, next_at=timezone.now()
    )
    send_what_waits()


def send_what_waits() -> None:
    """Have the worker send every message that is due."""
    async_task(SENDER)


def signature(secret: str, timestamp: str, body: str) -> str:
    """HMAC-SHA256 over `timestamp.body`, in hexadecimal: what the header `Kehu-Signature` holds."""
    return hmac.new(secret.encode(), f"{timestamp}.{body}".encode(), hashlib.sha256).hexdigest()


def _body(event: Event, told: Sequence[dict[str, Any]]) -> str:
    message = {"event": event.value, "made_at": timezone.now(), "data": told}
    return json.dumps(message, cls=DjangoJSONEncoder, ensure_ascii=False)
