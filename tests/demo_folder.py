"""The demo exporter's ledger for tests, with twins: customers who buy exactly what another buys."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kehu.demo import write_ledger

MOMENT = datetime(2026, 11, 1, tzinfo=UTC)
TWINNED = 12  # buyers who get a twin before them by id, and one after


@cache
def demo_folder(base: Path, customers: int) -> Path:
    """The ledger's folder, written once; every call gives the same."""
    folder = base / f"demo-{customers}"
    write_ledger(folder, customers=customers)
    return folder


@cache
def twins_folder(base: Path, customers: int) -> Path:
    """The same with twins `A…` and `Z…` of the first buyers: equal figures, other ids."""
    folder = base / f"twins-{customers}"
    write_ledger(folder, customers=customers)
    orders = pq.read_table(folder / "orders.parquet")
    buyers = pa.array(sorted(set(orders["customer_id"].to_pylist()))[:TWINNED])
    for name in ("customers", "orders", "order_lines", "payments"):
        _add_twins(folder / f"{name}.parquet", buyers, orders)
    return folder


def _add_twins(path: Path, buyers: pa.Array, orders: pa.Table) -> None:
    table = pq.read_table(path)
    mine = orders.filter(pc.is_in(orders["customer_id"], buyers))["order_id"]
    whose = "customer_id" if "customer_id" in table.column_names else "order_id"
    own = table.filter(pc.is_in(table[whose], buyers if whose == "customer_id" else mine))
    twins = [_renamed(own, letter) for letter in "AZ"]
    pq.write_table(pa.concat_tables([table, *twins]), path)


def _renamed(rows: pa.Table, letter: str) -> pa.Table:
    for key in ("customer_id", "order_id", "payment_id"):
        if key in rows.column_names:
            place = rows.column_names.index(key)
            named = pc.binary_join_element_wise(letter, rows[key].cast("string"), "")
            rows = rows.set_column(place, key, named.cast(rows.schema.field(key).type))
    return rows
