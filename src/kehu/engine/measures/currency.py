"""Money in base currency, at the newest rate on or before a fact's date.

The rate is found without an as-of join. A ledger without exchange rates has one currency, its rows
get no `rate`, and its money is taken as it stands, which is much cheaper than multiplying by one.
"""

import ibis
from ibis.expr.types import Column, NumericValue, Table, Value

from kehu.engine.ledger import Known
from kehu.engine.portable import exact_product

_ONE = "decimal(18,10)"


def rate_of(known: Known, rows: Table, moment: Column) -> Table:
    """Adds `rate`: base-currency units for one unit of the row's currency at the moment's date."""
    if "exchange_rates" not in known.ledger.present:
        return rows
    one = ibis.literal(1).cast(_ONE)
    own = rows.currency.fill_null(known.ledger.base_currency)
    rows = rows.mutate(own_currency_=own, on_=moment.date())
    rates = _rates_on(known, rows)
    joined = rows.left_join(rates, ["own_currency_", "on_"])
    is_base = joined.own_currency_ == known.ledger.base_currency
    joined = joined.mutate(rate=is_base.ifelse(one, joined.newest_rate))
    return joined.drop("own_currency_", "on_", "own_currency__right", "on__right", "newest_rate")


def in_base(amount: NumericValue, rows: Table) -> Value:
    """An exact amount of the rows of `rate_of`, in base currency and exact still."""
    return exact_product(amount, rows.rate) if "rate" in rows.columns else amount


def _rates_on(known: Known, rows: Table) -> Table:
    """For every currency and date in the rows, the newest rate on or before it.

    Dates asked for and dates with a rate are laid in one line per currency; counting the rates up
    to each place numbers the rate that holds there.
    """
    rates = known.of("exchange_rates")
    rates = rates.filter(rates.rate > 0).select(
        own_currency_=rates.currency, on_=rates.date, newest_rate=rates.rate
    )
    asked = rows.filter(rows.own_currency_ != known.ledger.base_currency)
    asked = asked.select("own_currency_", "on_").distinct()
    asked = asked.mutate(newest_rate=ibis.null(_ONE))
    line = ibis.union(rates, asked)
    is_rate = line.newest_rate.notnull().ifelse(1, 0)
    nth = is_rate.sum().over(
        ibis.window(
            group_by="own_currency_",
            order_by=["on_", line.newest_rate.isnull()],
            rows=(None, 0),
        )
    )
    line = line.mutate(nth=nth)
    held = line.filter(line.newest_rate.notnull()).select("own_currency_", "nth", "newest_rate")
    places = line.filter(line.newest_rate.isnull()).select("own_currency_", "nth", "on_")
    return places.join(held, ["own_currency_", "nth"]).select("own_currency_", "on_", "newest_rate")
