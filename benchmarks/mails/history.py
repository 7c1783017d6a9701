"""The exporter's small ledger: customers who write some of the mails, with their orders."""

import csv
import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from benchmarks.mails import mentions
from benchmarks.mails.catalogue import Product, by_sku, products
from benchmarks.mails.data import table
from benchmarks.mails.people import Buyer, buyer

PARTS = ("practice", "held_back")
LANGUAGES = ["en"] * 7 + [
    "zh",
    "es",
    "pt",
    "fr",
    "de",
    "it",
    "ru",
    "ar",
    "tr",
    "nl",
    "pl",
    "ja",
    "ko",
    "vi",
    "da",
    "he",
    "th",
]
_DAY0 = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Customer:
    """Somebody who has bought: one delivered order, one running for every second, a quotation."""

    number: int
    part: str
    buyer: Buyer
    old: Product
    new: Product
    running: bool

    @property
    def key(self) -> str:
        return f"C{self.number:04}"

    @property
    def quote(self) -> str:
        return f"QT-2610-{self.number + 10:03}"

    @property
    def old_order(self) -> str:
        return f"HT2603-{self.number + 40}"

    @property
    def new_order(self) -> str:
        return f"HT2609-{self.number + 70}"


@cache
def customers(seed: int) -> tuple[Customer, ...]:
    """All customers of all parts; those of the hard mails are written by hand."""
    made = []
    for part in PARTS:
        for place, language in enumerate(LANGUAGES):
            rng = random.Random(f"{seed}/{part}/customer/{place}")
            who = buyer(rng, part, language, stem=table("people")["customers"][part][place])
            old, new = (mentions.pick(rng, part, language) for _ in range(2))
            made.append(Customer(len(made) + 1, part, who, old, new, place % 2 == 0))
    known = by_sku()
    for row in table("hard/customers")["customer"]:
        who = _by_hand(row)
        pair = known[row["old"]], known[row["new"]]
        made.append(Customer(len(made) + 1, "hard", who, *pair, row["running"]))
    return tuple(made)


def _by_hand(row: dict) -> Buyer:
    name, company, city = row["name"], row["company"], row["city"]
    return Buyer(
        row["language"], name, name, company, company, row["country"], city, city, city, city,
        row["address"], row["landline"], row["mobile"], row["domain"], row["mailbox"], False,
    )  # fmt: skip


def write(folder: Path, seed: int) -> None:
    """The tables of the ledger, as CSV."""
    folder.mkdir(parents=True, exist_ok=True)
    known = customers(seed)
    _table(folder, "customers", "customer_id name country city address website created_at source", [
        (c.key, c.buyer.latin_company or c.buyer.company, c.buyer.country, c.buyer.city_en,
         c.buyer.address, c.buyer.domain, _at(-60, c), "platform") for c in known
    ])  # fmt: skip
    _table(folder, "contacts", "contact_id customer_id name email phone language", [
        (f"P{c.number:04}", c.key, c.buyer.latin_name, c.buyer.mailbox, c.buyer.landline,
         c.buyer.language) for c in known
    ])  # fmt: skip
    _table(folder, "products", "product_id sku name category unit list_price currency", [
        (p.sku, p.sku, p.row[1], p.category, p.unit, f"{p.price:.2f}", "USD") for p in products()
    ])  # fmt: skip
    orders = [order for c in known for order in _orders(c)]
    head = "order_id customer_id ordered_at delivered_at amount currency"
    _table(folder, "orders", head, [order[:6] for order in orders])
    lines = [(order[0], 1, order[6], order[7], order[8]) for order in orders]
    _table(folder, "order_lines", "order_id line product_id quantity unit_price", lines)
    _table(folder, "exchange_rates", "date currency rate", [("2025-12-01", "USD", "7.1")])
    head = "quotation_id customer_id at amount currency product_id unit_price outcome"
    _table(folder, "quotations", head, [_quotation(c) for c in known])
    head = "interaction_id customer_id contact_id at direction channel kind text"
    _table(folder, "interactions", head, [row for c in known for row in _interactions(c)])


def _orders(c: Customer) -> list[tuple]:
    old = (c.old_order, c.key, _at(0, c), _at(62, c))
    made = [(*old, f"{c.old.price * 500:.2f}", "USD", c.old.sku, 500, f"{c.old.price:.2f}")]
    if c.running:
        new = (c.new_order, c.key, _at(190, c), "")
        made.append((*new, f"{c.new.price * 300:.2f}", "USD", c.new.sku, 300, f"{c.new.price:.2f}"))
    return made


def _quotation(c: Customer) -> tuple:
    amount = f"{c.new.price * 400:.2f}"
    return c.quote, c.key, _at(214, c), amount, "USD", c.new.sku, f"{c.new.price:.2f}", "open"


def _interactions(c: Customer) -> list[tuple]:
    said = [
        (-3, "in", "inquiry", f"Asked for {c.old.sku}"),
        (-1, "out", "quotation", f"Offer {c.old.sku}"),
        (210, "in", "inquiry", f"Asked for {c.new.sku}"),
        (214, "out", "quotation", f"Quotation {c.quote}: {c.new.sku}"),
    ]
    person = f"P{c.number:04}"
    return [
        (f"I{c.number:04}{n}", c.key, person, _at(day, c), way, "email", kind, text)
        for n, (day, way, kind, text) in enumerate(said, 1)
    ]


def _at(day: int, c: Customer) -> str:
    return f"{_DAY0 + timedelta(days=day, minutes=c.number * 7):%Y-%m-%dT%H:%M:%SZ}"


def _table(folder: Path, name: str, head: str, rows: Iterable[tuple]) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(head.split())
        out.writerows(rows)
