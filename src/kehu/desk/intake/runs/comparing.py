"""What a run's rows would change: new ones, and the columns of known ones that become others."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import Model

from kehu.desk.ledger.loading import RowMaker, plain, rows_of
from kehu.desk.ledger.models import Customer
from kehu.desk.ledger.tables import Kept
from kehu.engine.ledger import Ledger

_BATCH = 2_000
# Columns of customers beyond the ledger's that are kept elsewhere.
TAGS = "tags"


@dataclass
class Compared:
    """A batch of a table's rows beside those that stand.

    `new` are the ledger's rows; `changed` are instances as they were, with the attributes that
    become others; `tagged` are a customer's tags by its number.
    """

    maker: RowMaker
    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)
    same: int = 0
    tagged: dict[str, list[str]] = field(default_factory=dict)

    @property
    def kept(self) -> Kept:
        return self.maker.kept


class Comparison:
    """Compares rows of one table with what stands, which `lock` keeps as it is until it is written.

    Who holds a customer is changed only by those who `may_assign`.
    """

    def __init__(self, maker: RowMaker, may_assign: bool, lock: bool) -> None:
        self.maker = maker
        self.may_assign = may_assign
        self.lock = lock

    def batches(self, ledger: Ledger) -> Iterator[Compared]:
        """The table's rows, batch by batch."""
        rows = rows_of(ledger, self.maker.kept)
        while batch := list(islice(rows, _BATCH)):
            yield self._compared(batch)

    def _compared(self, batch: list[dict[str, Any]]) -> Compared:
        found = Compared(self.maker)
        there = self._standing(batch)
        for row in batch:
            if self.maker.kept.model is Customer and row.get(TAGS):
                found.tagged[row["customer_id"]] = row[TAGS].split(";")
            one = there.get(self._key(row))
            if one is None:
                found.new.append(row)
            elif differing := self._differing(one, row):
                found.changed.append((one, differing))
            else:
                found.same += 1
        return found

    def _standing(self, batch: list[dict[str, Any]]) -> dict[Any, Any]:
        """The rows that stand already, by their key in the ledger."""
        kept = self.maker.kept
        manager = kept.model._default_manager.all()
        manager = manager.select_for_update(of=("self",)) if self.lock else manager
        if kept.own_key:
            codes = [row[kept.own_key] for row in batch]
            return {one.code: one for one in manager.filter(code__in=codes)}  # type: ignore[attr-defined]
        orders = {self.maker.keys["orders"].get(row["order_id"]) for row in batch} - {None}
        lines = manager.filter(order__in=orders)
        return {(one.order_id, one.line): one for one in lines}  # type: ignore[attr-defined]

    def _key(self, row: dict[str, Any]) -> Any:
        kept = self.maker.kept
        if kept.own_key:
            return row[kept.own_key]
        return self.maker.keys["orders"].get(row["order_id"]), row["line"]

    def _differing(self, one: Model, row: dict[str, Any]) -> dict[str, Any]:
        """Attributes for which the row gives another value; an empty cell gives none."""
        found = {}
        for column, attribute in self.maker.kept.attributes.items():
            if attribute == "code" or row.get(column) is None:
                continue
            value = self.maker.value(column, row[column])
            if value is not None and getattr(one, attribute) != value:
                found[attribute] = value
        if isinstance(one, Customer):
            found |= self._of_customer(one, row)
        return found

    def _of_customer(self, one: Customer, row: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        extra = {
            name: plain(row[name])
            for name in self.maker.extra
            if name != TAGS and row.get(name) not in (None, "")
        }
        if any(one.extra.get(name) != value for name, value in extra.items()):
            found["extra"] = {**one.extra, **extra}
        owner = self.maker.owners.get(row.get("owner") or "")
        if self.may_assign and owner is not None and owner != one.owner_id:
            found["owner_id"] = owner
        return found
