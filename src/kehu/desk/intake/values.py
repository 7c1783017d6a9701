"""Values of a model's columns as JSON keeps them, and back, exactly."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import JSONField, Model


def as_json(row: Model, names: Iterable[str]) -> dict[str, Any]:
    """Columns of a row (`owner_id`, not `owner`), as texts, None where empty."""
    return {name: _text(row, name) for name in names}


def from_json(model: type[Model], told: Mapping[str, Any]) -> dict[str, Any]:
    """The values that `as_json` told."""
    return {name: _value(model, name, text) for name, text in told.items()}


def _text(row: Model, name: str) -> Any:
    field = _field(type(row), name)
    value = getattr(row, name)
    if value is None or isinstance(field, JSONField):
        return value
    return field.value_to_string(row)


def _value(model: type[Model], name: str, text: Any) -> Any:
    field = _field(model, name)
    return text if text is None or isinstance(field, JSONField) else field.to_python(text)


def _field(model: type[Model], name: str) -> Any:
    return next(field for field in model._meta.concrete_fields if field.attname == name)
