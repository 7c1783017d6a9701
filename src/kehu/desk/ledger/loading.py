"""A whole ledger folder into the database: everything or nothing."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice
from math import isfinite
from typing import Any

from django.db import transaction
from django.db.models import Field, Model

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit
from kehu.desk.ledger.holding import mend_holdings
from kehu.desk.ledger.models import Customer, Inquiry
from kehu.desk.ledger.tables import KEPT, Kept
from kehu.desk.ledger.touched import touch_all
from kehu.engine.ledger import Ledger

_BATCH = 5_000
Progress = Callable[[str, int], None]  # a table and how many rows of it are in
Keys = dict[str, dict[str, int]]  # by table: the ledger's keys and our numbers


@transaction.atomic
def load_ledger(*, actor: Actor, ledger: Ledger, progress: Progress) -> dict[str, int]:
    """Add every row of a checked ledger; returns the number of rows by table.

    Rows may point at such as are here already. A customer belongs to the person whose name the
    ledger gives as its owner, and to the pool where nobody has that name. Raises NotAllowed.
    """
    actor.must(Permission.SETTINGS)
    keys = kept_keys(ledger)
    counts: dict[str, int] = {}
    for kept in KEPT:
        rows, maker = rows_of(ledger, kept), RowMaker(kept, keys, ledger.extra_columns)
        counts[kept.table.name] = _load(maker, rows, progress)
    mend_holdings()
    changes = [audit.Change(Customer(), None, {"rows": counts})]
    audit.record(actor.user, "ledger.loaded", changes)
    touch_all()
    return counts


def rows_of(ledger: Ledger, kept: Kept) -> Iterator[dict[str, Any]]:
    """A table's rows by column, batch by batch."""
    for batch in ledger.engine.batches(ledger.tables[kept.table.name]):
        yield from batch.to_pylist()


def kept_keys(ledger: Ledger) -> Keys:
    """The keys of rows that are here already and that rows of the ledger may point at."""
    loaded = [kept for kept in KEPT if kept.table.name in ledger.present]
    aims = {aim for kept in loaded for aim in kept.pointers.values()}
    aims |= {"products"} if "inquiries" in ledger.present else set()
    return {
        kept.table.name: dict(kept.model._default_manager.values_list("code", "pk"))
        for kept in KEPT
        if kept.table.name in aims
    }


def _load(maker: "RowMaker", rows: Iterator[dict[str, Any]], progress: Progress) -> int:
    """One table, in batches; remembers its keys for the tables that point at it."""
    count = 0
    kept, keys = maker.kept, maker.keys
    mine = keys.setdefault(kept.table.name, {})
    while batch := list(islice(rows, _BATCH)):
        made = kept.model._default_manager.bulk_create([maker.made(row) for row in batch])
        if kept.own_key:
            mine.update({one.code: one.pk for one in made})  # type: ignore[attr-defined]
        if kept.model is Inquiry:
            name_products(batch, made, keys["products"])
        count += len(batch)
        progress(kept.table.name, count)
    return count


class RowMaker:
    """Makes a table's rows into model instances; of customers with the columns beyond ours."""

    def __init__(self, kept: Kept, keys: Keys, extra: tuple[str, ...]) -> None:
        self.kept = kept
        self.keys = keys
        self.extra = extra
        self.fields: dict[str, Field[Any, Any]] = {
            column: kept.model._meta.get_field(name.removesuffix("_id"))  # type: ignore[misc]
            if column in kept.pointers
            else kept.model._meta.get_field(name)
            for column, name in kept.attributes.items()
        }
        self.owners = dict(User.objects.values_list("name", "pk")) if kept.model is Customer else {}

    def made(self, row: dict[str, Any]) -> Model:
        """A row of the ledger as an instance of its model, not yet written."""
        values = {
            attribute: self.value(column, row[column])
            for column, attribute in self.kept.attributes.items()
        }
        if self.kept.model is Customer:
            values["owner_id"] = self.owners.get(row["owner"])
            values["extra"] = {
                name: plain(row[name]) for name in self.extra if row[name] not in (None, "")
            }
        return self.kept.model(**values)

    def value(self, column: str, value: Any) -> Any:
        """A cell of the ledger as its attribute holds it; pointers as our numbers."""
        if value is not None and column in self.kept.pointers:
            # A product that is in no catalogue is a warning in a ledger, and no pointer here.
            return self.keys[self.kept.pointers[column]].get(value)
        if value is None:
            return None if self.fields[column].null else self.fields[column].get_default()
        return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


def plain(value: Any) -> Any:
    """A column beyond ours as JSON keeps it."""
    if isinstance(value, float | Decimal):
        return float(value) if isfinite(value) else str(value)
    return value if isinstance(value, bool | int | str) else str(value)


def name_products(batch: list[dict[str, Any]], made: list[Any], products: dict[str, int]) -> None:
    """The products that each inquiry names."""
    through = Inquiry.products.through
    links = [
        through(inquiry_id=inquiry.pk, product_id=products[code])
        for row, inquiry in zip(batch, made, strict=True)
        for code in dict.fromkeys((row["product_ids"] or "").split(";"))
        if code in products
    ]
    through._default_manager.bulk_create(links)
