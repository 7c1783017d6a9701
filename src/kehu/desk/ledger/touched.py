"""Telling copies in memory whom to read again. Written in the transaction of what was written."""

from collections.abc import Collection
from datetime import timedelta

from django.utils import timezone

from kehu.desk.ledger.models import Touched

_ONE_BY_ONE = 1_000  # above, reading everybody is quicker
_KEPT = timedelta(hours=1)


def touch(customer_ids: Collection[int]) -> None:
    """Whoever holds a copy of these customers reads them again before using it."""
    if len(customer_ids) > _ONE_BY_ONE:
        touch_all()
        return
    Touched.objects.bulk_create(Touched(customer_id=number) for number in customer_ids)


def touch_all() -> None:
    """Whoever holds a copy reads everybody again; rows that nobody needs any more go."""
    Touched.objects.create(customer_id=None)
    Touched.objects.filter(at__lt=timezone.now() - _KEPT).delete()
