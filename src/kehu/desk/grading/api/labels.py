"""Labels in the API: what a customer is now and why, and how that changed.

A customer is read here and not beside its other verbs, since its labels are read with it.
"""

from typing import Any

from ninja import Query, Schema

from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.core.api import Asked, At, Listed, Number
from kehu.desk.core.languages import page_language
from kehu.desk.core.paging import page_by_time
from kehu.desk.grading.api.router import router
from kehu.desk.grading.found import labels_of
from kehu.desk.grading.jobs import freshen_labels
from kehu.desk.grading.models import LabelChange
from kehu.desk.grading.queries import explained, graded, words_in
from kehu.desk.ledger.api.router import router as ledger
from kehu.desk.ledger.api.rows import CustomerOut
from kehu.desk.ledger.api.seen import seen_customer

_TAGS = ["labels"]


class CustomerAsked(Schema):
    """What is told of a customer beside its fields and labels."""

    reasons: bool = False


class TermOut(Schema):
    """A comparison of the rule in words; `held` is null where a value is not known."""

    held: bool | None
    words: str


class LabelOut(Schema):
    """One label. `because` is empty where no rule before the fallback held."""

    dimension: str
    title: str
    source: str
    code: str
    label: str
    since: At
    set_by_hand: bool
    because: list[TermOut]

    @staticmethod
    def resolve_because(reason: Any) -> Any:
        return reason.terms


class LabelsOut(Schema):
    """All labels of a customer; none before the first grading."""

    customer_id: int
    labels: list[LabelOut]


class LabelChangeOut(Schema):
    """One label that changed: from what, to what, by which rule, and what that rule read."""

    dimension: str
    before: str
    after: str
    rule: str
    read: dict[str, Any]
    at: At


class CustomerLabelledOut(CustomerOut):
    """A customer with its labels by dimension; with their reasons where these were asked for."""

    labels: dict[str, str]
    reasons: list[LabelOut] | None


@ledger.get(
    "/customers/{number}", response=CustomerLabelledOut, tags=["customers"],
    summary="One customer, with its labels",
)  # fmt: skip
def customer(request: ActorsRequest, number: Number, asked: Query[CustomerAsked]) -> dict[str, Any]:
    freshen_labels()
    one = seen_customer(request.actor, number)
    kept = labels_of(graded([one.pk]).get(one.pk))
    reasons = explained(one, words_in(page_language())) if asked.reasons else None
    told = CustomerOut.from_orm(one).dict()
    codes = {name: label for name, (label, *_) in kept.items() if label is not None}
    return {**told, "labels": codes, "reasons": reasons}


@router.get(
    "/customers/{number}/labels", response=LabelsOut, tags=_TAGS, summary="Labels with reasons"
)
def labels(request: ActorsRequest, number: Number) -> dict[str, Any]:
    freshen_labels()
    customer = seen_customer(request.actor, number)
    reasons = explained(customer, words_in(page_language()))
    return {"customer_id": customer.pk, "labels": reasons}


@router.get(
    "/customers/{number}/label-changes", response=Listed[LabelChangeOut], tags=_TAGS,
    summary="How its labels changed, the latest first",
)  # fmt: skip
def label_changes(request: ActorsRequest, number: Number, asked: Query[Asked]) -> dict[str, Any]:
    freshen_labels()
    customer = seen_customer(request.actor, number)
    changes = LabelChange.objects.filter(customer=customer)
    page = page_by_time(changes, "at", asked.cursor, asked.limit)
    return {"items": page.rows, "next": page.after}
