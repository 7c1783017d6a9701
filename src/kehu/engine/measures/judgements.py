"""What a person decided of a customer: the newest of each subject, while it lasts."""

import ibis
from ibis.expr.types import Table, Value

from kehu.engine.ledger import Known
from kehu.engine.measures.family import Family
from kehu.engine.portable import day_of, first_of, max_where
from kehu.engine.schema import LIFTED


def judgements_in_force(known: Known) -> Table:
    """One row for each customer and subject: the newest, unless it expired or was lifted.

    Columns: customer, subject, value, at. At equal moments the greater judgement_id is newer.
    """
    rows = known.of("judgements").mutate(whose=_joint_key)
    newest = first_of(rows, "whose", [ibis.desc("at"), ibis.desc("judgement_id")])
    lasts = newest.until.isnull() | (day_of(newest.until) >= known.today)
    newest = newest.filter(lasts & (newest.value != LIFTED))
    return newest.select("customer", "subject", "value", "at")


def _joint_key(rows: Table) -> Value:
    return rows.customer.cast("string") + " " + rows.subject


def _rows(known: Known) -> Table:
    """Judgements in force; a `need` lapses when the customer inquires after it."""
    rows = judgements_in_force(known)
    asked = known.of("inquiries").group_by("customer").aggregate(asked_at=lambda t: t["at"].max())
    rows = rows.left_join(asked, "customer").drop("customer_right")
    reopened = (rows.subject == "need") & (rows.asked_at > rows["at"]).fill_null(False)
    return rows.filter(~reopened)


FAMILY = Family("judgements", _rows)


def _judged(rows: Table, subject: str) -> Value:
    return max_where(rows.value, rows.subject == subject)


def _day(value: Value) -> Value:
    """The day number of a judged date, of which only the date part is written."""
    return day_of(value.substr(0, 10).cast("date").cast("timestamp"))


@FAMILY.measure("code", "D02")
def need(rows: Table, known: Known) -> Value:
    """What a person judged of the need; an inquiry later than the judgement opens it again."""
    return _judged(rows, "need")


@FAMILY.measure("days", "D09")
def waiting_days_left(rows: Table, known: Known) -> Value:
    """Days until the date up to which we wait for the customer; negative when it is past."""
    return _day(_judged(rows, "waiting_until")) - known.today


@FAMILY.measure("days", "D01")
def days_to_order_time(rows: Table, known: Known) -> Value:
    """Days until the order time the customer gave; negative when it is past."""
    return _day(_judged(rows, "order_time")) - known.today


@FAMILY.measure("points", "D20")
def prospects(rows: Table, known: Known) -> Value:
    """Prospects of a new customer, 0-100, as a person judged them."""
    return _judged(rows, "prospects").cast("float64")


@FAMILY.measure("code", "D05", codes_of="channel_role")
def judged_channel_role(rows: Table, known: Known) -> Value:
    """Channel role as a person judged it."""
    return _judged(rows, "channel_role")


@FAMILY.measure("code", "D16", codes_of="temperament")
def judged_temperament(rows: Table, known: Known) -> Value:
    """Temperament as a person judged it."""
    return _judged(rows, "temperament")


@FAMILY.measure("code", "D29", codes_of="lead_time_sensitivity")
def judged_lead_time_sensitivity(rows: Table, known: Known) -> Value:
    """Lead-time sensitivity as a person judged it."""
    return _judged(rows, "lead_time_sensitivity")


@FAMILY.measure("code", "D19", codes_of="product_match")
def judged_product_match(rows: Table, known: Known) -> Value:
    """How well our products match, as the check desk judged it."""
    return _judged(rows, "product_match")


@FAMILY.measure("code", "B1")
def judged_hesitation(rows: Table, known: Known) -> Value:
    """Why a buyer holds back who was given a proforma, as a person judged it."""
    return _judged(rows, "hesitation")


@FAMILY.measure("text", "D12")
def judged_referral(rows: Table, known: Known) -> Value:
    """Whom the customer referred to us, as a person noted it."""
    return _judged(rows, "referral")
