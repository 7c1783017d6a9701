"""Who spoke when about what: the occasions that the table interactions is made of."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from kehu.demo.batches import CHINA, DAY, NONE, Batch, Flags, Floats, Ints, at_work, later, ordered
from kehu.demo.catalogue import catalogue
from kehu.demo.clients import SOURCES, TASTES, Clients
from kehu.demo.inquiries import Inquiries
from kehu.demo.phrases import phrase_book
from kehu.demo.purchases import Orders
from kehu.demo.quotations import Quotations
from kehu.demo.samples import Samples

_FOLLOW_UPS = 36  # at the utmost
AFTER_SALES = (30.0, 33.0)
"""Days from the arrival of goods to our call."""


@dataclass(frozen=True)
class Past:
    """Everything that has happened to the batch, for others to talk about."""

    orders: Orders
    asked: Inquiries
    quoted: Quotations
    sent: Samples


class Talk(NamedTuple):
    """Messages of one occasion: whose, when, in which situation, about which product."""

    of: Ints
    at: Ints
    situation: Ints
    about: Ints


def _talk(of: Ints, at: Ints, situation: str, about: Ints) -> Talk:
    return Talk(of, at, np.full(len(of), phrase_book().place(situation)), about)


def draw_talks(batch: Batch, clients: Clients, past: Past) -> Talk:
    """Return all messages of the batch by customer and time."""
    rng = batch.rng("interactions")
    answers = _answers(rng, clients, past)
    follow_ups = _follow_ups(rng, batch, clients, past)
    quotes = _talk(past.quoted.of, past.quoted.at, "quotation", past.quoted.product)
    pieces = [
        *_openings(clients),
        *_asking(clients, past),
        *answers,
        quotes,
        follow_ups,
        *(_reactions(rng, clients, talk, 1.3) for talk in (*answers, quotes)),
        _reactions(rng, clients, follow_ups, 1.0),
        *_around_orders(rng, clients, past.orders),
        *_around_samples(rng, past.sent),
        _referrals(rng, clients, past.orders),
    ]
    of, at, situation, about = (np.concatenate(column) for column in zip(*pieces, strict=True))
    told = np.flatnonzero(at <= batch.window.end)
    rows = told[ordered(of[told], at[told])]
    return Talk(of[rows], at[rows], situation[rows], about[rows])


def _favourites(clients: Clients, of: Ints) -> Ints:
    """Return the model a customer is told about when it has named none."""
    goods, category = catalogue(), clients.favourite[of]
    return goods.first[category] + clients.number[of] % goods.size[category]


def _openings(clients: Clients) -> list[Talk]:
    """We write first, or meet at the fair; the others' first contact is their inquiry."""
    known = ~clients.are("untouched")
    fair = known & ~clients.wrote_first & (clients.source == SOURCES.index("fair"))
    return [
        _talk(of, clients.arrival[of], situation, _favourites(clients, of))
        for situation, of in (
            ("prospecting", np.flatnonzero(known & clients.wrote_first)),
            ("booth", np.flatnonzero(fair)),
        )
    ]


def _asking(clients: Clients, past: Past) -> list[Talk]:
    fraud = clients.are("fraud")[past.asked.of]
    asked = past.asked
    return [
        _talk(asked.of[~fraud], asked.at[~fraud], "inquiry", asked.about[~fraud]),
        _talk(asked.of[fraud], asked.at[fraud], "mass_inquiry", asked.about[fraud]),
    ]


def _answers(rng: np.random.Generator, clients: Clients, past: Past) -> list[Talk]:
    """Nearly every inquiry is answered within the day."""
    asked = past.asked
    done = rng.random(len(asked.of)) < np.where(clients.are("fraud")[asked.of], 0.5, 0.94)
    at = later(rng, asked.at[done], 0.1, 1.2, CHINA)
    return [_talk(asked.of[done], at, "answer", asked.about[done])]


def _reactions(rng: np.random.Generator, clients: Clients, talk: Talk, factor: float) -> Talk:
    """Customers answer as it is their habit, most within a week."""
    does = rng.random(len(talk.of)) < np.minimum(clients.reply[talk.of] * factor, 0.95)
    of = talk.of[does]
    lag = np.minimum(rng.exponential(3.0, len(of)), 30) + 0.1
    at = at_work(rng, talk.at[does] + (lag * DAY).astype(np.int64), clients.utc_offset[of])
    return _talk(of, np.maximum(at, talk.at[does] + 1800), "reaction", talk.about[does])


