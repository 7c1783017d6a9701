"""The table proformas: one before every order, and those that came to nothing yet."""

import numpy as np

from kehu.demo import columns
from kehu.demo.batches import CHINA, DAY, NONE, Batch, Ints, at_work, later, ordered, serials, up_to
from kehu.demo.clients import CURRENCIES, Clients
from kehu.demo.purchases import Orders
from kehu.demo.quotations import OUTCOMES, Quotations
from kehu.demo.tables import Section

CANCEL_REASONS = (
    "price",
    "project cancelled",
    "no foreign currency",
    "boss did not approve",
    "bought elsewhere",
)
_VALID = (15, 30)  # days


def proformas(batch: Batch, clients: Clients, orders: Orders, quoted: Quotations) -> Section:
    """Return the proformas table. A proforma is paid when its order's deposit is."""
    rng = batch.rng("proformas")
    parts = zip(_ordered(rng, orders), _hopeful(rng, batch, clients, quoted), strict=True)
    of, issued, amount, paid, cancelled = (np.concatenate(pair) for pair in parts)
    told = issued <= batch.window.end
    rows = np.flatnonzero(told)
    rows = rows[ordered(of[rows], issued[rows])]
    of, cancelled = of[rows], cancelled[rows]
    reason = rng.integers(0, len(CANCEL_REASONS), len(of))
    valid = issued[rows] // DAY + np.array(_VALID)[rng.integers(0, 2, len(of))]
    table = {
        "proforma_id": columns.ids("F", clients.number[of], (serials(of), 2)),
        "customer_id": columns.ids("C", clients.number[of]),
        "issued_at": columns.moments(issued[rows]),
        "amount": columns.money(amount[rows]),
        "currency": columns.words(clients.currency[of], CURRENCIES),
        "valid_until": columns.dates(valid),
        "paid_at": columns.moments(paid[rows]),
        "cancelled_at": columns.moments(cancelled),
        "cancel_reason": columns.words(np.where(cancelled == NONE, -1, reason), CANCEL_REASONS),
    }
    return Section.make("proformas", of, table)


def _ordered(rng: np.random.Generator, orders: Orders) -> tuple[Ints, ...]:
    lead = (rng.uniform(2, 8, len(orders.of)) * DAY).astype(np.int64)
    issued = at_work(rng, orders.at - lead, CHINA)
    return orders.of, issued, orders.amount, orders.paid_at, orders.cancelled_at


def _hopeful(
    rng: np.random.Generator, batch: Batch, clients: Clients, quoted: Quotations
) -> tuple[Ints, ...]:
    """Proformas after quotations that have not become orders: open, or cancelled in time."""
    chance = np.where(clients.are("negotiator")[quoted.of], 0.5, 0.05)
    hopeful = (quoted.outcome != OUTCOMES.index("won")) & (rng.random(len(chance)) < chance)
    of = quoted.of[hopeful]
    issued = later(rng, quoted.at[hopeful], 4, 12, CHINA)
    ends = rng.random(len(of)) < np.where(clients.are("negotiator")[of], 0.15, 0.6)
    end = later(rng, issued, 15, 60, clients.utc_offset[of])
    cancelled = up_to(np.where(ends, end, NONE), batch.window.end)
    return of, issued, quoted.amount[hopeful], np.full(len(of), NONE), cancelled
