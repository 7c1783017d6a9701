"""Keeping who holds whom since when. Written in the transaction that gives a customer away."""

from collections.abc import Collection

from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from kehu.desk.accounts.models import User
from kehu.desk.ledger.models import Customer, Holding

Begun, Ended = Holding.Begun, Holding.Ended
_BATCH = 2_000


def hold(
    customer_ids: Collection[int],
    holder: User | None,
    *,
    begun: str = Begun.ASSIGNED,
    ended: str = Ended.ASSIGNED,
    why: str = "",
) -> None:
    """From now on these customers are `holder`'s, or the pool's; what was before ends."""
    now = timezone.now()
    before = Holding.objects.filter(customer_id__in=customer_ids, until=None)
    before.update(until=now, ended=ended, why=why)
    if holder is not None:
        Holding.objects.bulk_create(
            [
                Holding(customer_id=number, holder=holder, since=now, begun=begun)
                for number in customer_ids
            ],
            batch_size=_BATCH,
        )


def mend_holdings() -> None:
    """Note holders whom somebody wrote past the verbs, such as an import, as of now."""
    now = timezone.now()
    past = Holding.objects.filter(until=None).exclude(customer__owner=F("holder"))
    past.update(until=now, ended=Ended.ASSIGNED)
    there = Holding.objects.filter(customer=OuterRef("pk"), until=None)
    without = Customer.objects.exclude(owner=None).filter(~Exists(there))
    rows = without.values_list("pk", "owner_id").iterator(_BATCH)
    Holding.objects.bulk_create(
        [Holding(customer_id=pk, holder_id=owner, since=now, begun=Begun.ADDED)
         for pk, owner in rows],
        batch_size=_BATCH, ignore_conflicts=True,
    )  # fmt: skip