def _follow_ups(rng: np.random.Generator, batch: Batch, clients: Clients, past: Past) -> Talk:
    """We write at our pace until the archetype's patience after the last event is used up."""
    of = np.flatnonzero(~clients.are("untouched"))
    pace = clients.parameter("cadence")[of] * rng.lognormal(0, 0.25, len(of))
    gaps = 2 + rng.gamma(3.0, 1 / 3, (len(of), _FOLLOW_UPS)) * pace[:, None]
    at = clients.arrival[of][:, None] + (np.cumsum(gaps, axis=1) * DAY).astype(np.int64)
    row, place = np.nonzero(at <= _attention(batch, clients, past)[of][:, None])
    who, moment = of[row], at_work(rng, at[row, place], CHINA)
    book = phrase_book()
    answered = clients.parameter("asks")[who] > 0
    situation = np.where(answered, book.place("follow_up"), book.place("prospecting"))
    return Talk(who, moment, situation, _favourites(clients, who))


def _attention(batch: Batch, clients: Clients, past: Past) -> Ints:
    """Until when we write to each customer."""
    last = clients.arrival.copy()
    for of, at in ((past.asked.of, past.asked.at), (past.orders.of, past.orders.at)):
        np.maximum.at(last, of, at)
    patience = clients.parameter("patience") * batch.window.days * DAY
    end = np.minimum(last + patience.astype(np.int64), batch.window.end)
    stopped = np.where(clients.blacklisted_at == NONE, batch.window.end, clients.blacklisted_at)
    return np.minimum(end, stopped)


def _around_orders(rng: np.random.Generator, clients: Clients, orders: Orders) -> list[Talk]:
    confirmed = rng.random(len(orders.of)) < 0.85
    arrived = orders.delivered_at != NONE
    called = arrived & clients.kept[orders.of] & (rng.random(len(arrived)) < 0.93)
    grumbles = clients.taste[orders.of] == TASTES.index("grumbler")
    chance = np.where(grumbles, 0.6, clients.parameter("complaint")[orders.of])
    angry = arrived & (rng.random(len(arrived)) < chance)
    return [
        _of_orders(orders, confirmed, orders.at[confirmed], "confirmation"),
        _of_orders(
            orders, called, _after(rng, orders.delivered_at[called], AFTER_SALES, CHINA),
            "after_sales",
        ),
        _of_orders(
            orders, angry,
            _after(rng, orders.delivered_at[angry], (3, 40), clients.utc_offset[orders.of[angry]]),
            "complaint",
        ),
    ]  # fmt: skip


def _after(
    rng: np.random.Generator, at: Ints, days: tuple[float, float], utc_offset: Floats | float
) -> Ints:
    """Return a moment whole days after another by the calendar, at office hours."""
    lag = np.ceil(rng.uniform(*days, len(at))).astype(np.int64) * DAY
    return later(rng, at + lag, 0, 0.9, utc_offset)


def _of_orders(orders: Orders, which: Flags, at: Ints, situation: str) -> Talk:
    return _talk(orders.of[which], at, situation, orders.product[which])


def _around_samples(rng: np.random.Generator, sent: Samples) -> list[Talk]:
    judged = sent.feedback_at != NONE
    arrived = (sent.arrived_at != NONE) & (rng.random(len(judged)) < 0.6)
    chased = later(rng, sent.arrived_at[arrived], 6, 9, CHINA)
    return [
        _talk(sent.of[judged], sent.feedback_at[judged], "sample_feedback", sent.product[judged]),
        _talk(sent.of[arrived], chased, "follow_up", sent.product[arrived]),
    ]


def _referrals(rng: np.random.Generator, clients: Clients, orders: Orders) -> Talk:
    """Content customers now and then send us a friend."""
    happy = (orders.delivered_at != NONE) & (clients.reply[orders.of] > 0.3)
    sends = happy & (rng.random(len(happy)) < 0.015)
    at = later(rng, orders.delivered_at[sends], 15, 90, clients.utc_offset[orders.of[sends]])
    return _of_orders(orders, sends, at, "referral")
