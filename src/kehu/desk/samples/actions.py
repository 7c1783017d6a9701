"""Verbs of the sample desk: take in, decide, send, ask, conclude; each step can be taken back."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.translation import gettext as _

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit
from kehu.desk.core.versions import ChangedMeanwhile
from kehu.desk.intake.blacklist.asking import must_not_be_barred
from kehu.desk.intake.values import as_json, from_json
from kehu.desk.ledger.actions import (
    WITHDRAWN_WITHIN,
    change_sample,
    log_contact,
    move_sample,
    request_sample,
    withdraw_contact,
)
from kehu.desk.ledger.models import Customer, Interaction, Order, Product, Sample
from kehu.desk.samples.costs import Costs
from kehu.desk.samples.in_force import sample_rules
from kehu.desk.samples.models import DecisionCode, SampleCase, SampleOutcome
from kehu.desk.samples.proposing import proposal_for
from kehu.desk.samples.states import State, may_be_sent, step_of
from kehu.errors import KehuError

_OF_SAMPLE = ("paid_at", "sent_at", "arrived_at", "feedback_at", "fee", "freight", "currency")
_ANSWERS = (SampleOutcome.ORDERED, SampleOutcome.REFUSED)
_BEFORE_IT_GOES = (State.TO_DECIDE, State.TO_PAY, State.TO_SEND)


@transaction.atomic
def take_in(
    *,
    actor: Actor,
    customer: Customer,
    requested_at: datetime,
    product: Product | None = None,
    pieces: int = 1,
    is_definite: bool = True,
    suggested: str = "",
    note: str = "",
) -> Sample:
    """Take in that a customer asks for a sample; `suggested` is what a mail's triage decided.

    Raises NotAllowed, ValidationError, KehuError `on_the_blacklist`.
    """
    actor.must(Permission.RECORD, customer)
    must_not_be_barred([customer])
    requested_at = _since(requested_at, requested_at, "requested_at")
    sample = request_sample(
        actor=actor, customer=customer, requested_at=requested_at, product=product
    )
    told = {"pieces": pieces, "is_definite": is_definite, "suggested": suggested, "note": note}
    _saved(actor, "sample.opened", SampleCase(sample=sample), told)
    return sample


@transaction.atomic
def note_checked(*, actor: Actor, sample: Sample, version: int, checked: str) -> SampleCase:
    """The company was verified, and how. Raises NotAllowed, ValidationError, ChangedMeanwhile."""
    fresh, case = _locked(actor, sample, version)
    if not checked.strip():
        raise ValidationError({"checked": _("Say how it was checked.")})
    _must(step_of(fresh, case) in _BEFORE_IT_GOES)
    undo = _as_it_is(actor, fresh)
    return _saved(actor, "sample.checked", case, {"checked": checked.strip()}, undo)


@transaction.atomic
def decide(
    *,
    actor: Actor,
    sample: Sample,
    version: int,
    decision: str,
    why: str = "",
    fee: Decimal | None = None,
    freight: Decimal | None = None,
    currency: str = "",
) -> SampleCase:
    """Decide whether it is sent and who pays; `fee` and `freight` are what the buyer is asked for.

    What was proposed is kept beside it with its reason; who decides otherwise says why. Raises
    NotAllowed, ValidationError, ChangedMeanwhile, KehuError `on_the_blacklist`,
    `sample_at_another_step`.
    """
    fresh, case = _locked(actor, sample, version)
    chosen = sample_rules().decisions.get(decision)
    if chosen is None:
        raise ValidationError({"decision": _("There is no such decision.")})
    if decision != DecisionCode.DECLINE:
        must_not_be_barred([fresh.customer])
    _must(not (fresh.paid_at or fresh.sent_at or case.outcome))
    proposal, now = proposal_for(fresh, case), timezone.now()
    if decision != proposal.decision and not why.strip():
        raise ValidationError({"why": _("This is not what is proposed: say why.")})
    undo = _as_it_is(actor, fresh)
    asked = {
        "fee": fee if chosen.goods == "buyer" else None,
        "freight": freight if chosen.freight == "buyer" else None,
        "currency": currency if chosen.buyer_pays else fresh.currency,
    }
    if any(getattr(fresh, name) != value for name, value in asked.items()):
        change_sample(actor=actor, sample=fresh, details=asked)
    details = {
        "decision": decision, "proposed": proposal.decision, "rule": proposal.rule.name,
        "because": proposal.because, "why": why.strip(), "decided_by": actor.user,
        "decided_at": now,
        "asked_to_verify_at": case.asked_to_verify_at or (
            now if decision == DecisionCode.VERIFY_FIRST else None
        ),
    }  # fmt: skip
    return _saved(actor, "sample.decided", case, details, undo)


@transaction.atomic
def receive_money(*, actor: Actor, sample: Sample, version: int, paid_at: datetime) -> SampleCase:
    """The buyer paid what was asked. Raises NotAllowed, ChangedMeanwhile, KehuError."""
    fresh, case = _locked(actor, sample, version)
    _must(step_of(fresh, case) == State.TO_PAY)
    undo = _as_it_is(actor, fresh)
    paid_at = _since(paid_at, fresh.requested_at, "paid_at")
    move_sample(actor=actor, sample=fresh, paid_at=paid_at)
    return _saved(actor, "", case, {}, undo)


@transaction.atomic
def send(
    *,
    actor: Actor,
    sample: Sample,
    version: int,
    sent_at: datetime,
    courier: str = "",
    tracking_number: str = "",
    goods_cost: Decimal | None = None,
    freight_cost: Decimal | None = None,
    cost_currency: str = "",
) -> SampleCase:
    """The sample left the house. Raises NotAllowed, ValidationError, ChangedMeanwhile, KehuError
    `on_the_blacklist`, `sample_at_another_step`."""
    fresh, case = _locked(actor, sample, version)
    must_not_be_barred([fresh.customer])
    _must(may_be_sent(fresh, case))
    undo = _as_it_is(actor, fresh)
    sent_at = _since(sent_at, fresh.paid_at or fresh.requested_at, "sent_at")
    move_sample(actor=actor, sample=fresh, sent_at=sent_at)
    details = {
        "courier": courier, "tracking_number": tracking_number, "goods_cost": goods_cost,
        "freight_cost": freight_cost, "cost_currency": cost_currency,
    }  # fmt: skip
    return _saved(actor, "sample.dispatched", case, details, undo)


@transaction.atomic
def record_costs(
    *,
    actor: Actor,
    sample: Sample,
    version: int,
    goods_cost: Decimal | None,
    freight_cost: Decimal | None,
    cost_currency: str = "",
    courier: str = "",
    tracking_number: str = "",
) -> SampleCase:
    """What it cost us, and under which number it travels. Raises NotAllowed, ValidationError,
    ChangedMeanwhile."""
    fresh, case = _locked(actor, sample, version)
    undo = _as_it_is(actor, fresh)
    details = {
        "goods_cost": goods_cost, "freight_cost": freight_cost, "cost_currency": cost_currency,
        "courier": courier, "tracking_number": tracking_number,
    }  # fmt: skip
    return _saved(actor, "sample.costed", case, details, undo)


@transaction.atomic
def record_arrival(
    *, actor: Actor, sample: Sample, version: int, arrived_at: datetime
) -> SampleCase:
    """The buyer has it. Raises NotAllowed, ChangedMeanwhile, KehuError `sample_at_another_step`."""
    fresh, case = _locked(actor, sample, version)
    _must(step_of(fresh, case) == State.ON_THE_WAY)
    undo = _as_it_is(actor, fresh)
    arrived_at = _since(arrived_at, fresh.sent_at or fresh.requested_at, "arrived_at")
    move_sample(actor=actor, sample=fresh, arrived_at=arrived_at)
    return _saved(actor, "", case, {}, undo)


@transaction.atomic
def ask_for_feedback(
    *, actor: Actor, sample: Sample, version: int, at: datetime, channel: str, text: str = ""
) -> SampleCase:
    """We asked how the test goes: a contact made. Raises NotAllowed, ValidationError,
    ChangedMeanwhile, KehuError `on_the_blacklist`, `sample_at_another_step`."""
    fresh, case = _locked(actor, sample, version)
    must_not_be_barred([fresh.customer])
    _must(step_of(fresh, case) == State.FEEDBACK)
    at = _since(at, fresh.arrived_at or fresh.requested_at, "at")
    made = _talk(actor, fresh, at, Interaction.Direction.OUT, channel, text)
    return _saved(actor, "", case, {}, _as_it_is(actor, fresh) | {"contact": made.pk})


@transaction.atomic
def record_feedback(
    *, actor: Actor, sample: Sample, version: int, at: datetime, channel: str, text: str
) -> SampleCase:
    """What they said of it: a contact made, and the sample's feedback. Raises NotAllowed,
    ValidationError, ChangedMeanwhile, KehuError `sample_at_another_step`."""
    fresh, case = _locked(actor, sample, version)
    _must(step_of(fresh, case) == State.FEEDBACK)
    undo = _as_it_is(actor, fresh)
    at = _since(at, fresh.arrived_at or fresh.requested_at, "at")
    made = _talk(actor, fresh, at, Interaction.Direction.IN, channel, text)
    move_sample(actor=actor, sample=fresh, feedback_at=at)
    return _saved(actor, "sample.answered", case, {"feedback": made}, undo | {"contact": made.pk})


@transaction.atomic
def conclude(
    *, actor: Actor, sample: Sample, version: int, outcome: str, outcome_note: str = ""
) -> SampleCase:
    """What came of it; nothing more is asked. Who ordered or refused has answered by that.

    Raises NotAllowed, ValidationError, ChangedMeanwhile, KehuError `sample_at_another_step`.
    """
    fresh, case = _locked(actor, sample, version)
    _must(not case.outcome)
    if not outcome:
        raise ValidationError({"outcome": _("Say what came of it.")})
    undo, now = _as_it_is(actor, fresh), timezone.now()
    if outcome in _ANSWERS and fresh.arrived_at and not fresh.feedback_at:
        move_sample(actor=actor, sample=fresh, feedback_at=now)
    details = {"outcome": outcome, "outcome_note": outcome_note, "concluded_at": now}
    return _saved(actor, "sample.concluded", case, details, undo)


@transaction.atomic
def credit(
    *, actor: Actor, sample: Sample, version: int, order: Order, credited: Decimal
) -> SampleCase:
    """What the buyer paid is taken off an order; `credited` is in the currency that was paid.

    Raises NotAllowed, ValidationError, ChangedMeanwhile, KehuError `sample_at_another_step`.
    """
    fresh, case = _locked(actor, sample, version)
    _must(fresh.paid_at is not None and case.credited_on is None)
    if order.customer_id != fresh.customer_id or order.cancelled_at is not None:
        raise ValidationError({"order": _("This is no order of this customer that stands.")})
    paid = (fresh.fee or 0) + (fresh.freight or 0)
    if not 0 < credited <= paid:
        raise ValidationError({"credited": _("Not more than the buyer paid, and above 0.")})
    undo = _as_it_is(actor, fresh)
    details = {"credited_on": order, "credited": credited}
    return _saved(actor, "sample.credited", case, details, undo)


@transaction.atomic
def take_back(*, actor: Actor, sample: Sample, version: int) -> SampleCase:
    """Undo one's own last step, within a day and unless the ledger's row was changed since.

    Raises NotAllowed, ChangedMeanwhile, KehuError `sample_nothing_to_take_back`, `too_late`,
    `sample_changed_since`.
    """
    fresh, case = _locked(actor, sample, version)
    undo = case.undo
    if not undo or undo["by"] != (actor.user.pk if actor.user else None):
        raise KehuError("sample_nothing_to_take_back")
    if timezone.now() - datetime.fromisoformat(undo["at"]) > WITHDRAWN_WITHIN:
        raise KehuError("too_late")
    if undo.get("version") != fresh.version:
        raise KehuError("sample_changed_since")
    was = from_json(Sample, undo["sample"])
    details = {name: value for name, value in was.items() if getattr(fresh, name) != value}
    if details:
        change_sample(actor=actor, sample=fresh, details=details)
    _saved(actor, "sample.taken_back", case, from_json(SampleCase, undo["case"]))
    if talk := Interaction.objects.filter(pk=undo.get("contact")).first():
        withdraw_contact(actor=actor, interaction=talk)
    return case


# ---- what every verb does ----------------------------------------------------------------------


def _locked(actor: Actor, sample: Sample, version: int) -> tuple[Sample, SampleCase]:
    """The sample as it is now, which nobody else changes meanwhile, and its case as it was seen."""
    actor.must(Permission.RECORD, sample)
    rows = Sample.objects.select_for_update(of=("self",))
    fresh = rows.select_related("customer__owner", "product").get(pk=sample.pk)
    case = SampleCase.objects.filter(sample=fresh).first()
    if case is None:
        case = SampleCase(sample=fresh, pieces=Costs([fresh]).pieces(fresh))
    case.sample = fresh
    if case.version != version:
        raise ChangedMeanwhile(fresh)
    return fresh, case


def _since(moment: datetime, earlier: datetime, field: str) -> datetime:
    """The moment, which has come and is not before another; within a day their order is unknown."""
    day, before = (timezone.localtime(one).date() for one in (moment, earlier))
    if day < before:
        raise ValidationError({field: _("Not before %(day)s.") % {"day": before}})
    if day > timezone.localdate():
        raise ValidationError({field: _("This day has not come yet.")})
    return max(moment, earlier)


def _must(is_so: bool) -> None:
    if not is_so:
        raise KehuError("sample_at_another_step")


def _as_it_is(actor: Actor, sample: Sample) -> dict[str, Any]:
    """Who takes a step, when, and how the ledger's row was before it."""
    return {
        "by": actor.user.pk if actor.user else None,
        "at": timezone.now().isoformat(),
        "sample": as_json(sample, _OF_SAMPLE),
    }


