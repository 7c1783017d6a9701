"""Verbs of reference tables: bring one to look at, put it in force, take it away."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import transaction

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit
from kehu.desk.intake.enrichment.applying import tables_in_force, withdraw
from kehu.desk.intake.models import ReferenceRow, ReferenceTable
from kehu.desk.ledger.marking import mark_changed
from kehu.desk.ledger.models import Customer
from kehu.engine.measures import MEASURES
from kehu.engine.schema import TABLES
from kehu.engine.standings import STANDINGS
from kehu.errors import KehuError
from kehu.matching.reference.plan import Plan, checked, found_in, guessed
from kehu.matching.reference.reading import read_rows

_FAULTS_KEPT = 200
_LARGEST = 50 * 1024**2  # bytes


def bring_table(
    *, actor: Actor, file: "File[bytes]", title: str, as_of: date, country: str = ""
) -> ReferenceTable:
    """Read a table so that it can be looked at; nothing is written to customers yet.

    `country` is that of all rows where no column tells it. Raises NotAllowed, SheetFault, KehuError
    `no_key_column`, `no_value_column`, `table_too_long`, `table_too_large`, `no_row_with_key`.
    """
    by = actor.person(Permission.RULES)
    if (file.size or 0) > _LARGEST:
        raise KehuError("table_too_large", file=file.name, most="50 MB")
    name = Path(str(file.name or "table")).name
    with tempfile.TemporaryDirectory(prefix="kehu-table-") as folder:
        path = Path(folder) / "given"
        with path.open("wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
        found = found_in(path, Path(folder) / "sheets", name)
        plan = guessed(found)
        rows = read_rows(found, plan, country)
    if not rows.by_key:
        raise KehuError("no_row_with_key", file=name)
    faults = [[one.line, one.column, one.code, one.fields] for one in rows.faults[:_FAULTS_KEPT]]
    with transaction.atomic():
        table = ReferenceTable.objects.create(
            title=title.strip() or name, as_of=as_of, file=name, plan=plan.as_json(), by=by,
            rows=len(rows.by_key), faults=faults, left_out=len(rows.faults),
        )  # fmt: skip
        said = (ReferenceRow(table=table, key=key, values=values)
                for key, values in rows.by_key.items())  # fmt: skip
        ReferenceRow.objects.bulk_create(said, batch_size=2_000)
        audit.record(by, "reference.brought", [audit.Change(table, None, _told(table))])
    return table


@transaction.atomic
def use_table(*, actor: Actor, table: ReferenceTable, names: dict[str, str]) -> ReferenceTable:
    """Put a table in force under these names, by heading; a heading without one is left out.

    What it says is written to the customers' own columns when they are graded next, which the
    worker does at once. Raises NotAllowed, KehuError
    `bad_column_name`, `column_name_taken`, `column_named_twice`, `no_value_column`,
    `table_in_force`.
    """
    mine = _locked(actor, table)
    if mine.in_force:
        raise KehuError("table_in_force", title=mine.title)
    plan = Plan.from_json(mine.plan)
    named = Plan.from_json({**mine.plan, "values": [
        [one.heading, names[one.heading].strip(), one.kind]
        for one in plan.values if names.get(one.heading, "").strip()
    ]})  # fmt: skip
    checked(named, _taken([one.name for one in named.values]))
    mine.plan, mine.in_force = named.as_json(), True
    mine.save(update_fields=["plan", "in_force"])
    audit.record(actor.user, "reference.used", [audit.Change(mine, None, _told(mine))])
    mark_changed(list(Customer.objects.values_list("pk", flat=True)))
    return mine


@transaction.atomic
def drop_table(*, actor: Actor, table: ReferenceTable) -> None:
    """Take a table and all it says away. Raises NotAllowed."""
    mine = _locked(actor, table)
    if mine.in_force:
        withdraw(mine)
    audit.record(actor.user, "reference.dropped", [audit.Change(mine, _told(mine), None)])
    ReferenceRow.objects.filter(table=mine)._raw_delete("default")
    mine.delete()


def _locked(actor: Actor, table: ReferenceTable) -> ReferenceTable:
    actor.must(Permission.RULES)
    return ReferenceTable.objects.select_for_update(of=("self",)).get(pk=table.pk)


def _taken(names: list[str]) -> dict[str, str]:
    """Names that mean something already, each with what has it."""
    columns = TABLES["customers"].columns
    taken = dict.fromkeys([*MEASURES, *STANDINGS, *(one.name for one in columns)], "Kehu")
    for table in tables_in_force():
        taken |= {one.name: table.title for one in Plan.from_json(table.plan).values}
    for name in names:
        holder = Customer.objects.filter(extra__has_key=name).values_list("name", flat=True).first()
        if holder is not None:
            taken.setdefault(name, holder)
    return taken


def _told(table: ReferenceTable) -> dict[str, Any]:
    return {"title": table.title, "as_of": table.as_of.isoformat(), "rows": table.rows,
            "columns": [one.name for one in Plan.from_json(table.plan).values]}  # fmt: skip
