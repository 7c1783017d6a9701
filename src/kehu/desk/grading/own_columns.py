"""The company's own columns of a customer, read as the rulebook says, for one or for everybody."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

import pyarrow as pa

from kehu.desk.ledger.models import Customer
from kehu.engine.rules.rulebook import Rulebook

_ARROW = {"number": pa.float64(), "yes or no": pa.bool_(), "text": pa.string()}
_TRUTHS = {"true": True, "false": False}
Own = Mapping[str, Any]  # a customer's `extra`: values by column, as they were recorded


def own_values(rulebook: Rulebook, extra: Own) -> dict[str, Any]:
    """The columns that the rulebook names; what is no such number or yes or no is unknown."""
    return {name: _read(extra.get(name), one.kind) for name, one in rulebook.columns.items()}


def own_columns(rulebook: Rulebook, codes: list[str]) -> dict[str, pa.Array]:
    """The same for many customers, by their codes and in that order."""
    if not rulebook.columns:
        return {}
    extras: dict[str, Own] = dict(Customer.objects.exclude(extra={}).values_list("code", "extra"))
    rows = [own_values(rulebook, extras.get(code, {})) for code in codes]
    return {
        name: pa.array([row[name] for row in rows], _ARROW[one.kind])
        for name, one in rulebook.columns.items()
    }


def _read(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == "number":
        return _number(value)
    text = str(value).strip()
    return (text or None) if kind == "text" else _TRUTHS.get(text.lower())


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if isfinite(number) else None
