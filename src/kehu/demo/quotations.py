"""The table quotations: our offers, and the market's price where we know it."""

from dataclasses import dataclass

import numpy as np

from kehu.demo import columns
from kehu.demo.batches import (
    CHINA,
    DAY,
    NONE,
    Batch,
    Flags,
    Ints,
    at_work,
    choose,
    later,
    next_moment,
    ordered,
    serials,
)
from kehu.demo.catalogue import catalogue
from kehu.demo.clients import CURRENCIES, PER_DOLLAR, Clients
from kehu.demo.inquiries import Inquiries
from kehu.demo.purchases import Orders
from kehu.demo.tables import Section

OUTCOMES = ("open", "won", "lost")
LOST_REASONS = ("price", "lead_time", "quality", "other")
_DECIDED_WITHIN = 120 * DAY
_LEFT_OPEN = 60 * DAY


@dataclass(frozen=True)
class Quotations:
    """All quotations of a batch by customer and time. Prices in hundredths of the currency."""

    of: Ints
    serial: Ints
    at: Ints
    product: Ints
    quantity: Ints
    price: Ints
    market_price: Ints
    outcome: Ints
    lost_reason: Ints

    @property
    def amount(self) -> Ints:
        """The whole offer, in hundredths of its currency."""
        return self.quantity * self.price


def draw_quotations(batch: Batch, clients: Clients, asked: Inquiries, orders: Orders) -> Quotations:
    """Quote inquiries within three days, and many reorders two weeks before them."""
    rng = batch.rng("quotations")
    quoted = rng.random(len(asked.of)) < clients.parameter("quoted")[asked.of]
    buys = np.isin(asked.of, orders.of)
    quoted |= asked.first & buys  # whoever ordered was quoted at the start
    reorder = (orders.serial > 1) & (rng.random(len(orders.of)) < 0.4)
    ahead = (rng.uniform(11, 18, int(reorder.sum())) * DAY).astype(np.int64)
    of = np.concatenate([asked.of[quoted], orders.of[reorder]])
    at = np.concatenate(
        [
            later(rng, asked.at[quoted], 1, 3, CHINA),
            at_work(rng, orders.at[reorder] - ahead, CHINA),
        ]
    )
    product = np.concatenate([asked.about[quoted], orders.product[reorder]])
    told = at <= batch.window.end
    sort = ordered(of[told], at[told])
    return _priced(rng, batch, clients, orders, of[told][sort], at[told][sort], product[told][sort])


def _priced(
    rng: np.random.Generator,
    batch: Batch,
    clients: Clients,
    orders: Orders,
    of: Ints,
    at: Ints,
    product: Ints,
) -> Quotations:
    goods = catalogue()
    rate = PER_DOLLAR[clients.currency[of]]
    dollars = goods.list_price[product] * (1 - clients.discount[of] * rng.uniform(0.3, 1, len(of)))
    amount = clients.amount[of] * rng.lognormal(0, 0.4, len(of))
    market = dollars * rng.lognormal(0.02, 0.09, len(of))
    known = rng.random(len(of)) < 0.5
    outcome = _outcomes(rng, batch, orders, of, at)
    reason = choose(rng, np.array([60, 15, 10, 15.0]), len(of))
    return Quotations(
        of=of,
        serial=serials(of),
        at=at,
        product=product,
        quantity=np.maximum(np.round(amount / dollars / 10) * 10, 10).astype(np.int64),
        price=np.maximum(np.round(dollars * rate * 100), 1).astype(np.int64),
        market_price=np.where(known, np.round(market * rate * 100), float(NONE)).astype(np.int64),
        outcome=outcome,
        lost_reason=np.where(outcome == OUTCOMES.index("lost"), reason, -1),
    )


def _outcomes(rng: np.random.Generator, batch: Batch, orders: Orders, of: Ints, at: Ints) -> Ints:
    """Won when an order followed; otherwise most are known to be lost after two months."""
    following = next_moment(of, at, orders.of, orders.at)
    won: Flags = (following != NONE) & (following - at <= _DECIDED_WITHIN)
    old = batch.window.end - at > _LEFT_OPEN
    lost = old & (rng.random(len(of)) < 0.65)
    return np.where(won, OUTCOMES.index("won"), np.where(lost, OUTCOMES.index("lost"), 0))


def quotations(clients: Clients, quoted: Quotations) -> Section:
    """Return the quotations table."""
    rows = {
        "quotation_id": columns.ids("T", clients.number[quoted.of], (quoted.serial, 2)),
        "customer_id": columns.ids("C", clients.number[quoted.of]),
        "at": columns.moments(quoted.at),
        "amount": columns.money(quoted.amount),
        "currency": columns.words(clients.currency[quoted.of], CURRENCIES),
        "product_id": columns.words(quoted.product, catalogue().ids),
        "unit_price": columns.prices(quoted.price),
        "market_price": columns.prices(quoted.market_price),
        "outcome": columns.words(quoted.outcome, OUTCOMES),
        "lost_reason": columns.words(quoted.lost_reason, LOST_REASONS),
    }
    return Section.make("quotations", quoted.of, rows)
