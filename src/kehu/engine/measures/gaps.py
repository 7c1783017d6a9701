"""Days between what a customer does again and again: how long they usually are, how different.

Gaps of nothing, several happenings on one day, are no gaps. Logarithms are added as whole
millionths, so that their order says nothing; results are rounded where engines differ.
"""

import ibis
from ibis.expr.types import IntegerColumn, Table, Value

from kehu.engine.portable import count_where, millionths


def days_before(rows: Table) -> IntegerColumn:
    """Days since the customer's row before (rows have `customer` and `day`), null for the first."""
    return rows.day - rows.day.lag().over(group_by="customer", order_by=["day"])


def gaps(gap: IntegerColumn) -> Value:
    """How many gaps there are."""
    return count_where(gap > 0)


def typical_gap(gap: IntegerColumn) -> Value:
    """The geometric mean, in days; null without any."""
    return _mean(gap).exp().round(6)


def spread(gap: IntegerColumn) -> Value:
    """The standard deviation of their logarithms; null with fewer than two."""
    logs = _logs(gap)
    squares = _sum(logs * logs) - _sum(logs) * _mean(gap)
    squares = (squares > 0).ifelse(squares, 0.0)
    free = ibis.greatest(gaps(gap) - 1, 0).nullif(0).cast("float64")
    return (squares / free).sqrt().round(6)


def _logs(gap: IntegerColumn) -> Value:
    return gap.nullif(0).cast("float64").ln()


def _mean(gap: IntegerColumn) -> Value:
    return _sum(_logs(gap)) / gaps(gap).nullif(0).cast("float64")


def _sum(logs: Value) -> Value:
    return millionths(logs).sum().cast("float64") / 1e6
