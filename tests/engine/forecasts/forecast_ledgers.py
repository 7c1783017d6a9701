"""Ledgers of orders, written and forecast."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kehu.engine.backends.checking import DimensionCodes, Vocabulary
from kehu.engine.backends.duckdb import DuckDB
from kehu.engine.backends.folder import LedgerFolder
from kehu.engine.forecasts.forecasting import Forecasting
from kehu.engine.forecasts.names import FORECASTS, reads_of
from kehu.engine.forecasts.outlook import Outlook
from kehu.engine.ledger import Known, Ledger, Settings
from kehu.engine.measures import measure_customers
from kehu.engine.rules.load import default_rulebook

T = datetime(2026, 10, 31, 12, tzinfo=UTC)
READS = reads_of(FORECASTS)
Rows = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Forecast:
    """What is known and forecast of each customer, by id, and the outlook it comes from."""

    measures: Rows
    forecasts: Rows
    outlook: Outlook


def ago(days: float) -> datetime:
    return T - timedelta(days=days)


def write(
    folder: Path, days_ago: Mapping[str, Sequence[float]], amount: float = 1000.0,
    **tables: list[dict[str, Any]],
) -> Path:  # fmt: skip
    """Customers by id with the days ago of their orders, and rows of other tables as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    customers = [{"customer_id": one, "name": one, "created_at": ago(4000)} for one in days_ago]
    rows = [
        {"order_id": f"{one}-{n}", "customer_id": one, "ordered_at": ago(days), "amount": amount}
        for one, times in days_ago.items()
        for n, days in enumerate(times)
    ]
    for name, found in {"customers": customers, "orders": rows, **tables}.items():
        if not found:
            continue
        pq.write_table(pa.Table.from_pylist(found), folder / f"{name}.parquet")
    return folder


@contextmanager
def opened(folder: Path) -> Iterator[Ledger]:
    rulebook = default_rulebook()
    codes = {n: DimensionCodes(d.codes, d.pattern) for n, d in rulebook.dimensions.items()}
    with DuckDB() as engine:
        yield LedgerFolder(engine, folder, "CNY", Vocabulary(codes)).ledger(numbered=False)


def forecast(
    folder: Path, moment: datetime = T, model: str = "auto", unit: float = 1.0
) -> Forecast:
    with opened(folder) as ledger:
        return forecast_of(ledger, moment, model, unit)


def forecast_of(
    ledger: Ledger, moment: datetime, model: str = "auto", unit: float = 1.0
) -> Forecast:
    known = Known(ledger, moment, Settings())
    measures = measure_customers(known, READS).wide(READS)
    forecasting = Forecasting(known, measures, FORECASTS, model, unit)
    return Forecast(_by_id(ledger, measures), _by_id(ledger, forecasting.forecasts()),
                    forecasting.read_outlook())  # fmt: skip


def _by_id(ledger: Ledger, table: Any) -> Rows:
    rows = ledger.engine.batches(table).read_all().to_pylist()
    return {row["customer"]: {n: _plain(v) for n, v in row.items()} for row in rows}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | bool) else float(value)
