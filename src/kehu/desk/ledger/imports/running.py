"""Checking and loading what was uploaded: the worker's part.

Loading is one transaction, and the import's state changes in it: a process that is killed leaves
all of an import or nothing, and whoever comes next knows which.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.models import User
from kehu.desk.core.company import base_currency
from kehu.desk.core.progress import Progress, note_progress, progress_in
from kehu.desk.ledger.imports.beside import fitting, kept_beside
from kehu.desk.ledger.imports.folder import Folder, the_only_one
from kehu.desk.ledger.imports.unpacking import unpack
from kehu.desk.ledger.imports.upload import UNFINISHED, look_after_unfinished
from kehu.desk.ledger.loading import load_ledger
from kehu.desk.ledger.marking import mark_changed, mark_paying_in
from kehu.desk.ledger.models import Customer, Import, Order
from kehu.engine.backends.checking import Vocabulary
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.folder import LedgerFolder
from kehu.engine.ledger import Ledger
from kehu.engine.schema import TABLES
from kehu.errors import Fault, KehuError

State = Import.State
_ATTEMPTS = 3  # an import that ends its process each time is given up
# What the database or a field refuses that no check could foresee.
REFUSALS = (IntegrityError, DataError, ValidationError, ValueError, OverflowError)


def run_imports(vocabulary: Vocabulary) -> bool:
    """Look at all that is not finished, the first uploaded first; was anything there?

    Nothing is done where another process is at it.
    """
    ran = False
    with the_only_one() as mine:
        while mine and (one := Import.objects.filter(state__in=UNFINISHED).order_by("pk").first()):
            _run(one, vocabulary)
            ran = True
        if mine:
            look_after_unfinished()
    return ran


def _run(one: Import, vocabulary: Vocabulary) -> None:
    folder = Folder(one)
    if one.attempts >= _ATTEMPTS:
        _end(one, State.FAILED, why="broke_off")
        return
    _note(one, state=State.CHECKING, attempts=one.attempts + 1)
    with tempfile.TemporaryDirectory() as tables, DuckDB() as engine:
        try:
            _check_and_load(one, folder, engine, Path(tables), vocabulary)
        except REFUSALS as error:
            # What the check could not foresee, such as a number that somebody used meanwhile.
            refusal = Fault("error", "database_refuses", "", fields={"why": in_a_line(error)})
            errors, _ = folder.keep_faults([refusal])
            _end(one, State.REFUSED, errors=errors)
        except KehuError as error:
            _end(one, State.FAILED, why=error.code)


def _check_and_load(
    one: Import, folder: Folder, engine: DuckDB, tables: Path, vocabulary: Vocabulary
) -> None:
    faults = unpack(folder.uploaded, tables)
    named = {path.stem for path in tables.iterdir()} & TABLES.keys()
    ledger_folder = LedgerFolder(
        engine, tables, base_currency(), fitting(vocabulary), kept_beside(named)
    )
    ledger_folder.check()
    ledger = ledger_folder.ledger(numbered=False)
    for fault in [*faults, *_unknown_owners(ledger, tables)]:
        ledger_folder.checker.add(fault)
    errors, warnings = folder.keep_faults(ledger_folder.faults())
    _note(one, errors=errors, warnings=warnings)
    if errors:
        _end(one, State.REFUSED)
    else:
        _load(one, folder, ledger)


def _load(one: Import, folder: Folder, ledger: Ledger) -> None:
    _note(one, state=State.LOADING)
    total, before = sum(_counts(ledger).values()), 0
    table = ""

    def progress(name: str, count: int) -> None:
        nonlocal before, table
        if name != table:
            before, table = progress_in(folder.path).done, name
        note_progress(folder.path, Progress(name, before + count, total))

    note_progress(folder.path, Progress(total=total))
    with transaction.atomic():
        one.rows = load_ledger(actor=Actor.of(one.by), ledger=ledger, progress=progress)
        mark_changed(whose(ledger))
        mark_paying_in(_texts(ledger, "exchange_rates", "currency"))
        _note(one, state=State.DONE, rows=one.rows, finished_at=timezone.now())
    folder.forget_files()


def _end(one: Import, state: State, **noted: object) -> None:
    _note(one, state=state, finished_at=timezone.now(), **noted)
    Folder(one).forget_files()


def _note(one: Import, **noted: object) -> None:
    for name, value in noted.items():
        setattr(one, name, value)
    one.save(update_fields=list(noted))


# ---- what the tables say -----------------------------------------------------------------------


def _counts(ledger: Ledger) -> dict[str, int]:
    found = {}
    for name in ledger.present:
        table = ledger.tables[name]
        rows = ledger.engine.batches(table.aggregate(count=table.count()))
        found[name] = int(rows.read_all()["count"][0].as_py())
    return found


def _texts(ledger: Ledger, table: str, column: str) -> set[str]:
    """What stands in a column."""
    if table not in ledger.present:
        return set()
    rows = ledger.tables[table].select(column).distinct()
    return set(ledger.engine.batches(rows).read_all()[column].to_pylist()) - {None}


def whose(ledger: Ledger) -> set[int]:
    """The customers of whom the tables speak."""
    named = [one.name for one in TABLES.values() if "customer_id" in one.by_name]
    customers = set().union(*(_texts(ledger, name, "customer_id") for name in named))
    orders = _texts(ledger, "order_lines", "order_id")
    known = Customer.objects.values_list("code", "pk").iterator()
    found = {pk for code, pk in known if code in customers}
    if orders:
        held = Order.objects.values_list("code", "customer_id").iterator()
        found |= {pk for code, pk in held if code in orders}
    return found


def _unknown_owners(ledger: Ledger, tables: Path) -> Iterator[Fault]:
    """Names of salespeople whom nobody here has: their customers go to the pool."""
    file = next((path.name for path in tables.glob("customers.*")), "")
    known = set(User.objects.values_list("name", flat=True))
    for name in sorted(_texts(ledger, "customers", "owner") - known):
        yield Fault("warning", "unknown_owner", file, None, None, "owner", {"value": name})


def in_a_line(error: Exception) -> str:
    """What was refused, in one line."""
    said = error.messages[0] if isinstance(error, ValidationError) else str(error)
    return said.strip().splitlines()[0][:300] if said.strip() else type(error).__name__
