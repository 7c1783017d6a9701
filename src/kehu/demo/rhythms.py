"""When customers order: every archetype's rhythm, drawn for a whole batch at once."""

import numpy as np

from kehu.demo.archetypes import ARCHETYPES, draw_between
from kehu.demo.batches import DAY, Batch, Flags, Floats, Ints, at_work
from kehu.demo.clients import Clients
from kehu.demo.world import countries

MOST_ORDERS = max(kind.most for kind in ARCHETYPES)

# 1 Ramadan 1445 and the mean length of twelve lunar months, in days since 1970: right to a day
_RAMADAN_1445 = 19_793.0
_LUNAR_YEAR = 354.367
_CHRISTMAS_1970 = 358.0
_SOLAR_YEAR = 365.2425

FIRST_ORDER_LAG = (45.0, 110.0)
"""Days from the first contact to the first order; what happens between needs six weeks."""


def draw_order_times(batch: Batch, clients: Clients) -> tuple[Ints, Ints, Ints]:
    """Return customer's place, number of the order (from 0) and moment of each order, in order.

    Gaps are gamma distributed with shape 4 around the customer's own period, the usual choice
    for repeat buying that is more regular than chance (Platzer & Reutterer 2016, eq. 1).
    """
    rng = batch.rng("orders")
    buyers = np.flatnonzero(clients.parameter("most") > 0)
    kind = clients.archetype[buyers]
    first = (clients.arrival[buyers] - batch.window.start) / DAY + rng.uniform(
        *FIRST_ORDER_LAG, len(buyers)
    )
    days = _steady(rng, clients, buyers, first)
    seasonal = clients.are("seasonal")[buyers]
    days[seasonal] = _seasonal(rng, batch, clients, buyers[seasonal], first[seasonal])
    stop = draw_between(rng, kind, "stop") * batch.window.days
    most = clients.parameter("most")[buyers]
    keep = (days <= stop[:, None]) & (np.arange(MOST_ORDERS) < most[:, None])
    return _moments(rng, batch, clients, buyers, days, keep)


def _moments(
    rng: np.random.Generator,
    batch: Batch,
    clients: Clients,
    buyers: Ints,
    days: Floats,
    keep: Flags,
) -> tuple[Ints, Ints, Ints]:
    # two days are left free, so that office hours everywhere lie inside the window
    keep &= days < batch.window.days - 2
    row, place = np.nonzero(keep)
    of = buyers[row]
    at = batch.window.start + (days[row, place] * DAY).astype(np.int64)
    return of, place, at_work(rng, at, clients.utc_offset[of])


def _steady(rng: np.random.Generator, clients: Clients, buyers: Ints, first: Floats) -> Floats:
    kind = clients.archetype[buyers]
    period = draw_between(rng, kind, "period")
    trend = clients.parameter("trend")[buyers]
    gaps = rng.gamma(4.0, 0.25, (len(buyers), MOST_ORDERS)) * period[:, None]
    gaps *= trend[:, None] ** np.arange(MOST_ORDERS)
    gaps = np.maximum(gaps, 7.0)
    gaps[:, 0] = first
    return np.cumsum(gaps, axis=1)


def _seasonal(
    rng: np.random.Generator, batch: Batch, clients: Clients, buyers: Ints, first: Floats
) -> Floats:
    """Before each season one order and, mostly, a smaller second one three to six weeks later."""
    days = np.full((len(buyers), MOST_ORDERS), np.inf)
    ramadan = np.array([place.ramadan for place in countries()])[clients.country[buyers]]
    lead = rng.uniform(85, 125, len(buyers))
    for fasting in (True, False):
        rows = np.flatnonzero(ramadan == fasting)
        for year, season in enumerate(_seasons(batch, fasting)[: MOST_ORDERS // 2]):
            order = season - lead[rows] + rng.normal(0, 6, len(rows))
            late = order < first[rows]
            days[rows, 2 * year] = np.where(late, np.inf, order)
            again = late | (rng.random(len(rows)) < 0.35)
            days[rows, 2 * year + 1] = np.where(
                again, np.inf, order + rng.uniform(21, 42, len(rows))
            )
    return np.sort(days, axis=1)


def _seasons(batch: Batch, fasting: bool) -> list[float]:
    """Days from the window's start to each Ramadan or Christmas an order may be for."""
    epoch, year = (_RAMADAN_1445, _LUNAR_YEAR) if fasting else (_CHRISTMAS_1970, _SOLAR_YEAR)
    start = batch.window.start / DAY
    before = np.ceil((start - epoch) / year)
    count = int(batch.window.days // year) + 2
    return [float(epoch + (before + n) * year - start) for n in range(count)]
