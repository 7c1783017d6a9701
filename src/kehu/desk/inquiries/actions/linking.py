"""Whose a thread is: a new customer, one we know, or nobody yet."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit
from kehu.desk.inquiries.models import Thread
from kehu.desk.inquiries.recorded_facts import record_facts
from kehu.desk.inquiries.settling import is_of_interest, locked, settle
from kehu.desk.ledger.actions import add_contact, add_customer
from kehu.desk.ledger.models import Contact, Customer
from kehu.errors import KehuError

_WHOSE = ("customer", "contact", "holder", "linked_by_hand", "made_customer")


@transaction.atomic
def make_customer(
    *, actor: Actor, thread: Thread, details: Mapping[str, Any], contact: Mapping[str, Any]
) -> Customer:
    """Add who wrote as a customer with a contact, and record what the thread tells.

    Newsletters and bounces never become customers, nor does one buyer twice. Raises NotAllowed,
    ValidationError, KehuError `no_lead`, `linked_already`.
    """
    thread = _unlinked(actor, thread)
    customer = add_customer(actor=actor, **details)
    thread.made_customer = True
    _link(actor, thread, customer, add_contact(actor=actor, customer=customer, **contact))
    return customer


@transaction.atomic
def link_customer(
    *, actor: Actor, thread: Thread, customer: Customer, contact: Mapping[str, Any]
) -> Customer:
    """Say which customer wrote; its contact with that address, added where it has none.

    Raises NotAllowed, KehuError `no_lead`, `linked_already`.
    """
    actor.must(Permission.RECORD, customer)
    thread = _unlinked(actor, thread)
    people = Contact.objects.filter(customer=customer)
    known = people.filter(email__iexact=contact["email"]).order_by("pk").first()
    person = known or add_contact(actor=actor, customer=customer, **contact)
    _link(actor, thread, customer, person)
    return customer


@transaction.atomic
def unlink_customer(*, actor: Actor, thread: Thread) -> None:
    """It was somebody else who wrote: what the ledger was told of the thread is taken back.

    Raises NotAllowed.
    """
    thread = locked(actor, thread)
    before = thread.customer
    thread.holder, thread.made_customer = thread.owner, False
    _link(actor, thread, None, None)
    if before is not None:
        change = audit.Change(thread, {"customer": before.pk}, {"customer": None}, before.pk)
        audit.record(actor.user, "thread.unlinked", [change])


@transaction.atomic
def give_thread(*, actor: Actor, thread: Thread, to: User | None) -> None:
    """Have somebody else answer a stranger. Raises NotAllowed."""
    actor.must(Permission.ASSIGN, thread)
    actor.must(Permission.ASSIGN, Thread(holder=to))
    before = thread.holder_id
    thread.holder = to
    thread.save(update_fields=["holder"])
    change = audit.Change(thread, {"holder": before}, {"holder": thread.holder_id})
    audit.record(actor.user, "thread.given", [change])


def _unlinked(actor: Actor, thread: Thread) -> Thread:
    """A stranger's thread that is a lead, as it is now."""
    fresh = locked(actor, thread)
    if fresh.customer is not None:
        raise KehuError("linked_already", name=fresh.customer.name)
    if fresh.told is None or not is_of_interest(fresh.told):
        raise KehuError("no_lead")
    return fresh


def _link(actor: Actor, thread: Thread, to: Customer | None, contact: Contact | None) -> None:
    thread.customer, thread.contact, thread.linked_by_hand = to, contact, True
    thread.save(update_fields=_WHOSE)
    if to is not None:
        change = audit.Change(thread, None, {"customer": to.pk}, to.pk)
        audit.record(actor.user, "thread.linked", [change])
    record_facts(actor=actor, thread=thread)
    settle(thread)
