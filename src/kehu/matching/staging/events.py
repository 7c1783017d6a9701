"""What happened with a customer, a row an event: messages, inquiries, quotations, shipments."""

from dataclasses import dataclass
from typing import Any

from kehu.cleaning.amounts import Money
from kehu.matching.staging.cleaning_rows import CleanRow
from kehu.matching.staging.customers import RowFault
from kehu.matching.staging.numbers import Numbering
from kehu.matching.staging.sales import Sales
from kehu.matching.staging.tables import Made

_LONGEST_MARK = 200  # characters of a text that tell it from another


@dataclass(frozen=True)
class Event:
    """A table of events: its key, the letter of made numbers, and what must be there.

    `money` is the column whose cell may name the currency; `marks` tell one event from another.
    """

    key: str
    letter: str
    needs: tuple[str, ...]
    marks: tuple[str, ...]
    money: str = ""


EVENTS: dict[str, Event] = {
    "interactions": Event(
        "interaction_id", "T", ("at", "direction", "channel"),
        ("at", "channel", "direction", "text"),
    ),
    "inquiries": Event("inquiry_id", "Q", ("at",), ("at", "subject", "message")),
    "quotations": Event(
        "quotation_id", "B", ("at",), ("at", "product_id", "amount", "unit_price"), "amount"
    ),
    "proformas": Event(
        "proforma_id", "F", ("issued_at", "amount"), ("issued_at", "amount"), "amount"
    ),
    "samples": Event("sample_id", "S", ("requested_at",), ("requested_at", "product_id"), "fee"),
    "customs_records": Event(
        "record_id", "D", ("arrived_at", "supplier"),
        ("arrived_at", "supplier", "product", "quantity", "value"), "value",
    ),
}  # fmt: skip


def event(
    table: str,
    row: CleanRow,
    customer_id: str,
    numbering: Numbering,
    sales: Sales,
    product_id: str | None,
) -> Made:
    """The row's event. Raises RowFault."""
    kind = EVENTS[table]
    told = {
        name.partition(".")[2]: value
        for name, value in row.values.items()
        if name.startswith(f"{table}.")
    }
    for need in kind.needs:
        if told.get(need) is None:
            raise RowFault("empty_required", f"{table}.{need}")
    number = told.get(kind.key)
    # Several lines of one bill of lading have its number, and are rows of their own.
    key = numbering.numbered(number) if number else numbering.next(
        kind.letter, customer_id, *(_mark(told.get(mark)) for mark in kind.marks)
    )  # fmt: skip
    if kind.money:
        told["currency"] = _currency(table, kind.money, row, sales)
    if product_id is not None:
        told["product_ids" if table == "inquiries" else "product_id"] = product_id
    plain = {n: v.amount if isinstance(v, Money) else v for n, v in told.items()}
    return Made(table, key, {**plain, kind.key: key, "customer_id": customer_id})


def message_of(inquiry: Made, row: CleanRow) -> Made | None:
    """An inquiry's words, as the message that they were."""
    parts = [row.values.get(f"inquiries.{name}") for name in ("subject", "message")]
    text = "\n".join(part for part in parts if part)
    if not text:
        return None
    number = f"{inquiry.key}-M"
    values = {
        "interaction_id": number, "customer_id": inquiry.values["customer_id"],
        "at": inquiry.values["at"], "direction": "in", "channel": "platform", "kind": "inquiry",
        "text": text,
    }  # fmt: skip
    return Made("interactions", number, values)


def last_contact(row: CleanRow, customer_id: str) -> Made | None:
    """The last contact that a list of customers tells: on that day there was one, and no more."""
    at = row.values.get("customers.last_contact_at")
    if at is None:
        return None
    number = f"{customer_id}-{at[:10]}"
    values = {
        "interaction_id": number, "customer_id": customer_id, "at": at, "direction": "out",
        "channel": "other", "author": row.values.get("customers.owner"),
    }  # fmt: skip
    return Made("interactions", number, values)


def _currency(table: str, name: str, row: CleanRow, sales: Sales) -> str | None:
    for field in (f"{table}.{name}", f"{table}.unit_price"):
        if isinstance(row.values.get(field), Money):
            return sales.money(row, field, f"{table}.currency").currency or None
    told: str | None = row.values.get(f"{table}.currency")
    return told


def _mark(value: Any) -> Any:
    return value[:_LONGEST_MARK] if isinstance(value, str) else value
