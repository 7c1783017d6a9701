"""Money in base currency, at the newest rate on or before a fact's date.

The rate is found without an as-of join: rates are laid out by day. A ledger without exchange rates
has one currency, its rows get no `rate`, and its money is taken as it stands, which is much cheaper
than multiplying by one.
"""

from functools import partial

import ibis
from ibis.expr.types import Column, NumericValue, Table, Value

from kehu.engine.ledger import Known
from kehu.engine.portable import day_of, each_day, exact_product

_ONE = "decimal(18,10)"


def rate_of(known: Known, rows: Table, moment: Column) -> Table:
    """Adds `rate`: base-currency units for one unit of the row's currency at the moment's date.

    The moment must not be later than that of `known`.
    """
    if "exchange_rates" not in known.ledger.present:
        return rows
    one = ibis.literal(1).cast(_ONE)
    own = rows.currency.fill_null(known.ledger.base_currency)
    rows = rows.mutate(own_currency_=own, on_=day_of(moment))
    rates = known.kept("rates_by_day", partial(_rates_by_day, known))
    joined = rows.left_join(rates, ["own_currency_", "on_"])
    is_base = joined.own_currency_ == known.ledger.base_currency
    joined = joined.mutate(rate=is_base.ifelse(one, joined.newest_rate))
    return joined.drop("own_currency_", "on_", "own_currency__right", "on__right", "newest_rate")


def in_base(amount: NumericValue, rows: Table) -> Value:
    """An exact amount of the rows of `rate_of`, in base currency and exact still."""
    return exact_product(amount, rows.rate) if "rate" in rows.columns else amount


def _rates_by_day(known: Known) -> Table:
    """For every currency and day, from its first rate until today, the newest rate."""
    rates = known.of("exchange_rates")
    rates = rates.filter(rates.rate > 0)
    rates = rates.select(
        own_currency_=rates.currency,
        begins=day_of(rates.date.cast("timestamp")),
        newest_rate=rates.rate,
    )
    after = rates.begins.lead().over(group_by="own_currency_", order_by="begins")
    rates = rates.mutate(ends=after.fill_null(known.today + 1))
    return rates.select("own_currency_", "newest_rate", on_=each_day(rates.begins, rates.ends))
