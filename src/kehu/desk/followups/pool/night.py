"""What happens to the pool each night: who was warned long enough and did nothing loses the
customer, and who will fall soon is written down.

Only what differs is written. It can be stopped and begun again at any moment.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import F, Q

from kehu.desk.accounts.actor import THE_APPLICATION
from kehu.desk.core import audit
from kehu.desk.followups.models import Leaving
from kehu.desk.followups.pool.forecast import forecast
from kehu.desk.followups.pool.in_force import pool_in_force
from kehu.desk.followups.pool.scene import Scene
from kehu.desk.ledger.holding import hold, mend_holdings
from kehu.desk.ledger.models import Customer, Holding
from kehu.desk.ledger.touched import touch

Many = TypeVar("Many")
_BATCH = 1_000
_KEPT = ("holder_id", "held_since", "rule", "clock", "falls_on", "warned_on")


def keep_the_pool(now: datetime) -> int:
    """Return whom the rules return, and note who falls soon; returns how many fell."""
    mend_holdings()
    scene, fell = Scene.of(now), set[int]()
    wanted = list(_leaving(scene))
    for due in _pieces([one for one in wanted if one.falls_on <= scene.day]):
        fell |= _return(due)
    _note([one for one in wanted if one.customer_id not in fell])
    return len(fell)


def _leaving(scene: Scene) -> Iterator[Leaving]:
    """Everybody who falls within the forecast, warned from the first night on which it is near."""
    book, warned = scene.book, _warned()
    graded = set(book.pks[book.graded()].tolist())
    open_ = Holding.objects.filter(until=None).order_by("customer_id")
    rows = open_.values_list("customer_id", "holder_id", "since")
    held = [row for row in rows if row[0] in graded]
    days = scene.days_of(since for *_, since in held)
    told = [warned.get((pk, holder)) for pk, holder, _ in held]
    falls = forecast(scene, book.rows([pk for pk, *_ in held]), days, told)
    found = zip(held, days, told, falls, strict=True)
    for (pk, holder, _), since, warned_on, fall in found:
        if fall is not None and fall.on <= scene.far:
            yield Leaving(
                customer_id=pk, holder_id=holder, held_since=since, rule=fall.rule,
                clock=fall.clock, falls_on=fall.on,
                warned_on=(warned_on or scene.day) if fall.on <= scene.near else None,
            )  # fmt: skip


def _warned() -> dict[tuple[int, int], date | None]:
    """Since when each customer's present holder is warned; another holder was not."""
    rows = Leaving.objects.values_list("customer_id", "holder_id", "warned_on")
    return {(customer, holder): warned_on for customer, holder, warned_on in rows}


@transaction.atomic
def _return(batch: Sequence[Leaving]) -> set[int]:
    """Who of a batch is still held by the same person, and of whom nothing is new: back it goes."""
    by_number = {one.customer_id: one for one in batch}
    unread = Q(changed__since__gt=F("grade__as_of"))
    rows = Customer.objects.select_for_update(of=("self",)).exclude(unread)
    still = [
        one for one in rows.filter(pk__in=by_number) if one.owner_id == by_number[one.pk].holder_id
    ]
    Customer.objects.filter(pk__in=[one.pk for one in still]).update(
        owner=None, version=F("version") + 1
    )
    for rule in {by_number[one.pk].rule for one in still}:
        theirs = [one.pk for one in still if by_number[one.pk].rule == rule]
        hold(theirs, None, ended=Holding.Ended.RETURNED, why=rule)
    audit.record(THE_APPLICATION.user, "customer.returned", _told(still, by_number))
    Leaving.objects.filter(customer__in=still).delete()
    touch([one.pk for one in still])
    return {one.pk for one in still}


def _told(still: Iterable[Customer], leaving: dict[int, Leaving]) -> Iterator[audit.Change]:
    rules = pool_in_force().returns
    for one in still:
        after = {"owner": None, "rule": dict(rules[leaving[one.pk].rule].title)}
        yield audit.Change(one, {"owner": one.owner_id}, after, one.pk)


def _note(wanted: Sequence[Leaving]) -> None:
    """Write who falls soon where it differs from what is written; the others are safe."""
    known = {one.customer_id: one for one in Leaving.objects.all()}
    differ = [
        one
        for one in wanted
        if (was := known.get(one.customer_id)) is None
        or any(getattr(was, name) != getattr(one, name) for name in _KEPT)
    ]
    Leaving.objects.bulk_create(
        differ, batch_size=_BATCH, update_conflicts=True, unique_fields=["customer"],
        update_fields=[name.removesuffix("_id") for name in _KEPT],
    )  # fmt: skip
    gone = known.keys() - {one.customer_id for one in wanted}
    for some in _pieces(sorted(gone)):
        Leaving.objects.filter(customer_id__in=some).delete()


def _pieces(many: Sequence[Many]) -> Iterator[Sequence[Many]]:
    return (many[start : start + _BATCH] for start in range(0, len(many), _BATCH))
