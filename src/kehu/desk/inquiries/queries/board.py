"""The board: which mail first, by what is to be done, and since when it waits."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User
from kehu.desk.inquiries.models import (
    Bringing,
    Correction,
    Mail,
    Mailbox,
    SecondLook,
    Sending,
    Thread,
    Unreadable,
)
from kehu.desk.inquiries.reach import threads_of
from kehu.desk.inquiries.settling import IGNORED
from kehu.desk.inquiries.waiting import waiting_mails
from kehu.desk.ledger.queries import held_within_reach
from kehu.reading.decisions import decide
from kehu.reading.facts import Facts, from_plain
from kehu.reading.kinds import INQUIRIES
from kehu.reading.priority import waiting_part
from kehu.reading.titles import title, titles
from kehu.words import Lang

ALARM = 3  # days of waiting from which on it is shown in red
WAITING, ANSWERED, LEFT, DONE = SHOWN = ("waiting", "answered", "ignored", "done")
_IN_A_COLUMN = 30
_IN_A_LIST = 100


@dataclass(frozen=True)
class Line:
    """A thread on the board. `gist` is what is wanted, `lacks` what must be asked for."""

    thread: Thread
    priority: int
    days: float
    language: str
    gist: str
    lacks: list[str]
    authenticity: str

    @property
    def is_late(self) -> bool:
        return self.days >= ALARM

    @property
    def who(self) -> str:
        return self.thread.customer.name if self.thread.customer else self.thread.sender_name


@dataclass(frozen=True)
class Column:
    """A next step with the threads that wait for it, the most pressing first; `count` is of all."""

    step: str
    title: str
    count: int
    late: int
    lines: list[Line]


def columns(actor: Actor, now: datetime, lang: Lang, mine: User | None = None) -> list[Column]:
    """What waits for an answer, a column a next step; `mine` leaves out what others answer."""
    ranked = _ranked(waiting(actor, mine), now)
    told = _lines([one for some in ranked.values() for one in some[:_IN_A_COLUMN]], lang)
    return [
        Column(step, name, len(some := ranked[step]), sum(day >= ALARM for _, _, day in some),
               [told[number] for number, *_ in some[:_IN_A_COLUMN] if number in told])
        for step, name in titles("next_step", lang).items() if step in ranked
    ]  # fmt: skip


def queue(actor: Actor, step: str, now: datetime, lang: Lang, mine: User | None = None) -> Column:
    """One column in full, for working through it."""
    some = _ranked(waiting(actor, mine).filter(step=step), now).get(step, [])
    told = _lines(some[:_IN_A_LIST], lang)
    lines = [told[number] for number, *_ in some[:_IN_A_LIST] if number in told]
    return Column(step, title("next_step", step, lang), len(some), 0, lines)


def others(actor: Actor, shown: str, lang: Lang, words: str = "") -> list[Line]:
    """Threads that do not wait: answered, left alone or done, the newest first; with words in who
    wrote or what about, of any."""
    threads = threads_of(actor).exclude(step="")
    if words:
        named = Q(subject__icontains=words) | Q(sender_name__icontains=words)
        threads = threads.filter(named | Q(customer__name__icontains=words))
    else:
        threads = _shown(threads, shown)
    some = list(threads.order_by("-last_at", "-pk").values_list("pk", flat=True)[:_IN_A_LIST])
    told = _lines([(number, 0, 0.0) for number in some], lang)
    return [told[number] for number in some]


def ranked_waiting(actor: Actor, now: datetime, step: str = "") -> list[tuple[int, int]]:
    """Threads that wait, by number, with their priority now, the most pressing first."""
    threads = waiting(actor).filter(step=step) if step else waiting(actor)
    ranked = [one for some in _ranked(threads, now).values() for one in some]
    ranked.sort(key=lambda one: (-one[1], -one[2], one[0]))
    return [(number, priority) for number, priority, _ in ranked]


def shown_threads(actor: Actor, shown: str) -> "QuerySet[Thread]":
    """The threads of a list."""
    return _shown(threads_of(actor).exclude(step=""), shown)


def counts(actor: Actor) -> dict[str, int]:
    """How many threads each list has."""
    return {shown: shown_threads(actor, shown).count() for shown in SHOWN}


def waiting(actor: Actor, mine: User | None = None) -> "QuerySet[Thread]":
    """Threads that we owe an answer."""
    threads = _shown(threads_of(actor), WAITING)
    if mine is not None:
        held = Q(customer__owner=mine) | Q(customer=None, holder=mine)
        threads = threads.filter(held)
    return threads


@dataclass(frozen=True)
class News:
    """What has to be told above the board."""

    unread: int
    bringings: list[Bringing]
    failed: list[Bringing]
    unreadable: list[Unreadable]
    letters: list[Sending]
    looks: list[SecondLook]
    more_looks: int
    troubled: list[Mailbox]
    has_mailbox: bool
    has_mail: bool


def news(actor: Actor) -> News:
    """What is being read, what cannot be read or sent, which looks are demanded, which mailboxes
    refuse."""
    threads = threads_of(actor)
    mine = Bringing.objects.filter(by=actor.user).order_by("pk")
    busy = mine.exclude(state__in=[Bringing.State.DONE, Bringing.State.FAILED])
    failed = mine.filter(state=Bringing.State.FAILED, seen_at=None)
    looks = SecondLook.objects.filter(taken_at=None, mail__thread__in=threads)
    looks = looks.select_related("mail__thread__customer").order_by("demanded_at")
    # Whoever knows an address of ours can demand looks: those stand last, and not all of them.
    strangers = looks.filter(mail__thread__customer=None)
    mailboxes = Mailbox.objects.filter(is_active=True)
    return News(
        waiting_mails().count(), list(busy), list(failed),
        list(unreadable(actor).filter(seen_at=None).order_by("-at")[:_IN_A_COLUMN]),
        list(_stuck(threads)),
        [*looks.exclude(mail__thread__customer=None), *strangers[:_IN_A_COLUMN]],
        max(strangers.count() - _IN_A_COLUMN, 0),
        list(mailboxes.exclude(why="")), mailboxes.exists(), threads.exists(),
    )  # fmt: skip


def unreadable(actor: Actor) -> "QuerySet[Unreadable]":
    """Mails that cannot be read: those one brought, and of mailboxes within reach."""
    of_mailbox = Q(mailbox__isnull=False) & held_within_reach(actor, "mailbox__holder")
    return Unreadable.objects.filter(of_mailbox | Q(bringing__by=actor.user))


def _stuck(threads: "QuerySet[Thread]") -> "QuerySet[Sending]":
    """Letters that perhaps went, and those that did not while their thread still waits."""
    failed = Q(state=Sending.State.FAILED, mail__thread__waits_since__isnull=False)
    some = Sending.objects.filter(failed | Q(state=Sending.State.UNSURE), mail__thread__in=threads)
    return some.select_related("mail__thread__customer").order_by("-not_before")


def _shown(threads: "QuerySet[Thread]", shown: str) -> "QuerySet[Thread]":
    if shown == DONE:
        return threads.filter(closed_at__isnull=False)
    opened = threads.filter(closed_at=None)
    if shown == LEFT:
        return opened.filter(step=IGNORED)
    opened = opened.exclude(step=IGNORED)
    return opened.filter(waits_since__isnull=shown != WAITING)


_Ranked = tuple[int, int, float]  # the thread's number, its priority now, days of waiting


def _ranked(threads: "QuerySet[Thread]", now: datetime) -> dict[str, list[_Ranked]]:
    """By next step; who waits longer goes before where priorities are equal."""
    found: dict[str, list[_Ranked]] = {}
    for number, step, urgency, since in threads.values_list("pk", "step", "urgency", "waits_since"):
        days = (now - since).total_seconds() / 86_400 if since else 0.0
        found.setdefault(step, []).append((number, round(urgency + waiting_part(days)), days))
    for some in found.values():
        some.sort(key=lambda one: (-one[1], -one[2], one[0]))
    return found


def _lines(ranked: Iterable[_Ranked], lang: Lang) -> dict[int, Line]:
    """What a line tells of each thread, out of the mail it is about."""
    placed = {number: (priority, days) for number, priority, days in ranked}
    corrections = Prefetch("told__corrections", Correction.objects.order_by("at", "pk"))
    rows = Thread.objects.select_related("customer", "told__reading").prefetch_related(corrections)
    threads = rows.defer("told__text", "told__quoted").in_bulk(placed)
    return {
        number: _line(thread, thread.told, *placed[number], lang)
        for number, thread in threads.items() if thread.told is not None
    }  # fmt: skip


def _facts(mail: Mail) -> Facts:
    """What a mail says, corrected; its corrections are there, the oldest first."""
    corrected = {one.field: one.value for one in mail.corrections.all()}
    return from_plain({**mail.reading.facts, **corrected})


def _line(thread: Thread, mail: Mail, priority: int, days: float, lang: Lang) -> Line:
    facts = _facts(mail)
    lacks = [title("missing", code, lang) for code in decide(facts, {}, None).missing]
    return Line(thread, priority, days, facts.language, gist(facts), lacks, facts.authenticity)


def gist(facts: Facts) -> str:
    """What is wanted, in the fewest words: `400 × GL-2105`; of what is no inquiry, the subject."""
    if facts.kind not in (*INQUIRIES, "sample_request"):
        return facts.subject
    said = [_wanted(one.quantity, one.unit, one.skus) for one in facts.wanted]
    told = [one for one in said if one] or list(facts.groups)
    return ", ".join(told[:3]) or facts.subject


def _wanted(quantity: float | None, unit: str | None, skus: Collection[str]) -> str:
    amount = "" if quantity is None else f"{quantity:,.10g}"
    measured = f" {unit}" if unit and unit != "pcs" and amount else ""
    goods = " / ".join(skus)
    return f"{amount}{measured} × {goods}" if amount and goods else goods or f"{amount}{measured}"
