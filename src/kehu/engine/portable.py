"""The small vocabulary of Ibis that DuckDB and Spark answer alike; measures use nothing beside it.

What is not here was found to differ between the two: first and last, mode, ordered group_concat,
as-of joins, epoch seconds (DuckDB rounds them), timestamp.delta, and strip (Spark takes off the
letters f and v too).
"""

from datetime import UTC, date, datetime
from typing import Any

import ibis
from ibis.expr.types import BooleanValue, Column, IntegerColumn, NumericValue, Table, Value

EPOCH = date(1970, 1, 1)


def utc(moment: datetime) -> datetime:
    """The same moment as naive UTC, the form in which a ledger keeps its times."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def day_number(moment: datetime) -> int:
    """Days from 1970-01-01 to the UTC date of a moment."""
    return (utc(moment).date() - EPOCH).days


def day_of(moment: Column) -> IntegerColumn:
    """Days from 1970-01-01 to the UTC date of a timestamp column."""
    return moment.date().delta(ibis.date(1970, 1, 1), unit="day").cast("int32")


def each_day(begins: IntegerColumn, ends: Value) -> Value:
    """A row for every day number from `begins` until before `ends`, none where there is no such."""
    return ibis.range(begins, ends.cast("int32")).unnest().cast("int32")


def count_where(condition: BooleanValue) -> Value:
    """How many rows of a group meet the condition; unknown counts as no."""
    return condition.count(where=condition)


def sum_where(value: NumericValue, condition: BooleanValue) -> Value:
    """The sum over the rows that meet the condition; null when there are none."""
    return value.sum(where=condition)


def max_where(value: Value, condition: BooleanValue) -> Value:
    """The greatest value among the rows that meet the condition; null when there are none."""
    return value.max(where=condition)


def settled(value: NumericValue) -> Value:
    """A float without the last digits, in which engines may differ by the order of additions."""
    return value.cast("float64").round(12)


def millionths(amount: NumericValue) -> Value:
    """A float as a whole number of millionths, which add up to the same in any order."""
    return (amount * 1e6).cast("decimal(38,0)")


def share(part: NumericValue, whole: NumericValue) -> Value:
    """Part ÷ whole as a float; null where the whole is 0 or null."""
    return settled(part.cast("float64") / whole.cast("float64").nullif(0.0))


def first_of(rows: Table, by: str, order: list[Any]) -> Table:
    """One row for each value of `by`: the first in the given order, which must have no ties."""
    numbered = rows.mutate(nth_=ibis.row_number().over(group_by=by, order_by=order))
    return numbered.filter(numbered.nth_ == 0).drop("nth_")


def listed_in(cell: Column, entry: str) -> BooleanValue:
    """Does a `;` list hold the entry? Null cells hold nothing."""
    return (ibis.literal(";") + cell + ";").contains(f";{entry};").fill_null(False)


MONEY, FACTOR, PRODUCT = "decimal(22,4)", "decimal(28,10)", "decimal(38,20)"


def exact_product(left: NumericValue, right: NumericValue) -> Value:
    """Left × right without rounding: ten decimals each, twenty in the result.

    Two short decimals would keep a short product in DuckDB, and overflow.
    """
    return (left.cast(FACTOR) * right.cast(FACTOR)).cast(PRODUCT)
