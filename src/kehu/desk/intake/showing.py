"""Sheets, columns and results of a run as pages show them, in the reader's words."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext_lazy as _

from kehu.desk.core.languages import page_language
from kehu.desk.intake.models import Run
from kehu.desk.intake.runs.folder import RunFolder
from kehu.errors import Fault
from kehu.matching.columns.fields import Field, all_fields
from kehu.matching.columns.mapping import SheetMapping, base
from kehu.matching.columns.presets import Preset, presets
from kehu.matching.columns.proposing import Proposal
from kehu.matching.staging.report import Staged
from kehu.rulebook import read

_TITLES = {
    "products": _("Products"),
    "customers": _("Customers"),
    "contacts": _("People in them"),
    "orders": _("Orders"),
    "order_lines": _("Order lines"),
    "payments": _("Payments"),
    "interactions": _("Messages, calls and visits"),
    "inquiries": _("Inquiries"),
    "quotations": _("Quotations"),
    "proformas": _("Proforma invoices"),
    "samples": _("Samples"),
    "customs_records": _("Customs records"),
}
_PEOPLE = 3  # people of a row that columns can be about
FAULTS = 50  # on a page


@dataclass(frozen=True)
class Option:
    """A field that a column can become."""

    name: str
    title: str
    chosen: bool


@dataclass(frozen=True)
class ColumnShown:
    """A column of a sheet: its heading, samples, and what it may become."""

    place: int
    heading: str
    samples: tuple[str, ...]
    why: str
    groups: tuple[tuple[str, tuple[Option, ...]], ...]


@dataclass(frozen=True)
class SheetShown:
    """A sheet with all that is to be decided about it."""

    number: int
    title: str
    height: int
    heading_row: int
    is_used: bool
    preset: str
    says: str
    columns: tuple[ColumnShown, ...]
    choices: Any
    has_days: bool
    has_money: bool
    notes: tuple[str, ...]


def sheet_shown(number: int, found: Proposal, mapping: SheetMapping | None) -> SheetShown:
    """A sheet as the page of columns shows it; without a mapping it is left out."""
    lang = page_language()
    used = mapping or found.guess.mapping
    preset = presets().get(used.preset) or next(iter(presets().values()))
    guessed = found.guess.columns if found.guess.preset == preset.name else ()
    whys = {one.heading: one.why for one in guessed if used.columns.get(one.heading) == one.field}
    samples = {one.heading: one.samples for one in found.guess.columns}
    columns = tuple(
        ColumnShown(
            place, heading, samples.get(heading, ()), whys.get(heading, ""),
            _groups(preset, used.columns.get(heading, "")),
        )
        for place, heading in enumerate(found.heading.names)
    )  # fmt: skip
    kinds = {one.kind for one in preset.fields}
    return SheetShown(
        number, found.sheet.title, found.sheet.height - found.heading.given, found.heading_row,
         mapping is not None, preset.name, preset.says[lang], columns,
        used.choices, "moment" in kinds, bool(kinds & {"amount", "price"}),
        tuple(one.message(lang) for one in found.sheet.notes),
    )  # fmt: skip


def presets_shown() -> list[tuple[str, str, str]]:
    """Name, title and explanation of every kind of sheet."""
    lang = page_language()
    return [(one.name, one.title[lang], one.says[lang]) for one in presets().values()]


def _groups(preset: Preset, chosen: str) -> tuple[tuple[str, tuple[Option, ...]], ...]:
    """The preset's fields by table, of people up to the third."""
    lang = page_language()
    by_table: dict[str, list[Option]] = {}
    for field in preset.fields:
        for name in _names(field):
            number = name.partition("#")[2]
            title = f"{field.title[lang]} {number}".strip()
            by_table.setdefault(field.table, []).append(Option(name, title, name == chosen))
    return tuple((table_title(table), tuple(options)) for table, options in by_table.items())


def _names(field: Field) -> list[str]:
    if field.table != "contacts":
        return [field.name]
    return [field.name, *(f"{field.name}#{n}" for n in range(2, _PEOPLE + 1))]


