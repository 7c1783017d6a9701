"""Write the demo exporter's ledger, batch by batch, so that a million customers fit in memory."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from kehu.demo.accounts import accounts
from kehu.demo.answers import answers
from kehu.demo.batches import BATCH_SIZE, Batch, Window
from kehu.demo.catalogue import products
from kehu.demo.clients import draw_clients
from kehu.demo.conversations import Past, draw_talks
from kehu.demo.currencies import exchange_rates
from kehu.demo.imports import customs_records
from kehu.demo.inquiries import draw_inquiries, inquiries
from kehu.demo.interactions import interactions
from kehu.demo.judgements import judgements
from kehu.demo.proformas import proformas
from kehu.demo.purchases import draw_orders, purchases
from kehu.demo.quotations import draw_quotations, quotations
from kehu.demo.samples import draw_samples, samples
from kehu.demo.tables import Section, Writer

DEFAULT_UNTIL = date(2026, 10, 31)
"""The last day told of: fixed, so that the same seed gives the same bytes on any day."""

FEWEST_DAYS = 90
"""Below this the first orders, which need six weeks of talk, would all be missing."""

MOST_CUSTOMERS = 9_999_999
"""What the seven digits of a customer_id can number."""


def write_ledger(
    out: Path,
    *,
    customers: int = 3000,
    seed: int = 7,
    until: date = DEFAULT_UNTIL,
    days: int = 730,
    progress: Callable[[int], None] | None = None,
) -> dict[str, int]:
    """Write an invented LED-lighting exporter's ledger, one Parquet file a table.

    The facts lie in the `days` before and up to the end of `until` (UTC); the base currency
    is CNY. The same arguments give the same bytes, and customer number i is the same whatever
    the number of customers. `progress` is called with the customers done after each batch.

    Returns the rows of each table. Raises ValueError if the folder already holds a ledger,
    or an argument is out of range; then, and when interrupted, nothing is left behind.
    """
    _check(customers, seed, days)
    window = Window.of(until, days)
    with Writer(out) as writer:
        writer.add(products())
        writer.add(exchange_rates(Batch(0, seed, window)))
        for number in range(-(-customers // BATCH_SIZE)):
            wanted = min(BATCH_SIZE, customers - number * BATCH_SIZE)
            for section in _sections(Batch(number, seed, window)):
                writer.add(section.first(wanted))
            if progress:
                progress(number * BATCH_SIZE + wanted)
        return writer.rows


def _check(customers: int, seed: int, days: int) -> None:
    faults = []
    if not 1 <= customers <= MOST_CUSTOMERS:
        faults.append(f"customers must be 1 to {MOST_CUSTOMERS}, not {customers}")
    if seed < 0:
        faults.append(f"seed must not be negative, but is {seed}")
    if days < FEWEST_DAYS:
        faults.append(f"days must be at least {FEWEST_DAYS}, not {days}")
    if faults:
        raise ValueError("; ".join(faults))


def _sections(batch: Batch) -> Iterator[Section]:
    """Yield every table's rows of a batch: first what happened, then what was said about it."""
    clients = draw_clients(batch)
    filed, companies = accounts(batch, clients)
    yield from filed
    orders = draw_orders(batch, clients)
    yield from purchases(batch, clients, orders)
    asked = draw_inquiries(batch, clients, orders)
    yield inquiries(batch, clients, asked)
    quoted = draw_quotations(batch, clients, asked, orders)
    yield quotations(clients, quoted)
    yield proformas(batch, clients, orders, quoted)
    sent = draw_samples(batch, clients, quoted)
    yield samples(clients, sent)
    past = Past(orders, asked, quoted, sent)
    yield interactions(batch, clients, draw_talks(batch, clients, past))
    yield customs_records(batch, clients, orders)
    yield judgements(batch, clients, past, companies)
    yield answers(batch, clients, asked)
