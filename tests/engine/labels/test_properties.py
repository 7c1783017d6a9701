"""What holds for any ledger: the future is unseen, rows have no order, CSV is as good as Parquet.

Every grading costs seconds, so examples are few, and each carries many facts at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from grading import Graded, graded, unlike
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from random_ledgers import COLUMNS, LABELS, write_parquet, write_random_ledger
from scene import MICROSECOND

SEEDS = [5, 7, 869]  # the second opinion grades them too; every oddity is in one
few = settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],  # shrinking would take minutes
    suppress_health_check=list(HealthCheck),
)
seeds = st.sampled_from(SEEDS)

Row = dict[str, Any]


@cache
def graded_as_written(seed: int) -> Graded:
    with TemporaryDirectory() as folder:
        return graded(Path(folder), write_random_ledger(Path(folder), seed))


# ---- adding a fact after t ----------------------------------------------------------------------


class Future:
    """A written ledger to which things happen after its moment."""

    def __init__(self, folder: Path, moment: datetime) -> None:
        self.folder = folder
        self.moment = moment
        self.tables: dict[str, list[Row]] = {}
        self.added = 0

    def rows(self, table: str) -> list[Row]:
        path = self.folder / f"{table}.parquet"
        if table not in self.tables:
            self.tables[table] = pq.read_table(path).to_pylist() if path.exists() else []
        return self.tables[table]

    def one_of(self, table: str, nth: int) -> Row:
        return self.rows(table)[nth % len(self.rows(table))]

    def add(self, table: str, key: str, **row: Any) -> str:
        """A new row; returns its key."""
        self.added += 1
        name = f"later {self.added}"
        self.rows(table).append({key: name, **row})
        return name

    def write(self) -> None:
        for table, rows in self.tables.items():
            columns = [name.removesuffix("!") for name in COLUMNS[table].split()]
            write_parquet(self.folder / f"{table}.parquet", rows, columns)


@dataclass(frozen=True)
class Happening:
    """Something that happens to the nth of some rows, so long after t."""

    tell: Callable[[Future, int, datetime], None]
    nth: int
    delay: timedelta

    def happen(self, future: Future) -> None:
        self.tell(future, self.nth, future.moment + self.delay)


def new_row(table: str, key: str, moment: str, **columns: Any) -> Callable[..., None]:
    def tell(future: Future, nth: int, at: datetime) -> None:
        customer = future.one_of("customers", nth)["customer_id"]
        future.add(table, key, customer_id=customer, **{moment: at}, **columns)

    return tell


def new_moment(table: str, column: str) -> Callable[..., None]:
    """An event of a row that had none by t."""

    def tell(future: Future, nth: int, at: datetime) -> None:
        waiting = [
            row
            for row in future.rows(table)
            if row.get(column) is None or row[column] > future.moment
        ]
        if waiting:
            waiting[nth % len(waiting)][column] = at

    return tell


def new_order(future: Future, nth: int, at: datetime) -> None:
    """With a line and, where payments are recorded at all, a payment."""
    customer = future.one_of("customers", nth)["customer_id"]
    order = future.add(
        "orders", "order_id", customer_id=customer, ordered_at=at, amount=10**6, delivered_at=at
    )
    if future.rows("products"):
        product = future.one_of("products", nth)["product_id"]
        line = {"order_id": order, "line": 1, "product_id": product, "quantity": 1}
        future.rows("order_lines").append({**line, "unit_price": 10**6})
    if future.rows("payments"):
        row = {"order_id": order, "customer_id": customer, "due_at": at, "paid_at": at}
        future.add("payments", "payment_id", amount=10**6, **row)


def new_payment_due(future: Future, nth: int, at: datetime) -> None:
    if future.rows("payments"):
        order = future.one_of("orders", nth)
        row = {"order_id": order["order_id"], "customer_id": order["customer_id"], "due_at": at}
        future.add("payments", "payment_id", amount=5, **row)


def new_customer(future: Future, nth: int, at: datetime) -> None:
    """Not listed by t, though it orders later."""
    customer = future.add("customers", "customer_id", name="New", created_at=at, country="DE")
    future.add("orders", "order_id", customer_id=customer, ordered_at=at, amount=10**7)


def new_override(future: Future, nth: int, at: datetime) -> None:
    dimension, codes = list(LABELS.items())[nth % len(LABELS)]
    code = codes.split()[nth % len(codes.split())]
    new_row("judgements", "judgement_id", "at", subject=f"label:{dimension}", value=code)(
        future, nth, at
    )


def new_rate(future: Future, nth: int, at: datetime) -> None:
    day = (at + timedelta(days=5 + future.added)).date()
    if future.rows("exchange_rates"):
        currency = future.one_of("exchange_rates", nth)["currency"]
        future.rows("exchange_rates").append({"date": day, "currency": currency, "rate": 9})
        future.added += 1


TALK = ("interactions", "interaction_id", "at")
JUDGED = ("judgements", "judgement_id", "at")
HAPPENINGS = [
    new_order,
    new_payment_due,
    new_customer,
    new_override,
    new_rate,
    new_row(*TALK, direction="in", channel="email", kind="complaint", topics="discount;lead_time"),
    new_row(*TALK, direction="out", channel="visit", kind="referral"),
    new_row("inquiries", "inquiry_id", "at", source="ads", order_intent=True),
    new_row("quotations", "quotation_id", "at", amount=5),
    new_row("proformas", "proforma_id", "issued_at", amount=5),
    new_row("samples", "sample_id", "requested_at"),
    new_row("customs_records", "record_id", "arrived_at", supplier="Rival"),
    new_row(*JUDGED, subject="need", value="closed"),
    new_row(*JUDGED, subject="temperament", value="-"),
    new_row(*JUDGED, subject="waiting_until", value="2099-01-01"),
    new_row("answers", "answer_id", "at", question="value_driver", value="pride"),
    *[
        new_moment(*place.split("."))
        for place in [
            "orders.delivered_at",
            "orders.cancelled_at",
            "payments.paid_at",
            "proformas.paid_at",
            "proformas.cancelled_at",
            "samples.paid_at",
            "customers.blacklisted_at",
        ]
    ],
]
DELAYS = [MICROSECOND, timedelta(seconds=1), timedelta(days=1), timedelta(days=400)]
happenings = st.builds(
    Happening, st.sampled_from(HAPPENINGS), st.integers(0, 10_000), st.sampled_from(DELAYS)
)


@few
@given(seeds, st.lists(happenings, min_size=40, max_size=80))
def test_what_happens_after_t_changes_nothing(seed: int, happened: list[Happening]) -> None:
    with TemporaryDirectory() as folder:
        future = Future(Path(folder), write_random_ledger(Path(folder), seed))
        for one in happened:
            one.happen(future)
        future.write()
        assert unlike(graded_as_written(seed), graded(future.folder, future.moment)) == []


# ---- the order of rows, and the kind of file ----------------------------------------------------


@few
@given(seeds, st.integers(0, 10_000))
def test_the_order_of_rows_changes_nothing(seed: int, shuffle: int) -> None:
    with TemporaryDirectory() as folder:
        moment = write_random_ledger(Path(folder), seed)
        for path in sorted(Path(folder).iterdir()):
            table = pq.read_table(path)
            rows = Random(shuffle).sample(range(table.num_rows), table.num_rows)
            pq.write_table(table.take(pa.array(rows, pa.int64())), path)
        assert unlike(graded_as_written(seed), graded(Path(folder), moment)) == []


@few
@given(seeds)
def test_csv_and_parquet_of_the_same_facts_give_the_same_labels(seed: int) -> None:
    with TemporaryDirectory() as folder:
        moment = write_random_ledger(Path(folder), seed, format="csv")
        assert unlike(graded_as_written(seed), graded(Path(folder), moment)) == []
