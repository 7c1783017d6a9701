"""Proformas, samples and quotations: what we offered and what became of it."""

import ibis
from ibis import _
from ibis.expr.types import BooleanValue, Table, Value

from kehu.engine.ledger import Known
from kehu.engine.measures.currency import rate_of
from kehu.engine.measures.family import Family
from kehu.engine.portable import count_where, day_of


def _proformas(known: Known) -> Table:
    """Proformas with the rate of their currency when issued (`rate_then`) and now (`rate`)."""
    rows = known.of("proformas")
    if "exchange_rates" not in known.ledger.present:
        return rows
    then = rate_of(known, rows, rows.issued_at).rename(rate_then="rate")
    return rate_of(known, then.mutate(now_=known.moment), _.now_).drop("now_")


PROFORMAS = Family("proformas", _proformas)
SAMPLES = Family("samples", lambda known: known.of("samples"))
QUOTATIONS = Family("quotations", lambda known: known.of("quotations"))


@PROFORMAS.measure("proformas", "D01", without=0)
def open_proformas(proformas: Table, known: Known) -> Value:
    """Proformas issued, not yet paid and not cancelled."""
    return count_where(_is_open(proformas))


@PROFORMAS.measure("days", "D01")
def days_since_open_proforma(proformas: Table, known: Known) -> Value:
    """Days since the newest proforma that is still open was issued."""
    from_open = _is_open(proformas).ifelse(proformas.issued_at, None)
    return known.today - day_of(from_open).max()


def _is_open(proformas: Table) -> BooleanValue:
    return proformas.paid_at.isnull() & proformas.cancelled_at.isnull()


@PROFORMAS.measure("ratio", "B3")
def rate_move_since_proforma(proformas: Table, known: Known) -> Value:
    """How much the currency of open proformas rose (or fell, below 0) since they were issued.

    Against the base currency, 0.02 is 2 %; of several the greatest move either way; unknown without
    exchange rates.
    """
    if "rate_then" not in proformas.columns:
        return ibis.null("float64")
    move = proformas.rate.cast("float64") / proformas.rate_then.cast("float64") - 1
    of_open = _is_open(proformas).ifelse(move, None)
    highest, lowest = of_open.max(), of_open.min()
    return (highest >= -lowest).ifelse(highest, lowest)


@PROFORMAS.measure("days", "B5")
def days_since_proforma_cancelled(proformas: Table, known: Known) -> Value:
    """Days since a proforma was last cancelled."""
    return known.today - day_of(proformas.cancelled_at).max()


@PROFORMAS.measure("proformas", "D01", without=0)
def paid_proformas(proformas: Table, known: Known) -> Value:
    """Proformas that were paid; once paid they stay paid."""
    return count_where(proformas.paid_at.notnull())


@SAMPLES.measure("samples", "D02", without=0)
def paid_samples(samples: Table, known: Known) -> Value:
    """Samples that the customer paid for."""
    return count_where(samples.paid_at.notnull())


@SAMPLES.measure("days", "D14")
def days_since_last_sample_paid(samples: Table, known: Known) -> Value:
    """Days since the customer last paid for a sample."""
    return known.today - day_of(samples.paid_at).max()


@SAMPLES.measure("samples", "S4", without=0)
def samples_awaiting_feedback(samples: Table, known: Known) -> Value:
    """Samples that arrived and have no feedback yet."""
    return count_where(samples.arrived_at.notnull() & samples.feedback_at.isnull())


@SAMPLES.measure("days", "S4")
def days_since_sample_arrived(samples: Table, known: Known) -> Value:
    """Days since the newest sample that has no feedback yet arrived."""
    waiting = samples.feedback_at.isnull().ifelse(samples.arrived_at, None)
    return known.today - day_of(waiting).max()


@QUOTATIONS.measure("quotations", "Q6", without=0)
def quotations(quotations: Table, known: Known) -> Value:
    """Quotations sent."""
    return quotations.count()


@QUOTATIONS.measure("quotations", "Q6", without=0)
def quotations_lost_on_price(quotations: Table, known: Known) -> Value:
    """Quotations lost for their price."""
    lost = (quotations.outcome == "lost") & (quotations.lost_reason == "price")
    return count_where(lost.fill_null(False))
