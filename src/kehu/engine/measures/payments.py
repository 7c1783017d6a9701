"""How a customer pays: orders paid for, and payments due that came late."""

import ibis
from ibis.expr.types import Table, Value
from ibis.expr.types import Table as Facts

from kehu.engine.ledger import Known
from kehu.engine.measures.family import Family
from kehu.engine.measures.order_facts import counted_orders
from kehu.engine.portable import count_where, day_of, settled, share


def _rows(known: Known) -> Table:
    """Three kinds of facts under one another; each speaks of counted orders alone.

    An order that was delivered is `won`; one with any payment received is `paid`, and `won` where
    it was not delivered too. A payment that fell due in 12 months has `late_by`: the days from its
    due date to the date paid, or to today while unpaid, and not below 0. Taken apart like this, ten
    million payments need not first be grouped by order.
    """
    orders = counted_orders(known)
    delivered = orders.filter(orders.delivered_day.notnull())
    facts = [_facts(delivered, won=ibis.literal(True))]
    if "payments" not in known.ledger.present:  # all is paid at once
        return ibis.union(*facts, _facts(orders, paid=True, won=orders.delivered_day.isnull()))
    payments = known.of("payments").select("order_id", "due_at", "paid_at")
    paid = orders.semi_join(payments.filter(payments.paid_at.notnull()), "order_id")
    facts.append(_facts(paid, paid=True, won=paid.delivered_day.isnull()))
    due_day = day_of(payments.due_at)
    due = payments.filter((payments.due_at <= known.moment) & known.within(due_day, 365))
    late_by = day_of(due.paid_at).fill_null(known.today) - day_of(due.due_at)
    due = due.select("order_id", late_by=ibis.greatest(late_by, 0))
    due = due.join(orders.select("order_id", "customer"), "order_id")
    return ibis.union(*facts, _facts(due, late_by=due.late_by))


def _facts(
    rows: Table, *, paid: bool = False, won: Value | None = None, late_by: Value | None = None
) -> Table:
    return rows.select(
        "customer",
        paid=ibis.literal(paid),
        won=ibis.literal(False) if won is None else won,
        late_by=ibis.null("int32") if late_by is None else late_by.cast("int32"),
    )


FAMILY = Family(
    "payments", _rows, settings=("late_after_days", "credit_points_per_day_late"),
    tables=("orders", "order_lines", "payments"),
)  # fmt: skip


@FAMILY.measure("orders", "D01", without=0)
def paid_orders(facts: Facts, known: Known) -> Value:
    """Orders with any payment received."""
    return count_where(facts.paid)


@FAMILY.measure("orders", "D01", without=0)
def won_orders(facts: Facts, known: Known) -> Value:
    """Orders that are paid, even in part, or delivered."""
    return count_where(facts.won)


@FAMILY.measure("payments", "D26", without=0)
def payments_due_12m(facts: Facts, known: Known) -> Value:
    """Payments that fell due in the last 365 days, of orders that count."""
    return facts.late_by.count()


@FAMILY.measure("payments", "D26", without=0)
def late_payments_12m(facts: Facts, known: Known) -> Value:
    """Of those, the ones late, or unpaid, by more days than `late_after_days` (3)."""
    return _late(facts, known)


@FAMILY.measure("share", "D26", parts=("late_payments_12m", "payments_due_12m"))
def late_share_12m(facts: Facts, known: Known) -> Value:
    """Share of the payments due in the last 365 days that were late."""
    return share(_late(facts, known), facts.late_by.count())


def _late(facts: Facts, known: Known) -> Value:
    return count_where(facts.late_by > known.settings.late_after_days)


@FAMILY.measure("days", "D20")
def mean_days_late_12m(facts: Facts, known: Known) -> Value:
    """Mean days that payments due in the last 365 days came late, without grace."""
    return share(facts.late_by.sum(), facts.late_by.count())


@FAMILY.measure("points", "D20", without=100.0)
def credit_part(facts: Facts, known: Known) -> Value:
    """100 less `credit_points_per_day_late` (2) for each mean day late of payments due in 365 days.

    Not below 0; 100 without any payment due.
    """
    mean = share(facts.late_by.sum(), facts.late_by.count())
    part = 100.0 - known.settings.credit_points_per_day_late * mean
    return settled((part < 0).ifelse(0.0, part).fill_null(100.0))
