"""Invoice lines as Online Retail II has them, and what an import made of them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from kehu.matching.online_retail import ImportReport

Row = tuple[Any, ...]

COLUMNS = {
    "invoice": "VARCHAR",
    "stock_code": "VARCHAR",
    "description": "VARCHAR",
    "quantity": "INTEGER",
    "invoice_ts": "TIMESTAMP",
    "price": "DOUBLE",
    "customer_id": "INTEGER",
    "country": "VARCHAR",
    "sheet": "VARCHAR",
}


def line(invoice: str, quantity: int = 1, **rest: Any) -> dict[str, Any]:
    """One invoice line; what a test does not name is a mug at 2.50 for customer 13085."""
    usual = {
        "stock_code": "22041",
        "description": "RED MUG",
        "invoice_ts": "2010-03-01 10:00",
        "price": 2.5,
        "customer_id": 13085,
        "country": "United Kingdom",
        "sheet": "2009-2010",
    }
    return {"invoice": invoice, "quantity": quantity, **usual, **rest}


def write_books(path: Path, lines: list[dict[str, Any]], columns: dict[str, str]) -> Path:
    """A Parquet file of the lines, in their order."""
    with duckdb.connect() as db:
        typed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        db.execute(f"CREATE TABLE books ({typed})")
        marks = ", ".join("?" for _ in columns)
        for told in lines:
            db.execute(f"INSERT INTO books VALUES ({marks})", [told[name] for name in columns])
        db.table("books").write_parquet(str(path))
    return path


@dataclass(frozen=True)
class Imported:
    """A finished import, to ask about."""

    folder: Path
    report: ImportReport

    def ask(self, query: str) -> list[Row]:
        """Rows of a query over customers, products, orders, order_lines and set_aside."""
        with duckdb.connect() as db:
            db.execute("SET TimeZone = 'UTC'")
            for path in self.folder.glob("*.parquet"):
                db.read_parquet(str(path)).create_view(path.stem)
            set_aside = self.folder / "set_aside" / "rows.parquet"
            db.read_parquet(str(set_aside)).create_view("set_aside")
            return db.execute(query).fetchall()

    def orders(self) -> list[Row]:
        """order_id, amount and the moment of cancellation, as text."""
        return self.ask(
            "SELECT order_id, amount::DOUBLE, strftime(cancelled_at::TIMESTAMP, '%Y-%m-%d %H:%M')"
            " FROM orders ORDER BY order_id"
        )

    def order_lines(self) -> list[Row]:
        """order_id, line, product_id, quantity, unit_price."""
        return self.ask("SELECT * REPLACE (unit_price::DOUBLE AS unit_price) FROM order_lines")

    def reasons(self) -> list[Row]:
        """Source row and reason of what was set aside."""
        return self.ask("SELECT source_row, reason FROM set_aside ORDER BY source_row")
