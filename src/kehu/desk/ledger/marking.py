"""Leaving word for grading, which stands above, of whose facts have changed."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.utils import timezone

from kehu.desk.ledger.models import Changed, Customer
from kehu.desk.ledger.models.rows import CustomersRow


def mark_changed(customer_ids: Collection[int]) -> None:
    """Their labels are found anew before they are shown. Call it with the change, in one
    transaction.

    Marked anew where the mark is there: who is grading now may not have read this fact.
    """
    now = timezone.now()
    Changed.objects.bulk_create(
        [Changed(customer_id=number, since=now) for number in sorted(customer_ids)],
        update_conflicts=True, unique_fields=["customer"], update_fields=["since"],
        batch_size=2_000,
    )  # fmt: skip


def mark_paying_in(currencies: Collection[str]) -> None:
    """Mark everybody who has money in one of these currencies, whose worth is another now."""
    paying: dict[str, Any] = {"currency__in": list(currencies)}
    priced = [model for model in CustomersRow.__subclasses__() if model.counts_at]
    meant = Q()
    for model in priced:
        meant |= Q(pk__in=model._default_manager.filter(**paying).values("customer"))
    mark_changed(Customer.objects.filter(meant).values_list("pk", flat=True))
