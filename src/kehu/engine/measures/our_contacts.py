"""How often we get in touch of ourselves: the days on which we wrote or called, and their gaps."""

import ibis
from ibis.expr.types import Table, Value
from ibis.expr.types import Table as Contacts

from kehu.engine.ledger import Known
from kehu.engine.measures.family import Family
from kehu.engine.portable import day_of


def _rows(known: Known) -> Table:
    """Outbound messages that were not undelivered, with `gap`: days since the one before."""
    rows = known.of("interactions")
    ours = rows.filter((rows.direction == "out") & rows.delivered.fill_null(True))
    ours = ours.select("customer", day=day_of(ours["at"]))
    before = ours.day.lag().over(group_by="customer", order_by=["day"])
    return ours.mutate(gap=ours.day - before)


FAMILY = Family("our_contacts", _rows)


@FAMILY.measure("days", "M4")
def days_since_last_outbound(contacts: Contacts, known: Known) -> Value:
    """Days since we last wrote or called; undelivered messages are none."""
    return known.today - contacts.day.max()


@FAMILY.measure("days", "M4")
def median_contact_gap_days_12m(contacts: Contacts, known: Known) -> Value:
    """Median number of days between the days of the last 365 on which we wrote or called.

    Unknown with fewer than two such days.
    """
    counts = (contacts.gap > 0) & known.within(contacts.day, 365)
    counts = counts & known.within(contacts.day - contacts.gap, 365)
    return counts.ifelse(contacts.gap, ibis.null("int32")).cast("float64").median()
