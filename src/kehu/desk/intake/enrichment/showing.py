"""Reference tables as pages show them, in the reader's words."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from kehu.desk.core.languages import page_language
from kehu.desk.intake.enrichment.applying import tables_in_force
from kehu.desk.intake.models import ReferenceRow, ReferenceTable
from kehu.desk.ledger.models import Customer
from kehu.matching.reference.keys import reference
from kehu.matching.reference.plan import Plan
from kehu.words import say

_SAMPLES = 8


@dataclass(frozen=True)
class Column:
    """A column of values: heading, name in rules, kind as rules and as people call it."""

    heading: str
    name: str
    kind: str
    kind_title: str


@dataclass(frozen=True)
class Shown:
    """A table's key in words, its columns, and its first rows: key, and kind and value a column."""

    key: str
    columns: list[Column]
    samples: list[tuple[str, list[tuple[str, str]]]]


def table_shown(table: ReferenceTable) -> Shown:
    plan, lang, told = Plan.from_json(table.plan), page_language(), reference()
    columns = [
        Column(one.heading, one.name, one.kind, told["kinds"][one.kind][lang])
        for one in plan.values
    ]
    rows = ReferenceRow.objects.filter(table=table).order_by("pk")[:_SAMPLES]
    samples = [(row.key.replace("|", " ").strip(), _told(row, columns)) for row in rows]
    return Shown(told["keys"][plan.kind]["title"][lang], columns, samples)


def _told(row: ReferenceRow, columns: list[Column]) -> list[tuple[str, str]]:
    return [(one.kind, shown(row.values.get(one.heading))) for one in columns]


def said_of(customer: Customer) -> list[tuple[ReferenceTable, list[tuple[str, str]]]]:
    """What each table in force says of a customer: heading and value."""
    found = []
    for table in tables_in_force():
        values = [
            (one.heading, shown(customer.extra[one.name]))
            for one in Plan.from_json(table.plan).values if one.name in customer.extra
        ]  # fmt: skip
        found += [(table, values)] if values else []
    return found


def shown(value: Any) -> str:
    """A value as one reads it."""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, int | float):
        return number_format(f"{value:.15g}", force_grouping=True)
    return "–" if value is None else str(value)


def faults_shown(table: ReferenceTable) -> list[tuple[int | None, str | None, str]]:
    """Line, column and sentence of the first rows or cells that were left out."""
    lang = page_language()
    return [(line, column, say(code, lang, **fields))
            for line, column, code, fields in table.faults]  # fmt: skip


def reached(table: ReferenceTable) -> tuple[int, int]:
    """How many customers the table says something of, and how many there are."""
    has = Q(pk__in=())
    for one in Plan.from_json(table.plan).values if table.in_force else ():
        has |= Q(extra__has_key=one.name)
    return Customer.objects.filter(has).count(), Customer.objects.count()
