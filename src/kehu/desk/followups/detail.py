"""Everything the right side of the queue shows of one customer."""

from dataclasses import dataclass
from datetime import datetime

from kehu.desk.accounts.actor import Actor
from kehu.desk.followups.drafts import Message, message
from kehu.desk.followups.facts import Facts
from kehu.desk.followups.mentions import mentions
from kehu.desk.followups.models import FollowUp
from kehu.desk.followups.places import there
from kehu.desk.followups.playbook import playbook_in_force
from kehu.desk.intake.blacklist.asking import is_barred
from kehu.desk.ledger.models import Customer
from kehu.engine.plays.buyers_day import BuyersNow, calendar_values
from kehu.engine.plays.playbook import Play
from kehu.engine.rules.explain import holding
from kehu.engine.rules.words import Words


@dataclass(frozen=True)
class Asked:
    """A play that is open: what it is called, why now, what to prepare and mention."""

    follow_up: FollowUp
    play: Play
    title: str
    prepare: str
    why: list[str]
    mention: list[str]


@dataclass(frozen=True)
class Detail:
    """One customer: the play to do, the others that are open, and the message.

    There is no message for who is on the blacklist.
    """

    customer: Customer
    facts: Facts
    chosen: Asked
    others: list[Asked]
    there: BuyersNow | None
    message: Message | None
    is_barred: bool


def detail_of(
    actor: Actor,
    plays: list[FollowUp],
    chosen: FollowUp,
    words: Words,
    now: datetime,
    language: str | None,
) -> Detail:
    """The chosen follow-up among a customer's open ones, ready to be worked."""
    customer = chosen.customer
    facts = Facts(customer, now)
    known = playbook_in_force().plays
    asked = {one.pk: _asked(one, known[one.play], facts, words) for one in plays}
    mine = asked.pop(chosen.pk)
    barred = is_barred(customer)
    writes = actor.user if not barred else None
    letter = message(mine.play, facts, writes, language) if writes else None
    others = [*asked.values()]
    return Detail(customer, facts, mine, others, there(chosen.place, now), letter, barred)


def _asked(follow_up: FollowUp, play: Play, facts: Facts, words: Words) -> Asked:
    values = {**facts.values, **calendar_values(facts.customer.country, facts.day)}
    # What a person began need not hold: then nothing is said for it.
    why = [words.leaf(one, values) for one in (holding(play.when, values) if facts.values else ())]
    return Asked(
        follow_up,
        play,
        play.title[words.lang],
        play.prepare[words.lang],
        [*dict.fromkeys(why)],
        list(mentions(play.mention, facts, words)),
    )
