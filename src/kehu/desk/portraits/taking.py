"""Taking portraits: tags and categories of some customers or of all, out of the engine.

What conditions of tags read was found by grading and lies in the book; only messages, contacts,
judgements and order lines are read anew.
"""

from datetime import datetime
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np
import pyarrow as pa
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from kehu.desk.core.company import base_currency
from kehu.desk.grading.book import Book, the_book
from kehu.desk.grading.book.columns import Mask
from kehu.desk.grading.book.tables import book_table
from kehu.desk.grading.bridge import customers_tables, present_tables, shared_tables
from kehu.desk.grading.rules import Version, rulebook_in_force, version_in_force
from kehu.desk.ledger.models import Customer
from kehu.desk.portraits.in_force import portrait_in_force
from kehu.desk.portraits.kept import next_taking
from kehu.desk.portraits.models import Portrait
from kehu.engine.backends.plan import PortraitPlan
from kehu.engine.portraits.facts import Told

_READ = ("customers", "interactions", "contacts", "judgements", "orders", "order_lines")
_BATCH = 2_000
_one_at_a_time = Lock()
_TAKEN = ("tags", "heard", "bought", "as_of", "taking")


def take_portraits(customers: "QuerySet[Customer] | None" = None) -> int:
    """Find the tags of these customers, or of all, and keep them; how many were taken."""
    now, book = timezone.now(), the_book()
    rows = book.graded()
    if customers is not None:
        within = np.zeros(len(book), bool)
        within[book.rows(list(customers.values_list("pk", flat=True)))] = True
        rows = rows & within
    if not rows.any():
        return 0
    tables = {**customers_tables(customers, _READ), **shared_tables()}
    graded = book_table(book, sorted(portrait_in_force().reads), rows)
    with _one_at_a_time:
        plan = _plan(present_tables(), base_currency(), version_in_force(), tuple(graded.schema))
        told = plan.told(tables, graded, now)
    return _keep(told, book, rows, now)


@lru_cache(maxsize=2)
def _plan(
    present: frozenset[str],
    currency: str,
    _version: Version | None,
    columns: tuple[pa.Field, ...],
) -> PortraitPlan:
    settings = rulebook_in_force().settings
    empty = pa.schema(columns).empty_table()
    return PortraitPlan(present, settings, currency, portrait_in_force(), empty)


def _keep(told: Told, book: Book, rows: Mask, now: datetime) -> int:
    tags = _by_customer(told.tags, _tags)
    bought = _by_customer(told.bought, lambda some: sorted(row["category"] for row in some))
    heard = set(told.heard["customer_id"].to_pylist())
    codes = [code.decode() for code in book.codes()[rows].tolist()]
    taken = [
        Portrait(customer_id=pk, tags=tags.get(code, {}), heard=code in heard,
                 bought=bought.get(code, []), as_of=now)
        for pk, code in zip(book.pks[rows].tolist(), codes, strict=True)
    ]  # fmt: skip
    with transaction.atomic():
        taking = next_taking()
        for one in taken:
            one.taking = taking
        Portrait.objects.bulk_create(
            taken, batch_size=_BATCH, update_conflicts=True, update_fields=_TAKEN,
            unique_fields=["customer"],
        )  # fmt: skip
    return len(taken)


def _by_customer(rows: pa.Table, made: Any) -> dict[str, Any]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows.to_pylist():
        found.setdefault(row["customer_id"], []).append(row)
    return {code: made(some) for code, some in found.items()}


def _tags(rows: list[dict[str, Any]]) -> dict[str, dict[str, list[Any]]]:
    """By tag and value: who says so, and in how many places."""
    tags: dict[str, dict[str, list[Any]]] = {}
    for row in rows:
        tags.setdefault(row["tag"], {})[row["value"]] = [row["by"], row["evidence"]]
    return tags
