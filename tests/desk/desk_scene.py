"""People of every role, and the demo exporter in the database."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from kehu.desk.accounts.actor import THE_APPLICATION
from kehu.desk.accounts.models import Team, User
from kehu.desk.accounts.roles import Role
from kehu.desk.ledger.loading import load_ledger
from kehu.desk.ledger.models import ExchangeRate
from kehu.engine.backends.checking import Vocabulary
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.folder import LedgerFolder


def person(name: str, role: Role = Role.SALESPERSON, team: Team | None = None) -> User:
    return User.objects.create_user(
        name.lower(), f"{name.lower()}@kehu.example", None, name=name, role=role, team=team
    )


def a_rate(currency: str = "USD", rate: int = 7) -> None:
    """What money in another currency is worth, from long ago on."""
    ExchangeRate.objects.get_or_create(
        currency=currency, date=date(2020, 1, 1), defaults={"rate": Decimal(rate)}
    )


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
