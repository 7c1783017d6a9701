"""Which model keeps which table of ledger.md, and under which name each column stands there.

A model's column is called as the ledger calls it, but for a row's own key, which is `code`. What
points at another row (`customer_id`, `order_id` …) holds that row's number here and its key there.
"""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Model

from kehu.desk.ledger import models
from kehu.engine.schema import TABLES, Table

# Columns that hold another table's key.
POINTERS = {
    "customer_id": "customers",
    "order_id": "orders",
    "product_id": "products",
    "contact_id": "contacts",
}
# Columns that are no plain column of the model.
_ELSEWHERE = {"owner", "product_ids"}


@dataclass(frozen=True)
class Kept:
    """A table and its model. `attributes` maps the ledger's columns to the model's."""

    table: Table
    model: type[Model]

    @cached_property
    def own_key(self) -> str | None:
        """The ledger's name of the key that the model calls `code`; none where it has no such."""
        key = self.table.key[0]
        return key if len(self.table.key) == 1 else None

    @cached_property
    def attributes(self) -> dict[str, str]:
        names = [c.name for c in self.table.columns if c.name not in _ELSEWHERE]
        return {name: "code" if name == self.own_key else name for name in names}

    @cached_property
    def pointers(self) -> dict[str, str]:
        """Columns that point at other tables, and at which."""
        return {
            name: POINTERS[name]
            for name in self.table.by_name
            if name in POINTERS and name != self.own_key
        }


KEPT: tuple[Kept, ...] = tuple(
    Kept(TABLES[name], model)
    for name, model in {
        "products": models.Product,
        "exchange_rates": models.ExchangeRate,
        "customers": models.Customer,
        "contacts": models.Contact,
        "orders": models.Order,
        "order_lines": models.OrderLine,
        "payments": models.Payment,
        "interactions": models.Interaction,
        "inquiries": models.Inquiry,
        "quotations": models.Quotation,
        "proformas": models.Proforma,
        "samples": models.Sample,
        "customs_records": models.CustomsRecord,
        "judgements": models.Judgement,
        "answers": models.Answer,
    }.items()
)  # in an order in which nothing points at a later table
