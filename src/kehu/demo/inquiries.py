"""The table inquiries: what customers ask for."""

from dataclasses import dataclass

import numpy as np

from kehu.demo import columns
from kehu.demo.batches import (
    DAY,
    NONE,
    Batch,
    Flags,
    Ints,
    at_work,
    choose,
    choose_each,
    first_of_each,
    later,
    ordered,
    serials,
)
from kehu.demo.catalogue import catalogue
from kehu.demo.clients import SOURCES, TASTES, Clients
from kehu.demo.purchases import Orders
from kehu.demo.tables import Section

KINDS = ("generic", "partial", "detailed")
_LATER_INQUIRIES = 5  # at the utmost, after the first


@dataclass(frozen=True)
class Inquiries:
    """All inquiries of a batch by customer and time."""

    of: Ints
    serial: Ints
    at: Ints
    kind: Ints
    intent: Ints  # 1 yes, 0 no, -1 not known
    expected_at: Ints
    products: Ints  # three a row, -1 for none
    about: Ints  # the product on their mind, named or not
    first: Flags


def draw_inquiries(batch: Batch, clients: Clients, orders: Orders) -> Inquiries:
    """Draw first inquiries, later ones of the curious, and those before reorders."""
    rng = batch.rng("inquiries")
    firsts = _first(rng, clients)
    others = _further(rng, clients, *firsts)
    before = _before_reorders(rng, clients, orders)
    of = np.concatenate([firsts[0], others[0], before[0]])
    at = np.concatenate([firsts[1], others[1], before[1]])
    serious = np.repeat([False, True], [len(firsts[0]) + len(others[0]), len(before[0])])
    told = at <= batch.window.end
    of, at, serious = of[told], at[told], serious[told]
    sort = ordered(of, at)
    return _described(rng, clients, of[sort], at[sort], serious[sort])


def _first(rng: np.random.Generator, clients: Clients) -> tuple[Ints, Ints]:
    """Ask at the first contact; a few days after it at a fair or where we wrote first."""
    of = np.flatnonzero(clients.parameter("asks") > 0)
    fair = clients.source[of] == SOURCES.index("fair")
    arrival, offset = clients.arrival[of], clients.utc_offset[of]
    answered = later(rng, arrival, 4, 12, offset)
    after_fair = later(rng, arrival, 1, 4, offset)
    at = np.select([clients.wrote_first[of], fair], [answered, after_fair], arrival)
    return of, at


def _further(
    rng: np.random.Generator, clients: Clients, of: Ints, first: Ints
) -> tuple[Ints, Ints]:
    count = np.minimum(rng.poisson(clients.parameter("inquiries")[of]), _LATER_INQUIRIES)
    mean = np.where(clients.are("key", "regular", "growing", "late_payer")[of], 160, 40)
    gaps = 3 + rng.exponential(1, (len(of), _LATER_INQUIRIES)) * mean[:, None]
    row, place = np.nonzero(np.arange(_LATER_INQUIRIES) < count[:, None])
    at = first[row] + (np.cumsum(gaps, axis=1)[row, place] * DAY).astype(np.int64)
    return of[row], at_work(rng, at, clients.utc_offset[of[row]])


def _before_reorders(
    rng: np.random.Generator, clients: Clients, orders: Orders
) -> tuple[Ints, Ints]:
    asked = (orders.serial > 1) & (rng.random(len(orders.of)) < 0.25)
    of = orders.of[asked]
    at = orders.at[asked] - (rng.uniform(21, 30, len(of)) * DAY).astype(np.int64)
    return of, at_work(rng, at, clients.utc_offset[of])


def _described(
    rng: np.random.Generator, clients: Clients, of: Ints, at: Ints, serious: Flags
) -> Inquiries:
    kind = _kinds(rng, clients, of, serious)
    products = _products(rng, clients, of, kind)
    intent = _intents(rng, clients, of, serious)
    expected = at // DAY * DAY + rng.integers(20, 90, len(of)) * DAY
    says_when = (intent == 1) & (rng.random(len(of)) < 0.5)
    return Inquiries(
        of=of,
        serial=serials(of),
        at=at,
        kind=kind,
        intent=intent,
        expected_at=np.where(says_when, expected, NONE),
        products=np.where(kind[:, None] == KINDS.index("generic"), -1, products),
        about=products[:, 0],
        first=first_of_each(of),
    )


def _kinds(rng: np.random.Generator, clients: Clients, of: Ints, serious: Flags) -> Ints:
    weights = np.tile([30.0, 36.0, 34.0], (len(of), 1))
    weights[clients.taste[of] == TASTES.index("methodical")] = [5, 25, 70]
    weights[clients.are("passer_by")[of]] = [75, 20, 5]
    weights[serious] = [5, 25, 70]
    weights[clients.are("fraud")[of]] = [1, 0, 0]
    return choose_each(rng, weights)


def _products(rng: np.random.Generator, clients: Clients, of: Ints, kind: Ints) -> Ints:
    """Up to three neighbouring models of the favourite category, now and then of the second."""
    goods = catalogue()
    elsewhere = rng.random(len(of)) < clients.breadth[of]
    category = np.where(elsewhere, clients.second[of], clients.favourite[of])
    start = clients.number[of] * 7 + rng.integers(0, 4, len(of))
    steps = start[:, None] + np.arange(3)
    products = goods.first[category][:, None] + steps % goods.size[category][:, None]
    named = 1 + rng.binomial(2, np.where(kind == KINDS.index("detailed"), 0.4, 0.1))
    return np.where(np.arange(3) < named[:, None], products, -1)


def _intents(rng: np.random.Generator, clients: Clients, of: Ints, serious: Flags) -> Ints:
    """Whether they mean to order; who takes the message down does not always say."""
    chance = np.where(clients.parameter("most")[of] > 0, 0.45, 0.1)
    chance = np.where(clients.are("passer_by", "unfit")[of], 0.02, chance)
    chance = np.where(serious | clients.are("negotiator", "fraud")[of], 0.85, chance)
    means_to = rng.random(len(of)) < chance
    silent = rng.random(len(of)) < 0.4
    return np.where(means_to, 1, np.where(silent, -1, 0))


def inquiries(batch: Batch, clients: Clients, asked: Inquiries) -> Section:
    """Return the inquiries table."""
    rng = batch.rng("inquiries").spawn(1)[0]
    source = clients.source[asked.of]
    elsewhere = choose(rng, np.ones(len(SOURCES)), len(source))
    source = np.where(asked.first | (rng.random(len(source)) < 0.8), source, elsewhere)
    unknown = (source == len(SOURCES)) | (rng.random(len(source)) < 0.1)
    rows = {
        "inquiry_id": columns.ids("Q", clients.number[asked.of], (asked.serial, 2)),
        "customer_id": columns.ids("C", clients.number[asked.of]),
        "at": columns.moments(asked.at),
        "source": columns.words(np.where(unknown, -1, source), SOURCES),
        "kind": columns.words(asked.kind, KINDS),
        "product_ids": columns.joined(asked.products, catalogue().ids),
        "order_intent": columns.flags(asked.intent == 1, asked.intent >= 0),
        "expected_order_at": columns.moments(asked.expected_at),
    }
    return Section.make("inquiries", asked.of, rows)
