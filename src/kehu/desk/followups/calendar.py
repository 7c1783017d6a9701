"""A person's follow-ups as a calendar that other programs subscribe to (RFC 5545)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User
from kehu.desk.followups.models import FollowUp
from kehu.desk.followups.planning import today
from kehu.desk.followups.playbook import playbook_in_force
from kehu.desk.followups.queries import follow_ups_of
from kehu.desk.grading.found import values_of
from kehu.desk.grading.models import Grade
from kehu.desk.grading.queries import graded
from kehu.engine.plays.buyers_day import calendar_values
from kehu.engine.plays.playbook import Play
from kehu.engine.rules.explain import terms_of
from kehu.engine.rules.words import Words

_AHEAD = timedelta(days=90)
_MOST = 1_000  # of more nobody sees the day
Link = Callable[[FollowUp], str]


def calendar_of(person: User, words: Words, now: datetime, link: Link) -> bytes:
    """Everything open that this person is to do, each on the day on which it enters the queue.

    `link` says where a follow-up is worked. A follow-up keeps its UID for as long as it lives, so
    that one put off moves and one done goes.
    """
    day = today(now)
    found = _open(person, day + _AHEAD)
    grades = graded([one.customer_id for one in found])
    feed = Calendar()
    feed.add("prodid", "-//Kehu//Follow-ups//EN")
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", _("Follow-ups of %(name)s") % {"name": person.name})
    feed.add("refresh-interval", timedelta(hours=1), {"value": "DURATION"})
    for event in _events(found, grades, words, now, day, link):
        feed.add_component(event)
    return bytes(feed.to_ical())


def _open(person: User, until: date) -> list[FollowUp]:
    rows = follow_ups_of(Actor.of(person)).filter(
        holder=person, state=FollowUp.State.OPEN, shows_on__lte=until
    )
    return list(rows.select_related("customer").order_by("-rank", "pk")[:_MOST])


def _events(
    found: Iterable[FollowUp],
    grades: Mapping[int, Grade],
    words: Words,
    now: datetime,
    day: date,
    link: Link,
) -> Iterable[Event]:
    plays = playbook_in_force().plays
    for one in found:
        play = plays.get(one.play)
        title = play.title[words.lang] if play else one.play
        why = _why(one, play, grades.get(one.customer_id), words, day)
        event = Event()
        event.add("uid", f"follow-up-{one.pk}-{one.opened_at:%Y%m%d%H%M%S}@kehu")
        event.add("dtstamp", now)
        event.add("sequence", one.version)
        event.add("dtstart", one.shows_on)
        event.add("dtend", one.shows_on + timedelta(days=1))
        event.add("summary", f"{title} · {one.customer.name}")
        event.add("description", "\n".join([*why, link(one)]))
        event.add("url", link(one))
        event.add("transp", "TRANSPARENT")
        yield event


def _why(
    one: FollowUp, play: Play | None, grade: Grade | None, words: Words, day: date
) -> list[str]:
    """The terms of the play's condition that hold, as the queue tells them."""
    if play is None or grade is None:
        return []
    extra: dict[str, Any] = {name: one.customer.extra.get(name) for name in words.rulebook.columns}
    values = {**extra, **values_of(grade), **calendar_values(one.customer.country, day)}
    return [words.leaf(term.node, values) for term in terms_of(play.when, values) if term.truth]
