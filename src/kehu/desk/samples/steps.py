"""The steps of a sample on its page: which form asks for each and which verb does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kehu.desk.ledger.models import Interaction, Sample
from kehu.desk.samples import actions
from kehu.desk.samples.forms import (
    ArrivedForm,
    AskedForm,
    CheckedForm,
    ConcludeForm,
    CostsForm,
    CreditForm,
    DecideForm,
    FeedbackForm,
    PaidForm,
    SendForm,
    StepForm,
)
from kehu.desk.samples.models import SampleCase
from kehu.desk.samples.queries import OneSample
from kehu.desk.samples.states import State


@dataclass(frozen=True)
class Step:
    """What is said once it is done is followed by the customer's name."""

    form: type[StepForm]
    act: Callable[..., SampleCase]
    said: Promise


STEPS: dict[str, Step] = {
    "checked": Step(CheckedForm, actions.note_checked, _("Noted that the company is checked:")),
    "decide": Step(DecideForm, actions.decide, _("Decided:")),
    "paid": Step(PaidForm, actions.receive_money, _("Payment recorded:")),
    "send": Step(SendForm, actions.send, _("Sent:")),
    "arrived": Step(ArrivedForm, actions.record_arrival, _("Arrival recorded:")),
    "ask": Step(AskedForm, actions.ask_for_feedback, _("Logged that we asked:")),
    "feedback": Step(FeedbackForm, actions.record_feedback, _("Feedback recorded:")),
    "conclude": Step(ConcludeForm, actions.conclude, _("Concluded:")),
    "credit": Step(CreditForm, actions.credit, _("Credited:")),
    "costs": Step(CostsForm, actions.record_costs, _("Costs recorded:")),
}


def forms_of(one: OneSample) -> dict[str, StepForm]:
    """The forms of what can be done now, filled in with what is known, by their steps."""
    return {
        name: STEPS[name].form(
            sample=one.sample, initial=_initial(name, one), auto_id=f"{name}-%s"
        )
        for name in _possible(one)
    }  # fmt: skip


def typed_form(name: str, sample: Sample, data: Mapping[str, Any]) -> StepForm:
    """The form of a step with what was typed."""
    return STEPS[name].form(data, sample=sample, auto_id=f"{name}-%s")


def _possible(one: OneSample) -> list[str]:
    step, found = one.step, list[str]()
    if one.proposal is not None:
        found += ["decide", "checked"]
    found += ["paid"] if step == State.TO_PAY else []
    found += ["send"] if one.may_send and not one.is_barred else []
    found += ["arrived"] if step == State.ON_THE_WAY else []
    if step == State.FEEDBACK:
        found += ["feedback"] if one.is_barred else ["feedback", "ask"]
    found += ["conclude"] if not one.case.outcome else []
    found += ["credit"] if one.may_credit else []
    return [*found, "costs"]


def _initial(name: str, one: OneSample) -> dict[str, Any]:
    case, sample = one.case, one.sample
    told: dict[str, Any] = {"version": case.version}
    if name == "decide" and one.proposal:
        # Once it is to be decided again, after proof was asked for, the proposal is another.
        stands = one.step != State.TO_DECIDE
        told |= {"decision": case.decision if stands else one.proposal.decision}
        told |= {"why": case.why if stands else "", **_asked(one)}
    if name in ("send", "costs"):
        names = ("courier", "tracking_number", "goods_cost", "freight_cost", "cost_currency")
        told |= {field: getattr(case, field) for field in names}
    if name in ("ask", "feedback"):
        told |= {"channel": Interaction.Channel.EMAIL.value}
    if name == "conclude" and one.ordered_since:
        told |= {"outcome": "ordered"}
    if name == "credit" and one.ordered_since:
        told |= {"order": one.ordered_since.pk, "credited": plain(sample.fee)}
    return told


def _asked(one: OneSample) -> dict[str, Any]:
    """What the buyer is asked for: as recorded, else the list price of the pieces."""
    sample, product = one.sample, one.sample.product
    fee, currency = sample.fee, sample.currency
    if fee is None and product is not None and product.list_price is not None:
        fee, currency = product.list_price * one.case.pieces, product.currency
    return {"fee": plain(fee), "freight": plain(sample.freight), "currency": currency}


def plain(amount: Any) -> str:
    """An amount as one types it, without zeros behind it."""
    return "" if amount is None else f"{amount.normalize():f}"
