"""Online Retail II as a sheet like any other: guessed, cleaned, and reconciled to the last row.

The first 60,000 rows here, all of them in the benchmarks.
"""

from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from staging_scene import Scene, staged

_ROWS = 60_000


@pytest.fixture(scope="module")
def rows(online_retail: Path) -> pa.Table:
    return pq.read_table(online_retail).slice(0, _ROWS)


@pytest.fixture(scope="module")
def scene(rows: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder = tmp_path_factory.mktemp("retail")
    pq.write_table(rows, folder / "retail.parquet")
    return staged(folder, folder / "retail.parquet")


def test_it_is_taken_for_orders_by_itself(scene: Scene) -> None:
    (sheet,) = scene.sheets
    mapping = sheet.mapping
    assert mapping.preset == "orders"
    assert {heading: field for heading, field in mapping.columns.items() if field} == {
        "invoice": "orders.order_id", "stock_code": "products.product_id",
        "description": "products.name", "quantity": "order_lines.quantity",
        "invoice_ts": "orders.ordered_at", "price": "order_lines.unit_price",
        "customer_id": "customers.customer_id", "country": "customers.country",
    }  # fmt: skip


def test_every_row_is_a_line_or_comes_back(scene: Scene, rows: pa.Table) -> None:
    nobody = rows["customer_id"].null_count
    report = scene.staged.report
    assert (report.rows, report.kept, report.set_aside) == (_ROWS, _ROWS - nobody, nobody)
    assert report.tables["order_lines"] == _ROWS - nobody
    told = {fault.severity: fault.code for fault in scene.faults}
    # A product is described otherwise in another row: said, and the first description stays.
    assert told == {"error": "names_nobody", "warning": "said_otherwise"}


def test_customers_orders_and_money_are_those_of_the_rows(scene: Scene, rows: pa.Table) -> None:
    known = rows.filter(pc.is_valid(rows["customer_id"]))
    assert len(scene.rows("customers", "customer_id")) == len(pc.unique(known["customer_id"]))
    assert len(scene.rows("orders", "order_id")) == len(pc.unique(known["invoice"]))
    lines = scene.rows("order_lines", "quantity", "unit_price")
    told = sum(Decimal(quantity) * Decimal(price) for quantity, price in lines)
    pairs = zip(known["quantity"].to_pylist(), known["price"].to_pylist(), strict=True)
    assert told == sum(quantity * Decimal(repr(price)) for quantity, price in pairs)
