"""The queue in the API: what is due, why, what to say, and what came of it."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from kehu.desk.accounts.requests import ActorsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.api import Asked, At, Day, Given, Listed, Number, Text
from kehu.desk.core.languages import page_language
from kehu.desk.core.paging import page_by_time
from kehu.desk.followups import actions
from kehu.desk.followups.detail import Detail, detail_of
from kehu.desk.followups.forms import OutcomeForm, ReassignForm, SkipForm, SnoozeForm
from kehu.desk.followups.jobs import freshen_queue
from kehu.desk.followups.models import FollowUp
from kehu.desk.followups.outcomes import HESITATIONS
from kehu.desk.followups.planning import catch_up
from kehu.desk.followups.playbook import play_titles, playbook_in_force
from kehu.desk.followups.queries import (
    follow_ups_of,
    open_plays,
    people_with_queues,
    queue_of,
)
from kehu.desk.grading.jobs import freshen_labels
from kehu.desk.grading.queries import words_in
from kehu.desk.ledger.api.rows import Holder
from kehu.desk.ledger.api.seen import named, seen_customer
from kehu.desk.ledger.models import Contact, Customer, Interaction

router = Router(tags=["follow-ups"])
Hesitation = Annotated[str, Field(pattern=f"^({'|'.join(code for code, _ in HESITATIONS)})?$")]


class FollowUpOut(Schema):
    """One thing to do with one customer. `rank` is what it is worth, `factors` what made it so."""

    id: int
    customer_id: int
    customer: str
    play: str
    title: str
    state: str
    opened_at: At
    due_on: Day
    snoozed_until: Day | None
    holder: Holder | None
    rank: float
    factors: dict[str, float]
    outcome: str
    reason: str
    note: str
    closed_at: At | None
    version: int

    @staticmethod
    def resolve_customer(one: Any) -> str:
        return str(one.customer.name)

    @staticmethod
    def resolve_title(one: Any) -> str:
        return play_titles(page_language()).get(str(one.play), str(one.play))


class DueOut(Schema):
    """A customer to contact: the best play, and how many more there are."""

    best: FollowUpOut
    others: int


class QueueOut(Schema):
    """A person's day. `later` are due too, but it is night, weekend or a holiday there.

    `due` counts customers; 1000 stands for that many or more.
    """

    day: Day
    due: int
    done: int
    now: list[DueOut]
    later: list[DueOut]


class DraftOut(Schema):
    """A message to the buyer."""

    language: str
    subject: str
    body: str


class DetailOut(Schema):
    """A follow-up with why it came up now, what to prepare and mention, and a draft."""

    follow_up: FollowUpOut
    why: list[str]
    prepare: str
    mention: list[str]
    draft: DraftOut | None


class PlayOut(Schema):
    """A play of the playbook."""

    name: str
    title: str
    source: str
    channels: list[str]


class QueueAsked(Schema):
    """Whose queue; one's own where it is left out."""

    person_id: Number | None = None


class FollowUpsAsked(Asked):
    """Which follow-ups; whatever is left out is not asked for."""

    customer_id: Number | None = None
    holder_id: Number | None = None
    state: FollowUp.State | None = None
    play: Annotated[Text, Field(max_length=60)] = ""
    due_until: Day | None = None


class OutcomeIn(Given):
    """What came of it. `day` and `hesitation` where the outcome asks for them."""

    version: Number
    outcome: FollowUp.Outcome
    channel: Interaction.Channel | None = None
    note: Annotated[Text, Field(max_length=1000)] = ""
    day: Day | None = None
    hesitation: Hesitation = ""
    contact_id: Number | None = None


class SkipIn(Given):
    """Why it is left out."""

    version: Number
    reason: FollowUp.Reason
    note: Annotated[Text, Field(max_length=1000)] = ""


class SnoozeIn(Given):
    """Until when it leaves the queue."""

    version: Number
    until: Day


class ReassignIn(Given):
    """Who does it instead."""

    version: Number
    to_id: Number


class VersionIn(Given):
    """The version that was read."""

    version: Number


class PlayIn(Given):
    """Which play to start."""

    play: Annotated[Text, Field(min_length=1, max_length=60)]


# ---- reading -----------------------------------------------------------------------------------


@router.get("/plays", response=list[PlayOut], summary="The plays of the playbook")
def plays(request: ActorsRequest) -> list[dict[str, Any]]:
    request.actor.must(Permission.SEE)
    titles = play_titles(page_language())
    return [
        {"name": name, "title": titles[name], "source": play.source,
         "channels": list(play.channels)}
        for name, play in playbook_in_force().plays.items()
    ]  # fmt: skip


@router.get("/queue", response=QueueOut, summary="Whom a person contacts today, and what for")
def queue(request: ActorsRequest, asked: Query[QueueAsked]) -> dict[str, Any]:
    request.actor.must(Permission.SEE)
    _freshen()
    people = people_with_queues(request.actor)
    person = request.actor.user
    if asked.person_id is not None:
        person = people.filter(pk=asked.person_id).first()
    if person is None:
        raise Http404
    found = queue_of(request.actor, person, timezone.now())
    return {
        "day": found.day, "due": found.due_count, "done": found.done_count,
        "now": found.now, "later": found.later,
    }  # fmt: skip


