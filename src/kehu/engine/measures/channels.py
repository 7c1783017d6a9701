"""By which channel a customer reaches us."""

import ibis
from ibis.expr.types import Table, Value

from kehu.engine.ledger import Known
from kehu.engine.measures.family import Family
from kehu.engine.portable import max_where


def _rows(known: Known) -> Table:
    """One row for each customer and channel it wrote by, `nth` from 0.

    Most messages first, of equals the one used last, then by name.
    """
    rows = known.of("interactions")
    theirs = rows.filter(rows.direction == "in")
    used = theirs.group_by(["customer", "channel"]).aggregate(
        times=theirs.count(), newest=theirs["at"].max()
    )
    order = [ibis.desc("times"), ibis.desc("newest"), "channel"]
    return used.mutate(nth=ibis.row_number().over(group_by="customer", order_by=order))


FAMILY = Family("channels", _rows)


@FAMILY.measure("code", "T1")
def usual_channel(rows: Table, known: Known) -> Value:
    """Channel of most messages from the customer; of equals the one used last."""
    return max_where(rows.channel, rows.nth == 0)
