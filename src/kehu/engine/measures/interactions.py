"""Messages, calls and meetings: how much, how lately, about what, and whether they answer us."""

import ibis
from ibis.expr.types import BooleanValue, Table, Value
from ibis.expr.types import Table as Messages

from kehu.engine.ledger import Known
from kehu.engine.measures.family import Family
from kehu.engine.portable import count_where, day_of, listed_in, max_where, share


def _rows(known: Known) -> Table:
    """Interactions with `day`, `inbound`, `outbound` (not undelivered) and `contact` (the same)."""
    rows = known.of("interactions")
    delivered = rows.delivered.fill_null(True)
    return rows.select(
        "customer",
        "topics",
        "at",
        "channel",
        kind=rows.kind.fill_null(""),
        day=day_of(rows["at"]),
        inbound=rows.direction == "in",
        outbound=(rows.direction == "out") & delivered,
        contact=delivered,
    )


FAMILY = Family("interactions", _rows)


def _about(messages: Messages, *topics: str) -> BooleanValue:
    """Inbound and about any of the topics."""
    any_of = ibis.or_(*[listed_in(messages.topics, topic) for topic in topics])
    return messages.inbound & any_of


@FAMILY.measure("messages", "D13", without=0)
def interactions(messages: Messages, known: Known) -> Value:
    """All interactions, delivered or not."""
    return messages.count()


@FAMILY.measure("messages", "D01", without=0)
def inbound(messages: Messages, known: Known) -> Value:
    """Interactions that came from the customer."""
    return count_where(messages.inbound)


@FAMILY.measure("messages", "D16", without=0)
def outbound(messages: Messages, known: Known) -> Value:
    """Interactions that went to the customer and were not undelivered."""
    return count_where(messages.outbound)


@FAMILY.measure("days", "D09")
def days_since_last_contact(messages: Messages, known: Known) -> Value:
    """Days since the last contact in either direction; undelivered messages are none."""
    return known.today - max_where(messages.day, messages.contact)


@FAMILY.measure("days", "D09")
def days_since_last_inbound(messages: Messages, known: Known) -> Value:
    """Days since the customer last wrote or called."""
    return known.today - max_where(messages.day, messages.inbound)


@FAMILY.measure("yes or no", "D09", without=False)
def our_turn(messages: Messages, known: Known) -> Value:
    """Is the newest message the customer's, so that we owe the answer?"""
    theirs, ours = (
        max_where(messages["at"], side) for side in (messages.inbound, messages.outbound)
    )
    return (theirs.notnull() & ours.isnull()) | (theirs > ours).fill_null(False)


@FAMILY.measure("days", "E1")
def days_since_bounce(messages: Messages, known: Known) -> Value:
    """Days since our newest message did not arrive; unknown where any contact came after it.

    A call that nobody took is no such message.
    """
    undelivered = ~messages.contact & (messages.channel != "phone")
    lost, reached = (max_where(messages["at"], one) for one in (undelivered, messages.contact))
    stands = reached.isnull() | (lost > reached)
    return stands.ifelse(known.today - max_where(messages.day, undelivered), None)


@FAMILY.measure("messages", "D16", without=0)
def complaints_24m(messages: Messages, known: Known) -> Value:
    """Inbound complaints in the last 730 days."""
    return count_where(_complaint(messages) & known.within(messages.day, 730))


@FAMILY.measure("days", "D14")
def days_since_last_complaint(messages: Messages, known: Known) -> Value:
    """Days since the newest inbound complaint."""
    return known.today - max_where(messages.day, _complaint(messages))


def _complaint(messages: Messages) -> BooleanValue:
    return messages.inbound & (messages.kind == "complaint")


@FAMILY.measure("messages", "D12", without=0)
def referrals(messages: Messages, known: Known) -> Value:
    """Interactions of the kind referral, in either direction."""
    return count_where(messages.kind == "referral")


@FAMILY.measure("messages", "D02", without=0)
def inbound_about_details(messages: Messages, known: Known) -> Value:
    """Inbound interactions about certificate, lead time, specification or MOQ."""
    return count_where(_about(messages, "certificate", "lead_time", "specification", "moq"))


@FAMILY.measure("messages", "D16", without=0)
def inbound_about_discount(messages: Messages, known: Known) -> Value:
    """Inbound interactions about a discount."""
    return count_where(_about(messages, "discount"))


@FAMILY.measure("messages", "D16", without=0)
def inbound_about_method(messages: Messages, known: Known) -> Value:
    """Inbound interactions about specification or certificate."""
    return count_where(_about(messages, "specification", "certificate"))


@FAMILY.measure("messages", "D29", without=0)
def inbound_about_lead_time(messages: Messages, known: Known) -> Value:
    """Inbound interactions about lead time."""
    return count_where(_about(messages, "lead_time"))


@FAMILY.measure("messages", "R1", without=0)
def inbound_about_payment_terms_12m(messages: Messages, known: Known) -> Value:
    """Inbound interactions of the last 365 days about terms of payment."""
    return count_where(_about(messages, "payment_terms") & known.within(messages.day, 365))


@FAMILY.measure("messages", "T1", without=0)
def inbound_about_new_products(messages: Messages, known: Known) -> Value:
    """Inbound interactions about new products."""
    return count_where(_about(messages, "new_product"))


@FAMILY.measure("messages", "D21", without=0)
def inbound_with_topics(messages: Messages, known: Known) -> Value:
    """Inbound interactions that have a topic noted."""
    return count_where(messages.inbound & messages.topics.notnull())


@FAMILY.measure("messages", "D21", without=0)
def inbound_about_price(messages: Messages, known: Known) -> Value:
    """Inbound interactions about price or discount."""
    return count_where(_about(messages, "price", "discount"))


@FAMILY.measure("share", "D21", parts=("inbound_about_price", "inbound_with_topics"))
def price_share(messages: Messages, known: Known) -> Value:
    """Share of the inbound interactions with topics that are about price or discount."""
    about_price = count_where(_about(messages, "price", "discount"))
    return share(about_price, count_where(messages.inbound & messages.topics.notnull()))