@router.get("/follow-ups", response=Listed[FollowUpOut], summary="Follow-ups, the latest first")
def follow_ups(request: ActorsRequest, asked: Query[FollowUpsAsked]) -> dict[str, Any]:
    request.actor.must(Permission.SEE)
    _freshen()
    wanted = {
        "customer_id": asked.customer_id, "holder_id": asked.holder_id, "state": asked.state,
        "play": asked.play, "due_on__lte": asked.due_until,
    }  # fmt: skip
    rows = _seen(request).filter(**{name: value for name, value in wanted.items() if value})
    page = page_by_time(rows, "opened_at", asked.cursor, asked.limit)
    return {"items": page.rows, "next": page.after}


@router.get("/follow-ups/{number}", response=DetailOut, summary="One, with why and what to say")
def follow_up(request: ActorsRequest, number: Number) -> dict[str, Any]:
    _freshen()
    one = _one(request, number)
    detail = _detail(request, one)
    chosen, message = detail and detail.chosen, detail and detail.message
    return {
        "follow_up": one,
        "why": chosen.why if chosen else [],
        "prepare": chosen.prepare if chosen else "",
        "mention": chosen.mention if chosen else [],
        "draft": message.draft if message else None,
    }


# ---- doing -------------------------------------------------------------------------------------


@router.post("/follow-ups/{number}/log", response=FollowUpOut, summary="Say what came of it")
def log(request: ActorsRequest, number: Number, given: OutcomeIn) -> FollowUp:
    form = OutcomeForm(_typed(given))
    one = _one(request, number)
    cleaned = _valid(form)
    contact = _contact(one.customer, given.contact_id)
    return _acted(
        lambda: actions.log_outcome(
            actor=request.actor, follow_up=one, version=given.version, outcome=cleaned["outcome"],
            channel=cleaned["channel"], note=cleaned["note"], value=form.value, contact=contact,
        )
    )  # fmt: skip


@router.post("/follow-ups/{number}/skip", response=FollowUpOut, summary="Leave it out this time")
def skip(request: ActorsRequest, number: Number, given: SkipIn) -> FollowUp:
    one, cleaned = _one(request, number), _valid(SkipForm(_typed(given)))
    return _acted(lambda: actions.skip(actor=request.actor, follow_up=one, **cleaned))


@router.post("/follow-ups/{number}/snooze", response=FollowUpOut, summary="Not before a day")
def snooze(request: ActorsRequest, number: Number, given: SnoozeIn) -> FollowUp:
    one, cleaned = _one(request, number), _valid(SnoozeForm(_typed(given)))
    return _acted(lambda: actions.snooze(actor=request.actor, follow_up=one, **cleaned))


@router.post("/follow-ups/{number}/reassign", response=FollowUpOut, summary="Give it to somebody")
def reassign(request: ActorsRequest, number: Number, given: ReassignIn) -> FollowUp:
    one, people = _one(request, number), people_with_queues(request.actor)
    request.actor.must(Permission.ASSIGN)
    form = ReassignForm({"version": given.version, "to": given.to_id}, people=people)
    cleaned = _valid(form, to="to_id")
    return _acted(lambda: actions.reassign(actor=request.actor, follow_up=one, **cleaned))


@router.post("/follow-ups/{number}/take-back", response=FollowUpOut, summary="Undo what was said")
def take_back(request: ActorsRequest, number: Number, given: VersionIn) -> FollowUp:
    one = _one(request, number)
    return _acted(
        lambda: actions.take_back(actor=request.actor, follow_up=one, version=given.version)
    )


@router.post(
    "/customers/{number}/follow-ups", response={201: list[FollowUpOut]},
    summary="Start a play that the playbook does not ask for now",
)  # fmt: skip
def start_play(request: ActorsRequest, number: Number, given: PlayIn) -> Status[list[FollowUp]]:
    freshen_labels()
    customer = seen_customer(request.actor, number)
    started = actions.start_play(actor=request.actor, customers=[customer], play=given.play)
    return Status(201, started)


# ---- what they share ---------------------------------------------------------------------------


def _freshen() -> None:
    freshen_labels()
    freshen_queue()


def _seen(request: ActorsRequest) -> "QuerySet[FollowUp]":
    rows = follow_ups_of(request.actor).select_related("customer__owner", "holder")
    return rows.select_related("contact_logged", "judged")


def _one(request: ActorsRequest, number: int) -> FollowUp:
    one = _seen(request).filter(pk=number).first()
    if one is None:
        raise Http404
    return one


def _detail(request: ActorsRequest, one: FollowUp) -> Detail | None:
    """What the page says of an open one; nothing of one that is closed or has lost its play."""
    if one.state != FollowUp.State.OPEN or one.play not in playbook_in_force().plays:
        return None
    plays, words = open_plays(request.actor, one.customer), words_in(page_language())
    return detail_of(request.actor, plays, one, words, timezone.now(), None)


def _contact(customer: Customer, number: int | None) -> Contact | None:
    return named(customer.contacts.all(), number, "contact_id") if number is not None else None


def _typed(given: Schema) -> dict[str, Any]:
    """As the page's form would have it."""
    return {name: value for name, value in given.dict().items() if value is not None}


def _valid(form: Form, **names: str) -> Mapping[str, Any]:
    """What the page's form finds right; `names` are what fields are called here. Raises
    ValidationError."""
    if not form.is_valid():
        raise ValidationError(
            {names.get(name, name): list(said) for name, said in form.errors.items()}
        )
    return form.cleaned_data


def _acted(act: Callable[[], FollowUp]) -> FollowUp:
    """Do it; what is asked for next is right by then."""
    done = act()
    catch_up()
    return done
