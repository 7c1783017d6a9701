"""One customer out of many: its measures from its own rows, its standing from everybody's."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from ibis.expr.types import Table

from kehu.engine.forecasts.buying import Buying
from kehu.engine.forecasts.forecasting import Forecasting
from kehu.engine.forecasts.names import reads_of
from kehu.engine.ledger import Known, Ledger, Settings
from kehu.engine.measures import MEASURES, measure_customers
from kehu.engine.measures.judgements import judgements_in_force
from kehu.engine.measures.order_facts import orders_that_count, with_profit
from kehu.engine.rules.labelling import of_kinds, with_columns
from kehu.engine.rules.ranks import Ranks
from kehu.engine.rules.rulebook import Rulebook
from kehu.errors import KehuError


@dataclass(frozen=True)
class Single:
    """Values of all measures and standings, labels a person set, and the ranks of the others."""

    values: dict[str, Any]
    overrides: dict[str, str]
    ranks: Ranks


def ranks_around(ledger: Ledger, moment: datetime, settings: Settings, customer_id: str) -> Ranks:
    """Everybody else's figures, from a ledger whose customers are not numbered."""
    known = Known(ledger, moment, settings)
    orders = with_profit(known, orders_that_count(known))
    # Both figures are of twelve months, so older orders need not be read.
    figures = (
        orders.filter(known.within(orders.day, 365))
        .group_by("customer")
        .aggregate(
            purchases=lambda t: t.amount.sum().cast("float64"),
            profits=lambda t: t.profit.sum().cast("float64"),
        )
    )
    figures = figures.filter(figures.customer != customer_id)
    others = ledger.engine.batches(
        figures.select("purchases", "profits", before=figures.customer < customer_id)
    ).read_all()
    return Ranks.of(
        others["purchases"].to_numpy(),
        others["profits"].to_numpy(),
        others["before"].to_numpy(),
        usual_order_amount(known),
        _buying(known),
    )


def _buying(known: Known) -> Buying | None:
    """The model of orders fitted to everybody."""
    names = ("p_active",)
    reads = reads_of(names)
    measures = measure_customers(known, reads).wide(reads)
    return Forecasting(known, measures, names).read_outlook().buying


def usual_order_amount(known: Known) -> float | None:
    """The median amount of all counted orders in base currency; none without orders."""
    found: float | None = _rows(known.ledger, usual_order(known))[0]["usual"]
    return found


def usual_order(known: Known) -> Table:
    """The same as one row, `usual`."""
    return orders_that_count(known).size.median().name("usual").as_table()


def single_customer(
    own: Ledger, moment: datetime, rulebook: Rulebook, ranks: Ranks, customer_id: str
) -> Single:
    """The customer of a ledger that holds only its rows.

    Raises KehuError `no_such_customer_here` where it is not listed at the moment.
    """
    known = Known(with_columns(own, rulebook), moment, rulebook.settings)
    wide = of_kinds(measure_customers(known, MEASURES).wide(MEASURES), rulebook)
    rows = _rows(own, wide)
    if not rows:
        raise KehuError("no_such_customer_here", customer=customer_id)
    set_by_people = judgements_in_force(known).filter(lambda t: t.subject.startswith("label:"))
    overrides = rulebook.overrides(_rows(own, set_by_people.select("subject", "value")))
    floats = {n: float(v) if isinstance(v, Decimal) else v for n, v in rows[0].items()}
    return Single(ranks.stand(floats), overrides, ranks)


def _rows(ledger: Ledger, table: Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = ledger.engine.batches(table).read_all().to_pylist()
    return rows