def _saved(
    actor: Actor,
    verb: str,
    case: SampleCase,
    details: Mapping[str, Any],
    undo: dict[str, Any] | None = None,
) -> SampleCase:
    """Write the case and the audit; where nothing but the ledger's row changed that told it.

    To be taken back are the fields that are written here, as long as the ledger's row, which the
    step has changed by now, stays at its version.
    """
    names, is_new = [name.removesuffix("_id") for name in details], case.pk is None
    before = {} if is_new else model_to_dict(case, names)
    if undo:
        columns = [one.attname for one in SampleCase._meta.concrete_fields if one.name in names]
        undo = {**undo, "case": as_json(case, columns), "version": case.sample.version}
    for name, value in details.items():
        setattr(case, name, value)
    case.undo = undo or {}
    case.full_clean(exclude=["sample"])
    case.version += 1
    case.save()
    after = model_to_dict(case, names)
    changed = [name for name in after if after[name] != before.get(name)]
    was, became = ({one: told.get(one) for one in changed} for told in (before, after))
    if verb:
        change = audit.Change(case, None if is_new else was, became, case.sample.customer_id)
        audit.record(actor.user, verb, [change])
    return case


def _talk(
    actor: Actor, sample: Sample, at: datetime, direction: str, channel: str, text: str
) -> Interaction:
    return log_contact(
        actor=actor, customer=sample.customer, at=at, direction=direction, channel=channel,
        kind=Interaction.Kind.SAMPLE_FEEDBACK, topics=("sample",), text=text,
    )  # fmt: skip
