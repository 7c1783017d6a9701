"""Verbs of accuracy checks: draw a sample, say of its fields whether they are right, finish."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.desk.accounts.actor import Actor, NotAllowed
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit
from kehu.desk.intake.accuracy.asked import asked, rules
from kehu.desk.intake.accuracy.drawing import draw
from kehu.desk.intake.models import AccuracyCheck, SampledRecord
from kehu.desk.ledger.queries import customers_of
from kehu.errors import KehuError
from kehu.words import Lang

_SEED_BITS = 62
_LANGUAGES: tuple[Lang, ...] = ("en", "zh")


@transaction.atomic
def start_accuracy_check(*, actor: Actor, precision: int) -> AccuracyCheck:
    """Draw a sample of the customers that the actor sees, large enough for ± `precision` points.

    Raises NotAllowed, ValidationError, KehuError `nobody_to_check`.
    """
    by = actor.person(Permission.RECORD)
    if precision not in rules().precisions:
        raise ValidationError({"precision": _("Choose one of the precisions.")})
    numbers = list(customers_of(actor).order_by("pk").values_list("pk", flat=True))
    if not numbers:
        raise KehuError("nobody_to_check")
    check = AccuracyCheck.objects.create(
        by=by, precision=precision, expected=rules().expected, population=len(numbers),
        seed=secrets.randbits(_SEED_BITS), fields=list(rules().fields),
    )  # fmt: skip
    told = {"precision": precision, "population": len(numbers), "rows": draw(check, numbers)}
    audit.record(by, "accuracy.started", [audit.Change(check, None, told)])
    return check


@transaction.atomic
def mark_record(
    *, actor: Actor, record: SampledRecord, marks: Mapping[str, str], rest: str = ""
) -> SampledRecord:
    """Say of fields whether they are right, and with `rest` of all that have no mark yet.

    What was said before of a field is replaced. Raises NotAllowed, ValidationError for a mark or a
    field that there is not or that is empty, KehuError `check_finished`.
    """
    _open(actor, record.of_check)
    mine = SampledRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    actor.must(Permission.RECORD, mine.customer)
    said = {**(dict.fromkeys(mine.filled, rest) if rest else {}), **mine.marks, **marks}
    if said.keys() - {*mine.filled} or {*said.values()} - rules().marks.keys():
        raise ValidationError(
            _("Say of each field that it is right, wrong, or that nobody can tell.")
        )
    whole = said.keys() == {*mine.filled}
    if said == mine.marks and whole == (mine.marked_at is not None):
        return mine
    before, after = _told(mine.marks, said)
    change = audit.Change(mine, before, after, mine.customer_id)
    mine.marks, mine.marked_by, mine.marked_at = said, actor.user, timezone.now() if whole else None
    mine.save(update_fields=["marks", "marked_by", "marked_at"])
    audit.record(actor.user, "accuracy.marked", [change])
    return mine


@transaction.atomic
def finish_accuracy_check(*, actor: Actor, check: AccuracyCheck) -> AccuracyCheck:
    """Close a check, also with records unmarked: its rates are over those that were marked.

    Raises NotAllowed, KehuError `check_finished`, `nothing_marked`.
    """
    mine = _open(actor, check)
    marked = mine.records.exclude(marks={}).count()
    if not marked:
        raise KehuError("nothing_marked")
    mine.finished_at = timezone.now()
    mine.save(update_fields=["finished_at"])
    audit.record(actor.user, "accuracy.finished", [audit.Change(mine, None, {"rows": marked})])
    return mine


@transaction.atomic
def reopen_accuracy_check(*, actor: Actor, check: AccuracyCheck) -> AccuracyCheck:
    """Go on with a check that was finished. Raises NotAllowed."""
    mine = _mine(actor, check)
    if mine.finished_at is not None:
        mine.finished_at = None
        mine.save(update_fields=["finished_at"])
        audit.record(actor.user, "accuracy.reopened", [audit.Change(mine, None, None)])
    return mine


@transaction.atomic
def discard_accuracy_check(*, actor: Actor, check: AccuracyCheck) -> None:
    """Forget a check that is not finished, with its marks. Raises NotAllowed, KehuError."""
    mine = _open(actor, check)
    told = {"precision": mine.precision, "population": mine.population}
    audit.record(actor.user, "accuracy.discarded", [audit.Change(mine, told, None)])
    mine.delete()


def _mine(actor: Actor, check: AccuracyCheck) -> AccuracyCheck:
    """The check as it is now, locked. Raises NotAllowed for one of somebody else."""
    by = actor.person(Permission.RECORD)
    mine = AccuracyCheck.objects.select_for_update(of=("self",)).filter(pk=check.pk, by=by).first()
    if mine is None:
        raise NotAllowed(Permission.RECORD)
    return mine


def _open(actor: Actor, check: AccuracyCheck) -> AccuracyCheck:
    mine = _mine(actor, check)
    if mine.finished_at is not None:
        raise KehuError("check_finished")
    return mine


def _told(before: Mapping[str, str], after: Mapping[str, str]) -> list[dict[str, Any]]:
    """The marks that changed, as they were and as they are, in the words of both languages."""
    names = [name for name in after if after[name] != before.get(name)]
    return [
        {"marks": {lang: _in_words(told, names, lang) for lang in _LANGUAGES}}
        for told in (before, after)
    ]


def _in_words(marks: Mapping[str, str], names: list[str], lang: Lang) -> str:
    words = rules().marks
    return ", ".join(
        f"{asked(name).title[lang]}: {words[marks[name]][lang]}" for name in names if name in marks
    )
