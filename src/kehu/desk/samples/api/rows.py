"""Samples in the API: what is told of one, and what each step is given."""

from typing import Annotated

from ninja import Schema
from pydantic import Field

from kehu.desk.core.api import (
    Asked,
    At,
    Count,
    Currency,
    Given,
    Moment,
    Money,
    Number,
    Text,
    Words,
)
from kehu.desk.ledger.api.rows import SampleOut
from kehu.desk.ledger.models import Interaction
from kehu.desk.samples.models import DecisionCode, SampleOutcome
from kehu.desk.samples.states import State

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
