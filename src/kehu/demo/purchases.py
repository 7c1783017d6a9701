"""The tables orders, order_lines and payments."""

from dataclasses import dataclass

import numpy as np

from kehu.demo import columns
from kehu.demo.batches import (
    DAY,
    NONE,
    Batch,
    Flags,
    Floats,
    Ints,
    at_work,
    choose,
    later,
    serials,
    up_to,
)
from kehu.demo.catalogue import catalogue
from kehu.demo.clients import CURRENCIES, PER_DOLLAR, Clients
from kehu.demo.rhythms import draw_order_times
from kehu.demo.tables import Section

LATE_REASONS = (
    "cash flow",
    "bank holiday",
    "waiting for our customer's payment",
    "wrong bank details",
    "foreign exchange approval",
)
DEPOSIT = 0.3
_SMALL = 800_00  # hundredths of a dollar: smaller orders are paid at once


@dataclass(frozen=True)
class Lines:
    """Order lines; `order` is the place in Orders. Prices and costs a piece in hundredths."""

    order: Ints
    product: Ints
    quantity: Ints
    price: Ints
    cost: Ints


@dataclass(frozen=True)
class Orders:
    """All orders of a batch by customer and time. Amounts in hundredths of their currency."""

    of: Ints
    serial: Ints
    at: Ints
    currency: Ints
    amount: Ints
    lines: Lines
    due_at: Ints  # of the deposit
    paid_at: Ints  # of the deposit
    cancelled_at: Ints
    delivered_at: Ints
    lead: Floats  # planned days to delivery
    product: Ints  # of the first line


