"""Reference tables as pages show them, in the reader's words."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from kehu.desk.core.languages import page_language
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
    """A table's key in words, its columns, and its first rows with their values in that order."""

    key: str
    columns: list[Column]
    samples: list[tuple[str, list[Any]]]


def table_shown(table: ReferenceTable) -> Shown:
    plan, lang, told = Plan.from_json(table.plan), page_language(), reference()
    columns = [
        Column(one.heading, one.name, one.kind, told["kinds"][one.kind][lang])
        for one in plan.values
    ]
    rows = ReferenceRow.objects.filter(table=table).order_by("pk")[:_SAMPLES]
    samples = [
        (row.key.replace("|", " ").strip(), [row.values.get(one.heading) for one in columns])
        for row in rows
    ]
    return Shown(told["keys"][plan.kind]["title"][lang], columns, samples)


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
