"""`kehu forecast`: who still buys, when the next order is due, and what a year will bring."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import pyarrow as pa
import pyarrow.compute as pc
from ibis.expr.types import Table

from kehu.cli import options
from kehu.cli.opening import Reading, opened
from kehu.cli.telling import working
from kehu.cli.writing import write_batches
from kehu.engine.forecasts.buying import NAMES
from kehu.engine.forecasts.fit_outlook import AUTO
from kehu.engine.forecasts.forecasting import Forecasting
from kehu.engine.forecasts.names import FORECASTS, reads_of
from kehu.engine.forecasts.outlook import Outlook
from kehu.engine.forecasts.reasons import reason
from kehu.engine.ledger import Known, Ledger
from kehu.engine.measures import measure_customers
from kehu.engine.portable import day_number
from kehu.engine.rules.load import default_rulebook
from kehu.engine.rules.vocabulary import vocabulary_of
from kehu.words import Lang

_SHOWN = ("p_active", "expected_orders_12m", "value_12m", "value_12m_low", "value_12m_high")
_DATES = ("p10", "p50", "p90")
_CHANCES = ("p_order_30d", "p_order_90d")
_UNITS = {"days": 1.0, "weeks": 7.0}


@click.command()
@options.reading
@options.as_of
@options.out
@click.option(
    "--model", type=click.Choice([AUTO, *NAMES]), default=AUTO, show_default=True,
    help="The model of orders; auto takes the one that did best, and says why.",
)  # fmt: skip
@click.option(
    "--unit", type=click.Choice([*_UNITS]), default="days", show_default=True,
    help="In what the model counts time; parameters and likelihood depend on it, forecasts do not.",
)  # fmt: skip
@click.option("--fit-only", is_flag=True, help="Print what was fitted as JSON, and no rows.")
def forecast(
    moment: datetime, out: Path, model: str, unit: str, fit_only: bool, **reading: Any
) -> None:
    """Forecast every customer of LEDGER: still active, next order, value of the next 12 months.

    Rows: customer_id, p_active, expected_orders_12m, value_12m (with value_12m_low and _high, which
    it stays below with a chance of 10 and 90 %), next_order_p10, _p50 and _p90 (dates; of who never
    ordered the next import shipment, where customs records tell), p_order_30d, p_order_90d. Empty
    is not known.
    """
    how, rulebook = Reading(**reading), default_rulebook()
    with opened(how, vocabulary_of(rulebook), out, "duckdb") as ledger:
        with working("forecasting", how.lang):
            known = Known(ledger, moment, rulebook.settings)
            forecasting = Forecasting(known, _measures(known), FORECASTS, model, _UNITS[unit])
            outlook = forecasting.read_outlook()
        if fit_only:
            click.echo(json.dumps(_fitted(outlook, model, how.lang), ensure_ascii=False))
            return
        click.echo(reason(outlook.buying, outlook.tried, how.lang), err=True)
        with working("forecasting", how.lang):
            rows = _rows(ledger, known, forecasting)
            write_batches(_dated(rows, day_number(moment)), out)


def _measures(known: Known) -> Table:
    reads = reads_of(FORECASTS)
    return measure_customers(known, reads).wide(reads)


def _rows(ledger: Ledger, known: Known, forecasting: Forecasting) -> pa.RecordBatchReader:
    ids = known.customers.select("customer", "customer_id")
    rows = forecasting.forecasts().join(ids, "customer").order_by("customer")
    days = [f"days_to_order_{name}" for name in _DATES]
    return ledger.engine.batches(rows.select("customer_id", *_SHOWN, *days, *_CHANCES))


def _dated(rows: pa.RecordBatchReader, today: int) -> pa.RecordBatchReader:
    """Days to come as dates."""
    names = ["customer_id", *_SHOWN, *(f"next_order_{name}" for name in _DATES), *_CHANCES]

    def dated() -> Iterator[pa.RecordBatch]:
        for batch in rows:
            columns = zip(batch.columns, names, strict=True)
            yield pa.RecordBatch.from_arrays([_date(*one, today) for one in columns], names)

    kinds = [pa.date32() if name.startswith("next_order") else kind
             for name, kind in zip(names, rows.schema.types, strict=True)]  # fmt: skip
    schema = pa.schema(list(zip(names, kinds, strict=True)))
    return pa.RecordBatchReader.from_batches(schema, dated())


def _date(column: pa.Array, name: str, today: int) -> pa.Array:
    if not name.startswith("next_order"):
        return column
    return pc.add(column, float(today)).cast(pa.int32()).cast(pa.date32())


def _fitted(outlook: Outlook, asked: str, lang: Lang) -> dict[str, Any]:
    """What was fitted: the model chosen and why, parameters, log-likelihood, customers."""
    buying, spending = outlook.buying, outlook.spending
    found: dict[str, Any] = {"asked": asked, "model": buying and buying.name}
    if buying:
        names = buying.model.names
        found |= {"k": buying.k, "parameters": dict(zip(names, buying.parameters, strict=True)),
                  "free": buying.free, "log_likelihood": buying.log_likelihood,
                  "customers": buying.customers, "unit_days": buying.unit}  # fmt: skip
    found["why"] = reason(buying, outlook.tried, lang)
    found["tried"] = [asdict(one) for one in outlook.tried]
    return {**found, "regularity": outlook.regularity, "spending": spending and asdict(spending)}
