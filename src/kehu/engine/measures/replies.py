"""Whether a customer answers: outbound messages and the next inbound after each."""

import ibis
from ibis.expr.types import BooleanValue, Table, Value
from ibis.expr.types import Table as Messages

from kehu.engine.ledger import Known
from kehu.engine.measures.family import Family
from kehu.engine.portable import count_where, day_of, share


def _rows(known: Known) -> Table:
    """Interactions with `day`, `outbound` and `replied_day`, the date of the next later inbound.

    At equal moments the inbound ones come first, so that what follows an outbound message and is
    inbound is truly later. Undelivered outbound messages are left out.
    """
    rows = known.of("interactions")
    inbound = rows.direction == "in"
    rows = rows.filter(inbound | rows.delivered.fill_null(True))
    rows = rows.select("customer", "at", day=day_of(rows["at"]), turn=inbound.ifelse(0, 1))
    inbound_day = (rows.turn == 0).ifelse(rows.day, ibis.null("int32"))
    following = ibis.window(group_by="customer", order_by=["at", "turn"], rows=(1, None))
    return rows.select(
        "customer", "day", outbound=rows.turn == 1, replied_day=inbound_day.min().over(following)
    )


FAMILY = Family("replies", _rows, settings=("reply_within_days",), tables=("interactions",))


@FAMILY.measure("messages", "D30", without=0)
def outbound_settled(messages: Messages, known: Known) -> Value:
    """Outbound messages sent 14 or more days ago, so that the time to answer is over."""
    return count_where(_settled(messages, known))


@FAMILY.measure("messages", "D30", without=0)
def outbound_answered(messages: Messages, known: Known) -> Value:
    """Of those, the ones that a later inbound followed within 14 days."""
    return count_where(_answered(messages, known))


@FAMILY.measure("share", "D30", parts=("outbound_answered", "outbound_settled"))
def reply_share(messages: Messages, known: Known) -> Value:
    """Share of outbound messages, 14 or more days old, that were answered within 14 days."""
    return share(count_where(_answered(messages, known)), count_where(_settled(messages, known)))


@FAMILY.measure("messages", "S1", without=0)
def outbound_unanswered(messages: Messages, known: Known) -> Value:
    """Messages of ours since the customer last wrote; all of them where it never did."""
    return count_where(messages.outbound & messages.replied_day.isnull())


def _settled(messages: Messages, known: Known) -> BooleanValue:
    return messages.outbound & (known.today - messages.day >= known.settings.reply_within_days)


def _answered(messages: Messages, known: Known) -> BooleanValue:
    prompt = messages.replied_day - messages.day <= known.settings.reply_within_days
    return _settled(messages, known) & prompt.fill_null(False)
