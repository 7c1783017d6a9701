"""Reading the desk: samples by where they stand, and everything about one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, QuerySet

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Permission
from kehu.desk.intake.blacklist.asking import is_barred
from kehu.desk.ledger.models import Interaction, Order, Sample
from kehu.desk.ledger.queries import people_within_reach, within_reach
from kehu.desk.samples.costs import Cost, Costs, case_of
from kehu.desk.samples.in_force import sample_rules
from kehu.desk.samples.models import SampleCase
from kehu.desk.samples.proposing import Proposal, proposal_for
from kehu.desk.samples.states import State, may_be_sent, step_of, with_state
from kehu.engine.samples import SampleDecision

_OTHERS = 8


def samples_of(actor: Actor, now: datetime) -> "QuerySet[Any]":
    """The samples that the actor may see, with their `state`. Raises NotAllowed."""
    actor.must(Permission.SEE)
    rows = Sample.objects.filter(within_reach(actor, "customer__"))
    return with_state(rows, now).select_related("customer__owner", "product", "case")


def people_with_samples(actor: Actor) -> "QuerySet[User]":
    """By whose customers the actor may narrow: one's own, or those whom one leads."""
    if actor.user is None or actor.may(Permission.REVIEW):
        return people_within_reach(actor)
    return User.objects.filter(pk=actor.user.pk)


def counted(samples: "QuerySet[Any]") -> list[tuple[State, int]]:
    """How many stand where, in the order of their way."""
    rows = samples.order_by().values("state").annotate(n=Count("pk")).values_list("state", "n")
    found = dict(rows)
    return [(state, found.get(state, 0)) for state in State]


def in_order(samples: "QuerySet[Any]", state: State) -> "QuerySet[Any]":
    """Those that stand there: who waits longest first; of the closed the newest."""
    found = samples.filter(state=state)
    return (
        found.order_by("-requested_at", "-pk")
        if state == State.CLOSED
        else found.order_by("requested_at", "pk")
    )


# ---- feedback ----------------------------------------------------------------------------------


def feedback_due(samples: Sequence[Sample]) -> dict[int, datetime]:
    """By sample, when feedback is to be asked for: a week after arrival and after the last contact,
    as the play has it."""
    waiting = [one for one in samples if one.arrived_at and not one.feedback_at]
    talked = _last_talks({one.customer_id for one in waiting})
    week = timedelta(days=sample_rules().rhythm["feedback_every_days"])
    found = {}
    for one in waiting:
        last = talked.get(one.customer_id)
        since = max(one.arrived_at, last) if last and one.arrived_at else one.arrived_at
        if since:
            found[one.pk] = since + week
    return found


def _last_talks(customer_ids: set[int]) -> dict[int, datetime]:
    made = Interaction.objects.filter(customer_id__in=customer_ids).exclude(delivered=False)
    return dict(made.values("customer_id").annotate(at=Max("at")).values_list("customer_id", "at"))


# ---- one sample --------------------------------------------------------------------------------


@dataclass(frozen=True)
class OneSample:
    """What the right side shows. `step` is what is to be done next, closed or not."""

    sample: Sample
    case: SampleCase
    state: State
    step: State
    proposal: Proposal | None
    decision: SampleDecision | None
    suggested: SampleDecision | None
    cost: Cost
    is_barred: bool
    may_send: bool
    due: datetime | None
    is_due: bool
    ordered_since: Order | None
    may_credit: bool
    others: list[Sample]
    may_take_back: bool


def one_sample(actor: Actor, sample: Any, now: datetime) -> OneSample:
    """Everything about a sample that `samples_of` gave."""
    case, rules = case_of(sample), sample_rules()
    step = step_of(sample, case)
    asks = step == State.TO_DECIDE or not (sample.paid_at or sample.sent_at or case.outcome)
    due = feedback_due([sample]).get(sample.pk) if sample.state == State.FEEDBACK else None
    order = _first_order_since(sample)
    others = Sample.objects.filter(customer=sample.customer_id).exclude(pk=sample.pk)
    mine = actor.user and case.undo.get("by") == actor.user.pk
    undo = case.undo if mine and case.undo.get("version") == sample.version else {}
    return OneSample(
        sample, case, State(sample.state), step,
        proposal_for(sample, case) if asks else None,
        rules.decisions.get(case.decision),
        rules.decisions.get(case.suggested),
        Costs([sample]).of(sample),
        is_barred(sample.customer),
        may_be_sent(sample, case),
        due, due is not None and due <= now,
        order,
        bool(order and sample.paid_at and case.credited_on_id is None),
        list(others.select_related("product").order_by("-requested_at")[:_OTHERS]),
        bool(undo) and actor.may(Permission.RECORD, sample),
    )  # fmt: skip


def _first_order_since(sample: Sample) -> Order | None:
    """The customer's first order after the sample arrived."""
    if sample.arrived_at is None:
        return None
    orders = Order.objects.filter(
        customer=sample.customer_id, cancelled_at=None, ordered_at__gt=sample.arrived_at
    )
    return orders.order_by("ordered_at").first()
