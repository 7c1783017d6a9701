"""The table samples: requested, paid, sent, arrived, judged."""

from dataclasses import dataclass

import numpy as np

from kehu.demo import columns
from kehu.demo.batches import (
    CHINA,
    NONE,
    Batch,
    Flags,
    Ints,
    first_of_each,
    later,
    ordered,
    serials,
    up_to,
)
from kehu.demo.catalogue import catalogue
from kehu.demo.clients import CURRENCIES, PER_DOLLAR, Clients
from kehu.demo.quotations import Quotations
from kehu.demo.tables import Section

_STEPS = {"paid": (1, 4), "sent": (2, 5), "arrived": (4, 9), "feedback": (3, 12)}
"""Days from each step to the next."""


@dataclass(frozen=True)
class Samples:
    """All samples of a batch by customer and time; a step not reached is NONE."""

    of: Ints
    serial: Ints
    product: Ints
    requested_at: Ints
    paid_at: Ints
    sent_at: Ints
    arrived_at: Ints
    feedback_at: Ints
    fee: Ints
    freight: Ints


def draw_samples(batch: Batch, clients: Clients, quoted: Quotations) -> Samples:
    """Draw samples asked for after the first quotation, and now and then after a later one."""
    rng = batch.rng("samples")
    chance = clients.parameter("samples")[quoted.of]
    first = first_of_each(quoted.of)
    asked = rng.random(len(quoted.of)) < np.where(first, chance, chance * 0.15)
    of, product = quoted.of[asked], quoted.product[asked]
    requested = later(rng, quoted.at[asked], 1, 4, clients.utc_offset[of])
    told = requested <= batch.window.end
    of, product, requested = of[told], product[told], requested[told]
    sort = ordered(of, requested)
    return _followed(rng, batch, clients, of[sort], product[sort], requested[sort])


def _followed(
    rng: np.random.Generator,
    batch: Batch,
    clients: Clients,
    of: Ints,
    product: Ints,
    requested: Ints,
) -> Samples:
    size, offset, end = len(of), clients.utc_offset[of], batch.window.end
    buys = clients.parameter("most")[of] > 0
    pays = rng.random(size) < np.where(buys | clients.are("sampler", "negotiator")[of], 0.88, 0.45)
    free = ~pays & (rng.random(size) < np.where(buys, 0.8, 0.1))
    paid = later(rng, requested, *_STEPS["paid"], offset)
    sent = later(rng, paid, *_STEPS["sent"], CHINA)
    arrived = later(rng, sent, *_STEPS["arrived"], offset)
    feedback = later(rng, arrived, *_STEPS["feedback"], offset)
    lost = rng.random(size) < 0.03
    judged = rng.random(size) < 0.7
    rate = PER_DOLLAR[clients.currency[of]]
    price = catalogue().list_price[product] * rate * rng.integers(1, 4, size)
    freight = np.round(rng.uniform(22, 85, size) * rate)

    def reached(moment: Ints, so_far: Flags) -> Ints:
        return up_to(np.where(so_far, moment, NONE), end)

    goes = pays | free
    return Samples(
        of=of,
        serial=serials(of),
        product=product,
        requested_at=requested,
        paid_at=reached(paid, pays),
        sent_at=reached(sent, goes),
        arrived_at=reached(arrived, goes & ~lost),
        feedback_at=reached(feedback, goes & ~lost & judged),
        fee=np.where(free, 0, np.round(price * 100).astype(np.int64)),
        freight=freight.astype(np.int64) * 100,
    )


def samples(clients: Clients, sent: Samples) -> Section:
    """Return the samples table."""
    rows = {
        "sample_id": columns.ids("S", clients.number[sent.of], (sent.serial, 2)),
        "customer_id": columns.ids("C", clients.number[sent.of]),
        "product_id": columns.words(sent.product, catalogue().ids),
        "requested_at": columns.moments(sent.requested_at),
        "paid_at": columns.moments(sent.paid_at),
        "sent_at": columns.moments(sent.sent_at),
        "arrived_at": columns.moments(sent.arrived_at),
        "feedback_at": columns.moments(sent.feedback_at),
        "fee": columns.money(sent.fee),
        "freight": columns.money(sent.freight),
        "currency": columns.words(clients.currency[sent.of], CURRENCIES),
    }
    return Section.make("samples", sent.of, rows)
