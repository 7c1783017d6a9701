"""Samples read, and each step of theirs."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from ninja import Query, Status

from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.core.api import Listed, Number
from kehu.desk.core.languages import page_language
from kehu.desk.core.paging import page_by_time
from kehu.desk.ledger.api.seen import named, seen_customer
from kehu.desk.ledger.models import Order, Product
from kehu.desk.samples import actions
from kehu.desk.samples.api.router import router
from kehu.desk.samples.api.rows import (
    OneSampleOut,
    SampleArrivedIn,
    SampleAskedIn,
    SampleCaseOut,
    SampleCheckedIn,
    SampleCostsIn,
    SampleCreditIn,
    SampleDecisionIn,
    SampleFeedbackIn,
    SampleOutcomeIn,
    SamplePaidIn,
    SampleRequestIn,
    SamplesAsked,
    SampleSentIn,
    SampleStepIn,
)
from kehu.desk.samples.api.told import owner_asked, sample_now, samples_told, seen_sample
from kehu.desk.samples.costs import case_of
from kehu.desk.samples.proposing import proposal_for
from kehu.desk.samples.queries import samples_of


@router.get("/samples", response=Listed[SampleCaseOut], summary="Samples, the newest first")
def samples(request: ActorsRequest, asked: Query[SamplesAsked]) -> dict[str, Any]:
    found = samples_of(request.actor, timezone.now())
    if asked.state:
        found = found.filter(state=asked.state)
    if asked.owner_id is not None:
        found = found.filter(customer__owner=owner_asked(request, asked.owner_id))
    page = page_by_time(found, "requested_at", asked.cursor, asked.limit)
    return {"items": samples_told(page.rows), "next": page.after}


@router.get("/samples/{number}", response=OneSampleOut, summary="A sample and what is proposed")
def sample(request: ActorsRequest, number: Number) -> dict[str, Any]:
    one, lang = seen_sample(request, number), page_language()
    proposal = proposal_for(one, case_of(one))
    told = {
        "decision": proposal.decision, "rule": proposal.rule.name, "source": proposal.rule.source,
        "because": proposal.because[lang], "facts": proposal.facts,
    }  # fmt: skip
    return {**samples_told([one])[0], "proposal": told}


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
    return Status(201, samples_told([seen_sample(request, made.pk)])[0])


@router.post("/samples/{number}/checked", response=SampleCaseOut, summary="The company is checked")
def checked(request: ActorsRequest, number: Number, given: SampleCheckedIn) -> dict[str, Any]:
    return _step(request, number, actions.note_checked, given)


@router.post("/samples/{number}/decide", response=SampleCaseOut, summary="Decide on a sample")
def decide(request: ActorsRequest, number: Number, given: SampleDecisionIn) -> dict[str, Any]:
    return _step(request, number, actions.decide, given)


@router.post("/samples/{number}/paid", response=SampleCaseOut, summary="The buyer paid")
def paid(request: ActorsRequest, number: Number, given: SamplePaidIn) -> dict[str, Any]:
    return _step(request, number, actions.receive_money, given)


@router.post("/samples/{number}/send", response=SampleCaseOut, summary="A sample left the house")
def send(request: ActorsRequest, number: Number, given: SampleSentIn) -> dict[str, Any]:
    return _step(request, number, actions.send, given)


@router.post("/samples/{number}/costs", response=SampleCaseOut, summary="What a sample cost us")
def costs(request: ActorsRequest, number: Number, given: SampleCostsIn) -> dict[str, Any]:
    return _step(request, number, actions.record_costs, given)


@router.post("/samples/{number}/arrived", response=SampleCaseOut, summary="The buyer has it")
def arrived(request: ActorsRequest, number: Number, given: SampleArrivedIn) -> dict[str, Any]:
    return _step(request, number, actions.record_arrival, given)


@router.post("/samples/{number}/ask", response=SampleCaseOut, summary="We asked for feedback")
def ask(request: ActorsRequest, number: Number, given: SampleAskedIn) -> dict[str, Any]:
    return _step(request, number, actions.ask_for_feedback, given)


@router.post("/samples/{number}/feedback", response=SampleCaseOut, summary="What they said of it")
def feedback(request: ActorsRequest, number: Number, given: SampleFeedbackIn) -> dict[str, Any]:
    return _step(request, number, actions.record_feedback, given)


@router.post("/samples/{number}/conclude", response=SampleCaseOut, summary="What came of it")
def conclude(request: ActorsRequest, number: Number, given: SampleOutcomeIn) -> dict[str, Any]:
    return _step(request, number, actions.conclude, given)


@router.post("/samples/{number}/credit", response=SampleCaseOut, summary="Take it off an order")
def credit(request: ActorsRequest, number: Number, given: SampleCreditIn) -> dict[str, Any]:
    one = seen_sample(request, number)
    order = named(Order.objects.filter(customer=one.customer_id), given.order_id, "order_id")
    actions.credit(
        actor=request.actor, sample=one, version=given.version, order=order,
        credited=given.credited,
    )  # fmt: skip
    return sample_now(request, number)


@router.post(
    "/samples/{number}/take-back", response=SampleCaseOut, summary="Undo one's own last step"
)
def take_back(request: ActorsRequest, number: Number, given: SampleStepIn) -> dict[str, Any]:
    one = seen_sample(request, number)
    actions.take_back(actor=request.actor, sample=one, version=given.version)
    return sample_now(request, number)


def _step(
    request: ActorsRequest, number: int, act: Callable[..., object], given: SampleStepIn
) -> dict[str, Any]:
    """A step of a sample that the actor sees, and the sample as it is then."""
    act(actor=request.actor, sample=seen_sample(request, number), **dict(given))
    return sample_now(request, number)
