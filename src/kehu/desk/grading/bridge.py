"""From the database to the engine: the ledger's tables as Arrow, with the types that we say.

Nothing is left to a driver's guess: a column of whole numbers, texts or moments is built as what
`engine.schema` calls it, and decimals are made from the whole numbers that the database keeps.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from django.db import connection
from django.db.models import Aggregate, F, Min, OuterRef, QuerySet, Subquery, TextField

from kehu.desk.intake.models import BarredCustomer
from kehu.desk.ledger.models import Customer, Inquiry
from kehu.desk.ledger.tables import KEPT, Kept
from kehu.engine.backends.arrow import SCHEMAS

_BATCH = 50_000
SHARED = ("products", "exchange_rates")  # belong to no customer


def shared_tables() -> dict[str, pa.Table]:
    """Products and exchange rates."""
    return {kept.table.name: _table(kept, kept.model._default_manager.all()) for kept in _shared()}


def customers_tables(
    customers: "QuerySet[Customer] | None" = None, named: Collection[str] | None = None
) -> dict[str, pa.Table]:
    """Every table that speaks of customers, or those named: rows of the customers given, or all."""
    tables = {}
    for kept in KEPT:
        if kept.table.name in SHARED or (named is not None and kept.table.name not in named):
            continue
        rows = kept.model._default_manager.all()
        if customers is not None:
            rows = rows.filter(**{f"{_path_to_customer(kept)}__in": customers})
        tables[kept.table.name] = _table(kept, rows)
    if "customers" in tables:
        tables["customers"] = _with_barred(tables["customers"], customers)
    return tables


def _with_barred(table: pa.Table, customers: "QuerySet[Customer] | None") -> pa.Table:
    """Who has no date of its own is on the blacklist since the first entry that means it."""
    rows = BarredCustomer.objects.order_by()
    if customers is not None:
        rows = rows.filter(customer__in=customers)
    since = dict(rows.values_list("customer__code").annotate(Min("entry__at")))
    if not since:
        return table
    place = table.column_names.index("blacklisted_at")
    pairs = zip(table["customer_id"].to_pylist(), table["blacklisted_at"].to_pylist(), strict=True)
    dates = pa.array([own or since.get(code) for code, own in pairs], table.field(place).type)
    return table.set_column(place, table.field(place), dates)


def present_tables() -> frozenset[str]:
    """The tables that have rows at all."""
    asked = ", ".join(f'EXISTS(SELECT 1 FROM "{kept.model._meta.db_table}")' for kept in KEPT)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}")
        found = cursor.fetchone()
    return frozenset(kept.table.name for kept, there in zip(KEPT, found, strict=True) if there)


def _shared() -> Iterable[Kept]:
    return (kept for kept in KEPT if kept.table.name in SHARED)


def _path_to_customer(kept: Kept) -> str:
    if kept.model is Customer:
        return "pk"
    return "order__customer" if kept.table.name == "order_lines" else "customer"


# ---- one table ---------------------------------------------------------------------------------


class _Joined(Aggregate):
    """Texts joined by `;`, in both databases' words."""

    function = "GROUP_CONCAT"
    template = "%(function)s(%(expressions)s, ';')"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="STRING_AGG", **context)


def _table(kept: Kept, rows: "QuerySet[Any]") -> pa.Table:
    schema = SCHEMAS[kept.table.name]
    chosen = {f"c{n}": _source(kept, name) for n, name in enumerate(schema.names)}
    # Raw rows: the models' own conversions would make a Python object of every cell.
    asked = rows.order_by().annotate(**chosen).values_list(*chosen)
    query, parameters = asked.query.sql_with_params()
    batches = []
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        while cells := cursor.fetchmany(_BATCH):
            columns = zip(schema, zip(*cells, strict=True), strict=True)
            arrays = [_array(field, values) for field, values in columns]
            batches.append(pa.record_batch(arrays, schema=schema))
    return pa.Table.from_batches(batches, schema=schema)


def _source(kept: Kept, column: str) -> Any:
    """Where the database has a column of the ledger."""
    if column == "owner":
        return F("owner__name")
    if column == "product_ids":
        named = Inquiry.products.through._default_manager.filter(inquiry=OuterRef("pk"))
        joined: QuerySet[Any, Any] = named.values("inquiry")
        return Subquery(joined.annotate(codes=_Joined("product__code")).values("codes"))
    if column in kept.pointers:
        return F(f"{column.removesuffix('_id')}__code")
    return F(kept.attributes[column])


def _array(field: pa.Field, values: Sequence[Any]) -> pa.Array:
    """A column in the type told. Empty texts are nothing; decimals come as whole numbers."""
    if pa.types.is_string(field.type):
        return pa.array([value or None for value in values], field.type)
    if pa.types.is_decimal(field.type):
        return _decimals(values, field.type)
    return pa.array(values, field.type)


def _decimals(values: Sequence[int | None], kind: pa.Decimal128Type) -> pa.Array:
    """Decimals from numbers of their smallest unit: 128 bits each, the low 64 first."""
    known = np.array([value is not None for value in values], dtype=bool)
    low = np.array([value or 0 for value in values], dtype=np.int64)
    words = np.stack([low, low >> 63], axis=1)  # the sign fills the high half
    mask = pa.array(known).buffers()[1]
    return pa.Array.from_buffers(kind, len(low), [mask, pa.py_buffer(words.tobytes())])
