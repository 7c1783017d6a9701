"""What an import comes to stand beside, as the engine's check asks for it."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import pyarrow as pa
from django.db.models import CharField

from kehu.desk.ledger.tables import KEPT, Kept
from kehu.engine.backends.arrow import SCHEMAS
from kehu.engine.backends.checking import Vocabulary

# What rows point at, or money counts by, whatever is imported.
_ALWAYS = ("customers", "orders", "products", "exchange_rates")
_MORE = {"orders": ("customer_id",), "exchange_rates": ("rate",)}


def kept_beside(tables: Collection[str]) -> dict[str, pa.Table]:
    """The keys of these tables' rows in the database, and of what rows can point at."""
    wanted = {*tables, *_ALWAYS}
    return {kept.table.name: _keys(kept) for kept in KEPT if kept.table.name in wanted}


def fitting(vocabulary: Vocabulary) -> Vocabulary:
    """The vocabulary with how many characters fit into each column here."""
    return replace(vocabulary, lengths={kept.table.name: _lengths(kept) for kept in KEPT})


def _keys(kept: Kept) -> pa.Table:
    names = (*kept.table.key, *_MORE.get(kept.table.name, ()))
    rows = kept.model._default_manager.values_list(*(_source(kept, name) for name in names))
    columns = list(zip(*rows.iterator(chunk_size=50_000), strict=True)) or [()] * len(names)
    schema = SCHEMAS[kept.table.name]
    return pa.table(
        {
            name: pa.array(values, schema.field(name).type)
            for name, values in zip(names, columns, strict=True)
        }
    )


def _source(kept: Kept, column: str) -> str:
    attribute = kept.attributes[column]
    return f"{attribute.removesuffix('_id')}__code" if column in kept.pointers else attribute


def _lengths(kept: Kept) -> Mapping[str, int]:
    fields: dict[str, Any] = {
        column: kept.model._meta.get_field(name)
        for column, name in kept.attributes.items()
        if column not in kept.pointers
    }
    return {
        column: field.max_length
        for column, field in fields.items()
        if isinstance(field, CharField) and field.max_length
    }
