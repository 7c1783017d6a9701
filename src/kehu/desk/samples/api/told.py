"""Samples as the API tells them, within the sight of who asks."""

from decimal import Decimal
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.core.languages import page_language
from kehu.desk.samples.costs import Costs, case_of
from kehu.desk.samples.queries import people_with_samples, samples_of


def seen_sample(request: ActorsRequest, number: int) -> Any:
    """A sample of a customer whom the actor sees. Raises Http404."""
    return get_object_or_404(samples_of(request.actor, timezone.now()), pk=number)


def sample_now(request: ActorsRequest, number: int) -> dict[str, Any]:
    return samples_told([seen_sample(request, number)])[0]


def samples_told(rows: list[Any]) -> list[dict[str, Any]]:
    found, lang = Costs(rows), page_language()
    return [
        {
            **{name: getattr(case_of(one), name) for name in _OF_CASE},
            "sample": one, "customer": one.customer.name, "state": str(one.state),
            "pieces": found.pieces(one), "because": case_of(one).because.get(lang, ""),
            "cost": cents(cost.whole), "received": cents(cost.received),
            "borne": cents(cost.borne), "is_estimated": cost.is_estimated,
        }
        for one in rows for cost in (found.of(one),)
    ]  # fmt: skip


_OF_CASE = (
    "version", "is_definite", "suggested", "note", "checked", "decision", "proposed", "rule",
    "why", "decided_at", "courier", "tracking_number", "outcome", "outcome_note",
    "credited_on_id", "credited",
)  # fmt: skip


def cents(amount: Decimal) -> Decimal:
    """An exchanged amount to a hundredth; more places would say more than is known."""
    return round(amount, 2)


def owner_asked(request: ActorsRequest, number: int) -> Any:
    """Whose samples are asked for, where somebody is named. Raises Http404."""
    owner = people_with_samples(request.actor).filter(pk=number).first()
    if owner is None:
        raise Http404
    return owner
