"""The rows that hang on a customer: those that move with it, and those that are put away.

What protects its customer (orders, messages, contacts) always moves. What goes with the customer
moves too where the other has no row in its place (tags, closed follow-ups); the rest was made of
this customer alone (grades, the history of labels, open follow-ups) and is put away as text.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Model, OneToOneField, Q, QuerySet

from kehu.desk.intake.values import as_json, from_json
from kehu.desk.ledger.models import Customer, FormerCustomer

Moved = dict[str, list[int]]
_BATCH = 500


def pointing_models() -> Iterator[tuple[type[Model], str, bool]]:
    """Models with a pointer to a customer, its name, and whether there is one row a customer."""
    for relation in Customer._meta.related_objects:
        field = relation.field
        model = relation.related_model
        if isinstance(field, ForeignKey) and model is not FormerCustomer:
            alone = isinstance(field, OneToOneField) or getattr(model, "made_of_customer", False)
            yield model, field.name, alone


def move_rows(gone: Customer, kept: Customer) -> tuple[Moved, list[dict[str, Any]]]:
    """Give `kept` all that hangs on `gone`; returns what moved, by model, and what was put away."""
    moved: Moved = {}
    put_away: list[dict[str, Any]] = []
    for model, name, alone in pointing_models():
        rows = model._default_manager.filter(**{name: gone})
        staying = rows if alone else rows.filter(pk__in=_in_the_way(model, name, gone, kept))
        put_away += _put_away(staying)
        numbers = list(model._default_manager.filter(**{name: gone}).values_list("pk", flat=True))
        if numbers:
            model._default_manager.filter(**{name: gone}).update(**{name: kept})
            moved[f"{model._meta.label}.{name}"] = numbers
    return moved, put_away


def move_back(moved: Moved, kept: Customer, back: Customer) -> int:
    """Rows that moved and still hang on `kept` go back; returns how many went elsewhere since."""
    lost = 0
    for model, name, _ in pointing_models():
        numbers = moved.get(f"{model._meta.label}.{name}", [])
        for start in range(0, len(numbers), _BATCH):
            some = numbers[start : start + _BATCH]
            rows = model._default_manager.filter(pk__in=some, **{name: kept})
            lost += len(some) - rows.update(**{name: back})
    return lost


def put_back(told: list[dict[str, Any]]) -> None:
    """Rows that were put away stand again, under their numbers."""
    for one in told:
        model = apps.get_model(one["model"])
        model(**from_json(model, one["fields"])).save_base(raw=True, force_insert=True)


def as_told(row: Model) -> dict[str, Any]:
    """A row with all of its columns as JSON keeps them, to the microsecond."""
    names = [field.attname for field in row._meta.concrete_fields]
    return {"model": row._meta.label, "fields": as_json(row, names)}


def _put_away(rows: "QuerySet[Any]") -> list[dict[str, Any]]:
    told = [as_told(row) for row in rows]
    rows._raw_delete(rows.db)  # nothing points at these: they go without a cascade
    return told


def _in_the_way(model: type[Model], name: str, gone: Customer, kept: Customer) -> set[int]:
    """Rows of `gone` whose place at `kept` is taken, by the model's constraints."""
    found: set[int] = set()
    for constraint in model._meta.constraints:
        fields = getattr(constraint, "fields", ())
        if name not in fields:
            continue
        condition = constraint.condition or Q()  # type: ignore[attr-defined]
        others = [field for field in fields if field != name]
        taken = set(
            model._default_manager.filter(condition, **{name: kept}).values_list(*others)
            if others else [()] * model._default_manager.filter(condition, **{name: kept}).count()
        )  # fmt: skip
        rows = model._default_manager.filter(condition, **{name: gone})
        for row in rows.values_list("pk", *others):
            if row[1:] in taken:
                found.add(row[0])
    return found
