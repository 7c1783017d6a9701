"""What the customer imports, from customs records, also from others."""

from ibis.expr.types import Table, Value

from kehu.engine.ledger import Known
from kehu.engine.measures.family import Family
from kehu.engine.portable import count_where, day_of


def _rows(known: Known) -> Table:
    rows = known.of("customs_records")
    return rows.mutate(day=day_of(rows.arrived_at))


FAMILY = Family("customs", _rows)


@FAMILY.measure("shipments", "F1", without=0)
def customs_shipments_12m(shipments: Table, known: Known) -> Value:
    """Import shipments that arrived in the last 365 days, from any supplier."""
    return count_where(known.within(shipments.day, 365))


@FAMILY.measure("days", "F1")
def days_since_last_customs_shipment(shipments: Table, known: Known) -> Value:
    """Days since an import shipment last arrived, from any supplier."""
    return known.today - shipments.day.max()
