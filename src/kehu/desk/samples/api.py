"""The sample desk in the API: each verb has an address; budget, payback and the house rule."""

import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.api import (
    Asked,
    At,
    Count,
    Currency,
    Given,
    Listed,
    Moment,
    Money,
    Number,
    Text,
    Words,
)
from kehu.desk.core.languages import page_language
from kehu.desk.core.paging import page_by_time
from kehu.desk.ledger.api.rows import SampleOut
from kehu.desk.ledger.api.seen import named, seen_customer
from kehu.desk.ledger.models import Interaction, Order, Product
from kehu.desk.samples import actions
from kehu.desk.samples.costs import Costs, case_of
from kehu.desk.samples.in_force import House, house_rule
from kehu.desk.samples.models import DecisionCode, SampleOutcome
from kehu.desk.samples.payback import Line, Payback, months
from kehu.desk.samples.proposing import proposal_for
from kehu.desk.samples.queries import people_with_samples, samples_of
from kehu.desk.samples.states import State

router = Router(tags=["samples"])
Whole = Annotated[int, Field(ge=1, le=100_000)]
_STATES = f"^({'|'.join(State.values)})?$"


class SampleCaseOut(Schema):
    """A sample and where it stands. Costs are in base currency, estimated where nobody typed them;
    `version` is that of the desk's part, which each step names."""

    sample: SampleOut
    customer: str
    state: str
    version: int
    pieces: int
    is_definite: bool
    suggested: str
    note: str
    checked: str
    decision: str
    proposed: str
    rule: str
    because: str
    why: str
    decided_at: At | None
    courier: str
    tracking_number: str
    cost: Money
    received: Money
    borne: Money
    is_estimated: bool
    outcome: str
    outcome_note: str
    credited_on_id: int | None
    credited: Money | None


class SampleProposalOut(Schema):
    """What is proposed now, by which rule, why, and what was read."""

    decision: str
    rule: str
    source: str
    because: str
    facts: dict[str, bool]


class OneSampleOut(SampleCaseOut):
    """A sample with what would be proposed now."""

    proposal: SampleProposalOut


class SamplesAsked(Asked):
    """Samples at which step, of whose customers."""

    state: Annotated[str, Field(pattern=_STATES)] = ""
    owner_id: Number | None = None


class SampleRequestIn(Given):
    """A sample asked for; `suggested` is what a mail's triage decided."""

    requested_at: Moment
    product_id: Number | None = None
    pieces: Whole = 1
    is_definite: bool = True
    suggested: DecisionCode | None = None
    note: Annotated[Text, Field(max_length=5000)] = ""


class SampleStepIn(Given):
    """A step, of the sample as it was seen."""

    version: Count


class SampleCheckedIn(SampleStepIn):
    """How the company was verified."""

    checked: Annotated[Words, Field(max_length=300)]


class SampleDecisionIn(SampleStepIn):
    """The decision; `why` where it is not what is proposed, and what the buyer is asked for."""

    decision: DecisionCode
    why: Annotated[Text, Field(max_length=500)] = ""
    fee: Money | None = None
    freight: Money | None = None
    currency: Currency = ""


class SamplePaidIn(SampleStepIn):
    """When the buyer paid."""

    paid_at: Moment


class SampleCostsIn(SampleStepIn):
    """What it cost us, and under which number it travels."""

    courier: Annotated[Text, Field(max_length=60)] = ""
    tracking_number: Annotated[Text, Field(max_length=80)] = ""
    goods_cost: Money | None = None
    freight_cost: Money | None = None
    cost_currency: Currency = ""


class SampleSentIn(SampleCostsIn):
    """When it left the house."""

    sent_at: Moment


class SampleArrivedIn(SampleStepIn):
    """When the buyer had it."""

    arrived_at: Moment


class SampleAskedIn(SampleStepIn):
    """When and how we asked for feedback."""

    at: Moment
    channel: Interaction.Channel
    text: Annotated[Text, Field(max_length=5000)] = ""


