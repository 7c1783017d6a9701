"""What whoever leads looks at, in the API: service of the grades, plays done, the review."""

import datetime
from dataclasses import asdict
from typing import Annotated, Any

from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field

from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.api import Asked as Paged
from kehu.desk.core.api import At, Number, Text
from kehu.desk.core.languages import page_language
from kehu.desk.core.paging import place_behind, told_until
from kehu.desk.followups.jobs import freshen_queue
from kehu.desk.followups.pool.queries import people_with_customers
from kehu.desk.grading.book import the_book
from kehu.desk.grading.jobs import freshen_labels
from kehu.desk.grading.queries import because, words_in
from kehu.desk.insights.api.router import router
from kehu.desk.insights.api.spans import SpanAsked
from kehu.desk.insights.compliance import altogether, by_label, by_person, by_play, fell_due
from kehu.desk.insights.listing.asked import Asked
from kehu.desk.insights.listing.queries import narrowed_for
from kehu.desk.insights.managing import managing_in_force
from kehu.desk.insights.review import Move, Narrowing, Review, changes_of, month_asked
from kehu.desk.insights.service import Service, is_measured
from kehu.desk.ledger.api.rows import Holder
from kehu.desk.ledger.api.seen import named
from kehu.engine.rules.words import Words

_TAGS = ["leading"]
_MONTH = r"^(20[0-9]{2}-(0[1-9]|1[0-2]))?$"


class ServiceAsked(Schema):
    """The grades of which dimension, and of which label it is told who waits too long."""

    by: Annotated[Text, Field(max_length=60)] = ""
    label: Annotated[Text, Field(max_length=60)] = ""


class ServedOut(Schema):
    """The held customers of one label: days since we last got in touch, days between contacts.

    `waited` and `gap` are medians, `_most` what nine of ten do not exceed; `beyond` wait longer
    than the standard, those never contacted among them.
    """

    code: str
    standard: int
    count: int
    waited: int | None
    waited_most: int | None
    gap: int | None
    gap_most: int | None
    beyond: int
    never: int


class LateOut(Schema):
    """A customer who waits longer than the standard; `waited` null: was never contacted."""

    customer_id: int
    customer: str
    holder: Holder | None
    waited: int | None


class ServiceOut(Schema):
    """How the labels of a dimension are served; `late` are those of one label who bought most."""

    by: str
    source: str
    labels: list[ServedOut]
    late: list[LateOut]


class KeptOut(Schema):
    """Follow-ups of one kind: how many fell due and what became of them.

    `days` is the median from due to done.
    """

    title: str
    due: int
    done: int
    skipped: int
    ended: int
    waiting: int
    days: float | None


class ComplianceOut(Schema):
    """What fell due in a time, altogether and by label, person and play."""

    by: str
    since: datetime.date
    until: datetime.date
    altogether: KeptOut | None
    labels: list[KeptOut]
    people: list[KeptOut]
    plays: list[KeptOut]


class ReviewAsked(Paged):
    """Which month, the last whole one if left out, and which of its moves."""

    month: Annotated[str, Field(pattern=_MONTH, examples=["2026-10"])] = ""
    dimension: Annotated[Text, Field(max_length=60)] = ""
    way: Annotated[str, Field(pattern="^(risen|fallen|aside)?$")] = ""
    person_id: Number | None = None


class LabelCountOut(Schema):
    """How many rose, fell and moved aside in a dimension."""

    name: str
    title: str
    risen: int
    fallen: int
    aside: int


class MovedOut(Schema):
    """A label that is another at the month's end than at its beginning, and why.

    `purchases_12m` in base currency.
    """

    customer_id: int
    customer: str
    dimension: str
    before: str
    after: str
    way: str
    at: At
    why: str
    purchases_12m: float


class ReviewOut(Schema):
    """A month in numbers, and a page of its moves, the most valuable customer first."""

    month: str
    new: int
    lost: int
    counts: list[LabelCountOut]
    count: int
    items: list[MovedOut]
    next: str | None


@router.get("/service", response=ServiceOut, tags=_TAGS, summary="Are high grades served better")
def service(request: ActorsRequest, asked: Query[ServiceAsked]) -> dict[str, Any]:
    request.actor.must(Permission.SEE)
    freshen_labels()
    words, standards = words_in(page_language()), managing_in_force().standards
    narrowed = narrowed_for(request.actor, Asked(), words.rulebook)
    by = asked.by or next(iter(standards))
    if by not in standards:
        raise Http404
    told: dict[str, Any] = {"by": by, "source": standards[by].source, "labels": [], "late": []}
    if not is_measured(narrowed.book):
        return told
    found = Service(narrowed, standards[by], words)
    rows = found.rows()
    if asked.label in {row.code for row in rows}:
        _count, late = found.late(asked.label)
        told["late"] = [
            {"customer_id": one.customer.pk, "customer": one.customer.name, "holder": one.holder,
             "waited": one.waited}
            for one in late
        ]  # fmt: skip
    return {**told, "labels": rows}


@router.get("/compliance", response=ComplianceOut, tags=_TAGS, summary="Are plays done")
def compliance(request: ActorsRequest, asked: Query[SpanAsked]) -> dict[str, Any]:
    request.actor.must(Permission.SEE)
    freshen_labels()
    freshen_queue()
    words = words_in(page_language())
    if asked.by not in words.rulebook.dimensions:
        raise Http404
    since, until = asked.days
    fell = fell_due(request.actor, since, until)
    has_labels = asked.by in the_book().dimensions
    return {
        "by": asked.by, "since": since, "until": until, "altogether": altogether(fell),
        "labels": by_label(fell, asked.by, words) if has_labels else [],
        "people": by_person(fell, _("Pool")), "plays": by_play(fell, words),
    }  # fmt: skip


@router.get("/review", response=ReviewOut, tags=_TAGS, summary="Who rose and fell in a month")
def review(request: ActorsRequest, asked: Query[ReviewAsked]) -> dict[str, Any]:
    request.actor.must(Permission.SEE)
    freshen_labels()
    words = words_in(page_language())
    month = month_asked(asked.month)
    owner = None
    if asked.person_id is not None:
        owner = named(people_with_customers(request.actor), asked.person_id, "person_id").pk
    if asked.dimension not in ("", *managing_in_force().review.dimensions):
        raise Http404
    found = Review(request.actor, month, words, owner)
    moves = found.narrowed(Narrowing(asked.dimension, asked.way, owner))
    changes = [move.change for move in moves]
    start = place_behind(changes, asked.cursor)
    end = start + asked.limit
    return {
        "month": f"{month:%Y-%m}", "new": found.new(), "lost": found.lost(),
        "counts": [asdict(one) for one in found.counts()], "count": len(moves),
        "items": _moved(moves[start:end], words), "next": told_until(changes, end),
    }  # fmt: skip


def _moved(moves: list[Move], words: Words) -> list[dict[str, Any]]:
    return [
        {
            "customer_id": customer.pk, "customer": customer.name, "dimension": move.dimension,
            "before": move.before, "after": move.after, "way": move.way, "at": change.at,
            "why": because(change, words), "purchases_12m": move.value,
        }
        for move, change, customer in changes_of(moves)
    ]  # fmt: skip
