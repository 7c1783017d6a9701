"""What a user decides about a sheet: what it is, and which column becomes what."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from zoneinfo import available_timezones

from kehu.cleaning.amounts import currency_of
from kehu.errors import Fault, KehuError
from kehu.matching.columns.fields import all_fields
from kehu.matching.columns.presets import Preset, presets

IGNORED = ""
_KINDS: Mapping[str, Any] = {  # of the choices
    "day_first": bool | None, "decimal_comma": bool | None, "zone": str, "currency": str,
    "heading_row": int | None,
}  # fmt: skip
_PERSON = re.compile(r"[^#]+(#[1-9])?")  # a field, and of which person of the row


@dataclass(frozen=True)
class Choices:
    """How figures of a sheet are to be read, where they could be read in several ways.

    `day_first` None: as the column itself shows, else with the day first. `zone` is that of times
    without one, `currency` that of amounts without one ("" is the base currency). `heading_row` is
    where columns are named, where that was not found by itself.
    """

    day_first: bool | None = None
    decimal_comma: bool | None = None
    zone: str = "UTC"
    currency: str = ""
    heading_row: int | None = None


@dataclass(frozen=True)
class SheetMapping:
    """A sheet's preset and, by heading, the field that each column becomes.

    A field is `table.column`, of several people in a row `contacts.email#2` for the second; columns
    that are not named, or named with an empty field, are left out.
    """

    preset: str
    columns: Mapping[str, str]
    choices: Choices = field(default_factory=Choices)

    @property
    def fields(self) -> frozenset[str]:
        """The fields that columns become, without the numbers of people."""
        return frozenset(base(name) for name in self.columns.values() if name)

    def with_choices(self, **chosen: Any) -> "SheetMapping":
        return replace(self, choices=replace(self.choices, **chosen))

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> "SheetMapping":
        """Raises KehuError `mapping_unreadable`."""
        try:
            choices = Choices(**told.get("choices", {}))
            found = cls(told["preset"], dict(told["columns"]), choices)
        except (KeyError, TypeError, ValueError) as error:
            raise KehuError("mapping_unreadable", why=str(error)) from error
        texts = [found.preset, *found.columns, *found.columns.values()]
        kinds = {name: isinstance(getattr(choices, name), kind) for name, kind in _KINDS.items()}
        wrong = [repr(one) for one in texts if not isinstance(one, str)]
        if wrong or not all(kinds.values()):
            named = [*wrong, *(name for name, fits in kinds.items() if not fits)]
            raise KehuError("mapping_unreadable", why=", ".join(named))
        return found


def base(name: str) -> str:
    """A field without the number of a person."""
    return name.partition("#")[0]


def number_of(name: str) -> int:
    """Which person of a row a field is about, from 1."""
    return int(name.partition("#")[2] or 1)


def faults_of(mapping: SheetMapping, headings: tuple[str, ...], title: str) -> list[Fault]:
    """All that is wrong with a mapping before a single row is read; `title` names the sheet."""
    preset = presets().get(mapping.preset)
    if preset is None:
        return [
            _fault("unknown_preset", title, preset=mapping.preset, presets=", ".join(presets()))
        ]
    found = [
        _fault("column_not_in_sheet", title, heading=heading)
        for heading in mapping.columns
        if heading not in headings
    ]
    allowed = {one.name for one in preset.fields}
    named = [name for name in mapping.columns.values() if name]
    unknown = {one for one in named if not _PERSON.fullmatch(one) or base(one) not in all_fields()}
    for name in sorted(unknown):
        found.append(_fault("unknown_field", title, field=name))
    for name in sorted({*named} - unknown):
        if base(name) not in allowed:
            found.append(_fault("field_not_of_preset", title, field=name, preset=mapping.preset))
        if named.count(name) > 1:
            found.append(_fault("field_twice", title, field=name))
    return found + _choices(mapping.choices, title) + _needs(mapping, preset, title)


def _choices(choices: Choices, title: str) -> list[Fault]:
    found = []
    if choices.zone not in available_timezones():
        found.append(_fault("unknown_zone", title, zone=choices.zone))
    if choices.currency and currency_of(choices.currency) != choices.currency:
        found.append(_fault("names_no_currency", title, value=choices.currency))
    return found


def _needs(mapping: SheetMapping, preset: Preset, title: str) -> list[Fault]:
    return [
        _fault("need_not_met", title, fields=" / ".join(need))
        for need in preset.lacks(mapping.fields | preset.given.keys())
    ]


def _fault(code: str, title: str, **fields: str) -> Fault:
    return Fault("error", code, title, fields=fields)
