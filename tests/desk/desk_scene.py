"""People of every role, and the demo exporter in the database."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from kehu.desk.accounts.actor import THE_APPLICATION
from kehu.desk.accounts.models import Team, User
from kehu.desk.accounts.roles import Role
from kehu.desk.core.models import Company
from kehu.desk.followups.models import Place
from kehu.desk.grading.actions import regrade_all
from kehu.desk.grading.measuring import NAMES
from kehu.desk.grading.models import Shape
from kehu.desk.ledger.loading import load_ledger
from kehu.desk.ledger.models import ExchangeRate
from kehu.engine.backends.checking import Vocabulary
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.folder import LedgerFolder
from kehu.engine.rules.load import default_rulebook


def person(name: str, role: Role = Role.SALESPERSON, team: Team | None = None) -> User:
    return User.objects.create_user(
        name.lower(), f"{name.lower()}@kehu.example", None, name=name, role=role, team=team
    )


def a_rate(currency: str = "USD", rate: int = 7) -> None:
    """What money in another currency is worth, from long ago on."""
    ExchangeRate.objects.get_or_create(
        currency=currency, date=date(2020, 1, 1), defaults={"rate": Decimal(rate)}
    )


def graded_before() -> None:
    """As after the first night of a house without customers: who comes is graded one by one."""
    names = {"measures": list(NAMES), "dimensions": sorted(default_rulebook().dimensions)}
    Shape.objects.create(**names)


_ROOMS = ("accounts", "core", "ledger", "grading", "portraits", "samples", "followups", "insights")
_kept: dict[tuple[Any, ...], dict[str, tuple[list[str], list[Any]]]] = {}


def nowhere() -> Place:
    """A place of which nobody knows the time."""
    return Place.objects.get_or_create(country="", zone="")[0]


def load_graded(folder: Path) -> None:
    """The folder's ledger with everybody's labels, into a database without people or customers."""
    with_ledger(folder, regrade_all)


def with_ledger(folder: Path, grade: Callable[[], None], *told: Any) -> None:
    """The folder's ledger, graded so, into a database without people or customers.

    Loading and grading take seconds, so they are done once; then the rows are copied back. `told`
    is what tells this grading from others.
    """
    assert not User.objects.exists(), "people would get the numbers of the folder's owners"
    key = folder, timezone.now().date(), *told  # a test may have a clock of its own
    if key in _kept:
        _put_back(_kept[key])
        return
    load(folder)
    grade()
    _kept[key] = {
        model._meta.db_table: _rows(model._meta.db_table)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in _ROOMS and model is not Company and model._base_manager.exists()
    }


def _rows(table: str) -> tuple[list[str], list[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        return [column[0] for column in cursor.description or ()], cursor.fetchall()


def _put_back(tables: dict[str, tuple[list[str], list[Any]]]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:  # keys are looked at in its end
        for table, (columns, rows) in tables.items():
            names, marks = (
                ", ".join(f'"{one}"' for one in columns),
                ", ".join(["%s"] * len(columns)),
            )
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)


def load(folder: Path) -> dict[str, int]:
    """The folder's ledger into the database, its owners made into salespeople first."""
    customers = folder / "customers.parquet"
    owners = duckdb.sql(f"SELECT DISTINCT owner FROM '{customers}' ORDER BY 1").fetchall()
    for (name,) in owners:
        if name and not User.objects.filter(name=name).exists():
            person(name)
    with DuckDB() as engine:
        ledger = LedgerFolder(engine, folder, "CNY", Vocabulary({})).ledger()
        return load_ledger(
            actor=THE_APPLICATION, ledger=ledger, progress=lambda _table, _rows: None
        )
