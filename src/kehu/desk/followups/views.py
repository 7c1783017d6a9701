"""Today's page: the queue on the left, the customer to contact on the right."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehu.desk.accounts.actor import NotAllowed
from kehu.desk.accounts.models import User
from kehu.desk.accounts.requests import PersonsRequest
from kehu.desk.accounts.roles import Permission
from kehu.desk.core.languages import page_language
from kehu.desk.core.versions import ChangedMeanwhile
from kehu.desk.followups.actions import log_outcome, reassign, skip, snooze, take_back
from kehu.desk.followups.detail import Detail, detail_of
from kehu.desk.followups.forms import (
    OutcomeForm,
    ReassignForm,
    SkipForm,
    SnoozeForm,
    VersionForm,
)
from kehu.desk.followups.models import FollowUp
from kehu.desk.followups.planning import catch_up
from kehu.desk.followups.playbook import play_titles
from kehu.desk.followups.pool.queries import warned_of
from kehu.desk.followups.queries import (
    Due,
    Queue,
    follow_ups_of,
    open_plays,
    people_with_queues,
    queue_of,
)
from kehu.desk.grading.chips import Chip, chip
from kehu.desk.grading.queries import words_in
from kehu.errors import KehuError

_CHIPS = ("stage", "deal_stars", "profit_tier", "market", "channel_role", "payment_timeliness")
_SAY_NOTHING = ("unknown", "none", "no_history")
_SNOOZES = (1, 3, 7, 30)  # days


@login_required
def today(request: PersonsRequest) -> HttpResponse:
    """The queue of oneself, or of somebody one leads."""
    return _page(request, request.GET)


@login_required
@require_POST
def log(request: PersonsRequest, number: int) -> HttpResponse:
    """What came of it."""
    form = OutcomeForm(request.POST)

    def act(follow_up: FollowUp) -> FollowUp:
        given = form.cleaned_data
        return log_outcome(
            actor=request.actor, follow_up=follow_up, version=given["version"],
            outcome=given["outcome"], channel=given["channel"], note=given["note"],
            value=form.value,
        )  # fmt: skip

    return _acted(request, number, form, act, _("Logged."))


@login_required
@require_POST
def skip_it(request: PersonsRequest, number: int) -> HttpResponse:
    """Leave it out, with a reason."""
    form = SkipForm(request.POST)

    def act(follow_up: FollowUp) -> FollowUp:
        return skip(actor=request.actor, follow_up=follow_up, **form.cleaned_data)

    return _acted(request, number, form, act, _("Skipped."))


@login_required
@require_POST
def snooze_it(request: PersonsRequest, number: int) -> HttpResponse:
    """Out of the queue until a day."""
    form = SnoozeForm(request.POST)

    def act(follow_up: FollowUp) -> FollowUp:
        return snooze(actor=request.actor, follow_up=follow_up, **form.cleaned_data)

    return _acted(request, number, form, act, _("Snoozed."))


@login_required
@require_POST
def reassign_it(request: PersonsRequest, number: int) -> HttpResponse:
    """Have somebody else do it."""
    form = ReassignForm(request.POST, people=people_with_queues(request.actor))

    def act(follow_up: FollowUp) -> FollowUp:
        return reassign(actor=request.actor, follow_up=follow_up, **form.cleaned_data)

    return _acted(request, number, form, act, _("Given to somebody else."))


@login_required
@require_POST
def take_it_back(request: PersonsRequest, number: int) -> HttpResponse:
    """Undo what was just said."""
    form = VersionForm(request.POST)

    def act(follow_up: FollowUp) -> FollowUp:
        return take_back(actor=request.actor, follow_up=follow_up, **form.cleaned_data)

    return _acted(request, number, form, act, "")


# ---- the page ----------------------------------------------------------------------------------


def _acted(
    request: PersonsRequest,
    number: int,
    form: Form,
    act: Callable[[FollowUp], FollowUp],
    said: str,
) -> HttpResponse:
    """Do it and show the page with the next customer; or the same one with what is wrong."""
    rows = follow_ups_of(request.actor).select_related("customer__owner", "contact_logged")
    follow_up = get_object_or_404(rows.select_related("judged"), pk=number)
    back = QueryDict(request.POST.get("back", ""), mutable=True)
    if not form.is_valid():
        back["at"] = str(number)
        return _page(request, back, wrong=form, status=422)
    try:
        done = act(follow_up)
    except (ChangedMeanwhile, NotAllowed, KehuError) as error:
        status = 403 if isinstance(error, NotAllowed) else 409
        return _page(request, back, sorry=error.message(page_language()), status=status)
    catch_up()
    back.pop("at", None)
    if not said:
        back["at"] = str(number)
    return _page(request, back, done=(done, said) if said else None)


def _page(
    request: PersonsRequest,
    asked: QueryDict,
    wrong: Form | None = None,
    done: tuple[FollowUp, str] | None = None,
    sorry: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page, or the part that htmx asked for."""
    actor, now = request.actor, timezone.now()
    people = people_with_queues(actor)
    person = _person(people, asked.get("person"), actor.user)
    queue = queue_of(actor, person, now)
    chosen = _chosen(request, queue, asked.get("at"))
    detail: Detail | None = None
    chips: list[Chip | None] = []
    words = words_in(page_language())
    if chosen is not None:
        plays = open_plays(actor, chosen.customer)
        detail = detail_of(actor, plays, chosen, words, now, asked.get("lang"))
        labels = detail.facts.values
        told = [name for name in _CHIPS if labels.get(name) not in (None, *_SAY_NOTHING)]
        chips = [chip(name, labels[name], words) for name in told]
    kept = {name: value for name in ("person", "lang") if (value := asked.get(name))}
    context = {
        "queue": queue, "detail": detail, "chips": chips, "currency": words.currency,
        "titles": play_titles(words.lang),
        "person": person, "people": people, "near_the_pool": warned_of(person, now),
        "wrong": wrong, "done": done, "sorry": sorry, "at": bool(asked.get("at")),
        "back": "&".join(f"{name}={value}" for name, value in kept.items()),
        "snoozes": [timezone.localdate() + timedelta(days=days) for days in _SNOOZES],
        "may_assign": actor.may(Permission.ASSIGN), "may_record": actor.may(Permission.RECORD),
    }  # fmt: skip
    template = "followups/work.html" if request.htmx else "followups/today.html"  # type: ignore[attr-defined]
    return render(request, template, context, status=status)


def _person(people: "QuerySet[User]", asked: str | None, oneself: User | None) -> User:
    if oneself is not None and not (asked and asked.isdigit()):
        return oneself
    person: User = get_object_or_404(people, pk=asked)
    return person


def _chosen(request: PersonsRequest, queue: Queue, asked: str | None) -> FollowUp | None:
    """The follow-up that was clicked, while it is open; else the first of the queue."""
    if asked and asked.isdigit():
        open_ = follow_ups_of(request.actor).filter(state=FollowUp.State.OPEN)
        found = open_.select_related("customer__owner").filter(pk=int(asked)).first()
        if found:
            return found
    lines: list[Due] = [*queue.now, *queue.later]
    return lines[0].best if lines else None