class SampleFeedbackIn(SampleStepIn):
    """What they said of it."""

    at: Moment
    channel: Interaction.Channel
    text: Annotated[Words, Field(max_length=5000)]


class SampleOutcomeIn(SampleStepIn):
    """What came of it."""

    outcome: SampleOutcome
    outcome_note: Annotated[Text, Field(max_length=500)] = ""


class SampleCreditIn(SampleStepIn):
    """How much of what was paid is taken off which order."""

    order_id: Number
    credited: Money


class SampleMonthOut(Schema):
    """Samples sent in a month: what they cost, and what of it buyers did not pay."""

    month: datetime.date
    count: int
    cost: Money
    borne: Money
    estimated: int


class SampleBudgetOut(Schema):
    """The whole company's last twelve months, the oldest first, and what a month may cost."""

    budget_month: Money
    months: list[SampleMonthOut]


class PaybackAsked(Schema):
    """By which dimension, for whom, of whose customers."""

    by: Literal["market", "channel_role"] = "market"
    who: Literal["new", "all"] = "new"
    owner_id: Number | None = None


class PaybackLineOut(Schema):
    """Samples of one label; of `ripe`, which arrived long enough ago, `converted` were followed by
    an order in time. `payback` is `profit` of the first year for each unit of cost."""

    label: str
    sent: int
    ripe: int
    converted: int
    fresh: int
    days_to_order: int | None
    cost: Money
    received: Money
    borne: Money
    profit: Money
    payback: float | None


class PaybackOut(Schema):
    """A line for each label, and one for all."""

    since: At
    converts_within_days: int
    items: list[PaybackLineOut]
    whole: PaybackLineOut


class SampleHouseOut(Schema):
    """The house rule in force: decisions for known customers by rule, and the numbers."""

    version: int
    decisions: dict[str, str]
    budget_month: Money
    cheap_up_to_usd: Money
    few_up_to_pieces: int
    converts_within_days: int


class SampleHouseIn(Given):
    """The house rule; what is left out is as it ships."""

    version: Count
    decisions: dict[str, DecisionCode] = Field(default_factory=dict)
    budget_month: Money | None = None
    cheap_up_to_usd: Money | None = None
    few_up_to_pieces: Whole | None = None
    converts_within_days: Annotated[int, Field(ge=1, le=3650)] | None = None


# ---- reading -----------------------------------------------------------------------------------


@router.get("/samples", response=Listed[SampleCaseOut], summary="Samples, the newest first")
def samples(request: ActorsRequest, asked: Query[SamplesAsked]) -> dict[str, Any]:
    found = samples_of(request.actor, timezone.now())
    if asked.state:
        found = found.filter(state=asked.state)
    if asked.owner_id is not None:
        found = found.filter(customer__owner=_owner(request, asked.owner_id))
    page = page_by_time(found, "requested_at", asked.cursor, asked.limit)
    return {"items": _told(page.rows), "next": page.after}


@router.get("/samples/budget", response=SampleBudgetOut, summary="What samples cost each month")
def budget(request: ActorsRequest) -> dict[str, Any]:
    request.actor.must(Permission.SEE)
    told = [
        {"month": one.first, "count": one.count, "cost": _cents(one.whole),
         "borne": _cents(one.borne), "estimated": one.estimated}
        for one in months(timezone.now())
    ]  # fmt: skip
    return {"budget_month": house_rule().budget_month, "months": told}


@router.get("/samples/payback", response=PaybackOut, summary="What came of samples, by label")
def payback(request: ActorsRequest, asked: Query[PaybackAsked]) -> dict[str, Any]:
    house = house_rule()
    owner = None if asked.owner_id is None else _owner(request, asked.owner_id)
    new = asked.who == "new"
    found = Payback(request.actor, house, timezone.now(), owner, only_new=new)
    return {
        "since": found.since(), "converts_within_days": house.converts_within_days,
        "items": [_line(line) for line in found.by(asked.by)], "whole": _line(found.whole),
    }  # fmt: skip


