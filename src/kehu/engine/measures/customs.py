"""What the customer imports, from customs records, also from others."""

import ibis
from ibis.expr.types import Table, Value

from kehu.engine.ledger import Known
from kehu.engine.measures.family import Family
from kehu.engine.measures.gaps import days_before, spread, typical_gap
from kehu.engine.measures.order_facts import counted_orders
from kehu.engine.portable import count_where, day_of

_ON_THE_WAY = 90  # days after an order in which its own goods may still arrive


def _rows(known: Known) -> Table:
    """Shipments with `gap`, days since the one before, and `ours_day`, when our newest goods left
    us to the customer, as far as they arrive at all."""
    rows = known.of("customs_records").select("customer", "arrived_at")
    rows = rows.mutate(day=day_of(rows.arrived_at))
    orders = counted_orders(known)
    arrived = ibis.coalesce(orders.delivered_day, orders.day + _ON_THE_WAY)
    ours = orders.group_by("customer").aggregate(ours_day=arrived.max())
    rows = rows.left_join(ours, "customer").drop("customer_right")
    return rows.mutate(gap=days_before(rows))


FAMILY = Family("customs", _rows)


@FAMILY.measure("shipments", "F1", without=0)
def customs_shipments_12m(shipments: Table, known: Known) -> Value:
    """Import shipments that arrived in the last 365 days, from any supplier."""
    return count_where(known.within(shipments.day, 365))


@FAMILY.measure("days", "F1")
def days_since_last_customs_shipment(shipments: Table, known: Known) -> Value:
    """Days since an import shipment last arrived, from any supplier."""
    return known.today - shipments.day.max()


@FAMILY.measure("days", "F1")
def customs_gap_days(shipments: Table, known: Known) -> Value:
    """Geometric mean of the days between import shipments; unknown with fewer than two days."""
    return typical_gap(shipments.gap)


@FAMILY.measure("ratio", "F1")
def customs_gap_spread(shipments: Table, known: Known) -> Value:
    """Standard deviation of the logarithms of those days; unknown with fewer than three days."""
    return spread(shipments.gap)


@FAMILY.measure("days", "F1", without=0)
def customs_shipment_days(shipments: Table, known: Known) -> Value:
    """Different UTC dates on which an import shipment arrived."""
    return count_where(shipments.gap.isnull() | (shipments.gap > 0))


@FAMILY.measure("shipments", "F1", without=0)
def customs_shipments_after_ours(shipments: Table, known: Known) -> Value:
    """Import shipments that arrived when none of our orders was on its way any more.

    An order is on its way until it is delivered, or for 90 days; 0 where the customer never
    ordered from us.
    """
    return count_where(shipments.day > shipments.ours_day)
