"""Verbs of the blacklist: put on it, lift from it."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit
from kehu.desk.core.languages import page_language
from kehu.desk.intake.blacklist.keys import Named, named
from kehu.desk.intake.blacklist.matching import name_customers
from kehu.desk.intake.models import Barred, BarredCustomer
from kehu.desk.ledger.marking import mark_changed
from kehu.desk.ledger.models import Customer
from kehu.errors import KehuError

_MOST = 1_000  # lines at once


@transaction.atomic
def blacklist(
    *, actor: Actor, lines: Sequence[str], reason: str, kind: str = "", country: str = ""
) -> list[Barred]:
    """Put companies, e-mail addresses, domains or telephones on the list, a line each.

    `kind` empty finds it by each line itself; `country` is of companies. What is on the list
    already stays as it is. Returns the entries. Raises NotAllowed, and ValidationError that names
    every line that cannot be meant; then none is on the list.
    """
    actor.must(Permission.RECORD)
    meant = _meant([line for line in lines if line.strip()], kind)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why; whoever meets the entry later reads it.")})
    entries, new = [], []
    for one in meant:
        of_country = country if one.kind == Barred.Kind.COMPANY else ""
        entry, is_new = Barred.objects.get_or_create(
            kind=one.kind, key=one.key, country=of_country, lifted_at=None,
            defaults={"value": one.value, "reason": reason.strip()[:500], "by": actor.user},
        )  # fmt: skip
        entries.append(entry)
        new += [entry] if is_new else []
    audit.record(actor.user, "blacklist.added", [audit.Change(e, None, _told(e)) for e in new])
    if new:
        name_customers(entries=Barred.objects.filter(pk__in=[one.pk for one in new]))
        _mark(new)
    return entries


@transaction.atomic
def lift_from_blacklist(*, actor: Actor, entry: Barred) -> Barred:
    """Take an entry off the list: its author may, and who leads. Raises NotAllowed, KehuError."""
    mine = Barred.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    actor.must(Permission.RECORD if mine.by == actor.user else Permission.ASSIGN)
    if mine.lifted_at is not None:
        raise KehuError("entry_lifted_already", value=mine.value)
    mine.lifted_at, mine.lifted_by = timezone.now(), actor.user
    mine.save(update_fields=["lifted_at", "lifted_by"])
    audit.record(actor.user, "blacklist.lifted", [audit.Change(mine, _told(mine), None)])
    _mark([mine])
    BarredCustomer.objects.filter(entry=mine).delete()
    return mine


def _meant(lines: Sequence[str], kind: str) -> list[Named]:
    if not lines or len(lines) > _MOST:
        told = _("Write one to %(n)s lines, each a company, e-mail address, domain or phone.")
        raise ValidationError({"lines": told % {"n": _MOST}})
    meant, faults = dict[tuple[str, str], Named](), []
    for line in lines:
        try:
            one = named(line, kind)
            meant.setdefault((one.kind, one.key), one)
        except KehuError as error:
            faults.append(f"{line.strip()}: {error.message(page_language())}")
    if faults:
        raise ValidationError({"lines": faults})
    return list(meant.values())


def _mark(entries: Sequence[Barred]) -> None:
    """Whom these entries name is graded anew, and planned anew."""
    named_ones = Customer.objects.filter(barred__entry__in=entries)
    mark_changed(list(named_ones.values_list("pk", flat=True).distinct()))


def _told(entry: Barred) -> dict[str, str]:
    return {"kind": entry.kind, "value": entry.value, "country": entry.country,
            "reason": entry.reason}  # fmt: skip