@router.get("/samples/house-rule", response=SampleHouseOut, summary="The house rule in force")
def house(request: ActorsRequest) -> dict[str, Any]:
    request.actor.must(Permission.SEE)
    return _house(house_rule())


@router.get("/samples/{number}", response=OneSampleOut, summary="A sample and what is proposed")
def sample(request: ActorsRequest, number: Number) -> dict[str, Any]:
    one, lang = _seen(request, number), page_language()
    proposal = proposal_for(one, case_of(one))
    told = {
        "decision": proposal.decision, "rule": proposal.rule.name, "source": proposal.rule.source,
        "because": proposal.because[lang], "facts": proposal.facts,
    }  # fmt: skip
    return {**_told([one])[0], "proposal": told}


# ---- verbs -------------------------------------------------------------------------------------


@router.put("/samples/house-rule", response=SampleHouseOut, summary="Set the house rule")
def change_house(request: ActorsRequest, given: SampleHouseIn) -> dict[str, Any]:
    actions.change_house(actor=request.actor, **dict(given))
    return _house(house_rule())


@router.post(
    "/customers/{number}/sample-requests",
    response={201: SampleCaseOut},
    summary="Take in a sample request",
)
def take_in(
    request: ActorsRequest, number: Number, given: SampleRequestIn
) -> Status[dict[str, Any]]:
    customer, details = seen_customer(request.actor, number), given.dict(exclude={"product_id"})
    wanted = given.product_id
    product = None if wanted is None else named(Product.objects.all(), wanted, "product_id")
    made = actions.take_in(
        actor=request.actor, customer=customer, product=product,
        **{**details, "suggested": given.suggested or ""},
    )  # fmt: skip
    return Status(201, _told([_seen(request, made.pk)])[0])


@router.post("/samples/{number}/checked", response=SampleCaseOut, summary="The company is checked")
def checked(request: ActorsRequest, number: Number, given: SampleCheckedIn) -> dict[str, Any]:
    one = _seen(request, number)
    actions.note_checked(actor=request.actor, sample=one, **dict(given))
    return _now(request, number)


@router.post("/samples/{number}/decide", response=SampleCaseOut, summary="Decide on a sample")
def decide(request: ActorsRequest, number: Number, given: SampleDecisionIn) -> dict[str, Any]:
    one = _seen(request, number)
    actions.decide(actor=request.actor, sample=one, **dict(given))
    return _now(request, number)


@router.post("/samples/{number}/paid", response=SampleCaseOut, summary="The buyer paid")
def paid(request: ActorsRequest, number: Number, given: SamplePaidIn) -> dict[str, Any]:
    one = _seen(request, number)
    actions.receive_money(actor=request.actor, sample=one, **dict(given))
    return _now(request, number)


@router.post("/samples/{number}/send", response=SampleCaseOut, summary="A sample left the house")
def send(request: ActorsRequest, number: Number, given: SampleSentIn) -> dict[str, Any]:
    one = _seen(request, number)
    actions.send(actor=request.actor, sample=one, **dict(given))
    return _now(request, number)


@router.post("/samples/{number}/costs", response=SampleCaseOut, summary="What a sample cost us")
def costs(request: ActorsRequest, number: Number, given: SampleCostsIn) -> dict[str, Any]:
    one = _seen(request, number)
    actions.record_costs(actor=request.actor, sample=one, **dict(given))
    return _now(request, number)


@router.post("/samples/{number}/arrived", response=SampleCaseOut, summary="The buyer has it")
def arrived(request: ActorsRequest, number: Number, given: SampleArrivedIn) -> dict[str, Any]:
    one = _seen(request, number)
    actions.record_arrival(actor=request.actor, sample=one, **dict(given))
    return _now(request, number)


@router.post("/samples/{number}/ask", response=SampleCaseOut, summary="We asked for feedback")
def ask(request: ActorsRequest, number: Number, given: SampleAskedIn) -> dict[str, Any]:
    one = _seen(request, number)
    actions.ask_for_feedback(actor=request.actor, sample=one, **dict(given))
    return _now(request, number)


