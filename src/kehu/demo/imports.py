"""The table customs_records: what customers import, from rivals and from us."""

import numpy as np
import pyarrow as pa

from kehu.demo import columns
from kehu.demo.batches import DAY, NONE, Batch, Flags, Ints, choose, ordered, serials
from kehu.demo.catalogue import catalogue
from kehu.demo.clients import PER_DOLLAR, Clients
from kehu.demo.purchases import Orders
from kehu.demo.tables import Section

OUR_NAME = "Zhongshan Gleam Lighting Co., Ltd."
_RIVALS = (
    ("Shenzhen Brightway Optoelectronics Co., Ltd.", "CN"),
    ("Ningbo Haoliang Lighting Co., Ltd.", "CN"),
    ("Foshan Everglow Electric Co., Ltd.", "CN"),
    ("Xiamen Lumiking Industry Co., Ltd.", "CN"),
    ("Jiangmen Sunfield Lamp Factory", "CN"),
    ("Hangzhou Starvolt Technology Co., Ltd.", "CN"),
    ("Saigon Anh Duong Lighting JSC", "VN"),
    ("Taichung Formolux Co., Ltd.", "TW"),
    ("Deccan Glowtech Private Limited", "IN"),
    ("Bosphorus Ampul Sanayi A.S.", "TR"),
    ("Lichtwerk Nordheim GmbH", "DE"),
    ("Johor Terang Lighting Sdn. Bhd.", "MY"),
)
_RIVAL_WEIGHTS = np.array([16, 15, 14, 12, 10, 9, 6, 4, 4, 4, 3, 3], dtype=float)
_MOST_RECORDS = 24


def customs_records(batch: Batch, clients: Clients, orders: Orders) -> Section:
    """Return the records of customers whose country's customs data we bought."""
    rng = batch.rng("customs_records")
    seen = rng.random(len(clients)) < np.where(clients.are("fraud"), 0.0, 0.2)
    parts = zip(_rival(rng, batch, clients, seen), _ours(rng, orders, seen), strict=True)
    of, at, supplier, product, dollars = (np.concatenate(pair) for pair in parts)
    sort = ordered(of, at)
    of, at, supplier, product, dollars = (
        column[sort] for column in (of, at, supplier, product, dollars)
    )
    goods = catalogue()
    pieces = np.maximum(np.round(dollars / goods.list_price[product]), 1).astype(np.int64)
    suppliers = [OUR_NAME, *(name for name, _ in _RIVALS)]
    origins = ["CN", *(country for _, country in _RIVALS)]
    rows = {
        "record_id": columns.ids("R", clients.number[of], (serials(of), 2)),
        "customer_id": columns.ids("C", clients.number[of]),
        "arrived_at": columns.moments(at),
        "hs_code": columns.words(product, goods.hs_codes),
        "product": columns.words(product, [f"LED {name.upper()}" for name in goods.categories]),
        "quantity": columns.quantities(pieces),
        "unit": columns.words(product, goods.units),
        "value": columns.money(dollars * 100),
        "currency": pa.repeat(pa.scalar("USD"), len(of)),
        "supplier": columns.words(supplier, suppliers),
        "origin_country": columns.words(supplier, origins),
    }
    return Section.make("customs_records", of, rows)


def _rival(
    rng: np.random.Generator, batch: Batch, clients: Clients, seen: Flags
) -> tuple[Ints, ...]:
    """Each customer imports at its own rhythm, mostly from one rival."""
    buyers = np.flatnonzero(seen)
    rhythm = rng.lognormal(4.3, 0.6, len(buyers))  # days, about 75
    gaps = rng.gamma(4.0, 0.25, (len(buyers), _MOST_RECORDS)) * rhythm[:, None] + 3
    days = np.cumsum(gaps, axis=1)
    row, place = np.nonzero(days < batch.window.days - 1)
    of = buyers[row]
    usual = choose(rng, _RIVAL_WEIGHTS, len(buyers))[row]
    other = choose(rng, _RIVAL_WEIGHTS, len(of))
    supplier = 1 + np.where(rng.random(len(of)) < 0.7, usual, other)
    goods = catalogue()
    offset = (rng.random(len(of)) * goods.size[clients.favourite[of]]).astype(np.int64)
    product = goods.first[clients.favourite[of]] + offset
    dollars = np.round(clients.amount[of] * rng.lognormal(0.3, 0.6, len(of))).astype(np.int64)
    at = (batch.window.start // DAY + days[row, place].astype(np.int64)) * DAY
    return of, at, supplier, product, dollars


def _ours(rng: np.random.Generator, orders: Orders, seen: Flags) -> tuple[Ints, ...]:
    """Our own shipments show too, a few days before the customer has the goods."""
    shows = seen[orders.of] & (orders.delivered_at != NONE) & (rng.random(len(orders.of)) < 0.8)
    ahead = rng.integers(1, 6, int(shows.sum()))
    at: Ints = (orders.delivered_at[shows] // DAY - ahead) * DAY
    dollars = (orders.amount[shows] / 100 / PER_DOLLAR[orders.currency[shows]]).astype(np.int64)
    return orders.of[shows], at, np.zeros(len(at), np.int64), orders.product[shows], dollars
