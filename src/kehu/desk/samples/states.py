"""Where a sample stands: by the ledger's moments and what the desk decided."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from kehu.desk.ledger.models import Order, Sample
from kehu.desk.samples.in_force import sample_rules
from kehu.desk.samples.models import SampleCase

_MOMENTS = ("paid_at", "sent_at", "arrived_at", "feedback_at", "case__decided_at")


class State(models.TextChoices):
    TO_DECIDE = "to_decide", _("to decide")
    TO_PAY = "to_pay", _("to be paid")
    TO_SEND = "to_send", _("to send")
    ON_THE_WAY = "on_the_way", _("on the way")
    FEEDBACK = "feedback", _("waiting for feedback")
    TO_CONCLUDE = "to_conclude", _("feedback is in")
    CLOSED = "closed", _("closed")


def with_state(samples: "QuerySet[Sample]", now: datetime) -> "QuerySet[Sample]":
    """Samples with their `state`.

    Closed is what has an outcome, what is not to be sent, what was followed by an order after it
    arrived (`ordered_since`), and what nothing happened with for so long that it is over.
    """
    decisions = sample_rules().decisions.values()
    sent = [one.code for one in decisions if one.sends and not one.buyer_pays]
    paid_for = [one.code for one in decisions if one.buyer_pays]
    after = Order.objects.filter(
        customer=OuterRef("customer"), cancelled_at=None, ordered_at__gt=OuterRef("arrived_at")
    )
    closed = Q(ordered_since=True) | _is_over(now) | _is_concluded()
    return samples.annotate(ordered_since=Exists(after)).annotate(
        state=Case(
            When(closed, then=Value(State.CLOSED)),
            When(feedback_at__isnull=False, then=Value(State.TO_CONCLUDE)),
            When(arrived_at__isnull=False, then=Value(State.FEEDBACK)),
            When(sent_at__isnull=False, then=Value(State.ON_THE_WAY)),
            When(Q(paid_at__isnull=False) | Q(case__decision__in=sent), then=Value(State.TO_SEND)),
            When(case__decision__in=paid_for, then=Value(State.TO_PAY)),
            default=Value(State.TO_DECIDE),
            output_field=models.CharField(),
        )
    )


def _is_concluded() -> Q:
    return (Q(case__outcome__gt="") | Q(case__decision__in=_not_sent())) & Q(case__isnull=False)


def _not_sent() -> list[str]:
    """Decisions that end it; to verify first does not."""
    decisions = sample_rules().decisions.values()
    return [one.code for one in decisions if not one.sends and one.code != "verify_first"]


def _is_over(now: datetime) -> Q:
    """Did nothing happen for so long?"""
    cut = now - timedelta(days=sample_rules().rhythm["over_after_days"])
    over = Q(requested_at__lt=cut)
    for name in _MOMENTS:
        over &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lt": cut})
    return over


def step_of(sample: Sample, case: SampleCase) -> State:
    """What is to be done next with one sample, however long ago it was or what they ordered."""
    decision = sample_rules().decisions.get(case.decision)
    if case.outcome or case.decision in _not_sent():
        return State.CLOSED
    if sample.feedback_at:
        return State.TO_CONCLUDE
    if sample.arrived_at:
        return State.FEEDBACK
    if sample.sent_at:
        return State.ON_THE_WAY
    if sample.paid_at or (decision and decision.sends and not decision.buyer_pays):
        return State.TO_SEND
    return State.TO_PAY if decision and decision.sends else State.TO_DECIDE


def may_be_sent(sample: Sample, case: SampleCase) -> bool:
    """Is it paid or free? Where the buyer pays freight alone, his courier may collect it unpaid."""
    step, decision = step_of(sample, case), sample_rules().decisions.get(case.decision)
    return step == State.TO_SEND or (
        step == State.TO_PAY and decision is not None and decision.goods == "us"
    )