def draw_orders(batch: Batch, clients: Clients) -> Orders:
    """Draw every customer's orders with what was bought and what became of them."""
    of, nth, at = draw_order_times(batch, clients)
    lines = _lines(batch, clients, of, nth)
    amount = np.bincount(lines.order, lines.quantity * lines.price, len(of)).astype(np.int64)
    rng = batch.rng("payments")
    cancelled = rng.random(len(of)) < 0.03
    offset = clients.utc_offset[of]
    cancelled_at = np.where(cancelled, later(rng, at, 2, 15, offset), NONE)
    due_at = (at // DAY + 7) * DAY
    paid_at = np.where(cancelled, NONE, _paid(rng, clients, of, at, due_at))
    paid_at = up_to(paid_at, batch.window.end)
    lead = rng.uniform(25, 60, len(of))
    delivered_at = at_work(rng, at + (lead * DAY).astype(np.int64), offset)
    shipped = ~cancelled & (paid_at != NONE) & (paid_at < delivered_at)
    return Orders(
        of=of,
        serial=serials(of),
        at=at,
        currency=clients.currency[of],
        amount=amount,
        lines=lines,
        due_at=due_at,
        paid_at=paid_at,
        cancelled_at=up_to(cancelled_at, batch.window.end),
        delivered_at=up_to(np.where(shipped, delivered_at, NONE), batch.window.end),
        lead=lead,
        product=lines.product[np.flatnonzero(np.r_[True, np.diff(lines.order) > 0])]
        if len(of)
        else of,
    )


def _lines(batch: Batch, clients: Clients, of: Ints, nth: Ints) -> Lines:
    """Share each order's target among one to six products, rounded to what is packed."""
    rng = batch.rng("lines")
    goods = catalogue()
    growth = clients.parameter("growth")[of] ** nth
    target = clients.amount[of] * growth * rng.lognormal(0, 0.35, len(of))
    count = 1 + rng.binomial(5, np.clip(0.1 + np.log10(target / 500) * 0.15, 0.05, 0.7))
    order = np.repeat(np.arange(len(of)), count)
    weight = rng.exponential(1.0, len(order)) + 0.15
    share = weight / np.bincount(order, weight)[order]
    product = _products(rng, clients, of, order)
    rate = PER_DOLLAR[clients.currency[of]][order]
    noise = rng.normal(1.0, 0.02, len(order))
    price = goods.list_price[product] * (1 - clients.discount[of][order]) * noise
    cost = goods.cost[product] * rng.normal(1.0, 0.02, len(order))
    return Lines(
        order=order,
        product=product,
        quantity=_packed(target[order] * share / price),
        price=_cents(price * rate),
        cost=_cents(cost * rate),
    )


def _products(rng: np.random.Generator, clients: Clients, of: Ints, order: Ints) -> Ints:
    """Customers come back to the models they know: a run of products with a start of their own."""
    goods = catalogue()
    line = serials(order) - 1
    elsewhere = rng.random(len(order)) < clients.breadth[of][order]
    anything = choose(rng, np.ones(len(goods.size)), len(order))
    second = np.where(rng.random(len(order)) < 0.5, clients.second[of][order], anything)
    category = np.where(elsewhere, second, clients.favourite[of][order])
    start = clients.number[of] * 7 + rng.integers(0, 3, len(of))
    product: Ints = goods.first[category] + (start[order] + line) % goods.size[category]
    return product


def _packed(quantity: Floats) -> Ints:
    """Round to cartons: tens above a hundred, fifties above a thousand; at least one."""
    step = np.select([quantity > 1000, quantity > 100], [50, 10], 1)
    packed: Ints = np.maximum(np.round(quantity / step) * step, 1).astype(np.int64)
    return packed


def _cents(price: Floats) -> Ints:
    return np.maximum(np.round(price * 100), 1).astype(np.int64)


def _paid(rng: np.random.Generator, clients: Clients, of: Ints, at: Ints, due_at: Ints) -> Ints:
    """When money came: around the due date, or, of late payers, days to months after it."""
    late = rng.random(len(of)) < clients.parameter("late")[of]
    delay = np.where(late, 4 + rng.exponential(14, len(of)), rng.uniform(-5, 2, len(of)))
    paid = due_at + (delay * DAY).astype(np.int64) + rng.integers(2, 10, len(of)) * 3600
    moment: Ints = np.maximum(paid, at + 3600)
    return moment


def purchases(batch: Batch, clients: Clients, orders: Orders) -> list[Section]:
    """Return the tables orders, order_lines and payments."""
    rng = batch.rng("payments").spawn(1)[0]
    bare = rng.random(len(orders.of)) < 0.15  # cost left to the lines
    return [
        _order_table(clients, orders, bare),
        _line_table(rng, clients, orders, bare),
        _payment_table(rng, batch, clients, orders),
    ]


def _order_ids(clients: Clients, orders: Orders) -> tuple[Ints, tuple[Ints, int]]:
    return clients.number[orders.of], (orders.serial, 2)


def _order_table(clients: Clients, orders: Orders, bare: Flags) -> Section:
    lines = orders.lines
    cost = np.bincount(lines.order, lines.quantity * lines.cost, len(bare)).astype(np.int64)
    number, serial = _order_ids(clients, orders)
    rows = {
        "order_id": columns.ids("O", number, serial),
        "customer_id": columns.ids("C", number),
        "ordered_at": columns.moments(orders.at),
        "delivered_at": columns.moments(orders.delivered_at),
        "cancelled_at": columns.moments(orders.cancelled_at),
        "amount": columns.money(orders.amount),
        "cost": columns.money(np.where(bare, NONE, cost)),
        "currency": columns.words(orders.currency, CURRENCIES),
    }
    return Section.make("orders", orders.of, rows)


def _line_table(rng: np.random.Generator, clients: Clients, orders: Orders, bare: Flags) -> Section:
    lines = orders.lines
    number, (serial, width) = _order_ids(clients, orders)
    unknown = ~bare[lines.order] & (rng.random(len(lines.order)) < 0.2)
    rows = {
        "order_id": columns.ids("O", number[lines.order], (serial[lines.order], width)),
        "line": columns.whole(serials(lines.order)),
        "product_id": columns.words(lines.product, catalogue().ids),
        "quantity": columns.quantities(lines.quantity),
        "unit_price": columns.prices(lines.price),
        "unit_cost": columns.prices(np.where(unknown, NONE, lines.cost)),
    }
    return Section.make("order_lines", orders.of[lines.order], rows)


def _payment_table(
    rng: np.random.Generator, batch: Batch, clients: Clients, orders: Orders
) -> Section:
    """A deposit and the balance before the goods sail; small orders are paid in one."""
    dollars = orders.amount / PER_DOLLAR[orders.currency]
    parts = np.where(dollars < _SMALL, 1, 2)
    order = np.repeat(np.arange(len(parts)), parts)
    serial = serials(order)
    deposit = np.where(parts == 1, orders.amount, np.round(orders.amount * DEPOSIT))
    deposit = deposit.astype(np.int64)
    amount = np.where(serial == 1, deposit[order], (orders.amount - deposit)[order])
    due_at, paid_at = _settled(rng, batch, clients, orders, order, serial)
    late = (paid_at != NONE) & (paid_at // DAY - due_at // DAY > 3)
    told = late & (rng.random(len(order)) < 0.6)
    reason = rng.integers(0, len(LATE_REASONS), len(order))
    of = orders.of[order]
    rows = {
        "payment_id": columns.ids("Y", clients.number[of], (orders.serial[order], 2), (serial, 1)),
        "order_id": columns.ids("O", clients.number[of], (orders.serial[order], 2)),
        "customer_id": columns.ids("C", clients.number[of]),
        "due_at": columns.moments(due_at),
        "paid_at": columns.moments(paid_at),
        "amount": columns.money(amount),
        "currency": columns.words(orders.currency[order], CURRENCIES),
        "late_reason": columns.words(np.where(told, reason, -1), LATE_REASONS),
    }
    return Section.make("payments", of, rows)


def _settled(
    rng: np.random.Generator,
    batch: Batch,
    clients: Clients,
    orders: Orders,
    order: Ints,
    serial: Ints,
) -> tuple[Ints, Ints]:
    """Due and paid of every payment. A balance is due ten days before the planned delivery."""
    balance = serial > 1
    planned = (orders.at[order] // DAY + (orders.lead[order] - 10).astype(np.int64)) * DAY
    due_at = np.where(balance, planned, orders.due_at[order])
    paid = _paid(rng, clients, orders.of[order], orders.at[order], due_at)
    # a balance follows its deposit, and a bad debtor's never comes
    paid = np.maximum(paid, orders.paid_at[order] + DAY)
    careless = clients.parameter("late")[orders.of[order]] > 0.2
    never = rng.random(len(order)) < np.where(careless, 0.05, 0.001)
    open_ = never | (orders.paid_at[order] == NONE)
    paid = up_to(np.where(open_, NONE, paid), batch.window.end)
    return due_at, np.where(balance, paid, orders.paid_at[order])
