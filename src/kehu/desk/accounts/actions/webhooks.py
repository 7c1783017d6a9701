"""Whom the company tells of events."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit, versions
from kehu.desk.core.announcing import new_secret, send_once_more, send_what_waits
from kehu.desk.core.fetching import check_address
from kehu.desk.core.languages import page_language
from kehu.desk.core.models import Delivery, Webhook
from kehu.errors import KehuError


@transaction.atomic
def add_webhook(*, actor: Actor, address: str, events: Collection[str]) -> tuple[Webhook, str]:
    """Tell another program of events from now on; returns the secret that signs what is sent.

    Raises NotAllowed, ValidationError.
    """
    actor.must(Permission.SETTINGS)
    _check(address)
    hook = Webhook(address=address, events=sorted(events), secret=new_secret())
    hook.full_clean()
    hook.save(force_insert=True)
    after = {"address": address, "events": hook.events}
    audit.record(actor.user, "webhook.added", [audit.Change(hook, None, after)])
    return hook, hook.secret


@transaction.atomic
def change_webhook(
    *,
    actor: Actor,
    webhook: Webhook,
    version: int,
    address: str,
    events: Collection[str],
    is_active: bool,
) -> Webhook:
    """Tell another address, of other events, or nobody for a while.

    Raises NotAllowed, ValidationError, ChangedMeanwhile.
    """
    actor.must(Permission.SETTINGS)
    _check(address)
    details = {"address": address, "events": sorted(events), "is_active": is_active}
    change = versions.change(webhook, version, details)
    audit.record(actor.user, "webhook.changed", [change])
    send_what_waits()
    return webhook


@transaction.atomic
def send_again(*, actor: Actor, delivery: Delivery) -> None:
    """Try a message once more that was given up or has arrived. Raises NotAllowed."""
    actor.must(Permission.SETTINGS)
    send_once_more(delivery)
    audit.record(actor.user, "delivery.sent_again", [audit.Change(delivery, None, None)])


def _check(address: str) -> None:
    try:
        check_address(address)
    except KehuError as error:
        raise ValidationError({"address": error.message(page_language())}) from error
