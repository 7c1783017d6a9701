"""The verbs: merge two customers, and undo it, also after more has happened."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit
from kehu.desk.core.derived import derived_of
from kehu.desk.intake.merging.rows import as_told, move_back, move_rows, put_back
from kehu.desk.intake.models import Merge, Pair, Verdict
from kehu.desk.intake.values import as_json, from_json
from kehu.desk.ledger.holding import mend_holdings
from kehu.desk.ledger.marking import mark_changed
from kehu.desk.ledger.models import Customer, FormerCustomer
from kehu.desk.ledger.touched import touch
from kehu.errors import KehuError

# What two customers can differ in, in the order in which a page asks.
FIELDS = (
    "name", "country", "city", "postcode", "address", "website", "source", "channel_role",
    "relationship", "industry", "employees", "annual_turnover", "industry_rank", "is_member",
    "created_at", "blacklisted_at", "owner_id",
)  # fmt: skip


_CARRIED = "verdicts carried over"  # among what moved: numbers of rows that an undo removes


@transaction.atomic
def merge_customers(
    *, actor: Actor, kept: Customer, gone: Customer, of_gone: frozenset[str] = frozenset()
) -> Merge:
    """Make two customers one: everything that hangs on `gone` hangs on `kept` from now on.

    `of_gone` are the fields in which `kept` takes the other's value; empty ones it takes anyway.
    Both numbers lead to `kept`. Raises NotAllowed, KehuError `merges_itself`.
    """
    if kept.pk == gone.pk:
        raise KehuError("merges_itself")
    kept, gone = _locked(actor, kept.pk), _locked(actor, gone.pk)
    values = _taken(kept, gone, of_gone)
    before = as_json(kept, values)
    merge = Merge(
        by=actor.user, kept=kept.pk, gone=gone.pk, kept_name=kept.name, gone_name=gone.name,
        row=as_told(gone), before=before,
    )  # fmt: skip
    _write(kept, values)
    merge.after = as_json(kept, values)
    FormerCustomer.objects.filter(customer=gone).update(customer=kept)
    carried = _carry_verdicts(gone, kept)
    merge.moved, merge.put_away = move_rows(gone, kept)
    merge.moved[_CARRIED] = carried
    told = {"code": gone.code, "number": gone.pk, "name": gone.name, "customer": kept}
    Customer.objects.filter(pk=gone.pk).delete()
    FormerCustomer.objects.create(**told)
    merge.save()
    mend_holdings()
    Pair.objects.filter(Q(one=kept) | Q(other=kept)).delete()  # it is another customer now
    _tell(actor, "customer.merged", merge, {"gone": gone.code, "name": gone.name}, [kept.pk])
    return merge


@transaction.atomic
def undo_merge(*, actor: Actor, merge: Merge) -> int:
    """Make two customers of one again; what came since stays with the one that was kept.

    Returns how many rows had gone elsewhere meanwhile. Raises NotAllowed, KehuError `merged_again`
    where the one that was kept has itself been merged, or `merge_undone`.
    """
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    if merge.undone_at is not None:
        raise KehuError("merge_undone")
    if not Customer.objects.filter(pk=merge.kept).exists():
        raise KehuError("merged_again", name=merge.kept_name)
    kept = _locked(actor, merge.kept)
    FormerCustomer.objects.filter(number=merge.gone).delete()
    put_back([merge.row])
    back = Customer.objects.get(pk=merge.gone)
    _set_back(kept, merge)
    Verdict.objects.filter(pk__in=merge.moved.get(_CARRIED, [])).delete()
    lost = move_back(merge.moved, kept, back)
    put_back(merge.put_away)
    merge.undone_at, merge.undone_by = timezone.now(), actor.user
    merge.save(update_fields=["undone_at", "undone_by"])
    mend_holdings()
    _tell(actor, "customer.parted", merge, {"back": back.code, "name": back.name},
          [kept.pk, back.pk])  # fmt: skip
    return lost


@transaction.atomic
def judge_pair(*, actor: Actor, one: Customer, other: Customer, says: str) -> Verdict:
    """Say that two customers are not the same, or of one group. Raises NotAllowed, KehuError."""
    if one.pk == other.pk or says not in Verdict.Says.values:
        raise KehuError("merges_itself")
    first, second = sorted((_locked(actor, one.pk), _locked(actor, other.pk)), key=lambda c: c.pk)
    verdict, _ = Verdict.objects.update_or_create(
        one=first, other=second, defaults={"says": says, "by": actor.user, "at": timezone.now()}
    )
    Pair.objects.filter(one=first, other=second).delete()
    change = audit.Change(verdict, None, {"says": says}, first.pk)
    audit.record(actor.user, "customer.told_apart", [change])
    return verdict


def _carry_verdicts(gone: Customer, kept: Customer) -> list[int]:
    """Who was told to be another than `gone` is another than `kept` too, and is not asked again."""
    found = Verdict.objects.filter(Q(one=gone) | Q(other=gone)).exclude(Q(one=kept) | Q(other=kept))
    carried = []
    for verdict in found:
        third = verdict.other_id if verdict.one_id == gone.pk else verdict.one_id
        first, second = sorted((kept.pk, third))
        said = {"says": verdict.says, "by_id": verdict.by_id, "at": verdict.at}
        same, is_new = Verdict.objects.get_or_create(one_id=first, other_id=second, defaults=said)
        carried += [same.pk] if is_new else []
    return carried


def _locked(actor: Actor, number: int) -> Customer:
    found = Customer.objects.select_for_update(of=("self",)).select_related(None).get(pk=number)
    actor.must(Permission.RECORD, found)
    return found


def _taken(kept: Customer, gone: Customer, of_gone: frozenset[str]) -> dict[str, Any]:
    """Fields in which `kept` takes the other's value: those chosen, and those it has none in."""
    found = {
        name: getattr(gone, name)
        for name in FIELDS
        if (name in of_gone or getattr(kept, name) in (None, ""))
        and getattr(gone, name) not in (None, "")
        and getattr(gone, name) != getattr(kept, name)
    }
    extra = {**gone.extra, **kept.extra}
    return found if extra == kept.extra else {**found, "extra": extra}


def _write(customer: Customer, values: Mapping[str, Any]) -> None:
    if not values:
        return
    for name, value in values.items():
        setattr(customer, name, value)
    changes = {**values, **derived_of(customer), "version": customer.version + 1}
    Customer.objects.filter(pk=customer.pk).update(**changes)
    customer.version += 1


def _set_back(kept: Customer, merge: Merge) -> None:
    """Fields that are still as the merge left them become what they were."""
    now = as_json(kept, merge.after)
    same = {n: told for n, told in merge.before.items() if now[n] == merge.after[n]}
    _write(kept, from_json(Customer, same))


def _tell(
    actor: Actor, verb: str, merge: Merge, told: dict[str, Any], customers: list[int]
) -> None:
    changes = [audit.Change(merge, None, told, number) for number in customers]
    audit.record(actor.user, verb, changes)
    mark_changed(customers)
    touch([*customers, merge.gone])