@router.post("/samples/{number}/feedback", response=SampleCaseOut, summary="What they said of it")
def feedback(request: ActorsRequest, number: Number, given: SampleFeedbackIn) -> dict[str, Any]:
    one = _seen(request, number)
    actions.record_feedback(actor=request.actor, sample=one, **dict(given))
    return _now(request, number)


@router.post("/samples/{number}/conclude", response=SampleCaseOut, summary="What came of it")
def conclude(request: ActorsRequest, number: Number, given: SampleOutcomeIn) -> dict[str, Any]:
    one = _seen(request, number)
    actions.conclude(actor=request.actor, sample=one, **dict(given))
    return _now(request, number)


@router.post("/samples/{number}/credit", response=SampleCaseOut, summary="Take it off an order")
def credit(request: ActorsRequest, number: Number, given: SampleCreditIn) -> dict[str, Any]:
    one = _seen(request, number)
    order = named(Order.objects.filter(customer=one.customer_id), given.order_id, "order_id")
    actions.credit(
        actor=request.actor, sample=one, version=given.version, order=order,
        credited=given.credited,
    )  # fmt: skip
    return _now(request, number)


@router.post(
    "/samples/{number}/take-back", response=SampleCaseOut, summary="Undo one's own last step"
)
def take_back(request: ActorsRequest, number: Number, given: SampleStepIn) -> dict[str, Any]:
    one = _seen(request, number)
    actions.take_back(actor=request.actor, sample=one, version=given.version)
    return _now(request, number)


# ---- what they have in common ------------------------------------------------------------------


def _seen(request: ActorsRequest, number: int) -> Any:
    """A sample of a customer whom the actor sees. Raises Http404."""
    return get_object_or_404(samples_of(request.actor, timezone.now()), pk=number)


def _now(request: ActorsRequest, number: int) -> dict[str, Any]:
    return _told([_seen(request, number)])[0]


def _owner(request: ActorsRequest, number: int) -> Any:
    owner = people_with_samples(request.actor).filter(pk=number).first()
    if owner is None:
        raise Http404
    return owner


def _told(rows: list[Any]) -> list[dict[str, Any]]:
    found, lang = Costs(rows), page_language()
    return [
        {
            **{name: getattr(case_of(one), name) for name in _OF_CASE},
            "sample": one, "customer": one.customer.name, "state": str(one.state),
            "pieces": found.pieces(one), "because": case_of(one).because.get(lang, ""),
            "cost": _cents(cost.whole), "received": _cents(cost.received),
            "borne": _cents(cost.borne), "is_estimated": cost.is_estimated,
        }
        for one in rows for cost in (found.of(one),)
    ]  # fmt: skip


_OF_CASE = (
    "version", "is_definite", "suggested", "note", "checked", "decision", "proposed", "rule",
    "why", "decided_at", "courier", "tracking_number", "outcome", "outcome_note",
    "credited_on_id", "credited",
)  # fmt: skip


def _cents(amount: Decimal) -> Decimal:
    """An exchanged amount to a hundredth; more places would say more than is known."""
    return round(amount, 2)


def _line(line: Line) -> dict[str, Any]:
    return {
        "label": line.code, "sent": line.sent, "ripe": line.ripe, "converted": line.converted,
        "fresh": line.fresh, "days_to_order": line.days, "cost": _cents(line.whole),
        "received": _cents(line.received), "borne": _cents(line.borne),
        "profit": _cents(line.profit),
        "payback": None if line.payback is None else round(float(line.payback), 4),
    }  # fmt: skip


def _house(house: House) -> dict[str, Any]:
    names = ("decisions", "budget_month", "cheap_up_to_usd", "few_up_to_pieces",
             "converts_within_days")  # fmt: skip
    return {"version": house.kept.version, **{name: getattr(house, name) for name in names}}
