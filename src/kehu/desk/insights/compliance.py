"""Are plays done? What fell due in a time, and what became of it, by label, person and play."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

import numpy as np

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User
from kehu.desk.followups.models import FollowUp
from kehu.desk.followups.playbook import play_titles
from kehu.desk.followups.queries import follow_ups_of
from kehu.desk.grading.book import the_book
from kehu.desk.grading.chips import Chip, chip
from kehu.engine.rules.words import Words

State = FollowUp.State


@dataclass(frozen=True)
class Fell:
    """One follow-up that fell due: with whom, whose it was, and how it stands on the last day."""

    customer: int
    holder: int | None
    play: str
    state: str
    days: int | None  # from when it was due to when it was done


@dataclass(frozen=True)
class Kept:
    """Follow-ups of one kind: how many fell due, and what became of them.

    `ended` are those whose condition ended before anybody did them; `days` is the median from due
    to done, none where nothing was done.
    """

    title: str
    chip: Chip | None
    due: int
    done: int
    skipped: int
    ended: int
    waiting: int
    days: float | None

    @property
    def percent(self) -> float:
        """Done, of those that fell due."""
        return 100 * self.done / self.due


def fell_due(actor: Actor, first: date, last: date) -> list[Fell]:
    """What fell due from one day to another, both included, with the customers within reach."""
    due = follow_ups_of(actor).filter(due_on__gte=first, due_on__lte=last)
    # What was over by the day it was due never had to be done.
    rows = due.values_list("customer_id", "holder_id", "play", "state", "due_on", "closed_at__date")
    return [
        Fell(customer, holder, play, state, (closed - day).days if state == State.DONE else None)
        for customer, holder, play, state, day, closed in rows
        if not (state == State.OVER and closed and closed <= day)
    ]


def by_label(fell: Sequence[Fell], name: str, words: Words) -> list[Kept]:
    """By the label that customers have now in a dimension, as its ladder falls."""
    book = the_book()
    dimension = words.rulebook.dimensions[name]
    rows = np.searchsorted(book.pks, np.array([one.customer for one in fell], np.int64))
    at = book.words(name)
    codes = [book.texts[at[row]] if row < len(at) and at[row] >= 0 else "" for row in rows.tolist()]
    order = [*reversed(dimension.lift), *dimension.codes]
    place = {code: n for n, code in reversed([*enumerate(order)])}
    grouped = _grouped(fell, codes)
    return [
        _kept(words.label(dimension, code), chip(name, code, words), grouped[code])
        for code in sorted(grouped, key=lambda code: (place.get(code, len(order)), code))
        if code
    ]


def by_person(fell: Sequence[Fell], nobody: str) -> list[Kept]:
    """By who has to do them, the fewest done first."""
    names = dict(User.objects.values_list("pk", "name"))
    return _by(fell, [str(one.holder or "") for one in fell],
               lambda pk: names.get(int(pk), pk) if pk else nobody)  # fmt: skip


def by_play(fell: Sequence[Fell], words: Words) -> list[Kept]:
    """By play, the fewest done first."""
    titles = play_titles(words.lang)
    return _by(fell, [one.play for one in fell], lambda play: titles.get(play, play))


def altogether(fell: Sequence[Fell]) -> Kept | None:
    """All of them; none where nothing fell due."""
    return _kept("", None, list(fell)) if fell else None


def _by(fell: Sequence[Fell], keys: list[str], title: Callable[[str], str]) -> list[Kept]:
    kept = [_kept(title(key), None, some) for key, some in _grouped(fell, keys).items()]
    return sorted(kept, key=lambda one: (one.percent, -one.due, one.title))


def _grouped(fell: Sequence[Fell], keys: list[str]) -> dict[str, list[Fell]]:
    groups: dict[str, list[Fell]] = {}
    for one, key in zip(fell, keys, strict=True):
        groups.setdefault(key, []).append(one)
    return groups


def _kept(title: str, label: Chip | None, fell: list[Fell]) -> Kept:
    count = {state: sum(one.state == state for one in fell) for state in State.values}
    days = [one.days for one in fell if one.days is not None]
    return Kept(
        title, label, len(fell), count[State.DONE], count[State.SKIPPED], count[State.OVER],
        count[State.OPEN], median(days) if days else None,
    )  # fmt: skip
