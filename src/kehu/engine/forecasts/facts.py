"""What the models are fitted to, grouped by the engine."""

import ibis
from ibis.expr.types import Table

from kehu.engine.forecasts.histories import HISTORY
from kehu.engine.forecasts.names import AMOUNT, FIRST, PACE
from kehu.engine.ledger import Known, Moment
from kehu.engine.measures import measure_customers
from kehu.engine.measures.rhythm import orders_with_gaps
from kehu.engine.portable import count_where, max_where, millionths

HOLD_OUT = 90  # days ago, when models had to say what has happened since
_NUMBERS = ("order_days", "days_since_first_order", "days_since_last_order", *AMOUNT, *PACE, *FIRST)


def inputs_of(measures: Table) -> Table:
    """What forecasts read, as floats, with the history's key and the kind of customer.

    Columns: customer, repeats, last, age (int32, null for who never ordered), role, country, and
    those of `names` that `measures` has.
    """
    numbers = {n: measures[n].cast("float64") for n in _NUMBERS if n in measures.columns}
    since_first, since_last = measures.days_since_first_order, measures.days_since_last_order
    ordered = measures.order_days >= 1
    history = {"repeats": ordered.ifelse(measures.order_days - 1, ibis.null("int32")),
               "last": since_first - since_last, "age": since_first}  # fmt: skip
    history = {name: value.cast("int32") for name, value in history.items()}
    if "country" not in measures.columns:
        return measures.select("customer", **history, **numbers)
    role = ibis.coalesce(measures.judged_channel_role, measures.recorded_channel_role, "unknown")
    return measures.select("customer", role=role, country=measures.country.fill_null(""),
                           **history, **numbers)  # fmt: skip


def histories_of(inputs: Table) -> Table:
    """Distinct histories of who ordered: repeats, last, age, weight and log_gaps, the sum of the
    logarithms of all their gaps."""
    ordered = inputs.filter(inputs.repeats.notnull())
    log_gaps = ordered.repeats.cast("float64") * ordered.typical_gap_days.ln()
    return ordered.group_by(*HISTORY).aggregate(
        weight=ordered.count(), log_gaps=millionths(log_gaps).sum().cast("float64") / 1e6
    )


def earlier_histories(known: Known) -> Table:
    """The same as of `HOLD_OUT` days ago, from orders that still count, and `ordered`: how many of
    each have ordered since."""
    rows, then = orders_with_gaps(known), known.today - HOLD_OUT
    before = rows.day <= then
    gaps = before & (rows.gap > 0)
    past = rows.group_by("customer").aggregate(
        repeats=count_where(gaps).cast("int32"),
        first=rows.day.min(),
        newest=max_where(rows.day, before),
        log_gaps=millionths(rows.gap.nullif(0).cast("float64").ln()).sum(where=gaps),
        since=rows.day.max() > then,
    )
    past = past.filter(past.newest.notnull())
    past = past.mutate(last=(past.newest - past["first"]).cast("int32"),
                       age=(then - past["first"]).cast("int32"))  # fmt: skip
    return past.group_by(*HISTORY).aggregate(
        weight=past.count(), ordered=count_where(past.since),
        log_gaps=past.log_gaps.sum().cast("float64") / 1e6,
    )  # fmt: skip


def gap_pairs(known: Known) -> Table:
    """One row: `pairs` of gaps of one customer in a row, and `squares`, the sum over them of
    (first / both - 1/2)²."""
    gaps = orders_with_gaps(known).filter(lambda t: t.gap > 0)
    gaps = gaps.mutate(before=gaps.gap.lag().over(group_by="customer", order_by="day"))
    share = gaps.before.cast("float64") / (gaps.before + gaps.gap).cast("float64") - 0.5
    return gaps.aggregate(
        pairs=share.count(), squares=millionths(share * share).sum().cast("float64") / 1e6
    )


def spent(inputs: Table) -> Table:
    """Of who ordered again and paid for it: count of those order days and their mean amount."""
    again = inputs.filter((inputs.order_days > 1) & (inputs.amount_per_order_day > 0))
    count = (again.order_days - 1).cast("int32")
    return again.select("customer", count=count, amount=again.amount_per_order_day)


def past_standings(known: Known) -> Table:
    """Customers who had not ordered `HOLD_OUT` days ago, as they stood then.

    Columns: the measures of `names.FIRST` as of then, and first_after, the days from then to the
    first order, null where there is none yet.
    """
    days = ibis.interval(days=HOLD_OUT)
    then = Moment(known.moment - days, known.today - HOLD_OUT)
    past = Known(known.ledger, then, known.settings, mark="_then")
    first = orders_with_gaps(known).group_by("customer").aggregate(first=lambda t: t.day.min())
    rows = measure_customers(past, FIRST).wide(FIRST).left_join(first, "customer")
    rows = rows.mutate(first_after=rows["first"] - then.day)
    return rows.filter(rows.first_after.isnull() | (rows.first_after > 0))
