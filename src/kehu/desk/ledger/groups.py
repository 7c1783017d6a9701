"""Verbs over many customers at once: who holds them, and which tags they have.

Each does what it may and passes over customers out of reach; what it returns says whom it changed.
"""

from collections.abc import Callable, Mapping, Sequence

from django.db import transaction
from django.db.models import F, QuerySet

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit
from kehu.desk.ledger.holding import hold
from kehu.desk.ledger.marking import mark_changed
from kehu.desk.ledger.models import Customer, CustomerTag, Tag
from kehu.desk.ledger.queries import customers_of
from kehu.desk.ledger.touched import touch


@transaction.atomic
def assign_customers(
    *, actor: Actor, customers: "QuerySet[Customer]", to: User | None
) -> Mapping[int, int | None]:
    """Give customers to somebody, or to the pool. Raises NotAllowed.

    Returns who held each customer that has another holder now.
    """
    actor.must(Permission.ASSIGN)
    actor.must(Permission.ASSIGN, Customer(owner=to))
    within = _within(actor, customers).select_for_update(of=("self",))
    number = to.pk if to else None
    held = dict(within.values_list("pk", "owner_id"))
    before = {pk: owner for pk, owner in held.items() if owner != number}
    Customer.objects.filter(pk__in=list(before)).update(owner=to, version=F("version") + 1)
    hold(list(before), to)
    mark_changed(list(before))  # what is due with them is the new holder's
    _tell(actor, "customer.assigned", before, lambda pk: ({"owner": before[pk]}, {"owner": number}))
    return before


@transaction.atomic
def tag_customers(*, actor: Actor, customers: "QuerySet[Customer]", tag: Tag) -> Sequence[int]:
    """Put a tag on customers. Raises NotAllowed. Returns those who did not have it."""
    actor.must(Permission.RECORD)
    within = _within(actor, customers).values_list("pk", flat=True)
    has = set(
        CustomerTag.objects.filter(tag=tag, customer__in=within).values_list(
            "customer_id", flat=True
        )
    )
    new = [pk for pk in within if pk not in has]
    links = [CustomerTag(tag=tag, customer_id=pk) for pk in new]
    CustomerTag.objects.bulk_create(links, ignore_conflicts=True)
    _tell(actor, "customer.tagged", new, lambda pk: (None, {"tag": tag.name}))
    return new


@transaction.atomic
def untag_customers(*, actor: Actor, customers: "QuerySet[Customer]", tag: Tag) -> Sequence[int]:
    """Take a tag off customers. Raises NotAllowed. Returns those who had it."""
    actor.must(Permission.RECORD)
    within = _within(actor, customers).values_list("pk", flat=True)
    links = CustomerTag.objects.filter(tag=tag, customer__in=within)
    had = list(links.values_list("customer_id", flat=True))
    CustomerTag.objects.filter(tag=tag, customer_id__in=had).delete()
    _tell(actor, "customer.untagged", had, lambda pk: ({"tag": tag.name}, {"tag": None}))
    return had


@transaction.atomic
def describe_tag(*, actor: Actor, name: str, standard: str, tag: Tag | None = None) -> Tag:
    """Add a tag with what must be so for it, or say it anew. Raises NotAllowed, ValidationError."""
    actor.must(Permission.RULES)
    before = {"name": tag.name, "standard": tag.standard} if tag else None
    described = tag or Tag()
    described.name, described.standard = name.strip(), standard.strip()
    described.full_clean()
    described.save()
    after = {"name": described.name, "standard": described.standard}
    audit.record(actor.user, "tag.described", [audit.Change(described, before, after)])
    return described


def _within(actor: Actor, customers: "QuerySet[Customer]") -> "QuerySet[Customer]":
    return customers_of(actor).filter(pk__in=customers)


def _tell(
    actor: Actor,
    verb: str,
    changed: Sequence[int] | Mapping[int, object],
    told: Callable[[int], tuple[dict[str, object] | None, dict[str, object] | None]],
) -> None:
    """A row in the audit for every customer, and a word to whoever holds copies of them."""
    changes = (audit.Change(Customer(pk=pk), *told(pk), customer_id=pk) for pk in changed)
    audit.record(actor.user, verb, changes)
    touch(list(changed))