def table_title(table: str) -> str:
    """A table as people call its rows."""
    return str(_TITLES[table])


# ---- what a check or the loading came to ---------------------------------------------------------


def counted(counts: Mapping[str, Any], *names: str) -> list[tuple[str, list[int]]]:
    """Tables with a figure for each of the named counts, without those that have none."""
    found = []
    for table, title in _TITLES.items():
        figures = [int(counts.get(name, {}).get(table, 0)) for name in names]
        if any(figures):
            found.append((str(title), figures))
    return found


def repairs_counted(counts: Mapping[str, Any]) -> list[tuple[str, str, int]]:
    """Repairs by rule: its name, its title, how many."""
    rules, lang = read("cleaning.yaml"), page_language()
    found = counts.get("repairs", {}).items()
    return [(rule, rules[rule][lang], n) for rule, n in sorted(found, key=lambda one: -one[1])]


def some_repairs(staged: Staged, rule: str, start: int, size: int) -> list[Any]:
    """Repairs by a rule, from the nth on."""
    return list(islice((one for one in staged.repairs() if one.rule == rule), start, start + size))


def some_faults(staged: Staged, start: int, size: int) -> list[tuple[Fault, str]]:
    """Faults with their sentences, errors first, from the nth on."""
    lang = page_language()
    return [(one, one.message(lang)) for one in islice(staged.faults(start), size)]


def changes(run: Run, start: int = 0) -> Iterator[dict[str, Any]]:
    """Rows that stand and become others, each field before and after, from the nth on."""
    path = RunFolder(run).changes
    if path.exists():
        with path.open(encoding="utf-8") as file:
            for line in islice(file, start, None):
                told = json.loads(line)
                title = table_title(told["table"])
                yield {"table": title, "name": told["name"], "fields": _fields(told)}


def listed(run: Run, what: str) -> Iterator[list[Any]]:
    """All that a check found of one kind (`repairs`, `faults`, `changes`), a heading first.

    Raises KeyError.
    """
    headings, rows = {
        "repairs": (
            [_("Sheet"), _("Line"), _("Column"), _("Before"), _("After"), _("Rule")], _repairs
        ),
        "faults": ([_("Sheet"), _("Line"), _("Column"), _("What is wrong")], _faults),
        "changes": ([_("Kind"), _("Row"), _("Field"), _("Before"), _("After")], _changes),
    }[what]  # fmt: skip
    yield headings
    yield from rows(run)


def _repairs(run: Run) -> Iterator[list[Any]]:
    rules, lang = read("cleaning.yaml"), page_language()
    for one in Staged.of(RunFolder(run).staged).repairs():
        yield [one.sheet, one.row, one.heading, one.before, one.after, rules[one.rule][lang]]


def _faults(run: Run) -> Iterator[list[Any]]:
    lang = page_language()
    for one in Staged.of(RunFolder(run).staged).faults():
        yield [one.file, one.line, one.column, one.message(lang)]


def _changes(run: Run) -> Iterator[list[Any]]:
    for one in changes(run):
        for title, before, after in one["fields"]:
            yield [one["table"], one["name"], title, before, after]


def _fields(told: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    found = []
    for attribute, after in told["after"].items():
        before = told["before"][attribute]
        if attribute == "extra":
            had = before or {}
            found += [(_title("customers", name), had.get(name), value)
                      for name, value in after.items() if had.get(name) != value]  # fmt: skip
        else:
            found.append((_title(told["table"], attribute), before, after))
    return found


def _title(table: str, attribute: str) -> str:
    lang = page_language()
    name = attribute.removesuffix("_id") if attribute == "owner_id" else attribute
    for field in all_fields().values():
        if field.table == table and name in (field.column, field.into):
            return field.title[lang]
    return attribute


def field_title(name: str) -> str:
    """A field of a mapping, in words."""
    return all_fields()[base(name)].title[page_language()]
