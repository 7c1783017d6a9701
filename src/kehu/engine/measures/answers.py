"""What customers value, from their answers to the question `value_driver`."""

import ibis
from ibis.expr.types import Table, Value

from kehu.engine.ledger import Known
from kehu.engine.measures.family import Family
from kehu.engine.portable import day_of, max_where
from kehu.engine.schema import VALUE_DRIVERS


def _rows(known: Known) -> Table:
    """One row for each customer and value given in 24 months, `nth` from 0: oftenest, newest first.

    Among values given equally often, the one given last; at equal moments the greater answer_id.
    """
    answers = known.of("answers")
    answers = answers.filter(
        (answers.question == "value_driver")
        & answers.value.isin(VALUE_DRIVERS)
        & known.within(day_of(answers["at"]), 730)
    )
    age = ibis.row_number().over(
        group_by="customer", order_by=[ibis.desc("at"), ibis.desc("answer_id")]
    )
    answers = answers.mutate(age=age)
    given = answers.group_by(["customer", "value"]).aggregate(
        times=answers.count(), newest=answers.age.min()
    )
    nth = ibis.row_number().over(group_by="customer", order_by=[ibis.desc("times"), "newest"])
    return given.mutate(nth=nth)


FAMILY = Family("answers", _rows)


@FAMILY.measure("code", "D25", codes_of="value_drivers")
def value_driver(rows: Table, known: Known) -> Value:
    """The value most often given in the last 730 days; of equals the newest."""
    return max_where(rows.value, rows.nth == 0)
