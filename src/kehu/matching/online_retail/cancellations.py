"""Cancellations, each line matched to the sales it takes back."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

import duckdb


class Line(NamedTuple):
    """A sale or a cancellation of one product by one customer; units > 0, price a unit in GBP."""

    row: int
    customer_id: str
    stock_code: str
    at: datetime
    unit_price: Decimal
    units: int


class Match(NamedTuple):
    """Units of the sale at row `sale` that the cancellation at row `cancellation` took back."""

    sale: int
    cancellation: int
    units: int


def match_cancellations(cancellations: Iterable[Line], sales: Iterable[Line]) -> list[Match]:
    """Match cancellations, in the order they happened, to what is left of earlier sales.

    A sale qualifies by customer and product, at or before the cancellation (times have minutes
    only); the same price is preferred, then the newest. What has been matched once stays so: a
    later cancellation never changes it, or the past would look different from one export of the
    books to the next.
    """
    sales_of = defaultdict(list)
    for sale in sorted(sales, key=_moment, reverse=True):
        sales_of[sale.customer_id, sale.stock_code].append(sale)
    units_left = {sale.row: sale.units for found in sales_of.values() for sale in found}
    return [
        match
        for cancellation in sorted(cancellations, key=_moment)
        for match in _take_back(
            cancellation, sales_of[cancellation.customer_id, cancellation.stock_code], units_left
        )
    ]


def _moment(line: Line) -> tuple[datetime, int]:
    return line.at, line.row


def _take_back(
    cancellation: Line, newest_first: Sequence[Line], units_left: dict[int, int]
) -> Iterator[Match]:
    earlier = [sale for sale in newest_first if sale.at <= cancellation.at and units_left[sale.row]]
    wanted = cancellation.units
    for sale in sorted(earlier, key=lambda sale: sale.unit_price != cancellation.unit_price):
        units = min(wanted, units_left[sale.row])
        if units:
            units_left[sale.row] -= units
            wanted -= units
            yield Match(sale.row, cancellation.row, units)


# A gift is no sale to take back: crediting money for it must come off something that was paid.
_SALES = """
SELECT source_row, customer_id, stock_code, moment, unit_price, quantity FROM judged
WHERE reason IS NULL AND NOT is_cancellation AND unit_price > 0
  AND (customer_id, stock_code) IN (
      SELECT (customer_id, stock_code) FROM judged WHERE reason IS NULL AND is_cancellation)
"""

_CANCELLATIONS = """
SELECT source_row, customer_id, stock_code, moment, unit_price, -quantity FROM judged
WHERE reason IS NULL AND is_cancellation
"""

_MATCHES = """
CREATE TABLE matches AS
SELECT unnest($sales::BIGINT[]) AS sale, unnest($cancellations::BIGINT[]) AS cancellation,
       unnest($units::BIGINT[]) AS units
"""

# Every row's final reason; null is an order line. units_cancelled: what of a cancellation found
# its sale.
_FATES = """
CREATE TABLE fates AS
SELECT source_row, quantity, units_cancelled, CASE
    WHEN reason IS NOT NULL OR NOT is_cancellation THEN reason
    WHEN units_cancelled = 0 THEN 'cancellation_without_sale'
    WHEN units_cancelled < -quantity THEN 'cancellation_partly_matched'
    ELSE 'cancellation_matched' END AS reason
FROM (
    SELECT source_row, quantity, reason, is_cancellation,
           CASE WHEN reason IS NULL AND is_cancellation THEN coalesce(units, 0)::BIGINT END
               AS units_cancelled
    FROM judged LEFT JOIN (
        SELECT cancellation AS source_row, sum(units) AS units FROM matches GROUP BY ALL
    ) USING (source_row)
)
"""


def apply_cancellations(db: duckdb.DuckDBPyConnection) -> None:
    """Make `matches` (sale, cancellation: source rows; units) and `fates`.

    `fates` has source_row, quantity, reason, units_cancelled (null but for cancellations).
    """
    found = match_cancellations(_lines(db, _CANCELLATIONS), _lines(db, _SALES))
    sales, cancellations, units = ([match[place] for match in found] for place in range(3))
    db.execute(_MATCHES, {"sales": sales, "cancellations": cancellations, "units": units})
    db.execute(_FATES)


def _lines(db: duckdb.DuckDBPyConnection, query: str) -> Iterator[Line]:
    return (Line(*row) for row in db.execute(query).fetchall())
