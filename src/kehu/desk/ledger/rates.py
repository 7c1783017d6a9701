"""What other currencies are worth: set one by one, or from a file, all of it or nothing."""

import datetime
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pycountry
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import Count, Max, Min

from kehu.desk.accounts.actor import Actor
from kehu.desk.accounts.roles import Permission
from kehu.desk.core import audit
from kehu.desk.core.company import base_currency
from kehu.desk.core.languages import page_language
from kehu.desk.ledger.marking import mark_paying_in
from kehu.desk.ledger.models import ExchangeRate
from kehu.engine.backends.arrow import SCHEMAS
from kehu.engine.backends.checking import Vocabulary
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.folder import LedgerFolder
from kehu.errors import Fault, InputFaults, KehuError

_FILE = "exchange_rates.csv"
_BESIDE = {"customers": SCHEMAS["customers"].empty_table()}  # rates need none
Day = tuple[str, datetime.date]  # a currency on a day
Rates = Mapping[Day, Decimal]


@dataclass(frozen=True)
class Counted:
    """What setting rates came to."""

    new: int
    changed: int
    same: int


@dataclass(frozen=True)
class Newest:
    """A currency with its newest rate, and since when there are how many."""

    currency: str
    date: datetime.date
    rate: Decimal
    since: datetime.date
    count: int


# ---- reading -----------------------------------------------------------------------------------


def newest_rates(actor: Actor) -> list[Newest]:
    """Every currency that has a rate. Raises NotAllowed."""
    actor.must(Permission.SEE)
    spans = ExchangeRate.objects.values("currency").annotate(
        since=Min("date"), newest=Max("date"), count=Count("pk")
    )
    spans = spans.order_by("currency")
    days = {one["newest"] for one in spans}
    rates = {(r.currency, r.date): r.rate for r in ExchangeRate.objects.filter(date__in=days)}
    return [
        Newest(
            one["currency"], one["newest"], rates[one["currency"], one["newest"]], one["since"],
            one["count"],
        )
        for one in spans
    ]  # fmt: skip


# ---- verbs -------------------------------------------------------------------------------------


@transaction.atomic
def set_rate(*, actor: Actor, currency: str, date: datetime.date, rate: Decimal) -> Counted:
    """What one unit is worth from a day on; who has money in it is graded anew.

    Raises NotAllowed, ValidationError.
    """
    actor.must(Permission.SETTINGS)
    if wrong := _wrong(currency, rate, base_currency()):
        lang = page_language()
        raise ValidationError({one.column or "rate": one.message(lang) for one in wrong})
    return _changed(actor, "rate.set", {(currency, date): rate})


@transaction.atomic
def import_rates(*, actor: Actor, file: "File[bytes]") -> Counted:
    """Set all rates of a CSV with date, currency and rate; those that are there are overwritten.

    Raises NotAllowed, InputFaults with every fault of the file.
    """
    actor.must(Permission.SETTINGS)
    return _changed(actor, "rates.imported", _read(file))


def _changed(actor: Actor, verb: str, rates: Rates) -> Counted:
    currencies = sorted({currency for currency, _ in rates})
    rows = ExchangeRate.objects.select_for_update().filter(currency__in=currencies)
    known = {(row.currency, row.date): row.rate for row in rows}
    changed = {day: rate for day, rate in rates.items() if known.get(day, rate) != rate}
    new = {day: rate for day, rate in rates.items() if day not in known}
    written = {**changed, **new}
    ExchangeRate.objects.bulk_create(
        [ExchangeRate(currency=day[0], date=day[1], rate=rate) for day, rate in written.items()],
        update_conflicts=True, unique_fields=["currency", "date"], update_fields=["rate"],
        batch_size=2_000,
    )  # fmt: skip
    before = {_name(day): f"{known[day].normalize():f}" for day in changed}
    after = {_name(day): f"{rate.normalize():f}" for day, rate in written.items()}
    audit.record(actor.user, verb, [audit.Change(ExchangeRate(), before, after)])
    mark_paying_in({currency for currency, _ in written})
    return Counted(len(new), len(changed), len(rates) - len(written))


def _name(day: Day) -> str:
    return f"{day[0]} {day[1]:%Y-%m-%d}"


# ---- the file ----------------------------------------------------------------------------------


def _read(file: "File[bytes]") -> Rates:
    with tempfile.TemporaryDirectory() as folder, DuckDB() as engine:
        with (Path(folder) / _FILE).open("wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
        base = base_currency()
        read = LedgerFolder(engine, Path(folder), base, Vocabulary({}), _BESIDE)
        read.check()
        ledger = read.ledger(numbered=False)
        rows = engine.batches(ledger.tables["exchange_rates"]).read_all().to_pylist()
        faults = [*read.errors(), *_meant_otherwise(rows, base)]
    if not rows and not faults:
        raise KehuError("no_rates")
    if faults:
        raise InputFaults(sorted(faults, key=lambda one: (one.row or 0, one.column or "")))
    return {(row["currency"], row["date"]): row["rate"] for row in rows}


def _meant_otherwise(rows: Sequence[Mapping[str, Any]], base: str) -> Iterator[Fault]:
    """What can be read and yet is no rate. Rows come in the order of the file."""
    for number, row in enumerate(rows, 1):
        for one in _wrong(row["currency"], row["rate"], base):
            yield replace(one, row=number)


def _wrong(currency: str | None, rate: Decimal | None, base: str) -> list[Fault]:
    found = []
    value = {"value": currency}
    if currency is not None and currency == base:
        found.append(Fault("error", "is_base_currency", _FILE, column="currency", fields=value))
    elif currency is not None and pycountry.currencies.get(alpha_3=currency) is None:
        found.append(Fault("error", "not_a_currency", _FILE, column="currency", fields=value))
    if rate is not None and rate <= 0:
        found.append(Fault("error", "rate_not_above_zero", _FILE, column="rate"))
    return found
