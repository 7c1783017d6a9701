"""Scenes in words: many customers, each told in a sentence, collected into one ledger folder.

    scene = Scene()
    scene.customer("a").order(365, amount=1000, paid=300).inbound(5, times=3, topics="price")
    scene.write(folder)

A time is a number of days ago (at nine in the morning, UTC), or a moment; None means never: a row
whose own time is None is not written. Whatever has an id gets the next one, unless `id` says more.
"""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

from random_ledgers import COLUMNS, write_parquet

T = datetime(2026, 10, 31, 12, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
JUST_AFTER = T + MICROSECOND
FIRST, LAST = "00:00", "23:59:59.999999"  # the clock at the two ends of a day

When = int | datetime | None
Money = int | str


def ago(days: int, clock: str = "09:00") -> datetime:
    """That many calendar days before the as-of moment, at a UTC clock time."""
    return datetime.combine(day(days), time.fromisoformat(clock), UTC)


def day(days_ago: int) -> date:
    return T.date() - timedelta(days=days_ago)


def _moment(when: When) -> datetime | None:
    return ago(when) if isinstance(when, int) else when


def _money(amount: Money | None) -> Decimal | None:
    return None if amount is None else Decimal(amount)


class Scene:
    """Customers, products and rates, until they are written."""

    def __init__(self) -> None:
        self.tables: dict[str, list[dict[str, Any]]] = defaultdict(list)

    def customer(self, customer_id: str, **columns: Any) -> "Customer":
        self.tables["customers"].append({"customer_id": customer_id, "name": "Ace", **columns})
        return Customer(self, customer_id)

    def product(self, product_id: str, category: str) -> Self:
        self.tables["products"].append(
            {"product_id": product_id, "name": product_id, "category": category}
        )
        return self

    def rate(self, days_ago: int, currency: str, rate: Money) -> Self:
        row = {"date": day(days_ago), "currency": currency, "rate": Decimal(rate)}
        self.tables["exchange_rates"].append(row)
        return self

    def write(self, folder: Path) -> Path:
        """One Parquet file for every table that has rows."""
        folder.mkdir(parents=True, exist_ok=True)
        for table, rows in self.tables.items():
            columns = [name.removesuffix("!") for name in COLUMNS[table].split()]
            assert not (strange := {name for row in rows for name in row} - {*columns}), strange
            write_parquet(folder / f"{table}.parquet", rows, columns)
        return folder


class Customer:
    """One customer of a scene; every verb adds facts and returns the customer."""

    def __init__(self, scene: Scene, customer_id: str) -> None:
        self.scene = scene
        self.id = customer_id
        self.counts: dict[str, int] = defaultdict(int)
        self.last_order = ""

    def is_(self, **columns: Any) -> Self:
        """Columns of the customer's own row."""
        rows = self.scene.tables["customers"]
        next(row for row in rows if row["customer_id"] == self.id).update(columns)
        return self

    def _next_id(self, kind: str) -> str:
        self.counts[kind] += 1
        return f"{self.id} {kind}{self.counts[kind]}"

    def _add(self, table: str, key: str, id: str | None, **row: Any) -> Self:
        own = f"{self.id} {id}" if id else self._next_id(key)
        self.scene.tables[table].append({key: own, "customer_id": self.id, **row})
        return self

    # ---- buying ------------------------------------------------------------------------------

    def order(
        self,
        *days: When,
        amount: Money = 1000,
        cost: Money | None = None,
        currency: str | None = None,
        paid: When = None,
        delivered: When = None,
        cancelled: When = None,
    ) -> Self:
        """An order at each of the times; `paid` adds a payment to the day, due when it is paid."""
        for when in days:
            if when is None:
                continue
            self.last_order = self._next_id("order")
            self.scene.tables["orders"].append(
                {
                    "order_id": self.last_order,
                    "customer_id": self.id,
                    "ordered_at": _moment(when),
                    "amount": Decimal(amount),
                    "cost": _money(cost),
                    "currency": currency,
                    "delivered_at": _moment(delivered),
                    "cancelled_at": _moment(cancelled),
                }
            )
            if paid is not None:
                self.payment(due=paid, paid=paid)
        return self

    def line(
        self, product: str, price: Money, *, quantity: Money = 1, cost: Money | None = None
    ) -> Self:
        """A line of the order told last."""
        self.counts[self.last_order] += 1
        self.scene.tables["order_lines"].append(
            {
                "order_id": self.last_order,
                "line": self.counts[self.last_order],
                "product_id": product,
                "quantity": Decimal(quantity),
                "unit_price": Decimal(price),
                "unit_cost": _money(cost),
            }
        )
        return self

    def payment(self, *, due: When, paid: When = None, amount: Money = 500, times: int = 1) -> Self:
        """Payments of the order told last."""
        for _ in range(times if due is not None else 0):
            self._add(
                "payments",
                "payment_id",
                None,
                order_id=self.last_order,
                due_at=_moment(due),
                paid_at=_moment(paid),
                amount=Decimal(amount),
            )
        return self

    def proforma(
        self,
        when: When,
        *,
        paid: When = None,
        cancelled: When = None,
        valid_until: date | None = None,
    ) -> Self:
        if when is None:
            return self
        return self._add(
            "proformas",
            "proforma_id",
            None,
            issued_at=_moment(when),
            amount=Decimal(100),
            paid_at=_moment(paid),
            cancelled_at=_moment(cancelled),
            valid_until=valid_until,
        )

    def sample(self, when: When, *, paid: When = None) -> Self:
        if when is None:
            return self
        moments = {"requested_at": _moment(when), "paid_at": _moment(paid)}
        return self._add("samples", "sample_id", None, **moments)

    def quotation(self, when: When) -> Self:
        if when is None:
            return self
        return self._add("quotations", "quotation_id", None, at=_moment(when))

    def customs_record(self, when: When) -> Self:
        if when is None:
            return self
        row = {"arrived_at": _moment(when), "supplier": "Rival"}
        return self._add("customs_records", "record_id", None, **row)

    # ---- talking -----------------------------------------------------------------------------

    def _talk(self, direction: str, when: When, times: int, columns: dict[str, Any]) -> Self:
        row = {"at": _moment(when), "direction": direction, "channel": "email", **columns}
        for _ in range(times if when is not None else 0):
            self._add("interactions", "interaction_id", None, **row)
        return self

    def inbound(self, *days: When, times: int = 1, **columns: Any) -> Self:
        """Messages from the customer, so many at each of the times."""
        for when in days:
            self._talk("in", when, times, columns)
        return self

    def outbound(self, *days: When, times: int = 1, **columns: Any) -> Self:
        """Messages to the customer, so many at each of the times."""
        for when in days:
            self._talk("out", when, times, columns)
        return self

    def inquiry(
        self,
        *days: When,
        products: str | None = None,
        intent: bool | None = None,
        source: str | None = None,
        id: str | None = None,
    ) -> Self:
        row = {"product_ids": products, "order_intent": intent, "source": source}
        for when in days:
            if when is not None:
                self._add("inquiries", "inquiry_id", id, at=_moment(when), **row)
        return self

    def answer(
        self, value: str, *days: When, question: str = "value_driver", id: str | None = None
    ) -> Self:
        for when in days:
            if when is not None:
                row = {"at": _moment(when), "question": question, "value": value}
                self._add("answers", "answer_id", id, **row)
        return self

    def contact(self, id: str, birth_year: int | None = None, role: str | None = None) -> Self:
        return self._add("contacts", "contact_id", id, birth_year=birth_year, role=role)

    # ---- judging -----------------------------------------------------------------------------

    def judged(
        self,
        subject: str,
        value: str,
        when: When = 5,
        *,
        until: date | None = None,
        id: str | None = None,
    ) -> Self:
        """What a person decided; `until` is a date."""
        if when is None:
            return self
        row = {"at": _moment(when), "subject": subject, "value": value, "until": until}
        return self._add("judgements", "judgement_id", id, **row)

    def shown_as(self, value: str, dimension: str, when: When = 5, **more: Any) -> Self:
        """A person overrides the label of a dimension."""
        return self.judged(f"label:{dimension}", value, when, **more)
